// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import io.kerf.model.Device;
import io.kerf.model.Instance;
import io.kerf.model.InstanceName;
import io.kerf.model.SystemState;
import io.kerf.sysfs.ChangeProgress.Stage;
import io.kerf.tree.PropertyValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries plans out so that they are done as a whole or not at all, although the kernel's own transactions are not. Each overlay is written,
 * its transaction found by its marker, its status read, and the kernel's trees compared with what was meant; on any difference what
 * was done is taken back in reverse, and that is verified, too.
 *
 * <pre>{@code
 * ChangeEngine engine = new ChangeEngine(fs);
 * engine.initialize(planner.planBaseline(baseline)).requireDone();
 * engine.apply(planner.plan(current, next)).requireDone();
 * }</pre>
 *
 * <p>Plans given to one engine by several threads are carried out one after the other. That no other process writes meanwhile is the
 * caller's part.
 */
public final class ChangeEngine {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeEngine.class);
    private static final String OVERLAYS = WrittenOverlay.FOLDER;

    private final MultikernelFs fs;
    private final ChangeJournal journal;
    private final BaselineRecord record;
    private final ReentrantLock lock;
    private final Progress progress;
    private final KnownReadings readings;

    /**
     * Makes an engine that keeps nothing beyond its own life: what a change leaves behind whose process is killed, nobody will find out.
     *
     * @param fs the kernel's files
     */
    public ChangeEngine(MultikernelFs fs) {
        this(fs, ChangeJournal.inMemory(), new BaselineRecord(null));
    }

    ChangeEngine(MultikernelFs fs, ChangeJournal journal, BaselineRecord record) {
        this(fs, journal, record, new ReentrantLock(), new Progress(each -> {}), new KnownReadings());
    }

    private ChangeEngine(
            MultikernelFs fs,
            ChangeJournal journal,
            BaselineRecord record,
            ReentrantLock lock,
            Progress progress,
            KnownReadings readings) {
        this.fs = Objects.requireNonNull(fs, "fs");
        this.journal = journal;
        this.record = record;
        this.lock = lock;
        this.progress = progress;
        this.readings = readings;
    }

    /**
     * Sets who is told how far changes of instances come.
     *
     * @param observer the listener, instead of the one before
     * @return an engine that works in turn with this one
     */
    public ChangeEngine withListener(ChangeListener observer) {
        return new ChangeEngine(fs, journal, record, lock, new Progress(observer), readings);
    }

    /**
     * Makes an engine that keeps a journal of the change it is carrying out, and the description of the baseline it applied. An engine on the
     * same directory, of whatever process, brings to an end what this one was killed in. Two must not work at the same time: see
     * {@link HostLock}.
     *
     * @param fs the kernel's files
     * @param directory where both are kept, made when it is first needed; normally {@link KernelRoots#state()}
     * @return the engine
     */
    public static ChangeEngine journaled(MultikernelFs fs, Path directory) {
        return new ChangeEngine(fs, ChangeJournal.in(directory), new BaselineRecord(directory));
    }

    /**
     * Brings to an end what an earlier engine was interrupted in. Every change begins with this; to call it before one plans a change spares
     * a plan for a state that is not to last.
     *
     * <p>Of a change that had ended already, only its journal is removed: what the kernel shows then may be the work of others.
     *
     * @return what was found and done, or empty if nothing had been interrupted
     * @throws KernelInterfaceException if the kernel or the journal cannot be read, whereupon the journal stays
     * @throws PartialChangeException if what was done of the interrupted change could not be taken back; that was told by this and is not told
     *     again
     */
    public Optional<Recovery> recover() {
        lock.lock();
        try {
            Optional<JournalEntry> unfinished = journal.unfinished();
            if (unfinished.isEmpty()) {
                return Optional.empty();
            }
            Optional<Recovery> recovery = journal.reported(() -> recovered(unfinished.get()), ChangeEnding::of);
            recovery.ifPresent(each -> LOG.warn("an interrupted change was found: {}", each));
            return recovery;
        } finally {
            lock.unlock();
        }
    }

    private Optional<Recovery> recovered(JournalEntry entry) {
        Optional<Recovery> recovery = new ChangeRecovery(fs, entry).run();
        boolean isFinished = recovery.map(Recovery::result)
                .filter(Recovery.Result.FINISHED::equals)
                .isPresent();
        if (isFinished && entry.ending().isEmpty()) {
            entry.pool().ifPresent(plan -> keep(plan, KernelSnapshot.read(fs, entry.abi(), plan.known())));
            entry.described()
                    .ifPresent(described -> record.store(
                            fs.bootId(),
                            KernelSnapshot.read(fs, entry.abi(), described.devices()),
                            entry.abi(),
                            described));
        }
        return recovery;
    }

    private void keep(PoolPlan plan, KernelSnapshot after) {
        plan.description().ifPresentOrElse(each -> record.store(fs.bootId(), after, plan.abi(), each), record::forget);
    }

    private ChangeOutcome reported(Supplier<ChangeOutcome> change) {
        return journal.reported(change, ChangeEnding::of);
    }

    /**
     * Returns the description that the baseline in force was made from, whoever applied it, with what the kernel does not keep of it.
     *
     * @return the description, or empty if none is kept for the pool that the kernel has
     * @throws KernelInterfaceException if the kernel or the record cannot be read
     */
    public Optional<SystemState> description() {
        return record.description(fs, readings);
    }

    /**
     * Reads the kernel. Cheaper than {@link KernelSnapshot#read(MultikernelFs, List)} where an engine has read it before: every file is read
     * again, but instances whose files say the same are not made anew.
     *
     * @param known devices of the host, whose names the devices of instances get
     * @return the snapshot, as if it were the first
     * @throws KernelInterfaceException if a file cannot be read or understood
     */
    public KernelSnapshot snapshot(List<Device> known) {
        return SnapshotReader.guessing(fs, known, readings).read();
    }

    private SnapshotReader reader(ChangePlan plan) {
        return new SnapshotReader(fs, plan.abi(), plan.current().devices(), readings);
    }

    /**
     * Writes a baseline and makes sure that the pool came out as was meant. A pool that is filled in part is emptied again.
     *
     * @param plan the baseline
     * @return how it ended; not done, without a write, if a baseline is in force already
     * @throws KernelInterfaceException if the kernel cannot be read before the write
     * @throws PartialChangeException if the pool is filled in part and could not be emptied
     */
    public ChangeOutcome initialize(BaselinePlan plan) {
        lock.lock();
        try {
            recover();
            return reported(() -> {
                ChangeOutcome outcome = new BaselineChange(fs, plan).run(journal);
                if (outcome instanceof ChangeOutcome.Done done) {
                    record.store(fs.bootId(), done.after(), plan.abi(), plan.description());
                }
                return outcome;
            });
        } finally {
            lock.unlock();
        }
    }

    /**
     * Changes the pool while instances run on, all of the plan or nothing.
     *
     * @param plan the change
     * @return how it ended; not done, without a write, if the pool is not the one that the plan starts from
     * @throws KernelInterfaceException if the kernel cannot be read before the first write
     * @throws PartialChangeException if an overlay failed and what was done could not be taken back
     */
    public ChangeOutcome resize(PoolPlan plan) {
        lock.lock();
        try {
            recover();
            return reported(() -> {
                ChangeOutcome outcome = new PoolChange(fs, plan).run(journal, progress);
                if (outcome instanceof ChangeOutcome.Done done) {
                    keep(plan, done.after());
                }
                return outcome;
            });
        } finally {
            lock.unlock();
        }
    }

    /**
     * Carries out a plan.
     *
     * @param plan the plan
     * @return how it ended; not done, without a write, if the kernel is not in the state that the plan starts from
     * @throws KernelInterfaceException if the kernel cannot be read before the first write
     * @throws PartialChangeException if a step failed and what was done could not be taken back
     */
    public ChangeOutcome apply(ChangePlan plan) {
        lock.lock();
        try {
            recover();
            return reported(() -> run(plan));
        } finally {
            lock.unlock();
        }
    }

    private ChangeOutcome run(ChangePlan plan) {
        KernelSnapshot before =
                reader(plan).readOnly(plan.instances(), plan.current().instances());
        List<String> stale = staleness(plan, before);
        if (!stale.isEmpty()) {
            return new ChangeOutcome.NotDone(
                    KernelInterfaceException.stale(
                            "/sys/fs/multikernel/instances",
                            "the kernel is not in the state that the change was planned for: "
                                    + String.join("; ", stale),
                            "nothing was written; plan the change again"),
                    before);
        }
        if (plan.steps().isEmpty()) {
            return new ChangeOutcome.Done(List.of(), before);
        }
        String bootId = fs.bootId();
        PropertyValue devices = readings.journaled(plan.current().devices());
        journal.begin(() -> JournalEntry.ofChange(bootId, before, plan, devices));
        int steps = plan.steps().size();
        progress.tell(Stage.PLANNED, 0, steps, plan);
        List<ChangeStep> toTakeBack = new ArrayList<>();
        List<TransactionId> transactions = new ArrayList<>();
        KernelSnapshot after = before;
        for (StepGroup group : plan.groups()) {
            group.steps().forEach(step -> toTakeBack.add(0, step));
            boolean isFailed = false;
            try {
                tell(plan, Stage.WRITING, group);
                TransactionId id = WrittenOverlay.write(fs, group.overlay());
                transactions.add(id);
                isFailed = fs.transactionStatus(id) == TransactionStatus.FAILED;
                if (isFailed) {
                    throw failure(id, group).spokenAs(plan.abi());
                }
                tell(plan, Stage.VERIFYING, group);
                after = reader(plan).readOnly(group.instances(), after.instances());
                verify(plan, group, after, id);
                group.steps().forEach(step -> journal.mark("done: " + step));
            } catch (KernelInterfaceException e) {
                if (isFailed && group.isOneOperation()) {
                    toTakeBack.remove(0);
                }
                return takeBack(plan, before, toTakeBack, isFailed ? group.steps() : List.of(), e);
            }
        }
        plan.steps().forEach(step -> LOG.info("done: {}", step));
        progress.tell(Stage.DONE, 0, steps, plan);
        return new ChangeOutcome.Done(transactions, after);
    }

    private void tell(ChangePlan plan, Stage stage, StepGroup group) {
        List<ChangeStep> all = plan.steps();
        group.steps().forEach(step -> progress.tell(stage, all.indexOf(step) + 1, all.size(), step));
    }

    /** What of the kernel's present state stands against the plan. */
    private static List<String> staleness(ChangePlan plan, KernelSnapshot now) {
        List<String> stale = new ArrayList<>();
        Set<InstanceName> seen = new HashSet<>();
        for (ChangeStep step : plan.steps()) {
            Optional<Instance> wanted = step.before();
            if (!seen.add(step.instance())) {
                continue;
            }
            if (wanted.isPresent()) {
                stale.addAll(SnapshotDifference.ofInstance(plan.current(), wanted.get(), now));
            } else if (now.instance(step.instance()).isPresent()) {
                stale.add("there is an instance '" + step.instance() + "'");
            }
        }
        return stale;
    }

    private KernelInterfaceException failure(TransactionId id, StepGroup group) {
        return KernelInterfaceException.failed(
                OVERLAYS + "/" + id.directory(),
                "the kernel failed to " + group + WrittenOverlay.explanation(fs, id),
                "see what is free, and change the request");
    }

    private static void verify(ChangePlan plan, StepGroup group, KernelSnapshot now, TransactionId id) {
        List<String> differences = group.differences(plan, now);
        if (!differences.isEmpty()) {
            throw KernelInterfaceException.failed(
                            OVERLAYS + "/" + id.directory(),
                            "the kernel says it did it, but " + String.join("; ", differences),
                            "see what is free, and change the request")
                    .spokenAs(plan.abi());
        }
    }

    /**
     * Takes steps back. Of those in an overlay that failed nobody says which were done: a creation was if its instance is all that was asked
     * for, and else it is another's.
     */
    private ChangeOutcome takeBack(
            ChangePlan plan,
            KernelSnapshot before,
            List<ChangeStep> steps,
            List<ChangeStep> doubtful,
            KernelInterfaceException cause) {
        List<String> remedies = new ArrayList<>();
        for (ChangeStep step : steps) {
            try {
                journal.mark("taking back: " + step);
                progress.tell(
                        Stage.TAKING_BACK,
                        plan.steps().indexOf(step) + 1,
                        plan.steps().size(),
                        step);
                if (step.isUpdate()) {
                    LOG.debug("taking back what was done of: {}", step);
                    remedies.add(0, step.remedy());
                    KernelSnapshot now = reader(plan).read();
                    InstanceUpdates.restore(
                            fs, plan.abi(), plan.current(), now, step.before().orElseThrow());
                } else if (isInForce(step) && (!doubtful.contains(step) || isAsAsked(plan, step))) {
                    LOG.debug("taking back: {}", step);
                    remedies.add(0, step.remedy());
                    WrittenOverlay.write(fs, step.compensation());
                }
            } catch (KernelInterfaceException e) {
                cause.addSuppressed(e);
            }
        }
        KernelSnapshot after;
        try {
            after = reader(plan).read();
        } catch (KernelInterfaceException e) {
            cause.addSuppressed(e);
            remedies.add("read the state of the host again");
            throw PartialChangeException.unknown(cause, remedies);
        }
        List<String> left = SnapshotDifference.between(
                SnapshotDifference.essence(before, plan.instances()),
                SnapshotDifference.essence(after, plan.instances()));
        if (left.isEmpty()) {
            return new ChangeOutcome.NotDone(cause, after);
        }
        remedies.add("compare the state of the host with what it was");
        throw new PartialChangeException(cause, left, remedies);
    }

    /** A created instance that is there, with its id, or a removed one that is not. */
    private boolean isInForce(ChangeStep step) {
        String name = step.instance().text();
        boolean there = fs.instances().contains(name);
        if (step.after().isEmpty()) {
            return !there;
        }
        return there
                && step.after()
                        .get()
                        .id()
                        .map(id -> id.value() == fs.instanceId(name))
                        .orElse(true);
    }

    private boolean isAsAsked(ChangePlan plan, ChangeStep step) {
        return step.after().isEmpty()
                || step.differences(plan.next(), reader(plan).read()).isEmpty();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import io.kerf.model.Instance;
import io.kerf.model.InstanceName;
import io.kerf.model.PoolChunk;
import io.kerf.model.SystemState;
import io.kerf.model.binding.Bindings;
import io.kerf.model.binding.Names;
import io.kerf.sysfs.JournalEntry.Step.Kind;
import io.kerf.sysfs.Recovery.Result;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.NodePath;
import io.kerf.tree.PropertyValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings an interrupted change to an end. It is never carried on: where all its steps are in force it is finished, else what is in force of
 * it is taken back.
 */
final class ChangeRecovery {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeRecovery.class);

    private final MultikernelFs fs;
    private final JournalEntry entry;

    ChangeRecovery(MultikernelFs fs, JournalEntry entry) {
        this.fs = fs;
        this.entry = entry;
    }

    /** Brings it to an end, or says how it ended already; empty if what is left of it was told. */
    Optional<Recovery> run() {
        if (entry.ending().filter(ChangeEnding.TOLD::equals).isPresent()) {
            return Optional.empty();
        }
        Result result = fs.bootId().equals(entry.bootId())
                ? entry.ending().flatMap(ChangeEnding::result).orElseGet(this::ended)
                : Result.FORGOTTEN;
        return Optional.of(new Recovery(result, entry.words()));
    }

    private Result ended() {
        return entry.baseline()
                .map(this::recoverBaseline)
                .or(() -> entry.pool().map(plan -> new PoolChange(fs, plan).recover(entry.before())))
                .orElseGet(this::recoverSteps);
    }

    private Result recoverBaseline(DeviceTree tree) {
        PropertyValue cells = PropertyValue.ofU32(entry.abi().cpuIdBytes() / Integer.BYTES);
        SystemState description = Bindings.read(
                tree.update(NodePath.of("/resources"), resources -> resources.withProperty(Names.CPU_CELLS, cells)));
        List<PoolChunk> pieces =
                KernelEncoder.of(entry.abi(), PciIdLookup.none()).pieces(description);
        BaselinePlan plan = new BaselinePlan(entry.abi(), description, pieces, tree);
        return new BaselineChange(fs, plan).recover(entry.before());
    }

    private KernelSnapshot read() {
        return KernelSnapshot.read(fs, entry.abi(), entry.devices());
    }

    private Result recoverSteps() {
        List<JournalEntry.Step> steps = entry.steps();
        Map<String, TransactionStatus> written = written(steps);
        Set<InstanceName> changed =
                steps.stream().map(step -> InstanceName.of(step.instance())).collect(Collectors.toSet());
        KernelSnapshot now = read();
        if (steps.stream().allMatch(step -> isDone(step, steps, written, now))) {
            return Result.FINISHED;
        }
        KernelInterfaceException cause = KernelInterfaceException.failed(
                "/sys/fs/multikernel/overlays",
                "a change was interrupted: " + String.join("; ", entry.words()),
                "what was done of it is taken back");
        List<String> remedies = new ArrayList<>();
        List<JournalEntry.Step> latestFirst = new ArrayList<>(steps);
        Collections.reverse(latestFirst);
        for (JournalEntry.Step step : latestFirst) {
            if (written.containsKey(step.marker()) && step.kind() == Kind.CHANGES) {
                Instance before = step.before().orElseThrow();
                remedies.add(
                        0, "change instance '" + step.instance() + "' back: " + SnapshotDifference.request(before));
                LOG.debug("taking back what was done of: {}", step.words());
                InstanceUpdates.restore(fs, entry.abi(), described(), read(), before);
            } else if (written.containsKey(step.marker()) && isInForce(step, written.get(step.marker()), read())) {
                remedies.add(
                        0,
                        (step.creates() ? "delete instance '" : "create instance '")
                                + step.instance()
                                + (step.creates() ? "'" : "' again"));
                LOG.debug("taking back: {}", step.words());
                fs.writeOverlay(step.takesBack().toBytes());
            }
        }
        List<String> left = SnapshotDifference.between(entry.before(), SnapshotDifference.essence(read(), changed));
        if (!left.isEmpty()) {
            remedies.add("compare the state of the host with what it was");
            throw new PartialChangeException(cause, left, remedies);
        }
        return Result.UNDONE;
    }

    /** The steps whose overlays the kernel has seen, by their markers, and how each ended. */
    private Map<String, TransactionStatus> written(List<JournalEntry.Step> steps) {
        Map<String, TransactionStatus> written = new HashMap<>();
        List<TransactionId> ids = fs.transactions();
        long markers = steps.stream().map(JournalEntry.Step::marker).distinct().count();
        for (int i = ids.size() - 1; i >= 0 && written.size() < markers; i--) {
            try {
                String marker = fs.transactionMarker(ids.get(i)).strip();
                if (steps.stream().anyMatch(step -> step.marker().equals(marker))) {
                    written.put(marker, fs.transactionStatus(ids.get(i)));
                }
            } catch (KernelInterfaceException e) {
                if (e.reason() != KernelInterfaceException.Reason.GONE) {
                    throw e;
                }
            }
        }
        return written;
    }

    private static boolean isDone(
            JournalEntry.Step step,
            List<JournalEntry.Step> steps,
            Map<String, TransactionStatus> written,
            KernelSnapshot now) {
        if (written.get(step.marker()) != TransactionStatus.APPLIED) {
            return false;
        }
        Optional<Instance> found = now.instance(InstanceName.of(step.instance()));
        if (step.kind() != Kind.REMOVES && isFollowed(step, steps)) {
            return found.isPresent();
        }
        return step.kind() != Kind.REMOVES
                ? found.map(SnapshotDifference::request)
                        .filter(step.wanted()::equals)
                        .isPresent()
                : found.isEmpty() || isReplaced(step, steps);
    }

    /** What a later step changes again cannot be seen any more. */
    private static boolean isFollowed(JournalEntry.Step change, List<JournalEntry.Step> steps) {
        return steps.subList(steps.indexOf(change) + 1, steps.size()).stream()
                .anyMatch(step -> step.instance().equals(change.instance()));
    }

    private SystemState described() {
        return SystemState.builder().devices(entry.devices()).build();
    }

    /** An instance that is removed may be followed by another of its name. */
    private static boolean isReplaced(JournalEntry.Step removal, List<JournalEntry.Step> steps) {
        return steps.stream().anyMatch(step -> step.creates() && step.instance().equals(removal.instance()));
    }

    /** Of an overlay that failed nobody says what was done; an instance that is not all that was asked for is another's. */
    private static boolean isInForce(JournalEntry.Step step, @Nullable TransactionStatus status, KernelSnapshot now) {
        Optional<Instance> found = now.instance(InstanceName.of(step.instance()));
        if (!step.creates()) {
            return found.isEmpty();
        }
        return found.filter(
                        each -> each.id().filter(id -> step.madeId(id.value())).isPresent())
                .filter(each -> status != TransactionStatus.FAILED
                        || SnapshotDifference.request(each).equals(step.wanted()))
                .isPresent();
    }
}

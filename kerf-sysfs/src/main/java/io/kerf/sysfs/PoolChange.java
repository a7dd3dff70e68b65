// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import io.kerf.sysfs.ChangeProgress.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One change of a pool being made: compared with what the kernel makes of it, and taken back if that is not what was meant. */
final class PoolChange {
    private static final Logger LOG = LoggerFactory.getLogger(PoolChange.class);
    private static final String HOST_TREE = "/sys/fs/multikernel/device_tree";

    private final MultikernelFs fs;
    private final PoolPlan plan;

    PoolChange(MultikernelFs fs, PoolPlan plan) {
        this.fs = fs;
        this.plan = plan;
    }

    ChangeOutcome run(ChangeJournal journal, Progress progress) {
        KernelSnapshot before = read();
        List<String> stale = plan.before().differences(PoolShape.of(before, plan.known()));
        if (!stale.isEmpty()) {
            return new ChangeOutcome.NotDone(
                    KernelInterfaceException.failed(
                            HOST_TREE,
                            "the pool is not what the change was planned for: " + String.join("; ", stale),
                            "nothing was written; plan the change again"),
                    before);
        }
        if (plan.parts().isEmpty()) {
            return new ChangeOutcome.Done(List.of(), before);
        }
        Map<String, String> essence = SnapshotDifference.essence(before, Set.of());
        String bootId = fs.bootId();
        journal.begin(() -> JournalEntry.ofPool(bootId, essence, plan));
        progress.tell(Stage.PLANNED, 0, plan.parts().size(), plan);
        List<TransactionId> transactions = new ArrayList<>();
        try {
            for (PoolOverlays.Part part : plan.parts()) {
                progress.tell(
                        Stage.WRITING, transactions.size() + 1, plan.parts().size(), part);
                transactions.add(write(part));
                journal.mark("done: " + part);
            }
            progress.tell(Stage.VERIFYING, 0, plan.parts().size(), plan);
            KernelSnapshot after = read();
            verify(after);
            LOG.info("done: {}", plan);
            progress.tell(Stage.DONE, 0, plan.parts().size(), plan);
            return new ChangeOutcome.Done(transactions, after);
        } catch (KernelInterfaceException e) {
            journal.mark("taking back");
            progress.tell(Stage.TAKING_BACK, 0, plan.parts().size(), plan);
            return takeBack(essence, plan.before(), e);
        }
    }

    private KernelSnapshot read() {
        return KernelSnapshot.read(fs, plan.abi(), plan.known());
    }

    private TransactionId write(PoolOverlays.Part part) {
        TransactionId id = WrittenOverlay.write(fs, part.overlay());
        if (fs.transactionStatus(id) == TransactionStatus.FAILED) {
            String explanation = WrittenOverlay.explanation(fs, id);
            boolean isParked = part.items().stream().anyMatch(UpdateItem.MemoryLoss.class::isInstance)
                    && explanation.contains("-" + Errno.EBUSY.number());
            throw KernelInterfaceException.failed(
                            WrittenOverlay.FOLDER + "/" + id.directory(),
                            "the kernel failed to " + part + explanation,
                            isParked
                                    ? "keep that memory: where CPUs of the pool are parked it leaves only after all of them"
                                    : "see what the host can spare and what instances have, and change the request")
                    .spokenAs(plan.abi());
        }
        return id;
    }

    private void verify(KernelSnapshot after) {
        List<String> differences = plan.after().differences(PoolShape.of(after, plan.known()));
        if (!differences.isEmpty()) {
            throw KernelInterfaceException.failed(
                            HOST_TREE,
                            "the kernel says it did it, but " + String.join("; ", differences),
                            "see what the host can spare and what instances have, and change the request")
                    .spokenAs(plan.abi());
        }
    }

    private ChangeOutcome takeBack(Map<String, String> before, PoolShape wanted, KernelInterfaceException cause) {
        List<String> remedies = List.of("compare the pool with what it was", "change it back: " + wanted.words());
        try {
            PoolOverlays.restore(fs, plan.abi(), plan.known(), wanted);
        } catch (KernelInterfaceException e) {
            cause.addSuppressed(e);
        }
        KernelSnapshot after;
        try {
            after = read();
        } catch (KernelInterfaceException e) {
            cause.addSuppressed(e);
            throw PartialChangeException.unknown(cause, remedies);
        }
        List<String> left = SnapshotDifference.between(before, SnapshotDifference.essence(after, Set.of()));
        if (!left.isEmpty()) {
            throw new PartialChangeException(cause, left, remedies);
        }
        return new ChangeOutcome.NotDone(cause, after);
    }

    /** Brings a change to an end that was interrupted: the pool is as it was to be, or is made what it was. */
    Recovery.Result recover(Map<String, String> before) {
        List<String> differences = plan.after().differences(PoolShape.of(read(), plan.known()));
        if (differences.isEmpty()) {
            return Recovery.Result.FINISHED;
        }
        takeBack(
                before,
                plan.before(),
                KernelInterfaceException.failed(
                        HOST_TREE,
                        "a change of the pool was interrupted, and " + String.join("; ", differences),
                        "make it again"));
        return Recovery.Result.UNDONE;
    }
}

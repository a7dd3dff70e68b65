// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import io.kerf.model.Device;
import io.kerf.model.DeviceType;
import io.kerf.model.MemoryRange;
import io.kerf.model.PoolChunk;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One baseline being written: compared with what the kernel makes of it, and taken back if that is not what was meant. */
final class BaselineChange {
    private static final Logger LOG = LoggerFactory.getLogger(BaselineChange.class);
    private static final String HOST_TREE = "/sys/fs/multikernel/device_tree";

    private final MultikernelFs fs;
    private final KernelAbi abi;
    private final BaselinePlan plan;
    private final List<Device> known;

    BaselineChange(MultikernelFs fs, BaselinePlan plan) {
        this.fs = fs;
        this.abi = plan.abi();
        this.plan = plan;
        this.known = plan.description().devices();
    }

    ChangeOutcome run(ChangeJournal journal) {
        KernelSnapshot before = KernelSnapshot.read(fs, abi, known);
        if (before.hasPool()) {
            return new ChangeOutcome.NotDone(
                    KernelInterfaceException.failed(
                            HOST_TREE,
                            "a baseline is in force already: " + before.host(),
                            "nothing was written; plan a change of the pool instead, or empty it first"),
                    before);
        }
        Optional<KernelInterfaceException> misplaced = misplaced();
        if (misplaced.isPresent()) {
            return new ChangeOutcome.NotDone(misplaced.get(), before);
        }
        String bootId = fs.bootId();
        journal.begin(() -> JournalEntry.ofBaseline(bootId, SnapshotDifference.essence(before), plan));
        Optional<KernelInterfaceException> refusal = write();
        KernelSnapshot after;
        try {
            after = KernelSnapshot.read(fs, abi, known);
        } catch (KernelInterfaceException e) {
            throw unknown(refusal.orElse(e));
        }
        List<String> differences = differences(after);
        if (differences.isEmpty()) {
            refusal.ifPresent(e -> LOG.warn("the baseline is in force although its write failed: {}", e.getMessage()));
            LOG.info("done: {}", plan);
            return new ChangeOutcome.Done(List.of(), after);
        }
        KernelInterfaceException cause = refusal.orElseGet(() -> KernelInterfaceException.failed(
                        HOST_TREE,
                        "the kernel took the baseline, but " + String.join("; ", differences),
                        "list only hardware that is there")
                .spokenAs(abi));
        journal.mark("taking back");
        return takeBack(SnapshotDifference.essence(before), cause);
    }

    /** Brings a baseline to an end that was interrupted: the pool is complete, or is emptied. */
    Recovery.Result recover(Map<String, String> before) {
        KernelSnapshot now = KernelSnapshot.read(fs, abi, known);
        List<String> differences = differences(now);
        if (differences.isEmpty()) {
            return Recovery.Result.FINISHED;
        }
        takeBack(
                before,
                KernelInterfaceException.failed(
                        HOST_TREE,
                        "a baseline was interrupted, and " + String.join("; ", differences),
                        "apply it again"));
        return Recovery.Result.UNDONE;
    }

    /** A flat kernel has a pool only where memory was reserved. Without privilege nobody learns where that is. */
    private Optional<KernelInterfaceException> misplaced() {
        if (abi.placesPool()) {
            return Optional.empty();
        }
        MemoryRange wanted = plan.pieces().get(0).range().orElseThrow();
        List<MemoryRange> reserved = IomemRegions.pool(fs.iomem());
        if (reserved.isEmpty() || reserved.contains(wanted)) {
            return Optional.empty();
        }
        if (reserved.stream().anyMatch(range -> range.contains(wanted))) {
            LOG.warn("{} is a part of the memory that was reserved, and the kernel may use the rest, too", wanted);
            return Optional.empty();
        }
        return Optional.of(KernelInterfaceException.failed(
                HOST_TREE,
                "the memory " + wanted + " is not in what was reserved for the pool, " + reserved,
                "nothing was written; describe the reserved range"));
    }

    private Optional<KernelInterfaceException> write() {
        byte[] blob = plan.blob();
        try {
            fs.writeDeviceTree(blob);
            LOG.debug("wrote {} bytes to {}", blob.length, HOST_TREE);
            return Optional.empty();
        } catch (KernelInterfaceException e) {
            return Optional.of(e.spokenAs(abi));
        }
    }

    private List<String> differences(KernelSnapshot now) {
        List<String> differences =
                new ArrayList<>(PoolShape.of(plan.description(), plan.pieces()).differences(PoolShape.of(now, known)));
        for (PoolChunk piece : plan.pieces()) {
            if (piece.range().isPresent()
                    && !now.pool().ranges().contains(piece.range().get())) {
                differences.add("the pool has memory " + now.pool().ranges() + " instead of "
                        + piece.range().get());
            }
        }
        for (Device device : known) {
            boolean isThere = device.type() == DeviceType.PCI
                    || now.host().devices().stream()
                            .anyMatch(found -> found.name().equals(device.name()));
            if (!isThere) {
                differences.add("device '" + device + "' is not in the pool");
            }
        }
        return differences;
    }

    private ChangeOutcome takeBack(Map<String, String> before, KernelInterfaceException cause) {
        if (abi.resizesPool()) {
            try {
                PoolOverlays.restore(fs, abi, known, PoolShape.EMPTY);
            } catch (KernelInterfaceException e) {
                cause.addSuppressed(e);
            }
        }
        KernelSnapshot after;
        try {
            after = KernelSnapshot.read(fs, abi, known);
        } catch (KernelInterfaceException e) {
            throw unknown(cause);
        }
        List<String> left = SnapshotDifference.between(before, SnapshotDifference.essence(after));
        if (left.isEmpty()) {
            return new ChangeOutcome.NotDone(cause, after);
        }
        String remedy = abi.replacesBaseline()
                ? "apply a corrected baseline, which takes the place of this one, or reboot the host"
                : "reboot the host, or give the pool back to it by overlays";
        throw new PartialChangeException(cause, left, List.of(remedy));
    }

    private static PartialChangeException unknown(KernelInterfaceException cause) {
        return PartialChangeException.unknown(
                cause, List.of("read the state of the host again, and empty the pool if it is filled in part"));
    }
}

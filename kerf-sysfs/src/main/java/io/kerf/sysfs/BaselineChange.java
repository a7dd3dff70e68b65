// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import io.kerf.model.Device;
import io.kerf.model.DeviceType;
import io.kerf.model.MemoryRange;
import io.kerf.model.PciAddress;
import io.kerf.model.PoolChunk;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One baseline being written: compared with what the kernel makes of it, and taken back if that is not what was meant. */
final class BaselineChange {
    private static final Logger LOG = LoggerFactory.getLogger(BaselineChange.class);
    private static final String HOST_TREE = "/sys/fs/multikernel/device_tree";
    /** As many CPUs or devices as surely fit one overlay. */
    private static final int BATCH = 48;

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
                            "nothing was written; a pool is changed by overlays, or emptied first"),
                    before);
        }
        Optional<KernelInterfaceException> misplaced = misplaced();
        if (misplaced.isPresent()) {
            return new ChangeOutcome.NotDone(misplaced.get(), before);
        }
        journal.begin(JournalEntry.ofBaseline(fs.bootId(), SnapshotDifference.essence(before), plan));
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
        return takeBack(SnapshotDifference.essence(before), after, cause);
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
                now,
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
        List<String> differences = new ArrayList<>();
        if (!now.poolCpus().equals(plan.description().cpus().available())) {
            differences.add("the pool has CPUs " + now.poolCpus() + " instead of "
                    + plan.description().cpus().available());
        }
        if (!hasPieces(now)) {
            differences.add("the pool has memory " + SnapshotDifference.chunks(now) + " instead of "
                    + plan.pieces().stream()
                            .map(SnapshotDifference::sizeAndNode)
                            .sorted()
                            .toList());
        }
        for (Device device : known) {
            if (!isPooled(device, now)) {
                differences.add("device '" + device + "' is not in the pool");
            }
        }
        return differences;
    }

    /** Pieces for a given node must be there as they are; any chunk of the right size will do for the others. */
    private boolean hasPieces(KernelSnapshot now) {
        List<PoolChunk> chunks = new ArrayList<>(now.pool().chunks());
        List<PoolChunk> anywhere = new ArrayList<>();
        for (PoolChunk piece : plan.pieces()) {
            if (piece.numaNode().isEmpty()) {
                anywhere.add(piece);
            } else if (!removeFirst(chunks, piece)) {
                return false;
            }
        }
        return anywhere.stream().allMatch(piece -> removeFirst(chunks, piece)) && chunks.isEmpty();
    }

    private static boolean removeFirst(List<PoolChunk> chunks, PoolChunk piece) {
        for (PoolChunk chunk : chunks) {
            boolean nodeFits = piece.numaNode().isEmpty() || piece.numaNode().equals(chunk.numaNode());
            boolean placeFits = piece.range().isEmpty() || piece.range().equals(chunk.range());
            if (nodeFits && placeFits && chunk.size().equals(piece.size())) {
                return chunks.remove(chunk);
            }
        }
        return false;
    }

    private static boolean isPooled(Device device, KernelSnapshot now) {
        return now.host().devices().stream()
                .anyMatch(found -> device.type() == DeviceType.PCI
                        ? device.pciAddress().isPresent() && device.pciAddress().equals(found.pciAddress())
                        : found.name().equals(device.name()));
    }

    private ChangeOutcome takeBack(Map<String, String> before, KernelSnapshot now, KernelInterfaceException cause) {
        if (abi.resizesPool()) {
            try {
                emptyPool(now);
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
        return new PartialChangeException(
                cause,
                List.of("unknown, as the kernel cannot be read"),
                List.of("read the state of the host again, and empty the pool if it is filled in part"));
    }

    /** CPUs and devices first: memory that parks CPUs cannot leave before them. */
    private void emptyPool(KernelSnapshot now) {
        List<Long> cpus = now.poolCpus().stream().boxed().toList();
        for (int from = 0; from < cpus.size(); from += BATCH) {
            empty(cpus.subList(from, Math.min(cpus.size(), from + BATCH)), List.of(), List.of());
        }
        List<PciAddress> devices = now.host().devices().stream()
                .flatMap(device -> device.pciAddress().stream())
                .toList();
        for (int from = 0; from < devices.size(); from += BATCH) {
            empty(List.of(), devices.subList(from, Math.min(devices.size(), from + BATCH)), List.of());
        }
        List<MemoryRange> chunks = now.pool().ranges();
        for (int from = 0; from < chunks.size(); from += BATCH) {
            empty(List.of(), List.of(), chunks.subList(from, Math.min(chunks.size(), from + BATCH)));
        }
    }

    private void empty(List<Long> cpus, List<PciAddress> devices, List<MemoryRange> chunks) {
        String marker = UUID.randomUUID().toString();
        int largest = abi.largestOverlay(fs.pageSize());
        PoolEncoder encoder = new PoolEncoder(abi, PciIdLookup.none());
        ChangeEngine.write(fs, Overlay.of(marker, encoder.emptyPool(cpus, devices, chunks, marker), largest));
    }
}

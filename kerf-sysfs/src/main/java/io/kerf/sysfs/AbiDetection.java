// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import io.kerf.fdt.Fdt;
import io.kerf.fdt.FdtFormatException;
import io.kerf.model.binding.Names;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.DtNode;
import io.kerf.tree.DtProperty;
import io.kerf.tree.PropertyValue;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Tells which generation a kernel speaks, by what only one of them would say: first by its host tree, then by the trees of its instances and
 * by its transactions, at last by an overlay that does nothing.
 */
final class AbiDetection {
    private static final String ROOT = "/sys/fs/multikernel/";
    private static final String HOST_TREE = ROOT + "device_tree";
    private static final String OCTOBER = "the interface of October 2025";
    private static final String NEWER = "boot a newer kernel";

    private final MultikernelFs fs;
    private final KernelAbi.Probe probe;

    AbiDetection(MultikernelFs fs, KernelAbi.Probe probe) {
        this.fs = fs;
        this.probe = probe;
    }

    KernelAbi run() {
        Optional<byte[]> blob = SnapshotReader.blob(fs);
        List<TransactionId> transactions = transactions(blob.isPresent());
        // The first flat kernels have no tree before their baseline.
        if (blob.isEmpty() || blob.get().length == 0) {
            return KernelAbi.FLAT_U32;
        }
        DeviceTree tree = decode(blob.get());
        return of(tree, fs::cpuinfo)
                .or(this::byInstances)
                .or(() -> byTransactions(transactions))
                .orElseGet(this::byProbe);
    }

    /** Without {@code overlays/} it is the first interface if there is a tree, and no multikernel file system if there is none. */
    private List<TransactionId> transactions(boolean hasTree) {
        try {
            return fs.transactions();
        } catch (KernelInterfaceException e) {
            if (e.reason() == KernelInterfaceException.Reason.GONE && hasTree) {
                throw unsupported("it has no overlays: " + OCTOBER, NEWER);
            }
            throw e;
        }
    }

    private static DeviceTree decode(byte[] blob) {
        try {
            return Fdt.decode(blob);
        } catch (FdtFormatException e) {
            throw unsupported("its device_tree is no device tree blob: " + OCTOBER, NEWER);
        }
    }

    /** Where to learn of the machine's CPUs, asked only when needed. */
    interface CpuText {
        String read();
    }

    /** What a host tree alone tells; empty for one of a kernel without a baseline that has no mark of its own. */
    static Optional<KernelAbi> of(DeviceTree tree, CpuText cpuinfo) {
        DtNode root = tree.root();
        if (root.property(Names.ADDRESS_CELLS).isPresent()) {
            return Optional.of(KernelAbi.POOL);
        }
        Optional<DtNode> resources = root.child(Names.RESOURCES);
        boolean chunks = resources.stream()
                .flatMap(node -> node.children().stream())
                .anyMatch(child -> child.name().startsWith("memory@")
                        && child.property(Names.REG).isPresent());
        boolean available =
                resources.flatMap(node -> node.property(Names.CPUS_AVAILABLE)).isPresent();
        if (chunks || available) {
            return Optional.of(KernelAbi.POOL_EARLY);
        }
        if (root.child(Names.INSTANCES).isPresent()) {
            return Optional.of(KernelAbi.FLAT_U32);
        }
        return resources
                .filter(node -> node.property(Names.MEMORY_BASE).isPresent())
                .map(node -> CpuIdWidth.isNarrow(node.property(Names.CPUS), cpuinfo)
                        ? KernelAbi.FLAT_U32
                        : KernelAbi.FLAT_U64);
    }

    /** Only the newest kernels write {@code model}. */
    private Optional<KernelAbi> byInstances() {
        for (String name : fs.instances()) {
            try {
                DeviceTree tree = Fdt.decode(fs.readInstanceTree(name));
                if (tree.root().property(Names.MODEL).isPresent()) {
                    return Optional.of(KernelAbi.POOL);
                }
                return Optional.empty();
            } catch (KernelInterfaceException e) {
                if (e.reason() != KernelInterfaceException.Reason.GONE) {
                    throw e;
                }
            } catch (FdtFormatException e) {
                throw KernelInterfaceException.malformed(
                        ROOT + "instances/" + name + "/device_tree",
                        "a damaged tree (" + e.getMessage() + ")",
                        "a device tree blob");
            }
        }
        return Optional.empty();
    }

    /** Pool kernels note a target path, and apply nothing that has none. */
    private Optional<KernelAbi> byTransactions(List<TransactionId> transactions) {
        for (TransactionId id : transactions) {
            try {
                if (isPath(fs.transactionTarget(id))) {
                    return Optional.of(KernelAbi.POOL_EARLY);
                }
                if (fs.transactionStatus(id) == TransactionStatus.APPLIED) {
                    return Optional.of(KernelAbi.FLAT_U64);
                }
            } catch (KernelInterfaceException e) {
                if (e.reason() != KernelInterfaceException.Reason.GONE) {
                    throw e;
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isPath(String target) {
        return target.startsWith("/");
    }

    private KernelAbi byProbe() {
        if (probe == KernelAbi.Probe.FORBIDDEN) {
            throw unsupported(
                    "its device_tree does not tell which interface it speaks, as there is no baseline",
                    "allow a probe, or name the interface");
        }
        String marker = UUID.randomUUID().toString();
        DeviceTree nothing = DeviceTree.builder()
                .property(Names.COMPATIBLE, PropertyValue.ofStrings(Names.COMPATIBLE_OVERLAY))
                .property("mk,resources", PropertyValue.ofStrings(marker))
                .beginNode("fragment@0")
                .property("target-path", PropertyValue.ofStrings("/instances"))
                .beginNode("__overlay__")
                .endNode()
                .endNode()
                .build();
        int largest = KernelAbi.FLAT_U64.largestOverlay(fs.pageSize());
        TransactionId id = WrittenOverlay.write(fs, Overlay.of(marker, nothing, largest));
        if (!isPath(fs.transactionTarget(id))) {
            return KernelAbi.FLAT_U64;
        }
        fs.removeTransaction(id);
        return KernelAbi.POOL_EARLY;
    }

    private static KernelInterfaceException unsupported(String cause, String remedy) {
        return KernelInterfaceException.unsupported(HOST_TREE, cause, remedy);
    }

    /** How wide the CPU ids of a flat kernel are. */
    private static final class CpuIdWidth {
        private CpuIdWidth() {}

        /**
         * A list that is no multiple of 8 bytes long has 4 an id. If no high half of it is set, it has 8, unless it may be two ids one of
         * which is 0: then it has 8 if CPU 0 is the host's. If a high half is set, it has 4 unless the machine has ids that long.
         */
        static boolean isNarrow(Optional<DtProperty> list, CpuText cpuinfo) {
            if (list.isEmpty() || list.get().size() % Integer.BYTES != 0) {
                return false;
            }
            if (list.get().size() % Long.BYTES != 0) {
                return true;
            }
            long[] wide = list.get().u64List();
            boolean high = false;
            for (long id : wide) {
                high |= id >>> Integer.SIZE != 0;
            }
            if (!high && wide.length != 1) {
                return false;
            }
            List<Long> host = OnlineCpus.parse(cpuinfo.read());
            return high
                    ? host.stream().noneMatch(id -> id >>> Integer.SIZE != 0)
                    : !host.isEmpty() && !host.contains(0L);
        }
    }
}

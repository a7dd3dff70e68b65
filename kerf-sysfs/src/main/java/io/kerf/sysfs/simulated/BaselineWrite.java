// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import io.kerf.model.PciAddress;
import io.kerf.sysfs.Errno;
import io.kerf.sysfs.simulated.SimulatedMachine.PciFunction;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.DtNode;
import io.kerf.tree.DtProperty;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A baseline that is written to {@code device_tree} of a pool kernel. The whole description is checked first; then memory is taken, then CPUs, then
 * devices. A failure undoes nothing: what was taken before it stays in the pool.
 */
final class BaselineWrite {
    private static final int LONGEST_ALIAS = 31;

    private final KernelState state;
    private final DtNode resources;
    private final List<Piece> pieces = new ArrayList<>();
    private final long[] cpus;
    private final Map<String, PciFunction> pci = new LinkedHashMap<>();
    private final TreeMap<String, String> platform = new TreeMap<>();
    private final TreeMap<PciAddress, String> aliases = new TreeMap<>();

    private record Piece(long size, int node) {}

    private BaselineWrite(KernelState state, DeviceTree tree) throws KernelError {
        this.state = state;
        this.resources = resources(tree);
        if (resources.property("memory-base").isPresent()
                || resources.property("memory-bytes").isPresent()) {
            throw new KernelError(Errno.EINVAL, "memory-base and memory-bytes have no place in /resources");
        }
        this.cpus = KernelProperty.cpus(resources);
        readMemory();
        readDevices(tree.root());
    }

    /** The node that every kernel wants. */
    static DtNode resources(DeviceTree tree) throws KernelError {
        return tree.root()
                .child("resources")
                .orElseThrow(() -> new KernelError(Errno.EINVAL, "a baseline needs /resources"));
    }

    /** Applies a baseline in the way of the kernel that runs. */
    static void apply(KernelState state, DeviceTree tree) throws KernelError {
        Optional<DtNode> instances = tree.root().child("instances");
        if (instances.isPresent() && !instances.get().children().isEmpty()) {
            throw new KernelError(Errno.EINVAL, "a baseline must not hold instances");
        }
        if (state.release().isFlat()) {
            FlatBaseline.apply(state, tree);
            return;
        }
        BaselineWrite write = new BaselineWrite(state, tree);
        if (!state.memory().isEmpty()
                || !state.cpus().free().isEmpty()
                || state.devices().hasPci()) {
            throw new KernelError(Errno.EBUSY, "a baseline is in force");
        }
        write.fillPool();
    }

    private void readMemory() throws KernelError {
        for (DtNode child : resources.children()) {
            if (child.name().startsWith("memory@")) {
                pieces.add(new Piece(
                        KernelProperty.pages(child, "size", state.pageSize()), KernelProperty.numaNode(child)));
            }
        }
        if (pieces.isEmpty()) {
            throw new KernelError(Errno.EINVAL, "a baseline needs a memory@N node");
        }
        if (pieces.size() > KernelProperty.MAX_NODES) {
            throw new KernelError(Errno.E2BIG, "more than " + KernelProperty.MAX_NODES + " memory nodes");
        }
    }

    private void readDevices(DtNode root) throws KernelError {
        Optional<DtNode> devices = resources.child("devices");
        if (devices.isEmpty()) {
            return;
        }
        TreeMap<String, PciAddress> byPath = new TreeMap<>();
        for (DtNode device : devices.get().children()) {
            String type = KernelProperty.optionalText(device, "device-type").orElse("");
            if (type.equals("pci")) {
                PciFunction function = pciFunction(device);
                pci.put(device.name(), function);
                byPath.put("/resources/devices/" + device.name(), function.address());
            } else if (type.equals("platform")) {
                platform.put(
                        device.name(),
                        KernelProperty.shortText(device, "device-name", LONGEST_ALIAS)
                                .orElse(device.name()));
            } else {
                state.log().add("device '" + device.name() + "' has no known device-type, skipped");
            }
        }
        readAliases(root, byPath);
    }

    private void readAliases(DtNode root, Map<String, PciAddress> byPath) throws KernelError {
        Optional<DtNode> node = root.child("aliases");
        if (node.isEmpty()) {
            return;
        }
        for (DtProperty alias : node.get().properties()) {
            if (alias.name().length() > LONGEST_ALIAS) {
                throw new KernelError(Errno.EINVAL, "alias '" + alias.name() + "' is too long");
            }
            Optional<PciAddress> target =
                    KernelProperty.optionalText(node.get(), alias.name()).map(byPath::get);
            target.ifPresent(address -> aliases.put(address, alias.name()));
        }
    }

    /** Reads a PCI device as a baseline and an instance-create describe it. Ids beyond 16 bits match no function. */
    static PciFunction pciFunction(DtNode device) throws KernelError {
        PciAddress address = KernelProperty.pciAddress(device);
        int vendor = KernelProperty.u32(device, "vendor-id");
        int id = KernelProperty.u32(device, "device-id");
        return new PciFunction(address, vendor & 0xffff, id & 0xffff);
    }

    private void fillPool() throws KernelError {
        for (Piece piece : pieces) {
            state.memory().add(state.hostMemory().take(piece.size(), piece.node()));
        }
        for (long cpu : cpus) {
            state.cpus().takeForBaseline(cpu);
            state.settlePark();
        }
        pci.forEach((node, function) -> {
            if (!state.devices().addPci(node, function)) {
                state.log().add("device " + function.address() + " is not there, skipped");
            }
        });
        aliases.forEach(state.devices()::setAlias);
        platform.forEach(state.devices()::addPlatform);
    }
}

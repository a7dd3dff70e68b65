// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import io.kerf.model.InstanceState;
import io.kerf.model.MemoryRange;
import io.kerf.model.PciAddress;
import io.kerf.sysfs.Errno;
import io.kerf.sysfs.simulated.KernelProperty.Span;
import io.kerf.sysfs.simulated.SimulatedInstance.Region;
import io.kerf.tree.DtNode;
import java.util.List;

/** Target {@code /instances/<name>}: moves memory, CPUs and devices between the pool and one instance. */
final class InstanceTarget implements OverlayTarget {
    private static final int LONGEST_DRIVER = 63;
    /** What memory of a running guest comes in (x86: at least 128 MiB). */
    private static final long GUEST_BLOCK = 128L << 20;

    private final KernelState state;
    private final SimulatedInstance instance;

    InstanceTarget(KernelState state, SimulatedInstance instance) {
        this.state = state;
        this.instance = instance;
    }

    @Override
    public List<OverlayOperation> order() {
        return List.of(OverlayOperation.values());
    }

    @Override
    public void apply(OverlayOperation operation, DtNode item) throws KernelError {
        switch (operation) {
            case MEMORY_ADD -> addMemory(item);
            case MEMORY_REMOVE -> removeMemory(item);
            case CPU_ADD -> addCpu(item);
            case CPU_REMOVE -> removeCpu(item);
            case DEVICE_ADD -> addDevice(item);
            case DEVICE_REMOVE -> removeDevice(item);
            case INSTANCE_CREATE, INSTANCE_REMOVE -> throw OverlayTarget.misplaced(operation, "an instance");
        }
    }

    @Override
    public void undo(OverlayOperation operation, DtNode item) throws KernelError {
        switch (operation) {
            case MEMORY_ADD -> removeMemory(item);
            case MEMORY_REMOVE -> addMemory(item);
            case CPU_ADD -> removeCpu(item);
            case CPU_REMOVE -> addCpu(item);
            case DEVICE_ADD -> removeDevice(item);
            case DEVICE_REMOVE -> addDevice(item);
            case INSTANCE_CREATE, INSTANCE_REMOVE -> throw OverlayTarget.misplaced(operation, "an instance");
        }
    }

    /** The base that was asked for is not honoured: the pool places the region, in one piece. */
    private void addMemory(DtNode item) throws KernelError {
        Span span = KernelProperty.span(item, state.pageSize());
        int node = KernelProperty.numaNode(item);
        if (span.size() == 0) {
            throw new KernelError(Errno.EINVAL, item.name() + ": no memory asked for");
        }
        if (instance.isActive() && (span.base() | span.size()) % GUEST_BLOCK != 0) {
            throw new KernelError(Errno.EINVAL, item.name() + ": a running guest takes memory in blocks of 128 MiB");
        }
        tellGuest();
        instance.addRegion(state.memory().grantWhole(span.size(), node));
    }

    private void removeMemory(DtNode item) throws KernelError {
        Span span = KernelProperty.span(item, state.pageSize());
        Region region = instance.regions().stream()
                .filter(each ->
                        each.range().base() == span.base() && each.range().size() == span.size())
                .findFirst()
                .orElseThrow(() -> new KernelError(Errno.ENOENT, item.name() + ": no whole region of the instance"));
        MemoryRange range = region.range();
        if (instance.image().map(image -> range.contains(image.start())).orElse(false)) {
            throw new KernelError(Errno.EBUSY, item.name() + ": the loaded kernel image lies there");
        }
        tellGuest();
        instance.removeRegion(region);
        state.memory().release(range);
    }

    private void addCpu(DtNode item) throws KernelError {
        long cpu = KernelProperty.cpu(item);
        KernelProperty.numaNode(item);
        if (!state.cpus().isFree(cpu)) {
            throw new KernelError(Errno.EBUSY, "CPU " + Long.toUnsignedString(cpu) + " is not free in the pool");
        }
        tellGuest();
        state.cpus().lend(cpu, instance.id());
        instance.addCpu(cpu);
    }

    private void removeCpu(DtNode item) throws KernelError {
        long cpu = KernelProperty.cpu(item);
        if (!state.cpus().isHeldBy(cpu, instance.id())) {
            throw new KernelError(
                    Errno.EINVAL, "CPU " + Long.toUnsignedString(cpu) + " is not held by '" + instance.name() + "'");
        }
        tellGuest();
        state.cpus().takeBack(cpu, instance.id());
        instance.removeCpu(cpu);
    }

    private void addDevice(DtNode item) throws KernelError {
        PciAddress address = KernelProperty.pciAddress(item);
        KernelProperty.shortText(item, "driver", LONGEST_DRIVER);
        tellGuest();
        state.devices().lend(address, instance.id());
    }

    private void removeDevice(DtNode item) throws KernelError {
        PciAddress address = KernelProperty.pciAddress(item);
        tellGuest();
        state.devices().takeBack(address, instance.id());
    }

    /** A running guest has to agree; the kernel waits 10 seconds for that, the simulated one not at all. */
    private void tellGuest() throws KernelError {
        if (instance.state() == InstanceState.ACTIVE && !instance.isAnswering()) {
            throw new KernelError(Errno.ETIMEDOUT, "instance '" + instance.name() + "' does not answer");
        }
    }
}

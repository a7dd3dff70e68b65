// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import io.kerf.sysfs.Errno;
import io.kerf.sysfs.simulated.KernelProperty.Span;
import io.kerf.tree.DtNode;
import java.util.List;
import java.util.Optional;

/** Target {@code /resources}: moves memory, CPUs and devices between the host and the pool. */
final class PoolTarget implements OverlayTarget {
    private static final int LONGEST_ALIAS = 31;

    private final KernelState state;

    PoolTarget(KernelState state) {
        this.state = state;
    }

    @Override
    public List<OverlayOperation> order() {
        return state.release() == SimulatedRelease.POOL
                ? OverlayOperation.POOL_ORDER
                : OverlayOperation.EARLY_POOL_ORDER;
    }

    @Override
    public void apply(OverlayOperation operation, DtNode item) throws KernelError {
        switch (operation) {
            case MEMORY_ADD -> addMemory(item);
            case MEMORY_REMOVE -> removeMemory(item);
            case CPU_ADD -> addCpu(item);
            case CPU_REMOVE -> removeCpu(item);
            case DEVICE_ADD ->
                state.devices()
                        .takeFromHost(
                                KernelProperty.pciAddress(item),
                                KernelProperty.shortText(item, "alias", LONGEST_ALIAS));
            case DEVICE_REMOVE -> state.devices().giveToHost(KernelProperty.pciAddress(item));
            case INSTANCE_CREATE, INSTANCE_REMOVE -> throw OverlayTarget.misplaced(operation, "/resources");
        }
    }

    @Override
    public void undo(OverlayOperation operation, DtNode item) throws KernelError {
        switch (operation) {
            case MEMORY_ADD -> state.log().add("memory-add cannot be undone: the place of the chunk is not recorded");
            case MEMORY_REMOVE -> growAgain(item);
            case CPU_ADD -> removeCpu(item);
            case CPU_REMOVE -> addCpu(item);
            case DEVICE_ADD -> state.devices().giveToHost(KernelProperty.pciAddress(item));
            case DEVICE_REMOVE -> state.devices().takeFromHost(KernelProperty.pciAddress(item), Optional.empty());
            case INSTANCE_CREATE, INSTANCE_REMOVE -> throw OverlayTarget.misplaced(operation, "/resources");
        }
    }

    private void addMemory(DtNode item) throws KernelError {
        if (item.property("reg").isPresent()) {
            throw new KernelError(Errno.EINVAL, item.name() + ": the kernel places pool memory, so reg is refused");
        }
        long size = KernelProperty.pages(item, "size", state.pageSize());
        state.memory().add(state.hostMemory().take(size, KernelProperty.numaNode(item)));
    }

    private void removeMemory(DtNode item) throws KernelError {
        KernelProperty.numaNode(item);
        Span span = KernelProperty.span(item, state.pageSize());
        state.hostMemory().giveBack(state.memory().remove(span.base(), span.size()));
    }

    private void growAgain(DtNode item) throws KernelError {
        Span span = KernelProperty.span(item, state.pageSize());
        state.memory().add(state.hostMemory().take(span.size(), KernelProperty.numaNode(item)));
    }

    private void addCpu(DtNode item) throws KernelError {
        KernelProperty.numaNode(item);
        state.cpus().takeFromHost(KernelProperty.cpu(item));
        state.settlePark();
    }

    private void removeCpu(DtNode item) throws KernelError {
        state.cpus().giveToHost(KernelProperty.cpu(item));
        state.settlePark();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import io.kerf.sysfs.Errno;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.DtNode;
import java.util.Optional;

/**
 * An overlay of a flat kernel: what {@code fragment@0} asks for, and nothing else. Each operation names its instance itself, and items of
 * memory are called {@code region@}.
 */
final class FlatOverlay {
    private static final String REGION = "region@";

    private final KernelState state;
    private final DtNode content;

    private FlatOverlay(KernelState state, DtNode content) {
        this.state = state;
        this.content = content;
    }

    static void apply(KernelState state, DeviceTree overlay) throws KernelError {
        Optional<DtNode> content = overlay.root().child("fragment@0").flatMap(each -> each.child("__overlay__"));
        if (content.isEmpty()) {
            throw new KernelError(Errno.EINVAL, "there is no fragment@0 with an __overlay__");
        }
        new FlatOverlay(state, content.get()).run();
    }

    private void run() throws KernelError {
        for (OverlayOperation operation : OverlayOperation.values()) {
            Optional<DtNode> node = content.child(operation.nodeName());
            if (node.isPresent()) {
                run(operation, node.get());
            }
        }
    }

    private void run(OverlayOperation operation, DtNode node) throws KernelError {
        switch (operation) {
            case INSTANCE_CREATE -> new FlatCreation(state, node).run();
            case INSTANCE_REMOVE -> new InstanceSetTarget(state).apply(operation, node);
            default -> {
                InstanceTarget target = new InstanceTarget(state, instance(node));
                boolean memory = operation.itemPrefix().equals("memory@");
                for (DtNode item : node.children()) {
                    if (item.name().startsWith(memory ? REGION : operation.itemPrefix())) {
                        checkWidth(operation, item);
                        target.apply(operation, item);
                    }
                }
            }
        }
    }

    private SimulatedInstance instance(DtNode operation) throws KernelError {
        String name = KernelProperty.text(operation, "mk,instance");
        return state.instance(name)
                .orElseThrow(() -> new KernelError(Errno.EINVAL, "there is no instance '" + name + "'"));
    }

    /** Where ids have 32 bits, {@code reg} of a CPU is one cell; later it may be one or two. */
    private void checkWidth(OverlayOperation operation, DtNode item) throws KernelError {
        boolean cpu = operation == OverlayOperation.CPU_ADD || operation == OverlayOperation.CPU_REMOVE;
        if (cpu && state.release().cpuIdBytes() == Integer.BYTES) {
            KernelProperty.u32(item, "reg");
        }
    }
}

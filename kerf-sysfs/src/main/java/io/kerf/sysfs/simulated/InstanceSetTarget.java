// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import io.kerf.sysfs.Errno;
import io.kerf.tree.DtNode;
import java.util.List;
import java.util.Optional;

/** Target {@code /instances}: creates and removes instances. */
final class InstanceSetTarget implements OverlayTarget {
    private final KernelState state;

    InstanceSetTarget(KernelState state) {
        this.state = state;
    }

    @Override
    public List<OverlayOperation> order() {
        return List.of(OverlayOperation.values());
    }

    @Override
    public void apply(OverlayOperation operation, DtNode item) throws KernelError {
        switch (operation) {
            case INSTANCE_CREATE -> new InstanceCreation(state, item).run();
            case INSTANCE_REMOVE -> {
                String name = instanceName(item);
                Optional<SimulatedInstance> instance = state.instance(name);
                if (instance.isEmpty()) {
                    throw new KernelError(Errno.ENOENT, "there is no instance '" + name + "'");
                }
                state.destroy(instance.get());
            }
            default -> throw OverlayTarget.misplaced(operation, "/instances");
        }
    }

    @Override
    public void undo(OverlayOperation operation, DtNode item) throws KernelError {
        switch (operation) {
            case INSTANCE_CREATE -> {
                Optional<SimulatedInstance> instance = state.instance(instanceName(item));
                if (instance.isPresent()) {
                    state.destroy(instance.get());
                }
            }
            case INSTANCE_REMOVE -> state.log().add("instance-remove cannot be undone");
            default -> throw OverlayTarget.misplaced(operation, "/instances");
        }
    }

    /** The name in an operation: not empty, without a slash. */
    static String instanceName(DtNode operation) throws KernelError {
        String name = KernelProperty.text(operation, "instance-name");
        if (name.indexOf('/') >= 0) {
            throw new KernelError(Errno.EINVAL, "an instance cannot be called '" + name + "'");
        }
        return name;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import io.kerf.sysfs.Errno;
import io.kerf.tree.DtNode;
import java.util.List;

/** What a fragment names by its target path: the pool, the set of instances, or one instance. */
interface OverlayTarget {
    /** The order in which the kernel looks for operations; an operation that is not in it is refused at once. */
    List<OverlayOperation> order();

    /** Runs one item. */
    void apply(OverlayOperation operation, DtNode item) throws KernelError;

    /** Runs the inverse of one item, whether or not the item ever ran. */
    void undo(OverlayOperation operation, DtNode item) throws KernelError;

    /** Resolves a target path; an instance must exist at this moment. */
    static OverlayTarget resolve(KernelState state, String path) throws KernelError {
        if (path.equals("/resources")) {
            if (!state.hasPool()) {
                throw new KernelError(Errno.EPERM, "there is no pool yet");
            }
            return new PoolTarget(state);
        }
        if (path.equals("/instances")) {
            return new InstanceSetTarget(state);
        }
        String prefix = "/instances/";
        String name = path.startsWith(prefix) ? path.substring(prefix.length()) : "";
        if (name.isEmpty() || name.indexOf('/') >= 0) {
            throw new KernelError(Errno.EINVAL, "'" + path + "' is no target");
        }
        SimulatedInstance instance = state.instance(name)
                .orElseThrow(() -> new KernelError(Errno.ENOENT, "there is no instance '" + name + "'"));
        return new InstanceTarget(state, instance);
    }

    /** Refuses an operation that has no place under the target. */
    static KernelError misplaced(OverlayOperation operation, String target) {
        return new KernelError(Errno.EINVAL, operation.nodeName() + " has no place under " + target);
    }
}

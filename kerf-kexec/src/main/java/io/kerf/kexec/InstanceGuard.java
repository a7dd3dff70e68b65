// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import io.kerf.model.InstanceId;
import io.kerf.model.InstanceName;
import io.kerf.sysfs.KernelInterfaceException;
import io.kerf.sysfs.SysfsMultikernel;
import java.util.Objects;

/**
 * Stands in front of every system call. On another kernel the same flags load the host's own next kernel, and an unload of an active instance
 * is not refused by the kernel: so each call is preceded by a proof that it can only mean what it says.
 */
interface InstanceGuard {
    /**
     * Refuses unless this is a multikernel kernel that has the instance, in a state that permits the action.
     *
     * @throws KernelInterfaceException if the file system is not mounted, or no instance has the id
     * @throws InstanceStateException if its state does not permit the action
     */
    void permit(InstanceAction action, InstanceId instance);

    /** Looks at the kernel's files. */
    static InstanceGuard of(SysfsMultikernel fs) {
        Objects.requireNonNull(fs, "fs");
        return (action, instance) -> {
            fs.requireMounted();
            for (String name : fs.instances()) {
                if (fs.instanceId(name) == instance.value()) {
                    action.require(InstanceName.of(name), fs.instanceState(name));
                    return;
                }
            }
            throw KernelInterfaceException.gone(
                    fs.roots().multikernel().resolve("instances").toString(),
                    "no instance has the id " + instance,
                    "create it, or look at the instances that there are");
        };
    }
}

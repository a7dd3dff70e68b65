// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import io.kerf.model.InstanceId;
import io.kerf.model.InstanceName;
import io.kerf.sysfs.KernelInterfaceException;
import io.kerf.sysfs.SysfsMultikernel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

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

    /** Looks at the files of the running kernel. */
    static InstanceGuard of(SysfsMultikernel fs) {
        return of(fs, FileSystemTypes.system());
    }

    /** Looks at the kernel's files, which must be what they seem: a folder that only looks like the file system proves nothing. */
    static InstanceGuard of(SysfsMultikernel fs, FileSystemTypes types) {
        Objects.requireNonNull(fs, "fs");
        Objects.requireNonNull(types, "types");
        return (action, instance) -> {
            fs.requireMounted();
            requireKernel(fs.roots().multikernel(), types);
            requireState(fs, action, instance);
        };
    }

    /** Refuses a folder on which another file system is than that of a multikernel kernel, whatever the list of mounts says. */
    static void requireKernel(Path root, FileSystemTypes types) {
        long found;
        try {
            found = types.of(root);
        } catch (IOException | SecurityException e) {
            throw KernelInterfaceException.unsupported(
                    root.toString(),
                    "it cannot be told what file system it is on: " + e,
                    "look at the mounts of this process: findmnt " + root);
        }
        if (found != FileSystemTypes.MULTIKERNEL) {
            throw KernelInterfaceException.unsupported(
                    root.toString(),
                    "it is on a file system of type 0x" + Long.toHexString(found)
                            + ", not multikernel, so it is not the running kernel's, and no system call is made for it",
                    "use the roots of the running kernel; for a simulated kernel take its own system calls");
        }
    }

    /** An instance that goes meanwhile, or whose id cannot be read, is no reason not to act on another one. */
    private static void requireState(SysfsMultikernel fs, InstanceAction action, InstanceId instance) {
        List<KernelInterfaceException> unread = new ArrayList<>();
        boolean found = false;
        for (String name : fs.instances()) {
            OptionalInt id = idOf(fs, name, unread);
            if (id.isPresent() && id.getAsInt() == instance.value()) {
                action.require(InstanceName.of(name), fs.instanceState(name));
                found = true;
            }
        }
        if (!found) {
            KernelInterfaceException none = KernelInterfaceException.gone(
                    fs.roots().multikernel().resolve("instances").toString(),
                    "no instance has the id " + instance,
                    "create it, or look at the instances that there are");
            unread.forEach(none::addSuppressed);
            throw none;
        }
    }

    private static OptionalInt idOf(SysfsMultikernel fs, String name, List<KernelInterfaceException> unread) {
        try {
            return OptionalInt.of(fs.instanceId(name));
        } catch (KernelInterfaceException e) {
            unread.add(e);
            return OptionalInt.empty();
        }
    }
}

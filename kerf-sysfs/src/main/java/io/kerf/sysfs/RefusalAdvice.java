// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import java.util.Map;

/** Why the kernel answers an errno on one of its files, and what to do about it. */
record RefusalAdvice(String cause, String remedy) {
    private static final RefusalAdvice NONE = new RefusalAdvice("", "");

    private static final Map<Errno, RefusalAdvice> BASELINE = Map.of(
            Errno.EINVAL,
            new RefusalAdvice(
                    "the kernel does not accept this baseline",
                    "check that the kernel speaks the interface it is taken to speak, and the places, sizes, nodes and device ids in"
                            + " the baseline; leave llc-way-mask out on a host without cache allocation by resctrl"),
            Errno.ENODEV,
            new RefusalAdvice(
                    "a CPU of the baseline is not present in the host, or a flat kernel has no memory reserved for a pool",
                    "list only physical ids of present CPUs; see whether /proc/iomem has a Multikernel Memory Pool"),
            Errno.ERANGE,
            new RefusalAdvice(
                    "the baseline names more memory than was reserved for the pool",
                    "name what /proc/iomem lists as Multikernel Memory Pool, or a part of it"),
            Errno.EBUSY,
            new RefusalAdvice(
                    "a baseline is in force already, or a CPU cannot leave the host",
                    "read the state back: the pool may be complete, or filled in part; never list the boot CPU"),
            Errno.ENOMEM,
            new RefusalAdvice(
                    "no contiguous memory of the wanted size is free",
                    "read the state back, then ask for less, or for smaller pieces"),
            Errno.E2BIG,
            new RefusalAdvice(
                    "the blob is above 1 MiB, or has too many memory pieces", "describe the pool in fewer pieces"));

    private static final Map<Errno, RefusalAdvice> OVERLAY = Map.of(
            Errno.EINVAL,
            new RefusalAdvice(
                    "the kernel does not take this for a device tree blob", "nothing was changed; report this"),
            Errno.ENOMEM,
            new RefusalAdvice("the host is out of memory", "nothing was changed; try again"));

    private static final Map<Errno, RefusalAdvice> ROLLBACK = Map.of(
            Errno.EPERM,
            new RefusalAdvice("this kernel cannot roll back", "apply the opposite change instead"),
            Errno.ENOENT,
            new RefusalAdvice(
                    "the transaction is gone, or what it changed is",
                    "read the state back; a record whose instance is gone stays until the next boot"),
            Errno.EINVAL,
            new RefusalAdvice(
                    "a CPU is no longer where the transaction left it",
                    "roll back newer transactions first, then try again"),
            Errno.EBUSY,
            new RefusalAdvice(
                    "the instance is loaded or active, or a resource is in use",
                    "halt and unload the instance, then try again"));

    static RefusalAdvice on(String path, FileOperation operation, Errno errno) {
        if (errno.equals(Errno.EACCES)) {
            return new RefusalAdvice("only root may " + operation.word() + " it", "run as root");
        }
        return switch (operation) {
            case WRITE ->
                path.endsWith("/device_tree") ? BASELINE.getOrDefault(errno, NONE) : OVERLAY.getOrDefault(errno, NONE);
            case REMOVE -> ROLLBACK.getOrDefault(errno, NONE);
            case READ, LIST -> reading(path, errno);
        };
    }

    private static RefusalAdvice reading(String path, Errno errno) {
        if (errno.equals(Errno.ESRCH)) {
            return new RefusalAdvice("the kernel's tree is larger than its buffer", "use fewer instances or devices");
        }
        if (errno.equals(Errno.ENODEV)) {
            return new RefusalAdvice("it was removed while it was open", "list the directory again");
        }
        if (errno.equals(Errno.ENOENT)) {
            boolean member = path.contains("/instances/") || path.contains("/tx_");
            return member
                    ? new RefusalAdvice("it is not there, or no longer", "list the directory again")
                    : new RefusalAdvice(
                            "this kernel has no multikernel file system there",
                            "boot a multikernel kernel and mount it");
        }
        return NONE;
    }
}

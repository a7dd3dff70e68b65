// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import io.kerf.sysfs.Errno;
import java.util.Map;

/** What an errno means for each use of a system call. */
final class ErrnoMeaning {
    private static final String NO_INSTANCE =
            "the kernel has no instance with this id; create it, or look at the instances that there are";
    private static final String NO_PERMISSION = "it needs CAP_SYS_BOOT; run as root in the initial user namespace";

    private static final Map<Errno, String> KEXEC = Map.ofEntries(
            Map.entry(
                    Errno.EPERM,
                    "it needs CAP_SYS_BOOT, kernel.kexec_load_disabled = 0, and kernel.kexec_load_limit_reboot not used up"
                            + " (unloading uses it up too); run as root in the initial user namespace, and look at both settings"),
            Map.entry(
                    Errno.EINVAL,
                    "the kernel refuses the flags, the id or the command line; look at its log, and make the command line shorter"),
            Map.entry(
                    Errno.ENOEXEC,
                    "the kernel does not recognise the format of the image; take one that was built for this machine"),
            Map.entry(
                    Errno.ENOMEM,
                    "kernel, initial file system and boot structures do not fit the instance's memory, or the host is out of"
                            + " memory; give the instance more memory"),
            Map.entry(Errno.EBADF, "a file descriptor is bad; that is a mistake of kerf, so report it"),
            Map.entry(Errno.EFAULT, "a pointer is bad; that is a mistake of kerf, so report it"),
            Map.entry(Errno.EFBIG, "a file is larger than 4 GiB; take a smaller one"),
            Map.entry(Errno.EKEYREJECTED, "the signature policy refuses the image; sign it with a key the host trusts"),
            Map.entry(
                    Errno.ENOKEY,
                    "the signature policy knows no key for the image; sign it with a key the host trusts"),
            Map.entry(
                    Errno.ENOSYS,
                    "this kernel was built without kexec_file_load; boot one that has CONFIG_KEXEC_FILE"));

    private static final Map<Errno, String> LOAD = Map.of(
            Errno.ENOENT,
            NO_INSTANCE,
            Errno.EBUSY,
            "the instance has an image already, its CPUs are not parked yet, or another kexec operation runs; unload first, or"
                    + " try again; where it is ready and stays busy, a load that failed left its image behind: delete the"
                    + " instance and create it again");

    private static final Map<Errno, String> UNLOAD = Map.of(
            Errno.ENOENT,
            "the instance is not there, or has no image; look at its state",
            Errno.EBUSY,
            "another kexec operation runs; try again");

    private static final Map<Errno, String> REBOOT = Map.of(
            Errno.EPERM,
            NO_PERMISSION,
            Errno.ENOENT,
            NO_INSTANCE,
            Errno.EFAULT,
            "a pointer is bad; that is a mistake of kerf, so report it",
            Errno.ENODEV,
            "this kernel was built without multikernel; boot a multikernel kernel",
            Errno.ENOMEM,
            "the host is out of memory; free some and try again");

    private static final Map<RebootCommand, Map<Errno, String>> BY_COMMAND = Map.of(
            RebootCommand.BOOT,
            Map.of(
                    Errno.EINVAL,
                    "the instance has no image or no CPUs, or the caller is not in the initial pid namespace; look at its state and its"
                            + " CPUs, and call from outside of containers",
                    Errno.EBUSY,
                    "the instance is not loaded, or the CPUs of its last run are not parked yet; look at its state, then halt it"
                            + " by force"),
            RebootCommand.HALT,
            Map.of(
                    Errno.EINVAL,
                    "the instance is not active, the kernel is older than December 2025, or the caller is not in the initial pid"
                            + " namespace; look at its state, and call from outside of containers",
                    Errno.ETIMEDOUT,
                    "the instance's kernel did not answer within 30 seconds and is still active; halt it by force"),
            RebootCommand.FORCE_HALT,
            Map.of(
                    Errno.EINVAL,
                    "the instance is neither active nor loaded, has no CPUs, or the kernel is older than January 2026; look at its state",
                    Errno.ETIMEDOUT,
                    "the CPUs did not stop in time; try again"));

    private static final Map<Errno, String> MOUNT = Map.of(
            Errno.ENODEV,
            "this kernel has no multikernel file system; boot a multikernel kernel",
            Errno.ENOENT,
            "the mount point is not there, since this is no multikernel kernel or sysfs is not mounted; the kernel makes it at boot",
            Errno.EPERM,
            "it needs CAP_SYS_ADMIN; run as root in the initial user namespace",
            Errno.EINVAL,
            "the kernel refuses the options; look at its log",
            Errno.ENOTDIR,
            "the mount point is not a directory; look at what is there instead");

    private static final Map<Errno, String> POOL = Map.of(
            Errno.EPERM,
            "it needs CAP_SYS_ADMIN; run as root in the initial user namespace",
            Errno.EINVAL,
            "the length is 0 or the NUMA node is offline; ask for memory of another node",
            Errno.ENOMEM,
            "there is no range of that length in one piece; ask for less, or from another NUMA node",
            Errno.ENOENT,
            "no allocation begins at this address; look for it in /proc/iomem",
            Errno.ENOTTY,
            "this module cannot do it; it is older than the call, so load a newer one",
            Errno.EBUSY,
            "the allocation is in use, or the module is busy; try again",
            Errno.EFAULT,
            "a pointer is bad; that is a mistake of kerf, so report it");

    private ErrnoMeaning() {}

    static String ofMount(Errno errno) {
        return MOUNT.getOrDefault(errno, "");
    }

    static String ofPool(Errno errno) {
        return POOL.getOrDefault(errno, "");
    }

    static String ofKexec(KexecFlags flags, Errno errno) {
        String meaning = (flags.isUnload() ? UNLOAD : LOAD).get(errno);
        return meaning != null ? meaning : KEXEC.getOrDefault(errno, "");
    }

    static String ofReboot(RebootCommand command, Errno errno) {
        String meaning = BY_COMMAND.getOrDefault(command, Map.of()).get(errno);
        return meaning != null ? meaning : REBOOT.getOrDefault(errno, "");
    }
}

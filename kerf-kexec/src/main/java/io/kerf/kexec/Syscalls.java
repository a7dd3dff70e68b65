// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import io.kerf.model.InstanceId;
import io.kerf.sysfs.Errno;
import io.kerf.sysfs.SysfsMultikernel;
import java.nio.file.Path;
import java.util.Objects;

/**
 * The system calls that bring an instance to life and stop it, in terms that leave nothing to get wrong: there is no argument for a
 * number, a magic or a flag. Those of the running kernel look before each call whether this is a multikernel kernel, the instance is there,
 * and its state permits the step.
 *
 * <pre>{@code
 * SysfsMultikernel fs = SysfsMultikernel.of(KernelRoots.system());
 * Syscalls syscalls = Syscalls.system(fs);
 * KernelLoader loader = new KernelLoader(fs, syscalls, Ticker.system());
 * }</pre>
 *
 * <p>Implementations are safe for use by several threads. Every method throws {@link SyscallException} when the kernel refuses;
 * {@link #refused(KexecFlags, Errno)} and {@link #refused(RebootCommand, Errno)} make it.
 */
public interface Syscalls {
    /**
     * Loads a kernel: {@code kexec_file_load}.
     *
     * @param request the kernel, the initial file system and the command line
     * @param flags made by {@link KexecFlags#loadWithInitrd} or {@link KexecFlags#loadWithoutInitrd}, as the request is
     * @throws SyscallException if the kernel refuses
     */
    void kexecFileLoad(LoadRequest request, KexecFlags flags);

    /**
     * Drops a loaded kernel: {@code kexec_file_load} with the unload flag.
     *
     * @param flags made by {@link KexecFlags#unload}
     * @throws SyscallException if the kernel refuses
     */
    void kexecFileUnload(KexecFlags flags);

    /**
     * Starts or stops an instance: {@code reboot} with a multikernel command.
     *
     * @param command what to do
     * @param instance to which instance
     * @throws SyscallException if the kernel refuses
     */
    void reboot(RebootCommand command, InstanceId instance);

    /**
     * Mounts the multikernel file system where this kernel's roots have it, normally {@code /sys/fs/multikernel}: {@code mount}. That it is
     * mounted already is no failure.
     *
     * @throws SyscallException if the kernel refuses
     */
    void mount();

    /**
     * Returns the system calls of the running kernel, made through JNA. Its native part is loaded by the first call on a
     * kernel whose list of mounts has the file system, since what is mounted there is then asked of the kernel itself.
     * No call for an instance is made unless the files are those of a multikernel file system: a directory that looks like one is refused.
     *
     * @param fs the same kernel's files, which are looked at before each call
     * @return the system calls; on an architecture whose numbers kerf does not know, each is refused with ENOSYS
     */
    static Syscalls system(SysfsMultikernel fs) {
        Objects.requireNonNull(fs, "fs");
        return UnknownSyscalls.of(System.getProperty("os.arch", ""))
                .orElseGet(() -> JnaSyscalls.system(fs.roots(), InstanceGuard.of(fs)));
    }

    /**
     * Makes the exception for a {@code mount} that failed.
     *
     * @param target what was to be mounted on
     * @param errno what it set
     * @return the exception, with the meaning that the errno has for mounting the multikernel file system
     */
    static SyscallException refused(Path target, Errno errno) {
        return new SyscallException("mount on " + target, errno, ErrnoMeaning.ofMount(errno));
    }

    /**
     * Makes the exception for a {@code kexec_file_load} that failed.
     *
     * @param flags what it was given
     * @param errno what it set
     * @return the exception, with the meaning that the errno has for loading or unloading
     */
    static SyscallException refused(KexecFlags flags, Errno errno) {
        return new SyscallException("kexec_file_load", errno, ErrnoMeaning.ofKexec(flags, errno));
    }

    /**
     * Makes the exception for a {@code reboot} that failed.
     *
     * @param command what it was given
     * @param errno what it set
     * @return the exception, with the meaning that the errno has for this command
     */
    static SyscallException refused(RebootCommand command, Errno errno) {
        return new SyscallException("reboot (" + command.words() + ")", errno, ErrnoMeaning.ofReboot(command, errno));
    }
}

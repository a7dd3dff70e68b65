// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import io.kerf.sysfs.Errno;
import io.kerf.sysfs.KernelRoots;
import io.kerf.sysfs.MultikernelFs;
import io.kerf.sysfs.simulated.KernelEvent.Kind;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A multikernel kernel that is only simulated: its files behave like those of the newest kernel (the pool interface, August 2026), or of
 * an older {@link SimulatedRelease}, with its errnos, its order of operations and its traps. Nothing on the running machine is touched.
 *
 * <pre>{@code
 * SimulatedKernel kernel = SimulatedKernel.inMemory(SimulatedMachine.describedBy(state));
 * kernel.fs().writeDeviceTree(Files.readAllBytes(Path.of("baseline.dtb")));
 * kernel.fs().writeOverlay(Files.readAllBytes(Path.of("create-web.dtbo")));
 * Optional<Errno> refusal = kernel.kexecLoad(3, new SimulatedImage(64 << 20, 5, "console=mktty0"));
 * }</pre>
 *
 * <p>Safe for use by several threads: like the kernel, it applies one baseline or overlay at a time. The methods named after
 * system calls answer the errno that the call would set, or nothing if it succeeds.
 */
public final class SimulatedKernel {
    private final RunningKernel kernel;

    private SimulatedKernel(RunningKernel kernel) {
        this.kernel = kernel;
    }

    /**
     * Boots a kernel on a machine. It has no baseline yet: the host owns everything.
     *
     * @param machine the hardware
     * @return a kernel of its own, whose state is lost with it
     */
    public static SimulatedKernel inMemory(SimulatedMachine machine) {
        return inMemory(machine, SimulatedRelease.POOL);
    }

    /**
     * Boots a kernel of some release on a machine. It has no baseline yet: the host owns everything.
     *
     * @param machine the hardware; a flat kernel has a pool only if one was reserved, see {@link SimulatedMachine.Builder#reservedPool}
     * @param release the kernel
     * @return a kernel of its own, whose state is lost with it
     */
    public static SimulatedKernel inMemory(SimulatedMachine machine, SimulatedRelease release) {
        Objects.requireNonNull(machine, "machine");
        Objects.requireNonNull(release, "release");
        return new SimulatedKernel(new KernelCore(machine, release, "/sys/fs/multikernel/"));
    }

    /**
     * Boots a kernel whose files are in a directory, or joins the one that was booted there. All that use one directory, in whatever process,
     * have one kernel; it outlives them, however they end. The directory is laid out as a root file system, with {@code sys/fs/multikernel},
     * {@code proc}, {@code dev}, {@code run} and {@code var/lib/kerf}, and beside them {@code kernel}, which is the simulation's own.
     *
     * <p>The files may be read by any program. Only {@link #fs()} makes the kernel react to a write; it goes through
     * {@link io.kerf.sysfs.SysfsMultikernel}. What plain files do not show: sizes that {@code stat} reports, owners and modes, refusals of
     * {@code mkdir} and {@code unlink}.
     *
     * @param directory the directory, made if it is not there
     * @param machine the hardware
     * @return the kernel
     * @throws IllegalArgumentException if another machine or another release runs there
     * @throws java.io.UncheckedIOException if the directory cannot be used
     */
    public static SimulatedKernel onDirectory(Path directory, SimulatedMachine machine) {
        return onDirectory(directory, machine, SimulatedRelease.POOL);
    }

    /**
     * As {@link #onDirectory(Path, SimulatedMachine)}, with a kernel of some release. Who joins it later need not know which.
     *
     * @param directory the directory, made if it is not there
     * @param machine the hardware; a flat kernel has a pool only if one was reserved, see {@link SimulatedMachine.Builder#reservedPool}
     * @param release the kernel
     * @return the kernel
     * @throws IllegalArgumentException if another machine or another release runs there
     * @throws java.io.UncheckedIOException if the directory cannot be used
     */
    public static SimulatedKernel onDirectory(Path directory, SimulatedMachine machine, SimulatedRelease release) {
        Objects.requireNonNull(machine, "machine");
        return new SimulatedKernel(
                DirectoryKernel.bootOrJoin(directory, machine, Objects.requireNonNull(release, "release")));
    }

    /**
     * Joins a kernel that was booted in a directory by {@link #onDirectory(Path, SimulatedMachine)}.
     *
     * @param directory the directory
     * @return the kernel
     * @throws io.kerf.sysfs.KernelInterfaceException with reason {@code GONE} if none was booted there
     * @throws java.io.UncheckedIOException if the directory cannot be used
     */
    public static SimulatedKernel onDirectory(Path directory) {
        return new SimulatedKernel(DirectoryKernel.join(directory));
    }

    /**
     * Returns where the kernel's files are, and where those that use it keep theirs.
     *
     * @return the roots of its directory, or empty for a kernel in memory
     */
    public Optional<KernelRoots> roots() {
        return kernel.roots();
    }

    /**
     * Returns the hardware.
     *
     * @return the machine the kernel was booted on
     */
    public SimulatedMachine machine() {
        return kernel.machine();
    }

    /**
     * Returns which kernel it is.
     *
     * @return the release
     */
    public SimulatedRelease release() {
        return kernel.release();
    }

    /**
     * Returns the kernel's files.
     *
     * @return the same object each time
     */
    public MultikernelFs fs() {
        return kernel.fs();
    }

    /**
     * Loads a kernel image into the memory of an instance: {@code kexec_file_load} with the multikernel flag.
     *
     * @param id the instance
     * @param image what is loaded
     * @return empty, or EINVAL for id 0, ENOENT for no such instance, EBUSY if it has an image, ENOMEM if the image does not fit its
     *     memory
     */
    public Optional<Errno> kexecLoad(int id, SimulatedImage image) {
        Objects.requireNonNull(image, "image");
        return call(KernelEvent.load(id, image));
    }

    /**
     * Drops the kernel image of an instance: {@code kexec_file_load} with the unload flag. The kernel does not refuse that for a
     * running instance, whose memory is then no longer its own; callers must not do it.
     *
     * @param id the instance
     * @return empty, or EINVAL for id 0, ENOENT for no such instance or no image
     */
    public Optional<Errno> kexecUnload(int id) {
        return call(KernelEvent.of(Kind.UNLOAD, id));
    }

    /**
     * Starts the loaded kernel of an instance.
     *
     * @param id the instance
     * @return empty, or ENOENT for no such instance, EINVAL without an image or CPUs, EBUSY if it is not in state loaded
     */
    public Optional<Errno> boot(int id) {
        return call(KernelEvent.of(Kind.BOOT, id));
    }

    /**
     * Asks the kernel of an instance to halt.
     *
     * @param id the instance
     * @return empty, or ENOENT for no such instance, EINVAL if it is not active, ETIMEDOUT (at once, here) if it does not answer
     */
    public Optional<Errno> halt(int id) {
        return call(KernelEvent.of(Kind.HALT, id));
    }

    /**
     * Stops the CPUs of an instance without asking its kernel.
     *
     * @param id the instance
     * @return empty, or EINVAL for id 0, no CPUs, or a state other than active and loaded, ENOENT for no such instance
     */
    public Optional<Errno> forceHalt(int id) {
        return call(KernelEvent.of(Kind.FORCE_HALT, id));
    }

    /**
     * Lets the kernel of an active instance power off by itself, whereupon the instance is loaded again.
     *
     * @param id the instance
     * @throws IllegalStateException if there is no such instance or it is not active
     */
    public void guestPowersOff(int id) {
        call(KernelEvent.of(Kind.GUEST_POWERS_OFF, id));
    }

    /**
     * Lets the kernel of an active instance hang: it stays active, and what needs its answer fails with ETIMEDOUT until it is halted by
     * force.
     *
     * @param id the instance
     * @throws IllegalStateException if there is no such instance or it is not active
     */
    public void guestStopsAnswering(int id) {
        call(KernelEvent.of(Kind.GUEST_STOPS_ANSWERING, id));
    }

    /**
     * Returns the kernel's log, which says why an overlay failed and what an instance did not get.
     *
     * @return the newest 1000 lines, oldest first
     */
    public List<String> log() {
        return fs().kernelLog();
    }

    /** The state itself, for tests that compare it with what the files say. */
    KernelState state() {
        return kernel.state();
    }

    private Optional<Errno> call(KernelEvent event) {
        return kernel.call(event);
    }
}

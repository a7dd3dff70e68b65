// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import io.kerf.sysfs.Errno;
import io.kerf.sysfs.MultikernelFs;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A multikernel kernel that is only simulated: its files behave like those of the newest kernel (the pool interface, August 2026), with
 * its errnos, its order of operations and its traps. Nothing on the running machine is touched.
 *
 * <pre>{@code
 * SimulatedKernel kernel = SimulatedKernel.inMemory(machine);
 * kernel.fs().writeDeviceTree(baseline);
 * kernel.fs().writeOverlay(createWeb);
 * Optional<Errno> refusal = kernel.kexecLoad(3, new SimulatedImage(64 << 20, 5, "console=mktty0"));
 * }</pre>
 *
 * <p>Safe for use by several threads: like the kernel, it applies one baseline or overlay at a time. The methods named after
 * system calls answer the errno that the call would set, or nothing if it succeeds.
 */
public final class SimulatedKernel {
    private final SimulatedMachine machine;
    private final ReentrantLock lock = new ReentrantLock();
    private final KernelState state;
    private final KexecStates kexec;
    private final MultikernelFs fs;

    private SimulatedKernel(SimulatedMachine machine) {
        this.machine = Objects.requireNonNull(machine, "machine");
        this.state = new KernelState(machine);
        this.kexec = new KexecStates(state);
        this.fs = new SimulatedFs(state, lock);
    }

    /**
     * Boots a kernel on a machine. It has no baseline yet: the host owns everything.
     *
     * @param machine the hardware
     * @return a kernel of its own, whose state is lost with it
     */
    public static SimulatedKernel inMemory(SimulatedMachine machine) {
        return new SimulatedKernel(machine);
    }

    /**
     * Returns the hardware.
     *
     * @return the machine the kernel was booted on
     */
    public SimulatedMachine machine() {
        return machine;
    }

    /**
     * Returns the kernel's files.
     *
     * @return the same object each time
     */
    public MultikernelFs fs() {
        return fs;
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
        return locked(() -> kexec.load(id, image));
    }

    /**
     * Drops the kernel image of an instance: {@code kexec_file_load} with the unload flag. The kernel does not refuse that for a
     * running instance, whose memory is then no longer its own; callers must not do it.
     *
     * @param id the instance
     * @return empty, or EINVAL for id 0, ENOENT for no such instance or no image
     */
    public Optional<Errno> kexecUnload(int id) {
        return locked(() -> kexec.unload(id));
    }

    /**
     * Starts the loaded kernel of an instance.
     *
     * @param id the instance
     * @return empty, or ENOENT for no such instance, EINVAL without an image or CPUs, EBUSY if it is not in state loaded
     */
    public Optional<Errno> boot(int id) {
        return locked(() -> kexec.boot(id));
    }

    /**
     * Asks the kernel of an instance to halt.
     *
     * @param id the instance
     * @return empty, or ENOENT for no such instance, EINVAL if it is not active, ETIMEDOUT (at once, here) if it does not answer
     */
    public Optional<Errno> halt(int id) {
        return locked(() -> kexec.halt(id));
    }

    /**
     * Stops the CPUs of an instance without asking its kernel.
     *
     * @param id the instance
     * @return empty, or EINVAL for id 0, no CPUs, or a state other than active and loaded, ENOENT for no such instance
     */
    public Optional<Errno> forceHalt(int id) {
        return locked(() -> kexec.forceHalt(id));
    }

    /**
     * Lets the kernel of an active instance power off by itself, whereupon the instance is loaded again.
     *
     * @param id the instance
     * @throws IllegalStateException if there is no such instance or it is not active
     */
    public void guestPowersOff(int id) {
        locked(() -> kexec.guestPowersOff(id));
    }

    /**
     * Lets the kernel of an active instance hang: it stays active, and what needs its answer fails with ETIMEDOUT until it is halted by
     * force.
     *
     * @param id the instance
     * @throws IllegalStateException if there is no such instance or it is not active
     */
    public void guestStopsAnswering(int id) {
        locked(() -> kexec.guestStopsAnswering(id));
    }

    /**
     * Returns the kernel's log, which says why an overlay failed and what an instance did not get.
     *
     * @return the newest 1000 lines, oldest first
     */
    public List<String> log() {
        return fs.kernelLog();
    }

    /** The state itself, for tests that compare it with what the files say. */
    KernelState state() {
        return state;
    }

    private Optional<Errno> locked(KexecStates.Step step) {
        lock.lock();
        try {
            step.run();
            return Optional.empty();
        } catch (KernelError e) {
            state.log().add(e.line());
            return Optional.of(e.errno());
        } finally {
            lock.unlock();
        }
    }
}

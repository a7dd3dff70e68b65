// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import io.kerf.sysfs.Errno;
import io.kerf.sysfs.KernelInterfaceException;
import io.kerf.sysfs.KernelRoots;
import io.kerf.sysfs.TransactionId;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** A kernel in memory: its state, and what can be done to it. Safe for use by several threads. */
final class KernelCore implements RunningKernel {
    private final SimulatedMachine machine;
    private final ReentrantLock lock = new ReentrantLock();
    private final KernelState state;
    private final KexecStates kexec;
    private final SimulatedFs fs;

    /** Boots a kernel whose errors name its files below a root, which ends in a slash. */
    KernelCore(SimulatedMachine machine, SimulatedRelease release, String root) {
        this.machine = machine;
        this.state = new KernelState(machine, release);
        this.kexec = new KexecStates(state);
        this.fs = new SimulatedFs(state, lock, root);
    }

    @Override
    public SimulatedMachine machine() {
        return machine;
    }

    @Override
    public SimulatedRelease release() {
        return state.release();
    }

    @Override
    public SimulatedFs fs() {
        return fs;
    }

    @Override
    public Optional<KernelRoots> roots() {
        return Optional.empty();
    }

    @Override
    public KernelState state() {
        return state;
    }

    @Override
    public Optional<Errno> call(KernelEvent event) {
        lock.lock();
        try {
            step(event);
            return Optional.empty();
        } catch (KernelError e) {
            state.log().add(e.line());
            return Optional.of(e.errno());
        } finally {
            state.changed();
            lock.unlock();
        }
    }

    private void step(KernelEvent event) throws KernelError {
        int id = event.number();
        switch (event.kind()) {
            case LOAD -> kexec.load(id, event.image());
            case UNLOAD -> kexec.unload(id);
            case BOOT -> kexec.boot(id);
            case HALT -> kexec.halt(id);
            case FORCE_HALT -> kexec.forceHalt(id);
            case GUEST_POWERS_OFF -> kexec.guestPowersOff(id);
            case GUEST_STOPS_ANSWERING -> kexec.guestStopsAnswering(id);
            case WRITE_BASELINE, WRITE_OVERLAY, REMOVE_TRANSACTION ->
                throw new IllegalArgumentException(event.kind() + " is no system call");
        }
    }

    /** Lets an event happen to the files: a write, or the removal of a transaction. */
    void write(KernelEvent event) {
        switch (event.kind()) {
            case WRITE_BASELINE -> fs.writeDeviceTree(event.blob());
            case WRITE_OVERLAY -> fs.writeOverlay(event.blob());
            case REMOVE_TRANSACTION -> fs.removeTransaction(new TransactionId(event.number()));
            default -> throw new IllegalArgumentException(event.kind() + " is no write");
        }
    }

    /** Lets an event happen again whose outcome somebody else was told: a refusal then is a refusal now. */
    void replay(KernelEvent event) {
        try {
            switch (event.kind()) {
                case WRITE_BASELINE, WRITE_OVERLAY, REMOVE_TRANSACTION -> write(event);
                default -> call(event);
            }
        } catch (KernelInterfaceException | IllegalStateException e) {
            // Was thrown at whoever caused the event.
            return;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import io.kerf.model.InstanceState;
import io.kerf.model.MemoryRange;
import io.kerf.sysfs.Errno;
import io.kerf.sysfs.simulated.SimulatedInstance.Image;
import java.util.Optional;

/** The steps between the states of an instance that system calls and the guest itself cause. */
final class KexecStates {
    private final KernelState state;

    KexecStates(KernelState state) {
        this.state = state;
    }

    /** A step, run under the kernel's lock. */
    interface Step {
        void run() throws KernelError;
    }

    void load(int id, SimulatedImage image) throws KernelError {
        SimulatedInstance instance = kexecTarget(id);
        if (instance.image().isPresent()) {
            throw new KernelError(Errno.EBUSY, "instance " + id + " has an image");
        }
        Optional<MemoryRange> place = instance.regions().stream()
                .map(SimulatedInstance.Region::range)
                .filter(range -> Long.compareUnsigned(range.size(), image.bytes()) >= 0)
                .findFirst();
        if (place.isEmpty()) {
            throw new KernelError(Errno.ENOMEM, "the image does not fit the memory of instance " + id);
        }
        instance.load(new Image(place.get().base(), image.segments(), image.commandLine()));
    }

    void unload(int id) throws KernelError {
        SimulatedInstance instance = kexecTarget(id);
        if (instance.image().isEmpty()) {
            throw new KernelError(Errno.ENOENT, "instance " + id + " has no image");
        }
        if (instance.isActive()) {
            state.log().add("instance " + id + " runs from memory that was just freed");
        }
        instance.unload();
    }

    /** Id 0 in the flags of {@code kexec_file_load} is refused before any instance is looked up. */
    private SimulatedInstance kexecTarget(int id) throws KernelError {
        if (id == 0) {
            throw new KernelError(Errno.EINVAL, "id 0 is the host");
        }
        return find(id);
    }

    void boot(int id) throws KernelError {
        SimulatedInstance instance = find(id);
        if (instance.image().isEmpty()) {
            throw new KernelError(Errno.EINVAL, "instance " + id + " has no image");
        }
        if (instance.cpus().isEmpty()) {
            throw new KernelError(Errno.EINVAL, "instance " + id + " has no CPUs");
        }
        if (instance.state() != InstanceState.LOADED) {
            throw new KernelError(Errno.EBUSY, "instance " + id + " is " + instance.state());
        }
        instance.startAnswering();
        instance.enter(InstanceState.ACTIVE);
    }

    void halt(int id) throws KernelError {
        SimulatedInstance instance = find(id);
        if (!instance.isActive()) {
            throw new KernelError(Errno.EINVAL, "instance " + id + " is " + instance.state());
        }
        if (!instance.isAnswering()) {
            throw new KernelError(Errno.ETIMEDOUT, "instance " + id + " does not answer");
        }
        instance.enter(InstanceState.LOADED);
    }

    void forceHalt(int id) throws KernelError {
        SimulatedInstance instance = kexecTarget(id);
        boolean stoppable = instance.isActive() || instance.state() == InstanceState.LOADED;
        if (!stoppable || instance.cpus().isEmpty()) {
            throw new KernelError(
                    Errno.EINVAL,
                    "instance " + id + " is " + instance.state() + " with "
                            + instance.cpus().size() + " CPUs");
        }
        instance.enter(InstanceState.LOADED);
    }

    void guestPowersOff(int id) {
        active(id).enter(InstanceState.LOADED);
    }

    void guestStopsAnswering(int id) {
        active(id).stopAnswering();
    }

    private SimulatedInstance active(int id) {
        return state.instance(id)
                .filter(SimulatedInstance::isActive)
                .orElseThrow(() -> new IllegalStateException("no instance " + id + " is active"));
    }

    private SimulatedInstance find(int id) throws KernelError {
        return state.instance(id).orElseThrow(() -> new KernelError(Errno.ENOENT, "there is no instance " + id));
    }
}

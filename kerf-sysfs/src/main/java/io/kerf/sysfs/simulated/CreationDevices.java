// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import io.kerf.sysfs.Errno;
import io.kerf.sysfs.simulated.DevicePool.Described;
import io.kerf.sysfs.simulated.SimulatedMachine.PciFunction;
import io.kerf.tree.DtNode;
import io.kerf.tree.PropertyValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The devices that an instance is to get. The kernels before the newest learn them by {@code device-names}: names of nodes of the baseline. */
record CreationDevices(List<PciFunction> pci, List<String> platform) {
    /** Resolves the names; one that the baseline does not have fails the creation. */
    static CreationDevices of(KernelState state, DtNode resources) throws KernelError {
        Optional<PropertyValue> names = KernelProperty.value(resources, "device-names");
        List<PciFunction> pci = new ArrayList<>();
        List<String> platform = new ArrayList<>();
        if (names.isEmpty()) {
            return new CreationDevices(pci, platform);
        }
        if (!names.get().looksLikeStrings()) {
            throw new KernelError(Errno.EINVAL, "device-names is no list of strings");
        }
        for (String name : names.get().stringList()) {
            Optional<Described> device = state.devices().described(name);
            if (device.isEmpty()) {
                throw new KernelError(Errno.ENOENT, "the baseline has no device '" + name + "'");
            }
            device.get().pci().ifPresent(pci::add);
            device.get().platform().ifPresent(platform::add);
        }
        return new CreationDevices(pci, platform);
    }

    /** Refuses devices that another instance has; a device that the machine does not have is nobody's. */
    void requireFree(KernelState state) throws KernelError {
        if (!state.devices().areFree(pci, platform)) {
            throw new KernelError(Errno.EBUSY, "a device is lent to another instance");
        }
    }

    /** Gives them to an instance, as far as the machine has them and nobody else does: all of a kind, or none. */
    void lend(KernelState state, SimulatedInstance instance) {
        if (!state.devices().lendAllPci(pci, instance.id())) {
            state.log().add("instance '" + instance.name() + "': a PCI device is not free, none is given");
        }
        if (!state.devices().lendAllPlatform(platform, instance.id())) {
            state.log().add("instance '" + instance.name() + "': a platform device is not free, none is given");
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import io.kerf.model.PciAddress;
import io.kerf.sysfs.Errno;
import io.kerf.sysfs.simulated.SimulatedMachine.PciFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which PCI functions and platform devices are in the pool, and which instance has each. */
final class DevicePool {
    private static final int FREE = 0;

    private final Map<PciAddress, PciFunction> machine = new TreeMap<>();
    private final Map<PciAddress, PooledPci> pci = new TreeMap<>();
    private final Map<String, PooledPlatform> platform = new TreeMap<>();

    DevicePool(SimulatedMachine machine) {
        machine.pciFunctions().forEach(function -> this.machine.put(function.address(), function));
    }

    /** A PCI function in the pool. */
    static final class PooledPci {
        private final PciFunction function;
        private @Nullable String alias;
        private int owner = FREE;

        private PooledPci(PciFunction function) {
            this.function = function;
        }

        PciFunction function() {
            return function;
        }

        Optional<String> alias() {
            return Optional.ofNullable(alias);
        }
    }

    /** A platform device in the pool. */
    static final class PooledPlatform {
        private final String node;
        private final String name;
        private int owner = FREE;

        private PooledPlatform(String node, String name) {
            this.node = node;
            this.name = name;
        }

        /** The name of its node in a tree. */
        String node() {
            return node;
        }

        String name() {
            return name;
        }
    }

    boolean hasPci() {
        return !pci.isEmpty();
    }

    boolean isPooled(PciAddress address) {
        return pci.containsKey(address);
    }

    List<PooledPci> freePci() {
        return pciOf(FREE);
    }

    List<PooledPci> pciOf(int owner) {
        return pci.values().stream().filter(each -> each.owner == owner).toList();
    }

    List<PooledPlatform> platformOf(int owner) {
        return platform.values().stream().filter(each -> each.owner == owner).toList();
    }

    /** Pools a function of the baseline; answers false, and does nothing, if the machine has no such function. */
    boolean addPci(PciFunction wanted) {
        if (!wanted.equals(machine.get(wanted.address()))) {
            return false;
        }
        pci.putIfAbsent(wanted.address(), new PooledPci(wanted));
        return true;
    }

    void setAlias(PciAddress address, String alias) {
        PooledPci entry = pci.get(address);
        if (entry != null) {
            entry.alias = alias;
        }
    }

    void addPlatform(String node, String name) {
        platform.putIfAbsent(name, new PooledPlatform(node, name));
    }

    /** {@code device-add} under {@code /resources}. */
    void takeFromHost(PciAddress address, Optional<String> alias) throws KernelError {
        PciFunction function = machine.get(address);
        if (function == null) {
            throw new KernelError(Errno.ENODEV, "there is no device " + address);
        }
        if (isPooled(address)) {
            throw new KernelError(Errno.EEXIST, "device " + address + " is in the pool");
        }
        PooledPci entry = new PooledPci(function);
        entry.alias = alias.orElse(null);
        pci.put(address, entry);
    }

    /** {@code device-remove} under {@code /resources}. */
    void giveToHost(PciAddress address) throws KernelError {
        PooledPci entry = pci.get(address);
        if (entry == null) {
            throw new KernelError(Errno.ENOENT, "device " + address + " is not in the pool");
        }
        if (entry.owner != FREE) {
            throw new KernelError(Errno.EBUSY, "device " + address + " is lent to instance " + entry.owner);
        }
        pci.remove(address);
    }

    /** {@code device-add} under an instance. */
    void lend(PciAddress address, int instance) throws KernelError {
        PooledPci entry = pci.get(address);
        if (entry == null || entry.owner != FREE) {
            throw new KernelError(Errno.ENOENT, "device " + address + " is not free in the pool");
        }
        entry.owner = instance;
    }

    /** {@code device-remove} under an instance. */
    void takeBack(PciAddress address, int instance) throws KernelError {
        PooledPci entry = pci.get(address);
        if (entry == null || entry.owner != instance) {
            throw new KernelError(Errno.ENOENT, "device " + address + " is not held by instance " + instance);
        }
        entry.owner = FREE;
    }

    /** Lends all of the functions or, if one of them is not free, none. */
    boolean lendAllPci(List<PciFunction> wanted, int instance) {
        List<PooledPci> entries = new ArrayList<>();
        for (PciFunction each : wanted) {
            PooledPci entry = pci.get(each.address());
            if (entry == null || entry.owner != FREE || !entry.function.equals(each)) {
                return false;
            }
            entries.add(entry);
        }
        entries.forEach(entry -> entry.owner = instance);
        return true;
    }

    /** Lends all of the platform devices or, if one of them is not free, none. */
    boolean lendAllPlatform(List<String> names, int instance) {
        for (String name : names) {
            PooledPlatform entry = platform.get(name);
            if (entry == null || entry.owner != FREE) {
                return false;
            }
        }
        platform.values().stream().filter(each -> names.contains(each.name)).forEach(each -> each.owner = instance);
        return true;
    }

    /** Takes everything back that an instance has. */
    void release(int instance) {
        pciOf(instance).forEach(each -> each.owner = FREE);
        platformOf(instance).forEach(each -> each.owner = FREE);
    }
}

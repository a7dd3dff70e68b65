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

    /** What {@link PooledPci} is called where the baseline gave it no name. */
    private static final String NAMELESS = "";

    private final Map<PciAddress, PciFunction> machine = new TreeMap<>();
    private final Map<PciAddress, PooledPci> pci = new TreeMap<>();
    private final Map<String, PooledPlatform> platform = new TreeMap<>();
    /** The devices of the baseline by the names of their nodes, also those that the machine does not have. */
    private final Map<String, Described> described = new TreeMap<>();

    /** A device as a baseline describes it: a PCI function, or the name of a platform device. */
    record Described(Optional<PciFunction> pci, Optional<String> platform) {}

    DevicePool(SimulatedMachine machine) {
        machine.pciFunctions().forEach(function -> this.machine.put(function.address(), function));
    }

    /** A PCI function in the pool. */
    static final class PooledPci {
        private final PciFunction function;
        private final String node;
        private @Nullable String alias;
        private int owner = FREE;

        private PooledPci(PciFunction function, String node) {
            this.function = function;
            this.node = node;
        }

        /** The name of its node in the baseline; its address if it came into the pool otherwise. */
        String node() {
            return node.equals(NAMELESS) ? function.address().toString() : node;
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

    List<PooledPci> allPci() {
        return List.copyOf(pci.values());
    }

    List<PooledPlatform> allPlatform() {
        return List.copyOf(platform.values());
    }

    List<PooledPci> freePci() {
        return pciOf(FREE);
    }

    List<PooledPci> pciOf(int owner) {
        return pci.isEmpty()
                ? List.of()
                : pci.values().stream().filter(each -> each.owner == owner).toList();
    }

    List<PooledPlatform> platformOf(int owner) {
        return platform.isEmpty()
                ? List.of()
                : platform.values().stream().filter(each -> each.owner == owner).toList();
    }

    /** Pools a function of the baseline; answers false, and does nothing, if the machine has no such function. */
    boolean addPci(String node, PciFunction wanted) {
        described.put(node, new Described(Optional.of(wanted), Optional.empty()));
        if (!wanted.equals(machine.get(wanted.address()))) {
            return false;
        }
        pci.putIfAbsent(wanted.address(), new PooledPci(wanted, node));
        return true;
    }

    /** The device that a node of the baseline describes; empty for a name that is none of them. */
    Optional<Described> described(String node) {
        return Optional.ofNullable(described.get(node));
    }

    /** Drops what nobody has, and all descriptions, as a second baseline of a flat kernel does. */
    void dropFree() {
        described.clear();
        pci.values().removeIf(entry -> entry.owner == FREE);
        platform.values().removeIf(entry -> entry.owner == FREE);
    }

    void setAlias(PciAddress address, String alias) {
        PooledPci entry = pci.get(address);
        if (entry != null) {
            entry.alias = alias;
        }
    }

    void addPlatform(String node, String name) {
        described.put(node, new Described(Optional.empty(), Optional.of(name)));
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
        PooledPci entry = new PooledPci(function, NAMELESS);
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

    /** Tells whether no instance has any of these. */
    boolean areFree(List<PciFunction> functions, List<String> names) {
        return functions.stream()
                        .map(each -> pci.get(each.address()))
                        .allMatch(entry -> entry == null || entry.owner == FREE)
                && names.stream().map(platform::get).allMatch(entry -> entry == null || entry.owner == FREE);
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

// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.model.Instance;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Who has what of a machine: its picture before it is drawn.
 *
 * @param owners the host, what is free, what nobody knows the owner of, then the instances by name; all else points into this list
 * @param parts the NUMA nodes in order, then what is on none
 * @param devices the devices by node and name
 */
record MachineMap(List<Owner> owners, List<Part> parts, List<DeviceShare> devices) {
    /** Where the host is in the list of owners. */
    static final int HOST = 0;
    /** Where what nobody has is. */
    static final int FREE = 1;
    /** Where the pool's is that is neither free nor an instance's that could be read. */
    static final int UNKNOWN = 2;
    /** Where the instances begin. */
    static final int FIRST_INSTANCE = 3;

    /** Copies the lists. */
    MachineMap {
        owners = List.copyOf(owners);
        parts = List.copyOf(parts);
        devices = List.copyOf(devices);
    }

    /**
     * Somebody who can have something.
     *
     * @param name what they are called
     * @param instance the instance; empty for the host and for nobody
     */
    record Owner(String name, Optional<Instance> instance) {}

    /**
     * A NUMA node, or what is on none.
     *
     * @param node the node's id
     * @param title what it is called, with the kind of its memory
     * @param cores its CPUs, a list for each core, or one list of all where cores are not known
     * @param memory its memory by address, or by owner where places are not known
     */
    record Part(OptionalInt node, String title, List<List<Cpu>> cores, List<Span> memory) {
        /** Copies the lists. */
        Part {
            cores = List.copyOf(cores);
            memory = List.copyOf(memory);
        }

        long cpuCount() {
            return cores.stream().mapToLong(List::size).sum();
        }

        long bytes() {
            return memory.stream().mapToLong(Span::bytes).sum();
        }
    }

    /**
     * A CPU.
     *
     * @param id its physical id
     * @param owner who has it
     */
    record Cpu(long id, int owner) {}

    /**
     * Memory of one owner.
     *
     * @param owner who has it
     * @param bytes how much, above 0
     * @param base its first address, unsigned; empty where that is not known
     */
    record Span(int owner, long bytes, OptionalLong base) {}

    /**
     * A device and who has it or its parts.
     *
     * @param node its NUMA node
     * @param name its name
     * @param about what it is, and where
     * @param part what its parts are called, such as {@code VF}; empty if it is given as a whole
     * @param shares who has what, in the order of owners: all, or numbers of parts
     */
    record DeviceShare(OptionalInt node, String name, String about, String part, List<Share> shares) {
        /** Copies the list. */
        DeviceShare {
            shares = List.copyOf(shares);
        }
    }

    /**
     * What an owner has of a device.
     *
     * @param owner who has it
     * @param parts numbers of parts such as {@code 1-3}; empty for all of the device
     */
    record Share(int owner, String parts) {}
}

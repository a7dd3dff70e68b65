// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import java.util.Objects;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * One CPU (hardware thread) of a machine.
 *
 * <p>Linux numbers CPUs itself, in {@code /sys/devices/system/cpu/cpu<number>}; a multikernel tree names them by their physical ids. The two
 * agree on few machines.
 *
 * @param number Linux's number, from 0; empty for a CPU in the pool, of which the host has none any more
 * @param physicalId APIC id, MPIDR or hart id, unsigned; empty where no file tells it
 * @param state whether the host runs on it
 * @param socket the physical package, as the kernel numbers them
 * @param die the die, which counts within the socket
 * @param cluster the cluster, which counts within the die
 * @param core the core, numbered over the whole machine from 0; Linux's own {@code core_id} counts within the socket
 * @param node the NUMA node
 * @param kind which sort of core it is on, on processors that have several
 */
public record HostCpu(
        OptionalInt number,
        OptionalLong physicalId,
        State state,
        OptionalInt socket,
        OptionalInt die,
        OptionalInt cluster,
        OptionalInt core,
        OptionalInt node,
        CoreKind kind) {
    /** Whether the host runs on a CPU. */
    public enum State {
        /** The host runs on it. */
        ONLINE,
        /** The host has it and switched it off. No file says where it is, nor, on x86 and riscv, its physical id. */
        OFFLINE,
        /** It was given to the multikernel pool, so the host's kernel does not have it. */
        IN_POOL
    }

    /** The sorts of core of a hybrid processor. */
    public enum CoreKind {
        /** Fast ones: Intel's P-cores, the arm64 CPUs of highest capacity. */
        PERFORMANCE,
        /** Small ones: Intel's E-cores, all other arm64 CPUs. */
        EFFICIENCY,
        /** All cores are alike, or no file tells. */
        UNIFORM
    }

    /** Checks the arguments. */
    public HostCpu {
        Objects.requireNonNull(number, "number");
        Objects.requireNonNull(physicalId, "physicalId");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(socket, "socket");
        Objects.requireNonNull(die, "die");
        Objects.requireNonNull(cluster, "cluster");
        Objects.requireNonNull(core, "core");
        Objects.requireNonNull(node, "node");
        Objects.requireNonNull(kind, "kind");
    }

    /** Such as {@code cpu4 (physical id 8)}. */
    @Override
    public String toString() {
        String id = physicalId.isPresent() ? "physical id " + Long.toUnsignedString(physicalId.getAsLong()) : "";
        return number.isEmpty()
                ? "CPU of " + (id.isEmpty() ? "unknown physical id" : id) + ", in the pool"
                : "cpu" + number.getAsInt() + (id.isEmpty() ? "" : " (" + id + ")");
    }
}

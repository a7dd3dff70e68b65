// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.model.ByteSize;
import io.kerf.model.CpuSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * What a teardown found and what it left, both as the kernel says, so that one can see that everything came back.
 *
 * @param before the pool before
 * @param after the pool after
 * @param done the steps that were done, in words
 */
public record TeardownResult(Holdings before, Holdings after, List<String> done) {
    /** Copies the list. */
    public TeardownResult {
        Objects.requireNonNull(before, "before");
        Objects.requireNonNull(after, "after");
        done = List.copyOf(done);
    }

    /**
     * What is not the host's.
     *
     * @param cpus CPUs of the pool, whoever has them
     * @param memory memory of the pool
     * @param devices names of devices in the pool, sorted
     * @param instances how many instances there are
     * @param hostCpus how many CPUs the host runs on itself; empty where its files do not tell
     */
    public record Holdings(CpuSet cpus, ByteSize memory, List<String> devices, int instances, OptionalInt hostCpus) {
        /** Copies the list. */
        public Holdings {
            Objects.requireNonNull(cpus, "cpus");
            Objects.requireNonNull(memory, "memory");
            devices = List.copyOf(devices);
            Objects.requireNonNull(hostCpus, "hostCpus");
        }

        /** Such as {@code CPUs 2-7, 6GB of memory, devices eth0, 1 instance; the host runs on 2 CPUs}. */
        @Override
        public String toString() {
            return (cpus.isEmpty() ? "no CPUs" : "CPUs " + cpus) + ", "
                    + (memory.isZero() ? "no" : memory) + " memory, "
                    + (devices.isEmpty() ? "no devices" : "devices " + String.join(" ", devices)) + ", "
                    + (instances == 0 ? "no instances" : instances + (instances == 1 ? " instance" : " instances"))
                    + (hostCpus.isPresent() ? "; the host runs on " + hostCpus.getAsInt() + " CPUs" : "");
        }
    }

    /** {@return whether nothing is left in the pool; devices of the platform bus cannot go back until the host boots} */
    public boolean isComplete() {
        return after.cpus().isEmpty()
                && after.memory().isZero()
                && after.devices().isEmpty()
                && after.instances() == 0;
    }

    /** {@return the CPUs that the host has back} */
    public CpuSet returnedCpus() {
        return before.cpus().minus(after.cpus());
    }

    /** {@return the memory that the host has back} */
    public ByteSize returnedMemory() {
        return before.memory().minus(after.memory());
    }

    /** Two lines: before and after. */
    @Override
    public String toString() {
        return "before: " + before + "\nafter:  " + after;
    }
}

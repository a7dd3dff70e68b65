// SPDX-License-Identifier: Apache-2.0
package io.kerf.desired;

import io.kerf.alloc.SmtPolicy;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuAffinity;
import io.kerf.model.CpuSet;
import io.kerf.model.InstanceId;
import io.kerf.model.InstanceName;
import io.kerf.model.InstanceOptions;
import io.kerf.model.MemoryPolicy;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * An instance that a host is to have.
 *
 * <pre>{@code
 * DesiredInstance web = DesiredInstance.withCpus("web", "4-7", "2GB");
 * DesiredInstance database = DesiredInstance.withCpuCount("database", 8, "8GB").onNumaNodes(1).withDevices("nvme0");
 * }</pre>
 *
 * <p>CPUs, memory, regions, devices, options, NUMA nodes and id hold for an instance that exists as well. Affinity, memory policy and sharing of
 * cores say how CPUs and memory are chosen when it is created: a kernel keeps none of them, and nothing moves afterwards.
 *
 * @param name its name
 * @param cpus these very CPUs, by physical id; empty if a number of them is wanted
 * @param cpuCount how many CPUs, from 1
 * @param memory how much memory, in bytes above 0; rounded up to pages of 4 KiB
 * @param numaNodes the only NUMA nodes that CPUs may be on, ascending; none for any
 * @param devices names of devices of the baseline or of parts, such as {@code eth0_vf1}, sorted
 * @param affinity how CPUs are chosen
 * @param smt how cores are shared
 * @param memoryPolicy where memory may come from
 * @param id the id; empty for the one that it has, or the lowest free one
 * @param memoryRegions the most regions that the memory lies in, from 1; empty for however many there are, and one for an instance that is
 *     created, or under {@link MemoryPolicy#INTERLEAVE} one for each NUMA node of the host
 * @param options what it is created with beside resources; empty for whatever it has, and none for an instance that is created
 */
public record DesiredInstance(
        InstanceName name,
        Optional<CpuSet> cpus,
        int cpuCount,
        ByteSize memory,
        List<Integer> numaNodes,
        List<String> devices,
        CpuAffinity affinity,
        SmtPolicy smt,
        MemoryPolicy memoryPolicy,
        Optional<InstanceId> id,
        OptionalInt memoryRegions,
        Optional<InstanceOptions> options) {
    /** Checks ranges, and that number and set of CPUs agree; sorts the lists and drops what they say twice. */
    public DesiredInstance {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(cpus, "cpus");
        Objects.requireNonNull(affinity, "affinity");
        Objects.requireNonNull(smt, "smt");
        Objects.requireNonNull(memoryPolicy, "memoryPolicy");
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(options, "options");
        if (cpuCount < 1 || cpus.isPresent() && cpus.get().size() != cpuCount) {
            throw new IllegalArgumentException("an instance has at least one CPU, and as many as its set lists, not "
                    + cpuCount + cpus.map(set -> " of " + set).orElse(""));
        }
        if (memory.isZero()) {
            throw new IllegalArgumentException("an instance has memory, not 0 bytes");
        }
        requireRegions(memoryPolicy, memoryRegions);
        numaNodes = numaNodes.stream().distinct().sorted().toList();
        devices = devices.stream().distinct().sorted().toList();
    }

    private static void requireRegions(MemoryPolicy policy, OptionalInt most) {
        int least = policy == MemoryPolicy.INTERLEAVE ? 2 : 1;
        if (most.isPresent() && most.getAsInt() < least) {
            throw new IllegalArgumentException("memory" + (least > 1 ? " that is interleaved" : "")
                    + " lies in at least " + least + (least > 1 ? " regions" : " region") + ", not " + most.getAsInt());
        }
    }

    /**
     * Asks for these very CPUs.
     *
     * @param name the instance's name
     * @param cpus physical ids in list syntax, such as {@code 4-7,10}; the lowest one boots
     * @param memory such as {@code 2GB} or {@code 512MB}, in powers of 1024
     * @return the instance
     * @throws io.kerf.model.ModelException if a text cannot be read
     * @throws IllegalArgumentException if there are no CPUs, or no memory
     */
    public static DesiredInstance withCpus(String name, String cpus, String memory) {
        return withCpus(InstanceName.of(name), CpuSet.parse(cpus), ByteSize.parse(memory));
    }

    /**
     * Asks for these very CPUs.
     *
     * @param name the instance's name
     * @param cpus physical ids; the lowest one boots
     * @param memory how much memory
     * @return the instance
     * @throws IllegalArgumentException if there are no CPUs, or no memory
     */
    public static DesiredInstance withCpus(InstanceName name, CpuSet cpus, ByteSize memory) {
        return of(name, Optional.of(cpus), cpus.size(), memory);
    }

    /**
     * Asks for a number of CPUs, chosen by topology.
     *
     * @param name the instance's name
     * @param count how many, from 1
     * @param memory such as {@code 2GB} or {@code 512MB}, in powers of 1024
     * @return the instance
     * @throws io.kerf.model.ModelException if a text cannot be read
     * @throws IllegalArgumentException if there are no CPUs, or no memory
     */
    public static DesiredInstance withCpuCount(String name, int count, String memory) {
        return withCpuCount(InstanceName.of(name), count, ByteSize.parse(memory));
    }

    /**
     * Asks for a number of CPUs, chosen by topology.
     *
     * @param name the instance's name
     * @param count how many, from 1
     * @param memory how much memory
     * @return the instance
     * @throws IllegalArgumentException if there are no CPUs, or no memory
     */
    public static DesiredInstance withCpuCount(InstanceName name, int count, ByteSize memory) {
        return of(name, Optional.empty(), count, memory);
    }

    private static DesiredInstance of(InstanceName name, Optional<CpuSet> cpus, int count, ByteSize memory) {
        return new DesiredInstance(
                name,
                cpus,
                count,
                memory,
                List.of(),
                List.of(),
                CpuAffinity.COMPACT,
                SmtPolicy.AVOID,
                MemoryPolicy.NONE,
                Optional.empty(),
                OptionalInt.empty(),
                Optional.empty());
    }

    /**
     * Limits the CPUs to NUMA nodes.
     *
     * @param nodes node ids; none for any node
     * @return a copy with these nodes in place of others
     */
    public DesiredInstance onNumaNodes(int... nodes) {
        List<Integer> ids = IntStream.of(nodes).boxed().toList();
        return new DesiredInstance(
                name, cpus, cpuCount, memory, ids, devices, affinity, smt, memoryPolicy, id, memoryRegions, options);
    }

    /**
     * Asks for devices.
     *
     * @param names devices of the baseline, such as {@code nvme0}, with {@code _vf3} or {@code _ns2} for a part
     * @return a copy with these devices in place of others
     */
    public DesiredInstance withDevices(String... names) {
        return new DesiredInstance(
                name,
                cpus,
                cpuCount,
                memory,
                numaNodes,
                List.of(names),
                affinity,
                smt,
                memoryPolicy,
                id,
                memoryRegions,
                options);
    }

    /**
     * Says how CPUs are chosen.
     *
     * @param value close together, spread over nodes, or on one node with the memory
     * @return a copy with it
     */
    public DesiredInstance withAffinity(CpuAffinity value) {
        return new DesiredInstance(
                name, cpus, cpuCount, memory, numaNodes, devices, value, smt, memoryPolicy, id, memoryRegions, options);
    }

    /**
     * Says how cores are shared.
     *
     * @param value the policy
     * @return a copy with it
     */
    public DesiredInstance withSmt(SmtPolicy value) {
        return new DesiredInstance(
                name,
                cpus,
                cpuCount,
                memory,
                numaNodes,
                devices,
                affinity,
                value,
                memoryPolicy,
                id,
                memoryRegions,
                options);
    }

    /**
     * Says where memory may come from.
     *
     * @param value the policy
     * @return a copy with it
     */
    public DesiredInstance withMemoryPolicy(MemoryPolicy value) {
        return new DesiredInstance(
                name, cpus, cpuCount, memory, numaNodes, devices, affinity, smt, value, id, memoryRegions, options);
    }

    /**
     * Asks for an id. An instance that has another one is created anew.
     *
     * @param value from 1 to 2047
     * @return a copy with it
     * @throws IllegalArgumentException if it is out of range
     */
    public DesiredInstance withId(int value) {
        Optional<InstanceId> wanted = Optional.of(InstanceId.of(value));
        return new DesiredInstance(
                name,
                cpus,
                cpuCount,
                memory,
                numaNodes,
                devices,
                affinity,
                smt,
                memoryPolicy,
                wanted,
                memoryRegions,
                options);
    }

    /**
     * Limits the pieces that the memory lies in. An instance whose memory lies in more is created anew, as is one that could get more memory
     * only as another piece.
     *
     * @param most the most regions, from 1
     * @return a copy with the number
     * @throws IllegalArgumentException if it is below 1, or below 2 for memory that is interleaved
     */
    public DesiredInstance withMemoryRegions(int most) {
        OptionalInt regions = OptionalInt.of(most);
        return new DesiredInstance(
                name, cpus, cpuCount, memory, numaNodes, devices, affinity, smt, memoryPolicy, id, regions, options);
    }

    /**
     * Says what the instance is created with beside resources. An instance that was created with something else is created anew; one of which
     * neither the kernel nor the state directory tells anything has no options.
     *
     * @param value the options; {@link InstanceOptions#none()} if it is to have none
     * @return a copy with them
     */
    public DesiredInstance withOptions(InstanceOptions value) {
        Optional<InstanceOptions> wanted = Optional.of(value);
        return new DesiredInstance(
                name,
                cpus,
                cpuCount,
                memory,
                numaNodes,
                devices,
                affinity,
                smt,
                memoryPolicy,
                id,
                memoryRegions,
                wanted);
    }

    @Override
    public String toString() {
        return "instance '" + name + "' with " + cpus.map(set -> "CPUs " + set).orElse(cpuCount + " CPUs") + " and "
                + memory
                + (numaNodes.isEmpty() ? "" : " on NUMA nodes " + numaNodes)
                + (devices.isEmpty() ? "" : ", devices " + String.join(", ", devices))
                + id.map(number -> ", id " + number).orElse("")
                + (memoryRegions.isEmpty() ? "" : ", memory regions up to " + memoryRegions.getAsInt())
                + options.map(each -> ", " + (each.equals(InstanceOptions.none()) ? "no options" : each))
                        .orElse("");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import io.kerf.diag.Diagnostic;
import io.kerf.model.CpuSet;
import io.kerf.model.MemoryRange;
import io.kerf.model.NumaDistances;
import io.kerf.model.Topology;
import io.kerf.validate.HostFacts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a machine has, as {@link HostDiscovery} found it.
 *
 * <pre>{@code
 * HostHardware machine = HostDiscovery.discover(KernelRoots.system());
 * System.out.print(machine.toJson());
 * BaselineProposal proposal = machine.baseline().allButOneCorePerNode().memory(0, ByteSize.ofGiB(8)).propose();
 * }</pre>
 *
 * <p>Immutable and safe to share. Lookups cost O(1).
 */
public final class HostHardware {
    private final HostArchitecture architecture;
    private final @Nullable String processor;
    private final CpuSet possible;
    private final List<HostCpu> cpus;
    private final List<HostCache> caches;
    private final List<HostNode> nodes;
    private final NumaDistances distances;
    private final HostMemory memory;
    private final List<MemoryRange> occupied;
    private final List<HostDevice> devices;
    private final SpareDevices.Answer spareDevices;
    private final List<Diagnostic> findings;
    private final Map<Integer, HostCpu> byNumber = new HashMap<>();
    private final Map<Long, HostCpu> byPhysicalId = new HashMap<>();
    private final Map<Integer, HostNode> nodesById = new HashMap<>();
    private final Set<Integer> nodesWithCpus = new HashSet<>();
    private final Map<String, HostDevice> devicesByName = new HashMap<>();
    private final Topology topology;

    HostHardware(
            HostArchitecture architecture,
            Optional<String> processor,
            CpuSet possible,
            List<HostCpu> cpus,
            List<HostCache> caches,
            List<HostNode> nodes,
            NumaDistances distances,
            HostMemory memory,
            List<MemoryRange> occupied,
            List<HostDevice> devices,
            SpareDevices.Answer spareDevices,
            List<Diagnostic> findings) {
        this.architecture = architecture;
        this.processor = processor.orElse(null);
        this.possible = possible;
        this.cpus = List.copyOf(cpus);
        this.caches = List.copyOf(caches);
        this.nodes = List.copyOf(nodes);
        this.distances = distances;
        this.memory = memory;
        this.occupied = List.copyOf(occupied);
        this.devices = List.copyOf(devices);
        this.spareDevices = spareDevices;
        this.findings = List.copyOf(findings);
        for (HostCpu cpu : cpus) {
            cpu.number().ifPresent(number -> byNumber.putIfAbsent(number, cpu));
            cpu.physicalId().ifPresent(id -> byPhysicalId.putIfAbsent(id, cpu));
            cpu.node().ifPresent(nodesWithCpus::add);
        }
        this.nodes.forEach(node -> nodesById.putIfAbsent(node.id(), node));
        this.devices.forEach(device -> device.names().forEach(name -> devicesByName.putIfAbsent(name, device)));
        this.topology = HostTopology.of(this);
    }

    /**
     * Returns the kind of processor.
     *
     * @return the architecture, which says what a physical id is
     */
    public HostArchitecture architecture() {
        return architecture;
    }

    /**
     * Returns what the processor calls itself.
     *
     * @return the name in {@code /proc/cpuinfo}; empty where there is none, as on arm64
     */
    public Optional<String> processor() {
        return Optional.ofNullable(processor);
    }

    /**
     * Returns the CPUs that the host could have.
     *
     * @return Linux's numbers, of CPUs that are there, that are in the pool, and of empty places
     */
    public CpuSet possible() {
        return possible;
    }

    /**
     * Returns the CPUs: those of the host by Linux's number, then those in the pool by physical id.
     *
     * @return the CPUs
     */
    public List<HostCpu> cpus() {
        return cpus;
    }

    /**
     * Finds a CPU of the host.
     *
     * @param number Linux's number
     * @return the CPU, or empty
     */
    public Optional<HostCpu> cpu(int number) {
        return Optional.ofNullable(byNumber.get(number));
    }

    /**
     * Finds a CPU.
     *
     * @param physicalId APIC id, MPIDR or hart id
     * @return the CPU, or empty
     */
    public Optional<HostCpu> cpuWithId(long physicalId) {
        return Optional.ofNullable(byPhysicalId.get(physicalId));
    }

    /**
     * Translates Linux's numbers.
     *
     * @param numbers numbers of CPUs of the host
     * @return the physical ids of those whose ids are known
     */
    public CpuSet physicalIds(CpuSet numbers) {
        CpuSet.Builder ids = CpuSet.builder();
        for (long number : numbers.toArray()) {
            HostCpu cpu = number <= Integer.MAX_VALUE ? byNumber.get((int) number) : null;
            if (cpu != null) {
                cpu.physicalId().ifPresent(ids::add);
            }
        }
        return ids.build();
    }

    /**
     * Returns the caches of the online CPUs.
     *
     * @return the caches by level, then by what they hold
     */
    public List<HostCache> caches() {
        return caches;
    }

    /**
     * Returns the NUMA nodes.
     *
     * @return the nodes by number; none on a kernel without NUMA
     */
    public List<HostNode> nodes() {
        return nodes;
    }

    /**
     * Finds a NUMA node.
     *
     * @param id its number
     * @return the node, or empty
     */
    public Optional<HostNode> node(int id) {
        return Optional.ofNullable(nodesById.get(id));
    }

    /**
     * Tells whether a node has memory and no CPU, as one behind CXL or of high-bandwidth memory has.
     *
     * @param id the node's number
     * @return true if it has memory and no CPU, online or in the pool, is known to be on it
     */
    public boolean isMemoryOnly(int id) {
        return node(id).filter(node -> !node.total().isZero()).isPresent() && !nodesWithCpus.contains(id);
    }

    /**
     * Returns how far the nodes are from each other.
     *
     * @return the distances that the firmware states
     */
    public NumaDistances distances() {
        return distances;
    }

    /**
     * Returns the memory of the machine and of the pool.
     *
     * @return the memory
     */
    public HostMemory memory() {
        return memory;
    }

    /**
     * Returns the PCI functions, by address, then the platform devices, by name.
     *
     * @return the devices
     */
    public List<HostDevice> devices() {
        return devices;
    }

    /** What of the memory somebody has already: the kernel itself, a crash kernel, the pool. */
    List<MemoryRange> occupied() {
        return occupied;
    }

    /** The names on their bus of the network cards and drives that nobody seems to need. */
    List<String> spareDevices() {
        return List.copyOf(spareDevices.spare());
    }

    /** The drives that would be among them if they were known to be blank, with why they are not. */
    SortedMap<String, String> writtenDevices() {
        return spareDevices.written();
    }

    /** What speaks for a use of a device that the host is not seen to use. */
    List<String> doubts(HostDevice device) {
        return spareDevices.doubts().getOrDefault(device.busName(), List.of());
    }

    /**
     * Finds a device.
     *
     * @param name its name, its address or name on its bus, a network interface, or a disk
     * @return the first device that is called so, or empty
     */
    public Optional<HostDevice> device(String name) {
        Objects.requireNonNull(name, "name");
        HostDevice device = devicesByName.get(name);
        // Addresses may be written in capital letters; other names may not.
        return Optional.ofNullable(device == null ? devicesByName.get(name.toLowerCase(Locale.ROOT)) : device)
                .filter(found -> found.isCalled(name));
    }

    /**
     * Returns what could not be read or understood, and what is good to know.
     *
     * @return the findings in the order in which the machine was read; each has the file, what is wrong, and what to do
     */
    public List<Diagnostic> findings() {
        return findings;
    }

    /**
     * Returns the topology in physical ids, as a baseline has it.
     *
     * @return nodes, cores, distances and caches; CPUs without a known physical id are in none of them
     */
    public Topology topology() {
        return topology;
    }

    /**
     * Returns what validators hold a state against.
     *
     * @return CPUs, those in the pool included under numbers that no other CPU has, and memory; what is not known is left empty
     */
    public HostFacts facts() {
        SortedMap<Integer, Long> ids = new TreeMap<>();
        int next = possible.isEmpty() ? 0 : (int) possible.last() + 1;
        for (HostCpu cpu : cpus) {
            OptionalInt number = cpu.number();
            if (cpu.physicalId().isPresent()) {
                ids.put(
                        number.isPresent() ? number.getAsInt() : next++,
                        cpu.physicalId().getAsLong());
            }
        }
        List<MemoryRange> ranges = new ArrayList<>(memory.ram());
        ranges.addAll(memory.pool());
        return HostFacts.unknown().withCpus(ids).withMemory(ranges);
    }

    /**
     * Starts a baseline: what of this machine becomes the pool.
     *
     * @return a builder that is not thread-safe
     */
    public BaselineBuilder baseline() {
        return new BaselineBuilder(this);
    }

    /**
     * Starts a baseline with a suggestion: all CPUs but one core of each NUMA node, half of the free memory of each node of ordinary memory
     * or what is reserved for the pool already, and the network cards and drives that have a driver, that the host does not use, and that have
     * nothing on them: no partitions, no volumes, and zeros alone at both ends of a drive, which takes the privilege to read it. Where a file
     * system does not tell which disks it is on, as ZFS does not, no drive is
     * suggested; in a container, which hides what the host uses, no device at all.
     *
     * @return a builder that holds the suggestion, to be added to
     */
    public BaselineBuilder suggestedBaseline() {
        return Suggestion.of(this);
    }

    /**
     * Writes all of it as JSON; {@code docs/discovery.md} describes the form.
     *
     * @return an object with the members {@code schema}, {@code architecture}, {@code cpus}, {@code caches}, {@code nodes}, {@code memory},
     *     {@code devices} and {@code findings}
     */
    public String toJson() {
        return HardwareJson.of(this);
    }

    /** Such as {@code 64 CPUs, 32 cores, 4 NUMA nodes, 256GB, 12 devices}. */
    @Override
    public String toString() {
        long cores = cpus.stream()
                .flatMapToInt(cpu -> cpu.core().stream())
                .distinct()
                .count();
        return String.join(
                ", ",
                Sizes.count(cpus.size(), "CPU"),
                Sizes.count(cores, "core"),
                Sizes.count(nodes.size(), "NUMA node"),
                Sizes.round(memory.total()),
                Sizes.count(devices.size(), "device"));
    }
}

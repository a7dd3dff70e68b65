// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import io.kerf.model.SystemState;
import io.kerf.sysfs.KernelInterfaceException;
import io.kerf.sysfs.KernelRoots;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Reads a machine: its CPUs, NUMA nodes, memory and devices, from {@code /proc} and {@code /sys}, and the ends of drives that nothing seems to
 * use from {@code /dev}. Nothing is written, no program is run, and no daemon is asked.
 *
 * <pre>{@code
 * HostHardware machine = HostDiscovery.discover(KernelRoots.system());
 * machine.cpus().forEach(System.out::println);            // cpu4 (physical id 8)
 * }</pre>
 *
 * <p>A file that is missing, hidden, or not what the kernel writes is a finding ({@link HostHardware#findings}) and leaves its part of the
 * machine unknown. Without the privilege to see addresses (CAP_SYS_ADMIN) the places of memory stay unknown. Costs time linear in the number
 * of CPUs, memory blocks and devices; files of caches and cores are read once for all CPUs that share them.
 */
public final class HostDiscovery {
    private final HostFiles files = new HostFiles(new Findings());
    private final KernelRoots roots;

    private HostDiscovery(KernelRoots roots) {
        this.roots = roots;
    }

    /**
     * Reads a machine. CPUs that are in the pool already are gone from the host's files; the kernel's own tree names them, without
     * their topology.
     *
     * @param roots where the files are
     * @return what there is
     * @throws KernelInterfaceException if there is no sysfs or no procfs at these places at all
     */
    public static HostHardware discover(KernelRoots roots) {
        return new HostDiscovery(roots).read(Optional.empty()).hardware();
    }

    /**
     * Reads a machine that has a pool, with the description that its baseline was made from: it says where the CPUs are that the host does
     * not see any more.
     *
     * @param roots where the files are
     * @param recorded the description, as {@link io.kerf.sysfs.ChangeEngine#description} keeps it
     * @return what there is
     * @throws KernelInterfaceException if there is no sysfs or no procfs at these places at all
     */
    public static HostHardware discover(KernelRoots roots, SystemState recorded) {
        return new HostDiscovery(roots)
                .read(Optional.of(Objects.requireNonNull(recorded, "recorded")))
                .hardware();
    }

    /** A machine, and how many files it took to read it. */
    record Counted(HostHardware hardware, int opened) {}

    static Counted count(KernelRoots roots) {
        return new HostDiscovery(roots).read(Optional.empty());
    }

    private Counted read(Optional<SystemState> recorded) {
        requireFolder(roots.proc(), "procfs");
        requireFolder(roots.sys(), "sysfs");
        HostView view = HostView.read(files, roots.proc());
        CpuinfoText cpuinfo = cpuinfo();
        CpuReader reader = new CpuReader(files, roots.sys(), cpuinfo);
        CpuReader.Numbers numbers = reader.numbers();
        Map<Integer, Long> ids =
                view.cpuinfoIsOfHost() ? new PhysicalIds(files, roots.sys(), cpuinfo).read(numbers.online()) : Map.of();
        NodeReader nodeReader = new NodeReader(files, roots.sys());
        List<HostCpu> placed = reader.read(numbers, ids);
        List<HostNode> nodes = nodeReader.read();
        List<HostCpu> cpus = withNodes(placed, nodeReader.nodeOfCpu(nodes));
        List<HostCache> caches = new CacheReader(files, roots.sys()).read(numbers.online());
        MemoryReader memoryReader = new MemoryReader(files, roots.proc());
        HostMemory memory = memoryReader.read();
        BusNames buses = new BusNames(files, roots.sys()).read();
        DeviceNames names = new DeviceNames(files, roots.sys(), buses).read();
        HostUse use = new HostUse(files, roots.sys(), roots.proc(), roots.dev(), buses, names);
        List<HostDevice> devices = use.marked(devices(buses, names));
        SpareDevices.Answer spare =
                new SpareDevices(files, roots.sys(), roots.dev(), use.isComplete()).of(devices, view.isOfHost());
        PoolCpus pool = new PoolCpus(files, roots, numbers);
        List<HostCpu> all = pool.merged(cpus, recorded);
        List<HostNode> typed = new MemoryTypes(files, roots.sys()).of(nodes, all);
        HostHardware hardware = new HostHardware(
                cpuinfo.architecture(),
                cpuinfo.model(),
                numbers.possible(),
                all,
                caches,
                typed,
                nodeReader.distances(),
                memory,
                memoryReader.occupied(),
                devices,
                spare,
                files.findings().all());
        return new Counted(hardware, files.opened());
    }

    private static void requireFolder(Path folder, String what) {
        if (!Files.isDirectory(folder)) {
            throw KernelInterfaceException.gone(
                    folder.toString(), "there is no " + what + " here", "mount it, or discover where it is");
        }
    }

    private CpuinfoText cpuinfo() {
        Path file = roots.proc().resolve("cpuinfo");
        Optional<String> text = files.text(file);
        if (text.isEmpty()) {
            files.findings()
                    .missing(
                            file.toString(), "no physical id of a CPU is known", "see whether procfs is mounted there");
        }
        CpuinfoText cpuinfo = CpuinfoText.parse(text.orElse(""));
        cpuinfo.problems().forEach(line -> files.findings().malformed(file.toString(), line, "the number of one CPU"));
        return cpuinfo;
    }

    private static List<HostCpu> withNodes(List<HostCpu> cpus, Map<Integer, OptionalInt> nodes) {
        List<HostCpu> placed = new ArrayList<>(cpus.size());
        for (HostCpu cpu : cpus) {
            OptionalInt node = nodes.getOrDefault(cpu.number().orElse(-1), OptionalInt.empty());
            placed.add(new HostCpu(
                    cpu.number(),
                    cpu.physicalId(),
                    cpu.state(),
                    cpu.socket(),
                    cpu.die(),
                    cpu.cluster(),
                    cpu.core(),
                    node,
                    cpu.kind()));
        }
        return placed;
    }

    private List<HostDevice> devices(BusNames buses, DeviceNames names) {
        List<HostDevice> devices = new ArrayList<>(new PciReader(files, roots.sys(), buses, names).read());
        devices.addAll(new PlatformReader(files, roots.sys(), buses, names).read());
        return devices;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import io.kerf.model.CpuSet;
import io.kerf.sysfs.discovery.HostArchive.Entry;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Writes the files that a kernel would show of a machine, in the kernel's own layout and words. */
final class MadeHost {
    private static final String CPU = "sys/devices/system/cpu/";
    private static final String NODE = "sys/devices/system/node/";

    private final List<String> notes = new ArrayList<>();
    private final Map<String, Entry> files = new TreeMap<>();
    private final List<Cpu> cpus = new ArrayList<>();
    private final Map<Integer, Node> nodes = new LinkedHashMap<>();

    /** A cache: those of one key are one. */
    record Cache(int level, String type, String size, String key) {}

    /** A CPU; those of one socket and core id share a core. A value below 0 is what the kernel does not know. */
    record Cpu(int number, long id, int socket, int die, int cluster, int coreId, int node, List<Cache> caches) {}

    /** A NUMA node: its memory in KiB, and the blocks that it lies in. */
    record Node(int id, long totalKiB, long freeKiB, String blocks, String distances) {}

    static MadeHost of(String... notes) {
        MadeHost host = new MadeHost();
        host.notes.addAll(List.of(notes));
        return host;
    }

    HostArchive archive() {
        return new HostArchive(notes, files);
    }

    MadeHost put(String path, String text) {
        files.put(path, new Entry.Text(text.endsWith("\n") ? text : text + "\n"));
        return this;
    }

    MadeHost bytes(String path, byte[] bytes) {
        files.put(path, new Entry.Bytes(HexFormat.of().formatHex(bytes)));
        return this;
    }

    MadeHost link(String path, String target) {
        files.put(path, new Entry.Link(target));
        return this;
    }

    MadeHost folder(String path) {
        files.put(path, new Entry.Folder());
        return this;
    }

    MadeHost cpu(Cpu cpu) {
        cpus.add(cpu);
        return this;
    }

    MadeHost node(Node node) {
        nodes.put(node.id(), node);
        return this;
    }

    /** Writes the CPUs below {@code cpu/}, all of them online. */
    MadeHost cpuFiles(String possible) {
        CpuSet all = numbers(cpus);
        put(CPU + "possible", possible).put(CPU + "present", all.toString()).put(CPU + "online", all.toString());
        Map<Object, CpuSet> cores = groups(cpu -> List.of(cpu.socket(), cpu.coreId()));
        Map<Object, CpuSet> sockets = groups(Cpu::socket);
        Map<Object, CpuSet> caches = new LinkedHashMap<>();
        for (Cpu cpu : cpus) {
            cpu.caches().forEach(cache -> caches.merge(cache, CpuSet.of(cpu.number()), CpuSet::union));
        }
        for (Cpu cpu : cpus) {
            String topology = CPU + "cpu" + cpu.number() + "/topology/";
            String threads = cores.get(List.of(cpu.socket(), cpu.coreId())).toString();
            put(topology + "physical_package_id", String.valueOf(cpu.socket()));
            put(topology + "die_id", String.valueOf(cpu.die()));
            put(topology + "cluster_id", String.valueOf(cpu.cluster()));
            put(topology + "core_id", String.valueOf(cpu.coreId()));
            put(topology + "core_cpus_list", threads);
            put(topology + "thread_siblings_list", threads);
            put(topology + "package_cpus_list", sockets.get(cpu.socket()).toString());
            int index = 0;
            for (Cache cache : cpu.caches()) {
                String folder = CPU + "cpu" + cpu.number() + "/cache/index" + index++ + "/";
                put(folder + "level", String.valueOf(cache.level()));
                put(folder + "type", cache.type());
                put(folder + "size", cache.size());
                put(folder + "shared_cpu_list", caches.get(cache).toString());
            }
        }
        return this;
    }

    private Map<Object, CpuSet> groups(Function<Cpu, Object> key) {
        Map<Object, CpuSet.Builder> groups = new LinkedHashMap<>();
        for (Cpu cpu : cpus) {
            groups.computeIfAbsent(key.apply(cpu), absent -> CpuSet.builder()).add(cpu.number());
        }
        Map<Object, CpuSet> sets = new LinkedHashMap<>();
        groups.forEach((name, builder) -> sets.put(name, builder.build()));
        return sets;
    }

    private static CpuSet numbers(List<Cpu> cpus) {
        CpuSet.Builder numbers = CpuSet.builder();
        cpus.forEach(cpu -> numbers.add(cpu.number()));
        return numbers.build();
    }

    /** Writes {@code /proc/cpuinfo} as x86 does, with the fields that name a CPU and some of those that do not. */
    MadeHost x86Cpuinfo(String vendor, String model, String flags) {
        StringBuilder out = new StringBuilder();
        for (Cpu cpu : cpus) {
            out.append(String.format(
                    Locale.ROOT,
                    "processor\t: %d\nvendor_id\t: %s\nmodel name\t: %s\nphysical id\t: %d\ncore id\t\t: %d\n"
                            + "apicid\t\t: %d\ninitial apicid\t: %d\nflags\t\t: %s\n\n",
                    cpu.number(),
                    vendor,
                    model,
                    cpu.socket(),
                    cpu.coreId(),
                    cpu.id(),
                    cpu.id(),
                    flags));
        }
        return put("proc/cpuinfo", out.toString());
    }

    /** Writes {@code /proc/cpuinfo} as arm64 does, which names no CPU but by number. */
    MadeHost arm64Cpuinfo(String implementer, String part) {
        StringBuilder out = new StringBuilder();
        for (Cpu cpu : cpus) {
            out.append("processor\t: ")
                    .append(cpu.number())
                    .append("\nBogoMIPS\t: 50.00\nFeatures\t: fp asimd evtstrm")
                    .append("\nCPU implementer\t: ")
                    .append(implementer)
                    .append("\nCPU architecture: 8\nCPU variant\t: 0x3\nCPU part\t: ")
                    .append(part)
                    .append("\nCPU revision\t: 1\n\n");
        }
        return put("proc/cpuinfo", out.toString());
    }

    /** Writes the NUMA nodes. */
    MadeHost nodeFiles(long blockBytes) {
        CpuSet.Builder ids = CpuSet.builder();
        nodes.keySet().forEach(ids::add);
        put(NODE + "online", ids.build().toString())
                .put(NODE + "possible", ids.build().toString());
        put("sys/devices/system/memory/block_size_bytes", Long.toHexString(blockBytes));
        for (Node node : nodes.values()) {
            String folder = NODE + "node" + node.id() + "/";
            CpuSet here =
                    numbers(cpus.stream().filter(cpu -> cpu.node() == node.id()).toList());
            put(folder + "cpulist", here.isEmpty() ? "" : here.toString());
            put(folder + "distance", node.distances());
            put(
                    folder + "meminfo",
                    String.format(
                            Locale.ROOT,
                            "Node %d MemTotal: %15d kB\nNode %d MemFree: %16d kB\nNode %d MemUsed: %16d kB\n",
                            node.id(),
                            node.totalKiB(),
                            node.id(),
                            node.freeKiB(),
                            node.id(),
                            node.totalKiB() - node.freeKiB()));
            for (long block : CpuSet.parse(node.blocks()).toArray()) {
                link(folder + "memory" + block, "../../memory/memory" + block);
            }
        }
        return this;
    }

    /** Writes {@code /proc/meminfo} as the sum of the nodes. */
    MadeHost meminfo() {
        long total = nodes.values().stream().mapToLong(Node::totalKiB).sum();
        long free = nodes.values().stream().mapToLong(Node::freeKiB).sum();
        return meminfo(total, free);
    }

    MadeHost meminfo(long totalKiB, long freeKiB) {
        return put(
                "proc/meminfo",
                String.format(
                        Locale.ROOT,
                        "MemTotal: %14d kB\nMemFree: %15d kB\nMemAvailable: %10d kB\nHugePages_Total:       0\n",
                        totalKiB,
                        freeKiB,
                        freeKiB));
    }

    /** Adds a PCI function below a place in {@code sys/devices}, such as {@code pci0000:00} or that and a bridge. */
    MadeHost pci(
            String below, String address, int classCode, int vendor, int device, String driver, int node, int group) {
        String folder = "sys/devices/" + below + "/" + address + "/";
        put(folder + "class", String.format("0x%06x", classCode));
        put(folder + "vendor", String.format("0x%04x", vendor));
        put(folder + "device", String.format("0x%04x", device));
        put(folder + "numa_node", String.valueOf(node));
        String up = "../".repeat(below.split("/", -1).length + 2);
        if (!driver.isEmpty()) {
            link(folder + "driver", up + "bus/pci/drivers/" + driver);
        }
        if (group >= 0) {
            link(folder + "iommu_group", up + "kernel/iommu_groups/" + group);
        }
        return link("sys/bus/pci/devices/" + address, "../../../devices/" + below + "/" + address);
    }

    /** Adds a network interface below a device, which is down. */
    MadeHost net(String device, String name) {
        put("sys/devices/" + device + "/net/" + name + "/ifindex", "2");
        put("sys/devices/" + device + "/net/" + name + "/flags", "0x1002");
        return link("sys/class/net/" + name, "../../devices/" + device + "/net/" + name);
    }

    /** Switches an interface on (IFF_UP, Linux: {@code include/uapi/linux/if.h}). */
    MadeHost up(String name) {
        List.copyOf(files.keySet()).stream()
                .filter(path -> path.endsWith("/net/" + name + "/flags"))
                .forEach(path -> put(path, "0x1003"));
        return this;
    }

    /** Makes an interface a port of a bond or bridge. */
    MadeHost port(String device, String name, String master) {
        String up = "../".repeat(device.split("/", -1).length + 2);
        String folder = "sys/devices/" + device + "/net/" + name + "/";
        link(folder + "master", up + "virtual/net/" + master);
        link(folder + "upper_" + master, up + "virtual/net/" + master);
        return link("sys/devices/virtual/net/" + master + "/lower_" + name, "../../../" + device + "/net/" + name);
    }

    /** Adds a disk, with its number and those of its partitions, which follow each other. */
    MadeHost disk(String holder, String name, int major, int minor, String... partitions) {
        String folder = "devices/" + holder + "/" + name;
        put("sys/" + folder + "/dev", major + ":" + minor);
        link("sys/block/" + name, "../" + folder);
        link("sys/class/block/" + name, "../../" + folder);
        link("sys/dev/block/" + major + ":" + minor, "../../" + folder);
        int next = minor;
        for (String partition : partitions) {
            next++;
            put("sys/" + folder + "/" + partition + "/dev", major + ":" + next);
            link("sys/class/block/" + partition, "../../" + folder + "/" + partition);
            link("sys/dev/block/" + major + ":" + next, "../../" + folder + "/" + partition);
        }
        return this;
    }

    /** Adds an NVMe controller, without its disks. */
    MadeHost nvme(String device, String name) {
        put("sys/devices/" + device + "/nvme/" + name + "/state", "live");
        return link("sys/class/nvme/" + name, "../../devices/" + device + "/nvme/" + name);
    }

    /** Adds a platform device. */
    MadeHost platform(String name, String hid, String driver) {
        folder("sys/devices/platform/" + name + "/power");
        if (!hid.isEmpty()) {
            put("sys/devices/LNXSYSTM:00/LNXSYBUS:00/" + name + "/hid", hid);
            link("sys/devices/platform/" + name + "/firmware_node", "../../LNXSYSTM:00/LNXSYBUS:00/" + name);
        }
        if (!driver.isEmpty()) {
            link("sys/devices/platform/" + name + "/driver", "../../../bus/platform/drivers/" + driver);
        }
        return link("sys/bus/platform/devices/" + name, "../../../devices/platform/" + name);
    }

    /** Writes the table of mounts: each argument is {@code major:minor mount-point type source}. */
    MadeHost mounts(String... mounts) {
        StringBuilder out = new StringBuilder("22 27 0:21 / /proc rw,relatime - proc proc rw\n");
        int id = 30;
        for (String mount : mounts) {
            String[] words = mount.split(" ", -1);
            out.append(String.format(
                    Locale.ROOT,
                    "%d 1 %s / %s rw,relatime shared:1 - %s %s rw\n",
                    id++,
                    words[0],
                    words[1],
                    words[2],
                    words[3]));
        }
        return put("proc/1/mountinfo", out.toString());
    }

    /** Writes the routes of IPv4, with a default route through an interface. */
    MadeHost route(String name) {
        return up(name).put(
                        "proc/1/net/route",
                        "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n" + name
                                + "\t00000000\t0101A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\n" + name
                                + "\t0001A8C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0\n");
    }
}

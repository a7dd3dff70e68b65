// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import io.kerf.fdt.Fdt;
import io.kerf.sysfs.discovery.MadeHost.Cache;
import io.kerf.sysfs.discovery.MadeHost.Cpu;
import io.kerf.sysfs.discovery.MadeHost.Node;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.PropertyValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The machines of {@code testdata/hosts}. The notes of each say where its facts come from. */
final class MadeHosts {
    static final String MADE =
            "Made by MadeHosts, in the layout of Linux 6.x (Documentation/ABI/stable/sysfs-devices-system-cpu, sysfs-devices-node,";
    static final String MADE_2 =
            "testing/sysfs-bus-pci, testing/sysfs-bus-acpi); not captured from a machine. Only files that tell something are there.";
    static final String X86_FLAGS = "fpu vme de pse tsc msr pae mce cx8 apic sep mtrr pge mca cmov pat ht";
    private static final long BLOCK_128M = 128L << 20;
    private static final int GIB = 1 << 20;

    private MadeHosts() {}

    static Map<String, MadeHost> all() {
        Map<String, MadeHost> hosts = new LinkedHashMap<>();
        hosts.put("laptop-smt", laptop());
        hosts.put("xeon-snc2", MadeServers.xeonSnc());
        hosts.put("epyc-nps4", MadeServers.epycNps4());
        hosts.put("arm64-server", MadeServers.arm64Server());
        hosts.put("vm-no-smt", vmWithoutSmt());
        hosts.put("xeon-cxl", MadeServers.xeonCxl());
        hosts.put("laptop-hybrid", hybridLaptop());
        hosts.put("pool-in-use", poolInUse());
        hosts.put("vm-two-cpus", vmOfTwoCpus());
        return hosts;
    }

    static List<Cache> caches(String core, String l1d, String l1i, String l2Key, String l2, String l3Key, String l3) {
        return List.of(
                new Cache(1, "Data", l1d, "d" + core),
                new Cache(1, "Instruction", l1i, "i" + core),
                new Cache(2, "Unified", l2, l2Key),
                new Cache(3, "Unified", l3, l3Key));
    }

    private static MadeHost laptop() {
        MadeHost host = MadeHost.of(
                "A laptop: one socket, four cores of two threads.",
                "Processor: Intel Core i7-8650U; cores, threads and caches from Intel's product page and the datasheet of the",
                "8th generation; ids of devices from the public PCI id list. The root file system is on an encrypted volume.",
                MADE,
                MADE_2);
        for (int number = 0; number < 8; number++) {
            int core = number % 4;
            List<Cache> caches = caches("" + core, "32K", "32K", "l2-" + core, "256K", "l3", "8192K");
            host.cpu(new Cpu(number, 2L * core + number / 4, 0, 0, core, core, 0, caches));
        }
        host.cpuFiles("0-7").x86Cpuinfo("GenuineIntel", "Intel(R) Core(TM) i7-8650U CPU @ 1.90GHz", X86_FLAGS);
        host.node(new Node(0, 16 * GIB - 400_000, 9 * GIB, "0-15,32-135", "10"))
                .nodeFiles(BLOCK_128M)
                .meminfo();
        host.put("proc/iomem", """
                00000000-00000fff : Reserved
                00001000-00057fff : System RAM
                00058000-00058fff : Reserved
                00059000-0009cfff : System RAM
                000a0000-000bffff : PCI Bus 0000:00
                00100000-7fffffff : System RAM
                  01000000-01e02510 : Kernel code
                  02000000-02a2ffff : Kernel rodata
                e0000000-efffffff : PCI Bus 0000:00
                  e0000000-e0ffffff : 0000:00:02.0
                100000000-43fffffff : System RAM
                """);
        host.put("proc/cmdline", "BOOT_IMAGE=/vmlinuz-6.8.0 root=/dev/mapper/vg-root ro quiet splash");
        String root = "pci0000:00";
        host.pci(root, "0000:00:00.0", 0x060000, 0x8086, 0x5914, "", -1, 0)
                .pci(root, "0000:00:02.0", 0x030000, 0x8086, 0x5917, "i915", -1, 1)
                .put("sys/devices/pci0000:00/0000:00:02.0/boot_vga", "1")
                .pci(root, "0000:00:1c.0", 0x060400, 0x8086, 0x9d10, "pcieport", -1, 4)
                .pci(root + "/0000:00:1c.0", "0000:02:00.0", 0x028000, 0x8086, 0x24fd, "iwlwifi", -1, 9)
                .net(root + "/0000:00:1c.0/0000:02:00.0", "wlp2s0")
                .pci(root, "0000:00:1d.0", 0x060400, 0x8086, 0x9d18, "pcieport", -1, 5)
                .pci(root + "/0000:00:1d.0", "0000:3b:00.0", 0x010802, 0x144d, 0xa804, "nvme", -1, 10)
                .nvme(root + "/0000:00:1d.0/0000:3b:00.0", "nvme0")
                .pci(root, "0000:00:1f.6", 0x020000, 0x8086, 0x15d7, "e1000e", -1, 8)
                .net(root + "/0000:00:1f.6", "enp0s31f6");
        String nvme = root + "/0000:00:1d.0/0000:3b:00.0/nvme/nvme0";
        host.disk(nvme, "nvme0n1", 259, 0, "nvme0n1p1", "nvme0n1p2")
                .put("sys/devices/" + nvme + "/nvme0n1/nsid", "1")
                .disk("virtual/block", "dm-0", 253, 0)
                .link("sys/devices/virtual/block/dm-0/slaves/nvme0n1p2", "../../../../" + nvme + "/nvme0n1/nvme0n1p2")
                .disk("virtual/block", "dm-1", 253, 1)
                .link("sys/devices/virtual/block/dm-1/slaves/dm-0", "../../dm-0")
                .mounts("253:1 / ext4 /dev/mapper/vg-root", "259:1 /boot/efi vfat /dev/nvme0n1p1")
                .put(
                        "proc/swaps",
                        "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n/dev/dm-0 partition\t8388604\t0\t-2\n")
                .route("wlp2s0")
                .net("virtual", "lo")
                .put("sys/devices/virtual/net/lo/flags", "0x9");
        return host.platform("PNP0C0A:00", "PNP0C0A", "acpi-battery").platform("rtc_cmos", "", "rtc_cmos");
    }

    private static MadeHost vmWithoutSmt() {
        MadeHost host = MadeHost.of(
                "A virtual machine of eight CPUs on KVM, without SMT, with virtio devices.",
                "Facts: defaults of QEMU's documentation for q35 (one socket, one thread a core); virtio ids from the virtio",
                "specification 1.2, section 4.1.2.",
                MADE,
                MADE_2);
        for (int number = 0; number < 8; number++) {
            List<Cache> caches = caches("" + number, "32K", "32K", "l2-" + number, "4096K", "l3", "16384K");
            host.cpu(new Cpu(number, number, 0, 0, 65535, number, 0, caches));
        }
        host.cpuFiles("0-7").x86Cpuinfo("GenuineIntel", "Intel Xeon Processor (Icelake)", X86_FLAGS + " hypervisor");
        host.node(new Node(0, 32L * GIB - 800_000, 28L * GIB, "0-15,32-271", "10"))
                .nodeFiles(BLOCK_128M)
                .meminfo();
        host.put(
                "proc/iomem",
                "00001000-0009fbff : System RAM\n00100000-7fffffff : System RAM\n100000000-87fffffff : System RAM\n");
        host.put("proc/cmdline", "console=ttyS0 root=/dev/vda1");
        return host.pci("pci0000:00", "0000:00:00.0", 0x060000, 0x8086, 0x29c0, "", -1, -1)
                .pci("pci0000:00", "0000:00:02.0", 0x020000, 0x1af4, 0x1041, "virtio-pci", -1, -1)
                .net("pci0000:00/0000:00:02.0/virtio0", "eth0")
                .pci("pci0000:00", "0000:00:03.0", 0x010000, 0x1af4, 0x1042, "virtio-pci", -1, -1)
                .disk("pci0000:00/0000:00:03.0/virtio1/block", "vda", 254, 0, "vda1")
                .pci("pci0000:00", "0000:00:04.0", 0x010000, 0x1af4, 0x1042, "virtio-pci", -1, -1)
                .disk("pci0000:00/0000:00:04.0/virtio2/block", "vdb", 254, 16)
                .mounts("254:1 / ext4 /dev/vda1")
                .route("eth0")
                .platform("QEMU0002:00", "QEMU0002", "qemu_fw_cfg");
    }

    private static MadeHost hybridLaptop() {
        MadeHost host = MadeHost.of(
                "A laptop with two kinds of core: four P-cores of two threads, eight E-cores that share an L2 cache by fours.",
                "Processor: Intel Core i7-1260P; cores and caches from Intel's product page; APIC ids in steps of 8 for a P-core",
                "and 2 for an E-core, as CPUID leaf 1Fh numbers them; cpu_core and cpu_atom from",
                "Documentation/ABI/testing/sysfs-bus-event_source-devices-hybrid.",
                MADE,
                MADE_2);
        for (int number = 0; number < 8; number++) {
            int core = number / 2;
            List<Cache> caches = caches("" + core, "48K", "32K", "l2-" + core, "1280K", "l3", "18432K");
            host.cpu(new Cpu(number, 8L * core + number % 2, 0, 0, 8 * core, 4 * core, 0, caches));
        }
        for (int number = 8; number < 16; number++) {
            int cluster = (number - 8) / 4;
            List<Cache> caches = caches("e" + number, "32K", "64K", "l2-e" + cluster, "2048K", "l3", "18432K");
            host.cpu(new Cpu(number, 32L + 2 * (number - 8), 0, 0, 32 + 8 * cluster, 16 + number - 8, 0, caches));
        }
        host.cpuFiles("0-15").x86Cpuinfo("GenuineIntel", "12th Gen Intel(R) Core(TM) i7-1260P", X86_FLAGS);
        host.put("sys/devices/cpu_core/cpus", "0-7").put("sys/devices/cpu_atom/cpus", "8-15");
        host.node(new Node(0, 31L * GIB, 20L * GIB, "0-13,32-271", "10"))
                .nodeFiles(BLOCK_128M)
                .meminfo();
        host.put(
                "proc/iomem",
                "00001000-0009efff : System RAM\n00100000-6fffffff : System RAM\n100000000-87fffffff : System RAM\n");
        host.put("proc/cmdline", "root=/dev/nvme0n1p3 ro");
        return host.pci("pci0000:00", "0000:00:02.0", 0x030000, 0x8086, 0x46a6, "i915", -1, 0)
                .put("sys/devices/pci0000:00/0000:00:02.0/boot_vga", "1")
                .pci("pci0000:00", "0000:00:14.3", 0x028000, 0x8086, 0x51f0, "iwlwifi", -1, 7)
                .net("pci0000:00/0000:00:14.3", "wlan0")
                .pci("pci0000:00/0000:00:06.0", "0000:01:00.0", 0x010802, 0x15b7, 0x5030, "nvme", -1, 8)
                .nvme("pci0000:00/0000:00:06.0/0000:01:00.0", "nvme0")
                .disk(
                        "pci0000:00/0000:00:06.0/0000:01:00.0/nvme/nvme0",
                        "nvme0n1",
                        259,
                        0,
                        "nvme0n1p1",
                        "nvme0n1p2",
                        "nvme0n1p3")
                .put("sys/devices/pci0000:00/0000:00:06.0/0000:01:00.0/nvme/nvme0/nvme0n1/nsid", "1")
                .mounts("259:3 / ext4 /dev/nvme0n1p3")
                .route("wlan0");
    }

    private static MadeHost poolInUse() {
        MadeHost host = MadeHost.of(
                "A multikernel host whose pool has twelve of its sixteen CPUs: they are not present any more, and only the kernel's",
                "own tree names them. One instance has memory.",
                "Processor: Intel Xeon E-2388G; cores and caches from Intel's product page. Pool kernel of late August 2026.",
                MADE,
                MADE_2);
        for (int number : new int[] {0, 1, 8, 9}) {
            int core = number % 8;
            List<Cache> caches = caches("" + core, "48K", "32K", "l2-" + core, "512K", "l3", "16384K");
            host.cpu(new Cpu(number, 2L * core + number / 8, 0, 0, core, core, 0, caches));
        }
        host.cpuFiles("0-15").x86Cpuinfo("GenuineIntel", "Intel(R) Xeon(R) E-2388G CPU @ 3.20GHz", X86_FLAGS);
        host.node(new Node(0, 31L * GIB, 12L * GIB, "0-13,32-271", "10"))
                .nodeFiles(BLOCK_128M)
                .meminfo();
        host.put("proc/iomem", """
                00001000-0009efff : System RAM
                00100000-6fffffff : System RAM
                100000000-87fffffff : System RAM
                  400000000-5ffffffff : Multikernel Memory Pool
                    400000000-47fffffff : mk-instance-1-web-region-0
                    480000000-48fffffff : daxfs
                """);
        host.put("proc/cmdline", "root=/dev/sda1 ro");
        List<Long> pool = new ArrayList<>();
        for (long core = 2; core < 8; core++) {
            pool.add(2 * core);
            pool.add(2 * core + 1);
        }
        DeviceTree tree = DeviceTree.builder()
                .property("compatible", PropertyValue.ofStrings("multikernel-v1"))
                .property("#address-cells", PropertyValue.ofU32(2))
                .property("#size-cells", PropertyValue.ofU32(2))
                .property("id", PropertyValue.ofU32(0))
                .beginNode("resources")
                .property(
                        "cpus",
                        PropertyValue.ofU64(
                                pool.stream().mapToLong(each -> each).toArray()))
                .property("cpus-available", PropertyValue.ofU64(8, 9, 10, 11))
                .beginNode("memory@400000000")
                .property("device_type", PropertyValue.ofStrings("memory"))
                .property("reg", PropertyValue.ofU64(0x400000000L, 0x200000000L))
                .property("numa-node-id", PropertyValue.ofU32(0))
                .endNode()
                .endNode()
                .build();
        return host.bytes("sys/fs/multikernel/device_tree", Fdt.encode(tree))
                .folder("sys/fs/multikernel/overlays")
                .pci("pci0000:00", "0000:00:17.0", 0x010601, 0x8086, 0x43d2, "ahci", -1, 3)
                .disk("pci0000:00/0000:00:17.0/ata1/host0/target0:0:0/0:0:0:0/block", "sda", 8, 0, "sda1")
                .mounts("8:1 / ext4 /dev/sda1");
    }

    private static MadeHost vmOfTwoCpus() {
        MadeHost host = MadeHost.of(
                "A small virtual machine: two CPUs, no PCI, a kernel without NUMA and without caches, and a reader without",
                "privilege, who sees no addresses. A flat kernel's boot parameter keeps memory for the pool.",
                "Facts: the microvm of QEMU's documentation; Documentation/admin-guide/kernel-parameters for the form of sizes.",
                MADE,
                MADE_2);
        for (int number = 0; number < 2; number++) {
            host.cpu(new Cpu(number, number, 0, 0, 65535, number, -1, List.of()));
        }
        host.cpuFiles("0-1").x86Cpuinfo("AuthenticAMD", "AMD EPYC", X86_FLAGS + " hypervisor");
        host.meminfo(4L * GIB - 300_000, 3L * GIB);
        host.put("proc/iomem", """
                00000000-00000000 : Reserved
                00000000-00000000 : System RAM
                00000000-00000000 : System RAM
                  00000000-00000000 : Kernel code
                00000000-00000000 : Multikernel Memory Pool
                """);
        return host.put("proc/cmdline", "reboot=t panic=-1 mkkernel_pool=1G@0x80000000 root=/dev/vda")
                .platform("LNRO0005:00", "LNRO0005", "virtio-mmio")
                .disk("platform/LNRO0005:00/virtio0/block", "vda", 254, 0)
                .mounts("254:0 / ext4 /dev/vda");
    }
}

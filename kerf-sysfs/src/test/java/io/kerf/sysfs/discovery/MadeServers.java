// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import io.kerf.sysfs.discovery.MadeHost.Cache;
import io.kerf.sysfs.discovery.MadeHost.Cpu;
import io.kerf.sysfs.discovery.MadeHost.Node;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The servers of {@code testdata/hosts}. */
final class MadeServers {
    private static final String MADE = MadeHosts.MADE;
    private static final String MADE_2 = MadeHosts.MADE_2;
    private static final String X86_FLAGS = MadeHosts.X86_FLAGS;
    private static final long BLOCK_2G = 2L << 30;
    private static final int GIB = 1 << 20;

    private MadeServers() {}

    static MadeHost xeonSnc() {
        MadeHost host = MadeHost.of(
                "A server of two sockets, each divided into two NUMA nodes by sub-NUMA clustering.",
                "Processor: Intel Xeon Gold 6326; cores and caches from Intel's product page and the optimization manual for Ice",
                "Lake; APIC ids with 6 bits for a package; distances in the values that firmware commonly states for SNC2.",
                MADE,
                MADE_2);
        for (int number = 0; number < 64; number++) {
            int socket = number / 16 % 2;
            int core = number % 16;
            String name = socket + "-" + core;
            List<Cache> caches = MadeHosts.caches(name, "48K", "32K", "l2-" + name, "1280K", "l3-" + socket, "24576K");
            host.cpu(new Cpu(
                    number,
                    64L * socket + 2 * core + number / 32,
                    socket,
                    0,
                    core,
                    core,
                    2 * socket + core / 8,
                    caches));
        }
        host.cpuFiles("0-63").x86Cpuinfo("GenuineIntel", "Intel(R) Xeon(R) Gold 6326 CPU @ 2.90GHz", X86_FLAGS);
        host.node(new Node(0, 63L * GIB, 50L * GIB, "0,2-32", "10 11 20 20"))
                .node(new Node(1, 64L * GIB, 60L * GIB, "33-64", "11 10 20 20"))
                .node(new Node(2, 64L * GIB, 61L * GIB, "65-96", "20 20 10 11"))
                .node(new Node(3, 64L * GIB, 62L * GIB, "97-128", "20 20 11 10"))
                .nodeFiles(BLOCK_2G)
                .meminfo();
        host.put("proc/iomem", """
                00001000-0009ffff : System RAM
                00100000-6fffffff : System RAM
                80000000-8fffffff : PCI MMCONFIG 0000 [bus 00-ff]
                100000000-407fffffff : System RAM
                  4000000000-4000ffffff : Kernel code
                """);
        host.put("proc/cmdline", "BOOT_IMAGE=/vmlinuz root=UUID=6c2f ro intel_iommu=on");
        host.pci("pci0000:16", "0000:16:02.0", 0x060400, 0x8086, 0x347a, "pcieport", 0, 20)
                .pci("pci0000:16/0000:16:02.0", "0000:17:00.0", 0x020000, 0x8086, 0x1592, "ice", 0, 21)
                .pci("pci0000:16/0000:16:02.0", "0000:17:01.0", 0x020000, 0x8086, 0x1889, "iavf", 0, 22)
                .pci("pci0000:16/0000:16:02.0", "0000:17:01.1", 0x020000, 0x8086, 0x1889, "", 0, 23)
                .net("pci0000:16/0000:16:02.0/0000:17:00.0", "ens1f0")
                .net("pci0000:16/0000:16:02.0/0000:17:01.0", "ens1f0v0")
                .pci("pci0000:97/0000:97:02.0", "0000:98:00.0", 0x020000, 0x8086, 0x1592, "ice", 2, 31)
                .net("pci0000:97/0000:97:02.0/0000:98:00.0", "ens2f0")
                .pci("pci0000:30", "0000:31:00.0", 0x010802, 0x144d, 0xa80a, "nvme", 0, 24)
                .nvme("pci0000:30/0000:31:00.0", "nvme0")
                .pci("pci0000:b0", "0000:b1:00.0", 0x010802, 0x144d, 0xa80a, "nvme", 2, 33)
                .nvme("pci0000:b0/0000:b1:00.0", "nvme1");
        String nic = "sys/devices/pci0000:16/0000:16:02.0/0000:17:00.0/";
        host.put(nic + "sriov_totalvfs", "128")
                .put(nic + "sriov_numvfs", "2")
                .link(nic + "virtfn0", "../0000:17:01.0")
                .link(nic + "virtfn1", "../0000:17:01.1")
                .link("sys/devices/pci0000:16/0000:16:02.0/0000:17:01.0/physfn", "../0000:17:00.0")
                .link("sys/devices/pci0000:16/0000:16:02.0/0000:17:01.1/physfn", "../0000:17:00.0");
        host.put("sys/devices/pci0000:97/0000:97:02.0/0000:98:00.0/sriov_totalvfs", "128")
                .put("sys/devices/pci0000:97/0000:97:02.0/0000:98:00.0/sriov_numvfs", "0");
        return host.disk("pci0000:30/0000:31:00.0/nvme/nvme0", "nvme0n1", 259, 0, "nvme0n1p1", "nvme0n1p2")
                .put("sys/devices/pci0000:30/0000:31:00.0/nvme/nvme0/nvme0n1/nsid", "1")
                .disk("pci0000:b0/0000:b1:00.0/nvme/nvme1", "nvme1n1", 259, 8)
                .put("sys/devices/pci0000:b0/0000:b1:00.0/nvme/nvme1/nvme1n1/nsid", "1")
                .disk("pci0000:b0/0000:b1:00.0/nvme/nvme1", "nvme1n2", 259, 9)
                .put("sys/devices/pci0000:b0/0000:b1:00.0/nvme/nvme1/nvme1n2/nsid", "2")
                .mounts("259:2 / xfs /dev/nvme0n1p2", "259:1 /boot ext4 /dev/nvme0n1p1")
                .route("ens1f0");
    }

    static MadeHost epycNps4() {
        MadeHost host = MadeHost.of(
                "A server of one socket in four NUMA nodes (NPS4), each a die of four cores with an L3 cache of its own.",
                "Processor: AMD EPYC 7313; cores and caches from AMD's product page and the tuning guide for EPYC 7003; APIC ids",
                "with 4 bits for a core complex of up to eight cores. The default route goes through a bond of two ports; a",
                "drive with two paths shows its namespace below virtual.",
                MADE,
                MADE_2);
        for (int number = 0; number < 32; number++) {
            int core = number % 16;
            int die = core / 4;
            List<Cache> caches = MadeHosts.caches("" + core, "32K", "32K", "l2-" + core, "512K", "l3-" + die, "32768K");
            host.cpu(new Cpu(
                    number, 16L * die + 2 * (core % 4) + number / 16, 0, 0, 65535, 8 * die + core % 4, die, caches));
        }
        host.cpuFiles("0-127").x86Cpuinfo("AuthenticAMD", "AMD EPYC 7313 16-Core Processor", X86_FLAGS);
        host.node(new Node(0, 31L * GIB, 25L * GIB, "0,2-16", "10 12 12 12"))
                .node(new Node(1, 32L * GIB, 30L * GIB, "17-32", "12 10 12 12"))
                .node(new Node(2, 32L * GIB, 30L * GIB, "33-48", "12 12 10 12"))
                .node(new Node(3, 32L * GIB, 30L * GIB, "49-64", "12 12 12 10"))
                .nodeFiles(BLOCK_2G)
                .meminfo();
        host.put("proc/iomem", """
                00001000-0009ffff : System RAM
                00100000-7fffffff : System RAM
                100000000-207fffffff : System RAM
                """);
        host.put("proc/cmdline", "root=/dev/nvme0n1p2 ro amd_iommu=on");
        host.pci("pci0000:40", "0000:41:00.0", 0x020000, 0x15b3, 0x1017, "mlx5_core", 1, 40)
                .pci("pci0000:40", "0000:41:00.1", 0x020000, 0x15b3, 0x1017, "mlx5_core", 1, 40)
                .net("pci0000:40/0000:41:00.0", "enp65s0f0np0")
                .net("pci0000:40/0000:41:00.1", "enp65s0f1np1")
                .net("virtual", "bond0")
                .port("pci0000:40/0000:41:00.0", "enp65s0f0np0", "bond0")
                .port("pci0000:40/0000:41:00.1", "enp65s0f1np1", "bond0")
                .up("enp65s0f0np0")
                .up("enp65s0f1np1")
                .route("bond0")
                .pci("pci0000:00", "0000:01:00.0", 0x010802, 0x1344, 0x51c0, "nvme", 0, 41)
                .nvme("pci0000:00/0000:01:00.0", "nvme0")
                .disk("virtual/nvme-subsystem/nvme-subsys0", "nvme0n1", 259, 0, "nvme0n1p1", "nvme0n1p2")
                .put("sys/devices/pci0000:00/0000:01:00.0/nvme/nvme0/nvme0c0n1/nsid", "1")
                .mounts("0:40 / btrfs /dev/nvme0n1p2")
                .pci("pci0000:c0", "0000:c1:00.0", 0x120000, 0x10de, 0x20b5, "nvidia", 3, 42);
        return host;
    }

    static MadeHost arm64Server() {
        MadeHost host = MadeHost.of(
                "An arm64 server with ACPI: one socket, no SMT. /proc/cpuinfo has no MPIDR; it comes from the table MADT.",
                "Processor: Ampere Altra, 32 cores; caches from Ampere's product brief (64 KiB, 64 KiB, 1 MiB; the system cache is",
                "not shown to software). MPIDR values are made: pairs of cores in Aff2, the core in Aff1. core_id and",
                "physical_package_id are offsets into the table PPTT, as arm64 kernels show them.",
                "MADT: ACPI specification 6.5, section 5.2.12.14.",
                MADE,
                MADE_2);
        for (int number = 0; number < 32; number++) {
            List<Cache> caches = List.of(
                    new Cache(1, "Data", "64K", "d" + number),
                    new Cache(1, "Instruction", "64K", "i" + number),
                    new Cache(2, "Unified", "1024K", "l2-" + number));
            long mpidr = (long) (number / 2) << 16 | (long) (number % 2) << 8;
            host.cpu(new Cpu(number, mpidr, 36, -1, 65 + number / 2, 300 + 88 * number, 0, caches));
            String acpi = String.format("ACPI0007:%02x", number);
            host.put("sys/devices/LNXSYSTM:00/LNXSYBUS:00/" + acpi + "/uid", String.valueOf(256 + number))
                    .link(
                            "sys/devices/system/cpu/cpu" + number + "/firmware_node",
                            "../../../LNXSYSTM:00/LNXSYBUS:00/" + acpi);
        }
        host.cpuFiles("0-31").arm64Cpuinfo("0x41", "0xd0c");
        host.bytes("sys/firmware/acpi/tables/APIC", madt(32));
        host.node(new Node(0, 127L * GIB, 120L * GIB, "1-127", "10"))
                .nodeFiles(1L << 30)
                .meminfo();
        host.put("proc/iomem", """
                40000000-1fffffffff : System RAM
                  40210000-4167ffff : Kernel code
                3000000000-3fffffffff : PCI Bus 000c:00
                """);
        host.put("proc/cmdline", "BOOT_IMAGE=/vmlinuz root=/dev/sda2");
        return host.pci("pci000c:00", "000c:00:01.0", 0x060400, 0x1def, 0xe101, "pcieport", 0, 0)
                .pci("pci000c:00/000c:00:01.0", "000c:01:00.0", 0x020000, 0x15b3, 0x1015, "mlx5_core", 0, 12)
                .net("pci000c:00/000c:00:01.0/000c:01:00.0", "enP12p1s0")
                .up("enP12p1s0")
                .pci("pci0004:00", "0004:01:00.0", 0x010601, 0x1b4b, 0x9235, "ahci", 0, 13)
                .disk("pci0004:00/0004:01:00.0/ata1/host0/target0:0:0/0:0:0:0/block", "sda", 8, 0, "sda1", "sda2")
                .mounts("8:2 / ext4 /dev/sda2")
                .put(
                        "proc/1/net/ipv6_route",
                        "0".repeat(32) + " 00 " + "0".repeat(32) + " 00 fe80000000000000"
                                + "0000000000000001 00000400 00000001 00000000 00000003 enP12p1s0\n" + "0".repeat(32)
                                + " 00 "
                                + "0".repeat(32) + " 00 " + "0".repeat(32)
                                + " ffffffff 00000001 00000000 00200200       lo\n")
                .platform("ARMH0011:00", "ARMH0011", "sbsa-uart");
    }

    /** A MADT with a GICC structure for each CPU (type 11, 82 bytes), and one of another type in front. */
    static byte[] madt(int cpus) {
        ByteBuffer table = ByteBuffer.allocate(44 + 24 + 82 * cpus).order(ByteOrder.LITTLE_ENDIAN);
        table.put("APIC".getBytes(StandardCharsets.US_ASCII)).putInt(table.capacity());
        table.position(44);
        table.put((byte) 12).put((byte) 24).position(68);
        for (int i = 0; i < cpus; i++) {
            int at = 68 + 82 * i;
            table.put(at, (byte) 11).put(at + 1, (byte) 82);
            table.putInt(at + 4, i).putInt(at + 8, 256 + i).putInt(at + 12, 1);
            table.putLong(at + 68, (long) (i / 2) << 16 | (long) (i % 2) << 8);
        }
        return table.array();
    }

    static MadeHost xeonCxl() {
        MadeHost host = MadeHost.of(
                "A server of one socket with a CXL memory expander, which is a NUMA node without CPUs.",
                "Processor: Intel Xeon Silver 4410Y; cores and caches from Intel's product page. The expander: layout of",
                "Documentation/ABI/testing/sysfs-bus-cxl and sysfs-bus-dax; bandwidths as in Documentation/admin-guide/mm/numaperf.",
                MADE,
                MADE_2);
        for (int number = 0; number < 24; number++) {
            int core = number % 12;
            List<Cache> caches = MadeHosts.caches("" + core, "48K", "32K", "l2-" + core, "2048K", "l3", "30720K");
            host.cpu(new Cpu(number, 2L * core + number / 12, 0, 0, core, core, 0, caches));
        }
        host.cpuFiles("0-23").x86Cpuinfo("GenuineIntel", "Intel(R) Xeon(R) Silver 4410Y", X86_FLAGS);
        host.node(new Node(0, 127L * GIB, 110L * GIB, "0,2-64", "10 24"))
                .node(new Node(1, 128L * GIB, 128L * GIB, "65-128", "24 10"))
                .nodeFiles(BLOCK_2G)
                .meminfo();
        host.put("sys/devices/system/node/node0/access0/initiators/read_bandwidth", "120000")
                .put("sys/devices/system/node/node1/access0/initiators/read_bandwidth", "28000");
        String dax = "platform/ACPI0017:00/root0/decoder0.0/region0/dax_region0/dax0.0";
        host.put("sys/devices/" + dax + "/target_node", "1")
                .link("sys/bus/dax/devices/dax0.0", "../../../devices/" + dax);
        host.put("proc/iomem", """
                00001000-0009ffff : System RAM
                00100000-6fffffff : System RAM
                100000000-207fffffff : System RAM
                2080000000-407fffffff : CXL Window 0
                  2080000000-407fffffff : region0
                    2080000000-407fffffff : dax0.0
                      2080000000-407fffffff : System RAM (kmem)
                """);
        host.put("proc/cmdline", "root=/dev/nvme0n1p1");
        return host.pci("pci0000:27", "0000:27:00.0", 0x050210, 0x1af4, 0x1100, "cxl_pci", 0, 5)
                .pci("pci0000:26", "0000:26:00.0", 0x010802, 0x8086, 0x0b60, "nvme", 0, 6)
                .nvme("pci0000:26/0000:26:00.0", "nvme0")
                .disk("pci0000:26/0000:26:00.0/nvme/nvme0", "nvme0n1", 259, 0, "nvme0n1p1")
                .put("sys/devices/pci0000:26/0000:26:00.0/nvme/nvme0/nvme0n1/nsid", "1")
                .mounts("259:1 / ext4 /dev/nvme0n1p1");
    }
}

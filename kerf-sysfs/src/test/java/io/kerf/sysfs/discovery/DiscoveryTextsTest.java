// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.kerf.model.ByteSize;
import io.kerf.model.MemoryRange;
import io.kerf.sysfs.discovery.MountTable.Mount;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the texts of the kernel are understood as, without any file. */
class DiscoveryTextsTest {
    @Test
    void cpuinfoOfRiscvHasHartIds() {
        CpuinfoText info = CpuinfoText.parse("""
                processor\t: 0
                hart\t\t: 4
                isa\t\t: rv64imafdc

                processor\t: 1
                hart\t\t: 1
                isa\t\t: rv64imafdc
                """);

        assertThat(info.architecture()).isEqualTo(HostArchitecture.RISCV);
        assertThat(info.ids()).containsEntry(0, OptionalLong.of(4)).containsEntry(1, OptionalLong.of(1));
        assertThat(info.problems()).isEmpty();
    }

    @Test
    void cpuinfoLinesThatNameNoCpuAreProblems() {
        CpuinfoText info =
                CpuinfoText.parse("apicid\t: 7\nprocessor\t: x\nprocessor\t: 0\nprocessor\t: 0\napicid\t: -1\n");

        assertThat(info.ids()).containsExactly(Map.entry(0, OptionalLong.empty()));
        assertThat(info.problems()).containsExactly("apicid : 7", "processor : x", "processor : 0", "apicid : -1");
    }

    @Test
    void iomemIsReadFromItsIndents() {
        IomemText iomem = IomemText.parse("""
                00001000-0009ffff : System RAM
                100000000-1ffffffff : Multikernel Memory Pool
                  100000000-13fffffff : mk-instance-3-a-region-1-region-0
                    100000000-100000fff : inner
                  180000000-1bfffffff : something else
                200000000-2ffffffff : System RAM
                  200000000-20fffffff : Multikernel Memory Pool
                  210000000-21fffffff : Kernel code
                nonsense
                """);

        assertThat(iomem.pool())
                .containsExactly(
                        new MemoryRange(0x100000000L, 0x100000000L), new MemoryRange(0x200000000L, 0x10000000L));
        assertThat(iomem.regions()).hasSize(3);
        assertThat(iomem.freeBytes()).isEqualTo(0x80000000L + 0x10000000L);
        assertThat(iomem.problems()).containsExactly("nonsense");
        assertThat(iomem.isHidden()).isFalse();
    }

    @Test
    void linesThatEndAtTheTopOfTheAddressSpaceAreRead() {
        IomemText iomem = IomemText.parse(
                "fffffffffffff000-ffffffffffffffff : System RAM\n00000000-ffffffffffffffff : System RAM\n");

        assertThat(iomem.ram()).containsExactly(new MemoryRange(0xfffffffffffff000L, 0x1000));
    }

    @ParameterizedTest
    @CsvSource({"4G, 4GB, ", "512M@0x100000000, 512MB, 4294967296", "0x1000, 4KB, ", "1g@2G, 1GB, 2147483648"})
    void bootParametersAreReadAsTheKernelDoes(String text, String size, Long start) {
        assertThat(PoolParameter.parse(text)).hasValueSatisfying(parameter -> {
            assertThat(parameter.size()).isEqualTo(ByteSize.parse(size));
            assertThat(parameter.start()).isEqualTo(start == null ? OptionalLong.empty() : OptionalLong.of(start));
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "0", "G", "4X", "4G@", "-1", "99999999999999999999", "8E@0", "4G@0@0", "0x", "9999999999E"})
    void bootParametersThatAreNoneAreEmpty(String text) {
        assertThat(PoolParameter.parse(text)).isEmpty();
    }

    @Test
    void theLastBootParameterCountsAndInitsArgumentsDoNot() {
        assertThat(PoolParameter.word("a mkkernel_pool=1G b mkkernel_pool=2G -- mkkernel_pool=3G\n"))
                .contains("2G");
        assertThat(PoolParameter.word("quiet")).isEmpty();
    }

    @Test
    void mountsAreReadWithTheirEscapes() {
        MountTable table = MountTable.parse("""
                36 35 98:0 / /mnt/a\\040b rw,noatime master:1 shared:2 - xfs /dev/root rw,logdev=/dev/a\\040b
                37 35 0:40 /sub /data rw - btrfs /dev/mapper/x rw
                half of a
                38 35 x:y / /z rw shared:1 - ext4 /dev/z rw
                """);

        assertThat(table.mounts())
                .containsExactly(
                        new Mount("98:0", "/mnt/a b", "xfs", "/dev/root", List.of("/dev/a b")),
                        new Mount("0:40", "/data", "btrfs", "/dev/mapper/x", List.of()));
        assertThat(table.problem()).contains("half of a");
        assertThat(MountTable.parse("36 35 98:0 / / rw - ext4 /dev/root rw\n").problem())
                .isEmpty();
    }

    @Test
    void routesThatAreUpAndNotRefusalsCount() {
        assertThat(RouteTable.ipv4("""
                Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT
                eth0\t00000000\t0101A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0
                eth1\t0001A8C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0
                eth2\t00000000\t00000000\t0200\t0\t0\t100\t00000000\t0\t0\t0
                eth3\t00000000
                eth4\t00000080\t0101A8C0\t0003\t0\t0\t100\t00000080\t0\t0\t0
                eth5\t0001A8C0\t00000000\t0000\t0\t0\t100\t00FFFFFF\t0\t0\t0
                """))
                .containsExactly(entry("eth0", true), entry("eth1", false), entry("eth4", false));
        String nowhere = "0".repeat(32);
        assertThat(RouteTable.ipv6("2001" + "0".repeat(28) + " 40 x 00 x 0 0 0 00000001 eth9\n" + "fe80"
                        + "0".repeat(28) + " 40 x 00 x 0 0 0 00000001 eth7\n" + "ff00" + "0".repeat(28)
                        + " 08 x 00 x 0 0 0 00000001 eth7\n" + nowhere
                        + " 00 x 00 x 0 0 0 00000003 eth8\n" + nowhere + " 00 x 00 x 0 0 0 00200200 lo\n"
                        + "0 00 x\n"))
                .containsExactly(entry("eth8", true), entry("eth9", false));
    }

    @Test
    void figuresAreFoundInTheTableOfANodeAndOfTheMachine() {
        assertThat(MeminfoText.find("Node 3 MemTotal:       1024 kB\nNode 3 MemFree: 5 kB\n", "MemFree"))
                .contains(ByteSize.ofKiB(5));
        assertThat(MeminfoText.find("MemTotal: 16 kB\nMemAvailable: 4 kB\n", "MemAvailable"))
                .contains(ByteSize.ofKiB(4));
        assertThat(MeminfoText.find("MemTotal: 16 MB\nXMemTotal: 4 kB\n", "MemTotal"))
                .isEmpty();
        assertThat(MeminfoText.find("MemTotal: 9999999999999999 kB\n", "MemTotal"))
                .isEmpty();
    }

    @Test
    void theLastListedDeviceInAPathIsTheOneThatHasWhatIsBelow() throws IOException {
        HostHardware laptop = HostDiscovery.discover(HostTrees.shared("laptop-smt"));
        assertThat(laptop.device("nvme0n1").orElseThrow().busName()).isEqualTo("0000:3b:00.0");
        BusNames buses = new BusNames(
                        new HostFiles(new Findings()),
                        HostTrees.shared("laptop-smt").sys())
                .read();

        assertThat(buses.holder(Path.of("/sys/devices/pci0000:00/0000:00:1d.0/0000:3b:00.0/nvme/nvme0")))
                .contains("0000:3b:00.0");
        assertThat(buses.holder(Path.of("/sys/devices/pci0000:00/0000:00:1d.0/0000:3c:00.0/nvme/nvme0")))
                .contains("0000:00:1d.0");
        assertThat(buses.holder(Path.of("/sys/devices/platform/PNP0C0A:00/power_supply/BAT0")))
                .contains("PNP0C0A:00");
        assertThat(buses.holder(Path.of("/sys/devices/virtual/net/lo"))).isEmpty();
    }

    @Test
    void blocksThatFollowEachOtherAreOneRange() {
        assertThat(NodeReader.ranges(List.of(4L, 2L, 3L, 9L, -1L, Long.MAX_VALUE), 1L << 27))
                .containsExactly(new MemoryRange(2L << 27, 3L << 27), new MemoryRange(9L << 27, 1L << 27));
    }

    @Test
    void aCutFirmwareTableIsNone() {
        byte[] table = MadeServers.madt(4);
        assertThat(MadtTable.mpidrByUid(table))
                .hasValueSatisfying(ids -> assertThat(ids).hasSize(4).containsEntry(259, 0x10100L));
        for (int length = 0; length < table.length; length++) {
            assertThat(MadtTable.mpidrByUid(Arrays.copyOf(table, length))).isEmpty();
        }
    }

    @Test
    void noBytesBreakTheFirmwareTable() {
        Random random = new Random(11);
        for (int i = 0; i < 2000; i++) {
            byte[] table = mutated(random);
            MadtTable.mpidrByUid(table).ifPresent(ids -> assertThat(ids.size()).isLessThanOrEqualTo(table.length / 76));
        }
    }

    /** A table in which some bytes are others. */
    private static byte[] mutated(Random random) {
        byte[] table = MadeServers.madt(3);
        for (int i = 0; i < 4; i++) {
            table[4 + random.nextInt(table.length - 4)] = (byte) random.nextInt();
        }
        return table;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.sysfs.KernelRoots;
import io.kerf.sysfs.discovery.HostDiscovery.Counted;
import io.kerf.sysfs.discovery.MadeHost.Cache;
import io.kerf.sysfs.discovery.MadeHost.Cpu;
import io.kerf.sysfs.discovery.MadeHost.Node;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A machine of 4,096 CPUs on 64 NUMA nodes is read within its time, and the cost grows with the number of CPUs alone. */
class LargeHostTest {
    private static final String FLAGS =
            IntStream.range(0, 150).mapToObj(i -> "flag" + i).collect(Collectors.joining(" "));
    private static final long SECOND = 1_000_000_000L;
    private static final int CPUS = 4096;

    private static final int CARDS_A_NODE = 4;

    /** CPUs of two threads a core, 32 cores a node, one L3 for eight cores, four network cards. */
    private static KernelRoots made(Path root, int cpus, int nodes) throws IOException {
        MadeHost host = MadeHost.of("large");
        int cores = cpus / 2;
        int coresPerNode = cores / nodes;
        for (int number = 0; number < cpus; number++) {
            int core = number % cores;
            List<Cache> caches = List.of(
                    new Cache(1, "Data", "32K", "d" + core),
                    new Cache(1, "Instruction", "32K", "i" + core),
                    new Cache(2, "Unified", "1024K", "u" + core),
                    new Cache(3, "Unified", "32768K", "l" + core / 8));
            int node = core / coresPerNode;
            host.cpu(new Cpu(number, 2L * core + number / cores, node / 8, 0, core, core, node, caches));
        }
        for (int node = 0; node < nodes; node++) {
            int from = node;
            String distances = IntStream.range(0, nodes)
                    .mapToObj(to -> to == from ? "10" : to / 8 == from / 8 ? "12" : "32")
                    .collect(Collectors.joining(" "));
            String blocks = 32 * node + "-" + (32 * node + 31);
            host.node(new Node(node, 64L << 20, 60L << 20, blocks, distances));
            for (int card = 0; card < CARDS_A_NODE; card++) {
                String bus = String.format(Locale.ROOT, "pci0000:%02x", 2 * node);
                String address = String.format(Locale.ROOT, "0000:%02x:%02x.0", 2 * node, card);
                host.pci(bus, address, 0x020000, 0x15b3, 0x1017, "mlx5_core", node, CARDS_A_NODE * node + card)
                        .net(bus + "/" + address, "en" + node + "p" + card);
            }
        }
        host.cpuFiles("0-" + (cpus - 1)).x86Cpuinfo("AuthenticAMD", "Large", FLAGS);
        host.nodeFiles(2L << 30).meminfo();
        host.put(
                "proc/iomem",
                "00001000-0009ffff : System RAM\n00100000-" + Long.toHexString((nodes * 64L << 30) - 1)
                        + " : System RAM\n");
        host.mounts("0:30 / tmpfs none");
        host.archive().unpack(root);
        return KernelRoots.under(root);
    }

    /** What one reading costs: time of this thread on a processor, which does not count what other programs take, and time on the wall. */
    private record Cost(long processor, long wall) {}

    private static Cost cost(KernelRoots roots) {
        long wall = System.nanoTime();
        long processor = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        assertThat(HostDiscovery.discover(roots).nodes()).isNotEmpty();
        return new Cost(
                ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - processor, System.nanoTime() - wall);
    }

    private static Cost best(KernelRoots roots, int times) {
        return IntStream.range(0, times)
                .mapToObj(i -> cost(roots))
                .min(Comparator.comparingLong(Cost::processor))
                .orElseThrow();
    }

    private static long allocated(KernelRoots roots) {
        var thread = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = thread.getCurrentThreadAllocatedBytes();
        assertThat(HostDiscovery.discover(roots).cpus()).isNotEmpty();
        return thread.getCurrentThreadAllocatedBytes() - before;
    }

    @Test
    void readsFourThousandCpusOnSixtyFourNodes(
            @TempDir(factory = QuickTempDir.class) Path small, @TempDir(factory = QuickTempDir.class) Path large)
            throws IOException {
        KernelRoots quarter = made(small, CPUS / 4, 16);
        KernelRoots whole = made(large, CPUS, 64);

        Counted few = HostDiscovery.count(quarter);
        Counted many = HostDiscovery.count(whole);
        double perCpuFew = (double) few.opened() / (CPUS / 4);
        double perCpuMany = (double) many.opened() / CPUS;
        Cost fewCost = best(quarter, 3);
        Cost cost = best(whole, 3);
        double growth = (double) cost.processor() / fewCost.processor();
        System.out.printf(
                Locale.ROOT,
                "discovery: %d CPUs: %d files opened, %.2f a CPU; %d CPUs: %d files opened, %.2f a CPU;"
                        + " %d ms of a processor, %d ms on the wall, %.1f times the processor time of %d CPUs%n",
                CPUS / 4,
                few.opened(),
                perCpuFew,
                CPUS,
                many.opened(),
                perCpuMany,
                cost.processor() / 1_000_000,
                cost.wall() / 1_000_000,
                growth,
                CPUS / 4);

        assertThat(many.hardware().findings()).isEmpty();
        assertThat(many.hardware().cpus()).hasSize(CPUS);
        assertThat(many.hardware().nodes()).hasSize(64);
        assertThat(many.hardware().spareDevices()).hasSize(64 * CARDS_A_NODE);
        assertThat(many.hardware().device("en63p3").orElseThrow().numaNode()).hasValue(63);
        assertThat(many.hardware().topology().cores()).hasSize(CPUS / 2);
        assertThat(many.hardware().caches()).hasSize(3 * CPUS / 2 + CPUS / 16);
        assertThat(perCpuMany).isLessThan(11).isLessThan(perCpuFew * 1.02);
        assertThat(cost.processor()).isLessThan(3 * SECOND / 2);
        // Four times the CPUs: sixteen times would be quadratic. Wide, since the smaller reading is short.
        assertThat(growth).isBetween(2.5, 8.0);
        double ratio = (double) allocated(whole) / allocated(quarter);
        assertThat(ratio).isBetween(3.0, 5.0);
    }
}

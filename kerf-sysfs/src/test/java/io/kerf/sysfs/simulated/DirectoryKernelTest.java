// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import static io.kerf.sysfs.simulated.Blobs.GIB;
import static io.kerf.sysfs.simulated.Blobs.MIB;
import static io.kerf.sysfs.simulated.Blobs.baseline;
import static io.kerf.sysfs.simulated.Blobs.blob;
import static io.kerf.sysfs.simulated.Blobs.change;
import static io.kerf.sysfs.simulated.Blobs.cpuAdd;
import static io.kerf.sysfs.simulated.Blobs.cpuRemove;
import static io.kerf.sysfs.simulated.Blobs.create;
import static io.kerf.sysfs.simulated.Blobs.createWithId;
import static io.kerf.sysfs.simulated.Blobs.machine;
import static io.kerf.sysfs.simulated.Blobs.node;
import static io.kerf.sysfs.simulated.Blobs.remove;
import static io.kerf.sysfs.simulated.Blobs.u32;
import static io.kerf.sysfs.simulated.Blobs.u64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kerf.fdt.Fdt;
import io.kerf.model.ByteSize;
import io.kerf.model.Cache;
import io.kerf.model.Core;
import io.kerf.model.CpuSet;
import io.kerf.model.InstanceState;
import io.kerf.model.MemoryRange;
import io.kerf.model.NumaDistances;
import io.kerf.model.NumaNode;
import io.kerf.model.Topology;
import io.kerf.sysfs.Errno;
import io.kerf.sysfs.KernelInterfaceException;
import io.kerf.sysfs.KernelInterfaceException.Reason;
import io.kerf.sysfs.KernelRoots;
import io.kerf.sysfs.SysfsMultikernel;
import io.kerf.sysfs.TransactionId;
import io.kerf.sysfs.TransactionStatus;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a kernel on a directory has beyond one in memory: files that others read, and a life beyond the process. */
class DirectoryKernelTest {
    @TempDir
    private Path directory;

    private SimulatedKernel kernel;
    private SysfsMultikernel plain;

    @BeforeEach
    void boot() {
        kernel = SimulatedKernel.onDirectory(directory, machine().build());
        kernel.fs().writeDeviceTree(blob(baseline()));
        plain = SysfsMultikernel.of(KernelRoots.under(directory));
    }

    private void createWeb() {
        kernel.fs()
                .writeOverlay(change("/instances", createWithId("web", 3, u64("cpus", 4), u64("memory-bytes", MIB))));
    }

    @Test
    void thePlainFilesShowWhatTheKernelIs() {
        createWeb();
        kernel.kexecLoad(3, new SimulatedImage(4096, 2, "quiet"));

        assertThat(plain.isMounted()).isTrue();
        assertThat(plain.pageSize()).isEqualTo(4096);
        assertThat(plain.readDeviceTree()).isEqualTo(kernel.fs().readDeviceTree());
        assertThat(plain.instances()).containsExactly("web");
        assertThat(plain.instanceId("web")).isEqualTo(3);
        assertThat(plain.instanceState("web")).isEqualTo(InstanceState.LOADED);
        assertThat(plain.transactions()).containsExactly(new TransactionId(2));
        assertThat(plain.transactionStatus(new TransactionId(2))).isEqualTo(TransactionStatus.APPLIED);
        assertThat(plain.transactionTarget(new TransactionId(2))).isEqualTo("/instances");
        assertThat(plain.iomem()).contains("mk-instance-3-web-region-0");
        assertThat(plain.kimage()).contains("\"quiet\"");
        assertThat(plain.bootId()).hasSize(36).isEqualTo(kernel.fs().bootId());
    }

    /** CPUs 4 to 15 are in the pool; Linux numbers 0 to 3 are the host's. */
    @Test
    void sysfsShowsTheCpusAndNodesThatTheHostHas() throws IOException {
        Path system = directory.resolve("sys/devices/system");
        assertThat(system.resolve("cpu/online")).hasContent("0-3\n");
        assertThat(system.resolve("cpu/present")).hasContent("0-3\n");
        assertThat(system.resolve("cpu/possible")).hasContent("0-15\n");
        assertThat(system.resolve("cpu/cpu3/topology/core_id")).exists();
        assertThat(system.resolve("cpu/cpu4")).doesNotExist();
        assertThat(system.resolve("node/node1/meminfo")).content().contains("Node 1 MemTotal:");
        kernel.fs().writeOverlay(change("/resources", cpuRemove(4)));
        assertThat(system.resolve("cpu/online")).hasContent("0-4\n");
        assertThat(system.resolve("cpu/cpu4/topology/thread_siblings_list")).hasContent("4\n");
        kernel.fs().writeOverlay(change("/resources", cpuAdd(4)));
        assertThat(system.resolve("cpu/cpu4")).doesNotExist();
    }

    @Test
    void sysfsShowsTheTopologyThatAMachineHas(@TempDir Path other) {
        Topology topology = Topology.of(
                        List.of(
                                NumaNode.of(0, CpuSet.parse("0-3"), new MemoryRange(0, GIB)),
                                NumaNode.of(1, CpuSet.parse("4-7"), new MemoryRange(GIB, GIB))),
                        List.of(
                                Core.of(0, CpuSet.parse("0,2")).onSocket(0),
                                Core.of(1, CpuSet.parse("1,3")).onSocket(0),
                                Core.of(2, CpuSet.parse("4,6")).onSocket(1),
                                Core.of(3, CpuSet.parse("5,7")).onSocket(1)),
                        NumaDistances.none().with(0, 1, 21).with(1, 0, 21))
                .withCaches(List.of(new Cache(3, CpuSet.parse("4-7"), ByteSize.ofMiB(8))));
        SimulatedMachine machine = SimulatedMachine.builder()
                .cpus(CpuSet.parse("0-7"))
                .memory(0, new MemoryRange(0, GIB))
                .memory(1, new MemoryRange(GIB, GIB))
                .topology(topology)
                .build();
        SimulatedKernel.onDirectory(other, machine);
        assertThat(SimulatedKernel.onDirectory(other).machine().topology()).isEqualTo(topology);
        Path system = other.resolve("sys/devices/system");
        assertThat(system.resolve("cpu/cpu6/topology/thread_siblings_list")).hasContent("4,6\n");
        assertThat(system.resolve("cpu/cpu6/topology/physical_package_id")).hasContent("1\n");
        assertThat(system.resolve("cpu/cpu6/topology/package_cpus_list")).hasContent("4-7\n");
        assertThat(system.resolve("cpu/cpu6/cache/index0/size")).hasContent("8192K\n");
        assertThat(system.resolve("node/node1/cpulist")).hasContent("4-7\n");
        assertThat(system.resolve("node/node0/distance")).hasContent("10 21\n");
    }

    @Test
    void theTextsAreThoseOfTheKernel() throws IOException {
        createWeb();
        Path root = KernelRoots.under(directory).multikernel();

        assertThat(root.resolve("instances/web/id")).hasContent("3\n");
        assertThat(root.resolve("instances/web/status")).hasContent("ready\n");
        assertThat(root.resolve("overlays/tx_2/id")).hasContent("2\n");
        assertThat(root.resolve("overlays/tx_2/status")).hasContent("applied\n");
        assertThat(root.resolve("overlays/tx_2/resources")).hasContent("unknown\n");
        assertThat(root.resolve("overlays/new")).isEmptyFile();
        try (Stream<Path> entries = Files.list(root)) {
            assertThat(entries.map(each -> each.getFileName().toString()))
                    .containsExactlyInAnyOrder("device_tree", "instances", "overlays");
        }
    }

    @Test
    void anotherObjectSeesAndContinuesTheSameKernel() {
        SimulatedKernel other = SimulatedKernel.onDirectory(directory);
        createWeb();

        assertThat(other.fs().instances()).containsExactly("web");
        other.fs().writeOverlay(change("/instances", remove("web")));
        assertThat(kernel.fs().instances()).isEmpty();
        assertThat(kernel.fs().transactions()).containsExactly(new TransactionId(2), new TransactionId(3));
        assertThat(kernel.fs().readDeviceTree()).isEqualTo(other.fs().readDeviceTree());
        assertThat(kernel.log()).isEqualTo(other.log());
    }

    @Test
    void aKernelOutlivesTheObject() {
        createWeb();
        byte[] tree = kernel.fs().readInstanceTree("web");

        SimulatedKernel later = SimulatedKernel.onDirectory(directory);

        assertThat(later.fs().readInstanceTree("web")).isEqualTo(tree);
        assertThat(later.machine().cpus()).isEqualTo(CpuSet.range(0, 15));
        assertThat(later.roots()).contains(KernelRoots.under(directory));
    }

    /** The history is made unreadable, at its length. */
    @Test
    void whoOnlyReadsFilesThatShowAllNeedsNoHistory() throws IOException {
        createWeb();
        List<TransactionId> transactions = kernel.fs().transactions();
        Path events = directory.resolve("kernel/events");
        byte[] history = Files.readAllBytes(events);
        Files.write(events, new byte[history.length]);

        SimulatedKernel reader = SimulatedKernel.onDirectory(directory);

        assertThat(reader.fs().instanceState("web")).isEqualTo(InstanceState.READY);
        assertThat(reader.fs().transactions()).isEqualTo(transactions);
        assertThat(reader.fs().readInstanceTree("web")).isNotEmpty();
        Files.write(events, history);
        assertThat(reader.boot(3)).contains(Errno.EINVAL);
        assertThat(reader.log()).isEqualTo(kernel.log());
    }

    @Test
    void aHistoryThatCannotBeReadIsNoneTheSecondTimeEither() throws IOException {
        createWeb();
        byte[] tree = plain.readDeviceTree();
        Path events = directory.resolve("kernel/events");
        byte[] history = Files.readAllBytes(events);
        Files.write(events, new byte[history.length]);
        SimulatedKernel reader = SimulatedKernel.onDirectory(directory);

        for (int i = 0; i < 2; i++) {
            assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> reader.boot(3));
            assertThat(plain.readDeviceTree()).isEqualTo(tree);
        }
        Files.write(events, history);
        assertThat(reader.boot(3)).contains(Errno.EINVAL);
        assertThat(reader.fs().instances()).containsExactly("web");
    }

    @Test
    void anInterruptIsKeptAndClosesNoFileOfTheKernel() {
        createWeb();
        Thread.currentThread().interrupt();
        assertThat(kernel.fs().instances()).containsExactly("web");
        assertThat(kernel.boot(3)).contains(Errno.EINVAL);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(kernel.fs().readInstanceTree("web")).isNotEmpty();
    }

    @Test
    void filesThatADyingProcessLeftAreMadeAnew() throws IOException {
        createWeb();
        Path root = KernelRoots.under(directory).multikernel();
        Files.write(root.resolve("device_tree"), new byte[] {1, 2, 3});
        Files.delete(root.resolve("instances/web/status"));
        Files.createDirectory(root.resolve("overlays/tx_3"));
        try (RandomAccessFile shown =
                new RandomAccessFile(directory.resolve("kernel/shown").toFile(), "rw")) {
            shown.writeLong(-1);
        }

        SimulatedKernel later = SimulatedKernel.onDirectory(directory);

        assertThat(later.fs().instanceState("web")).isEqualTo(InstanceState.READY);
        assertThat(later.fs().transactions()).containsExactly(new TransactionId(2));
        assertThat(plain.readDeviceTree()).startsWith(0xd0, 0x0d, 0xfe, 0xed);
    }

    @Test
    void anEventThatWasCutShortHasNotHappened() throws IOException {
        Path events = directory.resolve("kernel/events");
        long before = Files.size(events);
        createWeb();
        try (RandomAccessFile file = new RandomAccessFile(events.toFile(), "rw")) {
            file.setLength(Files.size(events) - 1);
        }
        assertThat(Files.size(events)).isGreaterThan(before);

        SimulatedKernel later = SimulatedKernel.onDirectory(directory);

        assertThat(later.fs().instances()).isEmpty();
        later.fs().writeOverlay(change("/instances", create("db", u64("cpus", 5), u64("memory-bytes", MIB))));
        assertThat(SimulatedKernel.onDirectory(directory).fs().instances()).containsExactly("db");
    }

    @Test
    void whereNoKernelWasBootedNoneIsJoined() {
        KernelInterfaceException refusal = catchThrowableOfType(
                KernelInterfaceException.class, () -> SimulatedKernel.onDirectory(directory.resolve("elsewhere")));

        assertThat(refusal.reason()).isEqualTo(Reason.GONE);
        assertThat(refusal).hasMessageContaining("no simulated kernel was booted there");
    }

    @Test
    void anotherMachineIsNotBootedOverARunningOne() {
        SimulatedMachine other = machine().cpus(CpuSet.range(0, 3)).build();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> SimulatedKernel.onDirectory(directory, other))
                .withMessageContaining("another machine runs in");
        assertThat(SimulatedKernel.onDirectory(directory, machine().build())
                        .machine()
                        .cpus())
                .isEqualTo(CpuSet.range(0, 15));
    }

    @Test
    void whoJoinsGetsTheReleaseThatRunsThere() {
        Path elsewhere = directory.resolve("old");
        SimulatedMachine machine =
                machine().reservedPool(new MemoryRange(GIB, GIB)).build();
        SimulatedKernel.onDirectory(elsewhere, machine, SimulatedRelease.FLAT_U32)
                .fs()
                .writeDeviceTree(blob(node(
                        "", node("resources", u32("cpus", 4, 5), u64("memory-base", GIB), u64("memory-bytes", GIB)))));

        SimulatedKernel joined = SimulatedKernel.onDirectory(elsewhere);
        byte[] tree = joined.fs().readDeviceTree();

        assertThat(joined.release()).isEqualTo(SimulatedRelease.FLAT_U32);
        assertThat(Fdt.decode(tree)
                        .find("/resources")
                        .orElseThrow()
                        .property("cpus")
                        .orElseThrow()
                        .u32List())
                .containsExactly(4, 5);
        assertThat(joined.state().cpus().members()).isEqualTo(CpuSet.parse("4-5"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SimulatedKernel.onDirectory(elsewhere, machine))
                .withMessageContaining("release FLAT_U32 runs in");
    }

    @Test
    void whoJoinsIsToldWhyThereIsNoTree() {
        Path elsewhere = directory.resolve("old");
        SimulatedKernel.onDirectory(elsewhere, machine().build(), SimulatedRelease.EARLY_FLAT);

        KernelInterfaceException refusal = catchThrowableOfType(
                KernelInterfaceException.class,
                () -> SimulatedKernel.onDirectory(elsewhere).fs().readDeviceTree());

        assertThat(refusal).hasMessageContaining("ENOENT");
    }

    @Test
    void aMachineIsStoredWhole() {
        SimulatedMachine machine = machine()
                .pageSize(65536)
                .bootCpu(7)
                .reservedPool(new MemoryRange(GIB, GIB))
                .build();
        Path elsewhere = directory.resolve("arm");
        SimulatedKernel.onDirectory(elsewhere, machine);

        SimulatedMachine read = SimulatedKernel.onDirectory(elsewhere).machine();

        assertThat(read.reservedPool()).contains(new MemoryRange(GIB, GIB));

        assertThat(read.pageSize()).isEqualTo(65536);
        assertThat(read.bootCpu()).isEqualTo(7);
        assertThat(read.memory()).isEqualTo(machine.memory());
        assertThat(read.pciFunctions()).isEqualTo(machine.pciFunctions());
        assertThat(SysfsMultikernel.of(KernelRoots.under(elsewhere)).pageSize()).isEqualTo(65536);
    }

    @Test
    void manyThreadsOfSeveralObjectsLoseNothing() {
        List<SimulatedKernel> kernels =
                List.of(kernel, SimulatedKernel.onDirectory(directory), SimulatedKernel.onDirectory(directory));

        List<Integer> numbers = Stream.iterate(0, i -> i + 1).limit(60).toList();
        numbers.parallelStream()
                .forEach(i -> kernels.get(i % 3)
                        .fs()
                        .writeOverlay(change("/instances", create("i" + i, u64("memory-bytes", MIB)))));

        assertThat(plain.instances()).hasSize(60);
        assertThat(plain.transactions()).hasSize(60).last().isEqualTo(new TransactionId(61));
        kernels.forEach(each -> assertThat(each.fs().instances()).hasSize(60));
    }

    /** Another program looks into each directory the moment it is listed, while instances and transactions come. */
    @Test
    void aDirectoryAppearsComplete() throws Exception {
        Path root = KernelRoots.under(directory).multikernel();
        AtomicBoolean isOver = new AtomicBoolean();
        ExecutorService reader = Executors.newSingleThreadExecutor();
        try {
            Future<Integer> looks = reader.submit(() -> {
                int made = 0;
                boolean isLast = false;
                while (!isLast) {
                    isLast = isOver.get();
                    made += lookInto(root.resolve("instances"), "device_tree", "id", "status");
                    made += lookInto(root.resolve("overlays"), "dtbo", "id", "instance", "resources", "status");
                }
                return made;
            });
            for (int i = 0; i < 40; i++) {
                kernel.fs().writeOverlay(change("/instances", create("i" + i, u64("memory-bytes", MIB))));
            }
            isOver.set(true);
            assertThat(looks.get()).isGreaterThanOrEqualTo(80);
        } finally {
            isOver.set(true);
            reader.shutdown();
        }
    }

    private static int lookInto(Path folder, String... files) throws IOException {
        List<Path> found;
        try (Stream<Path> entries = Files.list(folder)) {
            found = entries.filter(Files::isDirectory).toList();
        }
        for (Path each : found) {
            for (String file : files) {
                assertThat(each.resolve(file)).isNotEmptyFile();
            }
        }
        return found.size();
    }

    @Test
    void theCpusAreListedWithTheirPhysicalIds() throws IOException {
        assertThat(Files.readString(directory.resolve("proc/cpuinfo")))
                .startsWith("processor\t: 0\napicid\t\t: 0\n\nprocessor\t: 1\napicid\t\t: 1\n");
    }

    @Test
    void aWriteToThePlainFilesIsNoWriteToTheKernel() throws IOException {
        Path overlay = KernelRoots.under(directory).multikernel().resolve("overlays/new");
        Files.write(overlay, change("/instances", create("ghost")), StandardOpenOption.WRITE);
        createWeb();

        assertThat(kernel.fs().instances()).containsExactly("web");
    }
}

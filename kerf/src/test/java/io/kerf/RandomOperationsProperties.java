// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.desired.DesiredInstance;
import io.kerf.desired.DesiredState;
import io.kerf.diag.KerfException;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuAffinity;
import io.kerf.model.CpuSet;
import io.kerf.model.DeviceRef;
import io.kerf.model.Instance;
import io.kerf.model.MemoryRange;
import io.kerf.model.SystemState;
import io.kerf.sysfs.simulated.SimulatedKernel;
import io.kerf.sysfs.simulated.SimulatedMachine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever is asked of a host in whatever order by however many threads: nothing is owned twice, and nothing is lost. */
class RandomOperationsProperties {
    private static final List<String> NAMES = List.of("a", "b", "c", "d", "e", "f");
    private static final List<String> DEVICES = List.of("eth0", "eth1", "nvme0", "nvme1");
    private static final int THREADS = 3;

    @Property(tries = 12)
    void operationsOfSeveralThreadsLeaveASoundHost(@ForAll long seed) throws Exception {
        SimulatedKernel kernel = SimulatedKernel.inMemory(
                SimulatedMachine.describedBy(BaselineFile.read(SampleBaselines.file("numa_topology.dts"))));
        try (Host host = Kerf.simulated(kernel)) {
            host.initialize(SampleBaselines.file("numa_topology.dts")).apply();
            SystemState empty = host.state();
            Map<String, Integer> done = new TreeMap<>();
            ExecutorService threads = Executors.newFixedThreadPool(THREADS);
            try {
                List<Future<Map<String, Integer>>> running = new ArrayList<>();
                for (int i = 0; i < THREADS; i++) {
                    Random random = new Random(seed * THREADS + i);
                    running.add(threads.submit(() -> operations(host, random)));
                }
                for (Future<Map<String, Integer>> each : running) {
                    result(each).forEach((what, count) -> done.merge(what, count, Integer::sum));
                }
            } finally {
                threads.shutdownNow();
            }
            assertThat(done).as("operations that succeeded").isNotEmpty();
            check(host.state(), empty);
            try (Host other = Kerf.simulated(kernel)) {
                assertThat(other.state().instances())
                        .as("what another host reads from the kernel")
                        .isEqualTo(host.state().instances());
            }
            host.apply(DesiredState.of());
            assertThat(host.state()).isEqualTo(empty);
        }
    }

    private static <T> T result(Future<T> future) throws Exception {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new AssertionError("an operation ended with something that is no KerfException", e.getCause());
        }
    }

    private static Map<String, Integer> operations(Host host, Random random) {
        Map<String, Integer> done = new TreeMap<>();
        for (int i = 0; i < 12; i++) {
            try {
                done.merge(operation(host, random), 1, Integer::sum);
            } catch (KerfException refused) {
                assertThat(refused.getMessage()).isNotBlank();
            }
        }
        return done;
    }

    private static String operation(Host host, Random random) {
        String name = NAMES.get(random.nextInt(NAMES.size()));
        switch (random.nextInt(8)) {
            case 0, 1:
                creation(host, name, random).create();
                return "create";
            case 2:
                creation(host, name, random).plan().apply();
                return "plan and apply";
            case 3:
                host.instance(name).delete();
                return "delete";
            case 4:
                update(host, name, random).apply();
                return "update";
            case 5:
                update(host, name, random).plan().apply();
                return "plan and update";
            case 6:
                int other = (NAMES.indexOf(name) + 1 + random.nextInt(NAMES.size() - 1)) % NAMES.size();
                host.batch()
                        .delete(name)
                        .create(creation(host, name, random))
                        .update(update(host, NAMES.get(other), random))
                        .apply();
                return "batch";
            default:
                host.apply(DesiredState.of(
                        DesiredInstance.withCpuCount(name, 1 + random.nextInt(6), "2GB"),
                        DesiredInstance.withCpuCount(name + "2", 1 + random.nextInt(6), "1GB")));
                return "desired state";
        }
    }

    private static CreateInstance.Ready creation(Host host, String name, Random random) {
        CreateInstance begun = host.createInstance(name);
        CreateInstance.NeedsMemory cpus = random.nextInt(4) == 0
                ? begun.cpus(CpuSet.of(4 + random.nextInt(60)))
                : begun.cpuCount(1 + random.nextInt(12));
        CreateInstance.Ready ready = cpus.memory(ByteSize.ofMiB(1 + random.nextInt(12_000)))
                .affinity(CpuAffinity.values()[random.nextInt(2)]);
        return random.nextInt(4) == 0 ? ready.device(DEVICES.get(random.nextInt(DEVICES.size()))) : ready;
    }

    private static UpdateInstance update(Host host, String name, Random random) {
        UpdateInstance update = host.updateInstance(name);
        update = random.nextBoolean() ? update.addCpus(String.valueOf(4 + random.nextInt(60))) : update;
        update = random.nextBoolean() ? update.removeCpus(String.valueOf(4 + random.nextInt(60))) : update;
        update = random.nextInt(3) == 0 ? update.memory(ByteSize.ofMiB(1 + random.nextInt(16_000))) : update;
        String device = DEVICES.get(random.nextInt(DEVICES.size()));
        return random.nextInt(4) == 0 ? update.addDevice(device) : update;
    }

    private static void check(SystemState state, SystemState empty) {
        CpuSet cpus = CpuSet.empty();
        List<MemoryRange> regions = new ArrayList<>();
        List<DeviceRef> devices = new ArrayList<>();
        long bytes = 0;
        for (Instance instance : state.instances()) {
            assertThat(cpus.intersects(instance.cpus())).isFalse();
            cpus = cpus.union(instance.cpus());
            for (MemoryRange region : instance.regions()) {
                assertThat(regions).noneMatch(region::overlaps);
                regions.add(region);
                bytes += region.size();
            }
            devices.addAll(instance.devices());
        }
        assertThat(devices).doesNotHaveDuplicates();
        assertThat(state.instances()).extracting(Instance::id).doesNotHaveDuplicates();
        assertThat(empty.freeCpus().containsAll(cpus)).isTrue();
        assertThat(state.kernelFreeCpus()).contains(empty.freeCpus().minus(cpus));
        assertThat(state.usedMemory()).isEqualTo(ByteSize.ofBytes(bytes));
    }

    /** The same request on two equal hosts, at once on the one and by a plan on the other. */
    @Property(tries = 15)
    void whatIsPlannedAndAppliedEqualsWhatIsCreated(@ForAll long seed) {
        Random one = new Random(seed);
        Random two = new Random(seed);
        try (Host direct = SampleBaselines.initialized("numa_topology.dts");
                Host planned = SampleBaselines.initialized("numa_topology.dts")) {
            for (int i = 0; i < 6; i++) {
                String name = NAMES.get(i);
                assertThat(attempt(() -> creation(direct, name, one).create().describe()))
                        .isEqualTo(attempt(() ->
                                creation(planned, name, two).plan().apply().describe()));
                assertThat(direct.state()).isEqualTo(planned.state());
            }
        }
    }

    /** What comes of something: its value, or the message of the refusal. */
    private static Object attempt(Supplier<Object> something) {
        try {
            return something.get();
        } catch (KerfException refused) {
            return refused.getMessage();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import static io.kerf.sysfs.TestHost.engineOf;
import static io.kerf.sysfs.TestHost.instance;
import static io.kerf.sysfs.TestHost.stateOf;
import static io.kerf.sysfs.TestHost.valid;
import static io.kerf.sysfs.TestHost.withDevices;
import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.model.ByteSize;
import io.kerf.model.CpuInventory;
import io.kerf.model.CpuSet;
import io.kerf.model.Device;
import io.kerf.model.Instance;
import io.kerf.model.InstanceId;
import io.kerf.model.MemoryInventory;
import io.kerf.model.MemoryPool;
import io.kerf.model.MemoryRange;
import io.kerf.model.SystemState;
import io.kerf.sysfs.simulated.SimulatedKernel;
import io.kerf.sysfs.simulated.SimulatedRelease;
import io.kerf.validate.Validator;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Programs that change a host are killed at random moments; the next one brings the host in order. {@code -Dkerf.sysfs.kills=300} makes
 * it 300 times in all, on kernels of all releases, and {@code -Dkerf.sysfs.seed} repeats a run's moments.
 */
class KilledProcessTest {
    private static final int KILLS = Integer.getInteger("kerf.sysfs.kills", 30);
    private static final long SEED = Long.getLong("kerf.sysfs.seed", 20260828L);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    /**
     * One change after another, until it is killed: creates, replaces and deletes, one or two at a time, and where the kernel can a larger or
     * smaller pool.
     */
    public static final class Changer {
        private Changer() {}

        public static void main(String[] args) {
            Path directory = Path.of(args[0]);
            Random random = new Random(Long.parseLong(args[1]));
            SimulatedKernel kernel = SimulatedKernel.onDirectory(directory);
            ChangeEngine engine = engineOf(kernel);
            HostLock lock = HostLock.of(KernelRoots.under(directory));
            ChangePlanner planner = TestHost.plannerOf(kernel);
            for (int change = 0; true; change++) {
                if (change == 2) {
                    System.out.println("ready");
                }
                try (HostLock.Held held = lock.acquire(PATIENCE)) {
                    requireHeld(held);
                    engine.recover();
                    if (planner.abi().resizesPool() && random.nextInt(4) == 0) {
                        resize(engine, planner, random.nextBoolean() ? large() : small());
                        continue;
                    }
                    SystemState now = stateOf(kernel, engine);
                    engine.apply(planner.plan(valid(now), valid(now.withInstances(next(now, random)))))
                            .requireDone();
                }
            }
        }

        private static List<Instance> next(SystemState now, Random random) {
            int kept = random.nextInt(3);
            List<Instance> next = new ArrayList<>(
                    now.instances().subList(0, Math.min(kept, now.instances().size())));
            for (int i = 1; i <= 3; i++) {
                String name = "i" + i;
                if (random.nextBoolean()
                        && next.stream().noneMatch(each -> each.name().text().equals(name))) {
                    next.add(another(now, i, random));
                }
            }
            return next;
        }
    }

    /** The pool of {@link TestHost}. */
    private static SystemState large() {
        return TestHost.description().build();
    }

    /** A pool with fewer CPUs, half of the memory on the second node, and without the drive; no instance has any of that. */
    private static SystemState small() {
        SystemState large = large();
        return large.toBuilder()
                .cpus(new CpuInventory(16, CpuSet.parse("0-1,8-9,14-15"), CpuSet.parse("2-7,10-13")))
                .memory(new MemoryInventory(
                        ByteSize.ofGiB(16),
                        ByteSize.ofGiB(6),
                        MemoryPool.of(new MemoryRange(2 * TestHost.GIB, 10 * TestHost.GIB))))
                .devices(large.devices().stream()
                        .filter(device -> !device.name().equals("nvme0"))
                        .toList())
                .build();
    }

    private static void resize(ChangeEngine engine, ChangePlanner planner, SystemState wanted) {
        List<Device> known = large().devices();
        engine.resize(planner.planPool(engine.snapshot(known), known, valid(wanted)))
                .requireDone();
    }

    /** An instance of another id than the one of its name that is there; its CPUs and its device are its own. */
    private static Instance another(SystemState now, int i, Random random) {
        Optional<InstanceId> present = now.instances().stream()
                .filter(each -> each.name().text().equals("i" + i))
                .findFirst()
                .flatMap(Instance::id);
        int id = i + 10 * random.nextInt(50);
        id = present.isPresent() && present.get().value() == id ? id + 500 : id;
        Instance made = instance("i" + i, id, 2 * i + "-" + (2 * i + 1), 64L << random.nextInt(4));
        return i == 1 ? withDevices(made, "eth0") : made;
    }

    private static void requireHeld(HostLock.Held held) {
        assertThat(held).isNotNull();
    }

    private Path errors() {
        return directory.resolve("errors");
    }

    private Process start(long seed) throws IOException {
        return ChildJvm.start(Changer.class, errors(), directory, seed);
    }

    /** Most of them on the newest kernel. */
    @ParameterizedTest
    @CsvSource({"POOL, 70", "POOL_EARLY, 10", "FLAT_U64, 10", "FLAT_U32, 10"})
    void whateverProcessIsKilledTheNextOneBringsTheHostInOrder(SimulatedRelease release, int percent) throws Exception {
        int kills = KILLS * percent / 100;
        SimulatedKernel kernel = new TestHost(release).onDirectory(directory);
        Random random = new Random(SEED + release.ordinal());
        Map<String, Integer> found = new TreeMap<>();
        Set<CpuSet> pools = new HashSet<>();
        HostLock lock = HostLock.of(KernelRoots.under(directory));
        for (int kill = 1; kill <= kills; kill++) {
            killOne(random);
            try (HostLock.Held held = lock.acquire(PATIENCE)) {
                requireHeld(held);
                ChangeEngine next = engineOf(kernel);
                String result =
                        next.recover().map(each -> each.result().toString()).orElse("nothing to do");
                found.merge(result, 1, Integer::sum);
                SystemState now = stateOf(kernel, next);
                pools.add(now.cpus().available());
                assertNothingIsLostOrOwnedTwice(now, "after kill " + kill + ", " + result);
            }
        }
        System.out.println("processes killed on " + release + ": " + kills + ", seed " + SEED + ", transactions "
                + kernel.fs().transactions().size() + ", recoveries " + found + ", pools " + pools);
        assertThat(kernel.fs().transactions()).as("changes were made").hasSizeGreaterThan(kills);
        if (kills >= 20) {
            assertThat(found.keySet()).as("some were interrupted").hasSizeGreaterThan(1);
            assertThat(pools).as("the pool was changed").hasSize(release.abi().resizesPool() ? 2 : 1);
        }
    }

    private void killOne(Random random) throws Exception {
        Process process = start(random.nextLong());
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(out.readLine()).as(Files.readString(errors())).isEqualTo("ready");
            boolean ended = process.waitFor(random.nextInt(120_000), TimeUnit.MICROSECONDS);
            assertThat(ended)
                    .as("ended by itself: %s", Files.readString(errors()))
                    .isFalse();
            process.destroyForcibly().waitFor();
        }
    }

    /** The pool is one of the two, and each thing in it is free or an instance's. */
    private static void assertNothingIsLostOrOwnedTwice(SystemState now, String when) {
        CpuSet owned = now.kernelFreeCpus().orElseThrow();
        int count = owned.size();
        List<MemoryRange> regions = new ArrayList<>();
        for (Instance instance : now.instances()) {
            owned = owned.union(instance.cpus());
            count += instance.cpus().size();
            regions.addAll(instance.regions());
        }
        SystemState pool = owned.equals(large().cpus().available()) ? large() : small();
        assertThat(owned).as(when).isEqualTo(pool.cpus().available());
        assertThat(count).as(when).isEqualTo(owned.size());
        assertThat(now.memory().pool().size())
                .as(when)
                .isEqualTo(pool.memory().pool().size());
        assertThat(now.devices())
                .as(when)
                .extracting(Device::name)
                .containsExactlyElementsOf(
                        pool.devices().stream().map(Device::name).toList());
        for (MemoryRange one : regions) {
            assertThat(regions.stream().filter(one::overlaps)).as(when).containsExactly(one);
        }
        assertThat(Validator.standard().validate(now).valid()).as(when).isPresent();
    }
}

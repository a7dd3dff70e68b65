// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import static io.kerf.sysfs.TestHost.engineOf;
import static io.kerf.sysfs.TestHost.instance;
import static io.kerf.sysfs.TestHost.stateOf;
import static io.kerf.sysfs.TestHost.valid;
import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.model.CpuSet;
import io.kerf.model.Instance;
import io.kerf.model.InstanceName;
import io.kerf.model.SystemState;
import io.kerf.sysfs.simulated.SimulatedKernel;
import io.kerf.sysfs.simulated.SimulatedRelease;
import io.kerf.validate.Validator;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Many threads of many processes change one host at once. {@code -Dkerf.sysfs.hammer.seconds=120} makes it last longer than the usual 15
 * seconds, on kernels of all releases; else the others than the newest have few processes and seconds.
 */
class HammerTest {
    private static final int PROCESSES = 8;
    private static final int THREADS = 4;
    private static final int SECONDS = Integer.getInteger("kerf.sysfs.hammer.seconds", 15);
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @TempDir
    private Path directory;

    /** What a process does: each of its threads creates and deletes one instance, and sees whether it is as it was left. */
    public static final class Client {
        private Client() {}

        public static void main(String[] args) throws Exception {
            Path directory = Path.of(args[0]);
            int process = Integer.parseInt(args[1]);
            long end = System.nanoTime()
                    + Duration.ofSeconds(Long.parseLong(args[2])).toNanos();
            SimulatedKernel kernel = SimulatedKernel.onDirectory(directory);
            ExecutorService threads = Executors.newFixedThreadPool(THREADS);
            List<Callable<int[]>> work = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int number = process * THREADS + i;
                work.add(() -> hammer(directory, kernel, number, end));
            }
            int[] sum = new int[2];
            for (Future<int[]> each : threads.invokeAll(work)) {
                sum[0] += each.get()[0];
                sum[1] += each.get()[1];
            }
            threads.shutdown();
            System.out.println("done " + sum[0] + " refused " + sum[1]);
        }

        /** The number of changes and of refusals: at least one, however slow the machine is. */
        private static int[] hammer(Path directory, SimulatedKernel kernel, int number, long end) {
            ChangeEngine engine = engineOf(kernel);
            HostLock lock = HostLock.of(KernelRoots.under(directory));
            ChangePlanner planner = TestHost.plannerOf(kernel);
            InstanceName name = InstanceName.of("i" + number);
            Optional<CpuSet> left = Optional.empty();
            int[] counts = new int[2];
            while (System.nanoTime() < end || counts[0] + counts[1] == 0) {
                HostLock.Held held = lock.acquire(PATIENCE);
                try {
                    SystemState now = stateOf(kernel, engine);
                    Optional<CpuSet> found = now.instance(name).map(Instance::cpus);
                    if (!found.equals(left)) {
                        throw new IllegalStateException(name + " has " + found + ", was left with " + left);
                    }
                    CpuSet free = now.kernelFreeCpus().orElseThrow();
                    if (found.isEmpty() && free.isEmpty()) {
                        counts[1]++;
                        continue;
                    }
                    SystemState next = found.isPresent()
                            ? now.withoutInstance(name)
                            : now.withInstance(instance(name.text(), number + 1, Long.toString(free.first()), 16));
                    engine.apply(planner.plan(valid(now), valid(next))).requireDone();
                    left = next.instance(name).map(Instance::cpus);
                    counts[0]++;
                } finally {
                    held.close();
                }
            }
            return counts;
        }
    }

    private Path errorsOf(int number) {
        return directory.resolve("errors-" + number);
    }

    @ParameterizedTest
    @EnumSource(names = {"POOL", "POOL_EARLY", "FLAT_U64", "FLAT_U32"})
    void manyProcessesLoseNoChangeAndGiveNothingTwice(SimulatedRelease release) throws Exception {
        boolean whole = release == SimulatedRelease.POOL || SECONDS > 15;
        int seconds = whole ? SECONDS : 2;
        TestHost host = new TestHost(release);
        SimulatedKernel kernel = host.onDirectory(directory);
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < (whole ? PROCESSES : 2); i++) {
            processes.add(ChildJvm.start(Client.class, errorsOf(i), directory, i, seconds));
        }
        int done = 0;
        int refused = 0;
        for (int i = 0; i < processes.size(); i++) {
            Process process = processes.get(i);
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(Files.readString(errorsOf(i))).isZero();
            assertThat(said).matches("done [0-9]+ refused [0-9]+\\s+");
            int[] counts = Arrays.stream(said.replaceAll("[^0-9 ]", "").strip().split(" +"))
                    .mapToInt(Integer::parseInt)
                    .toArray();
            done += counts[0];
            refused += counts[1];
        }
        System.out.println(release + ": " + processes.size() + " processes of " + THREADS + " threads in " + seconds
                + " s: " + done + " changes, " + done / seconds + " a second, " + refused
                + " refused for want of a CPU");

        assertThat(kernel.fs().transactions())
                .as("one transaction for each change")
                .hasSize(done);
        SystemState now = stateOf(kernel, engineOf(kernel));
        CpuSet owned = now.kernelFreeCpus().orElseThrow();
        int count = owned.size();
        for (Instance each : now.instances()) {
            owned = owned.union(each.cpus());
            count += each.cpus().size();
        }
        assertThat(owned).isEqualTo(host.described().cpus().available());
        assertThat(count).isEqualTo(owned.size());
        assertThat(Validator.standard().validate(now).valid()).isPresent();
        assertThat(done).isPositive();
    }
}

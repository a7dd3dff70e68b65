// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import static io.kerf.SampleBaselines.initialized;
import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.alloc.SmtPolicy;
import io.kerf.model.CpuSet;
import io.kerf.model.Instance;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** One host, several threads. */
class HostThreadsTest {
    private static final int THREADS = 4;

    private static <T> List<T> together(Callable<T> task) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            CyclicBarrier start = new CyclicBarrier(THREADS);
            List<Future<T>> running = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                running.add(threads.submit(() -> {
                    start.await();
                    return task.call();
                }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> one : running) {
                results.add(one.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void creationsByManyThreadsShareNothing() throws Exception {
        try (Host host = initialized("numa_topology.dts")) {
            together(() -> {
                String thread = Thread.currentThread().getName();
                for (int i = 0; i < 3; i++) {
                    host.createInstance(thread + "-" + i)
                            .cpuCount(4)
                            .memory("1GB")
                            .create();
                }
                return thread;
            });
            List<Instance> instances = host.state().instances();
            assertThat(instances).hasSize(12);
            CpuSet all = instances.stream().map(Instance::cpus).reduce(CpuSet.empty(), CpuSet::union);
            assertThat(all.size()).isEqualTo(48);
            assertThat(host.report().errors()).isEmpty();
        }
    }

    @Test
    void ofOnePlanForEachThreadExactlyOneIsApplied() throws Exception {
        try (Host host = initialized("numa_topology.dts")) {
            // All plan before any applies: who plans later is told so by plan() already.
            Queue<CreatePlan> plans = new ConcurrentLinkedQueue<>(together(
                    () -> host.createInstance("same").cpuCount(4).memory("1GB").plan()));
            List<Boolean> applied = together(() -> {
                try {
                    plans.remove().apply();
                    return true;
                } catch (StalePlanException late) {
                    return false;
                } catch (InstanceExistsException late) {
                    return false;
                }
            });
            assertThat(applied).containsOnlyOnce(true);
            assertThat(host.instances()).hasSize(1);
        }
    }

    @Test
    void cpusKeptFreeStayFreeUntilTheirInstanceIsGone() throws Exception {
        try (Host host = initialized("numa_topology.dts")) {
            CreateInstance.Ready whole =
                    host.createInstance("whole").cpuCount(3).memory("1GB").smt(SmtPolicy.WHOLE);
            CpuSet kept = whole.plan().placement().reserved();
            assertThat(kept.size()).isEqualTo(1);
            whole.create();
            CpuSet rest = host.state().freeCpus().minus(kept);
            CreatePlan all = host.createInstance("all")
                    .cpuCount(rest.size())
                    .memory("1GB")
                    .smt(SmtPolicy.SHARE)
                    .plan();
            assertThat(all.instance().cpus()).isEqualTo(rest);

            host.instance("whole").delete();
            host.createInstance("whole").cpus(kept).memory("1GB").create();
            assertThat(host.instance("whole").describe().cpus())
                    .as("another instance of that name keeps nothing free")
                    .isEqualTo(kept);
        }
    }
}

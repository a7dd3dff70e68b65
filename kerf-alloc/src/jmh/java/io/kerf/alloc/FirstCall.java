// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.model.ByteSize;
import io.kerf.model.CpuSet;
import io.kerf.model.Instance;
import io.kerf.model.InstanceId;
import io.kerf.model.SystemState;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * How long the first placement of a process takes, with all the classes that it loads: {@code times.sh} starts one process after the
 * other. Prints in microseconds the elapsed time and the processor time of reading the state and deciding, and the latter of deciding.
 */
public final class FirstCall {
    private FirstCall() {}

    /**
     * Places once on a host that was made ready before.
     *
     * @param arguments a line for {@link Machines#synthetic}
     */
    public static void main(String[] arguments) {
        SystemState host = Machines.synthetic(arguments[0])
                .withInstance(Instance.named("web").withId(InstanceId.of(1)).withCpus(CpuSet.parse("0-2")))
                .withInstance(Instance.named("db").withId(InstanceId.of(2)).withCpus(CpuSet.parse("8")));
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        threads.getCurrentThreadCpuTime();
        long start = System.nanoTime();
        long cpuStart = threads.getCurrentThreadCpuTime();
        PlacementRequest request =
                PlacementRequest.builder().cpuCount(6).memory(ByteSize.ofGiB(2)).build();
        TopologyIndex index = TopologyIndex.of(host);
        long indexed = threads.getCurrentThreadCpuTime() - cpuStart;
        PlacementOutcome outcome = index.decide(request);
        long cpu = threads.getCurrentThreadCpuTime() - cpuStart;
        long elapsed = System.nanoTime() - start;
        if (!(outcome instanceof PlacementOutcome.Placed)) {
            throw new IllegalStateException("refused: " + outcome);
        }
        System.out.println(elapsed / 1000 + " " + cpu / 1000 + " " + (cpu - indexed) / 1000);
    }
}

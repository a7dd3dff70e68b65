// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * What hostile input may cost: one second of the thread's own time, which a busy machine does not stretch, and 16 times its size and
 * 1 MiB of memory.
 */
final class Bounds {
    private static final long FREE_BYTES = 1 << 20;
    private static final long NANOS = 1_000_000_000L;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Bounds() {}

    /** Runs something on input of a size, and fails if it costs more. */
    static void check(int inputBytes, Runnable target) {
        long bytesBefore = THREADS.getCurrentThreadAllocatedBytes();
        long before = THREADS.getCurrentThreadCpuTime();
        target.run();
        long nanos = THREADS.getCurrentThreadCpuTime() - before;
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - bytesBefore;
        assertThat(allocated).as("bytes allocated for %s bytes", inputBytes).isLessThan(16L * inputBytes + FREE_BYTES);
        assertThat(nanos).as("nanoseconds for %s bytes", inputBytes).isLessThan(NANOS);
    }
}

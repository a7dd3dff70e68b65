// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.kerf.model.SystemState;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/**
 * What all rules cost over hosts of growing size. Time depends on what else the machine does and on its caches, and is measured by the
 * benchmark; what is allocated does not, and a rule that copies what it has for each shows in it. One that compares all with all shows in
 * the shortest of several times, however roughly taken: n log n grows by 4.7 where n² grows by 16.
 */
class ValidatorGrowthTest {
    private static final int WARM_UP = 30;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void validatingTwiceAndFourTimesTheHostAllocatesAsNLogN() {
        long once = allocated(SyntheticHosts.ofScale(1));
        long twice = allocated(SyntheticHosts.ofScale(2));
        long fourTimes = allocated(SyntheticHosts.ofScale(4));
        assertThat((double) twice / once).as("bytes at 2x by bytes at 1x").isBetween(1.5, 2.2);
        assertThat((double) fourTimes / once).as("bytes at 4x by bytes at 1x").isBetween(3.0, 4.7);
    }

    @Test
    void validatingFourTimesTheHostTakesNoTimeOfSquares() {
        long once = shortest(SyntheticHosts.ofScale(1));
        long fourTimes = shortest(SyntheticHosts.ofScale(4));
        assertThat((double) fourTimes / once)
                .as("shortest time of the thread at 4x by that at 1x")
                .isLessThan(9);
    }

    private static long shortest(SystemState state) {
        Validator validator = Validator.standard().on(SyntheticHosts.facts(state));
        long shortest = Long.MAX_VALUE;
        for (int i = 0; i < 2 * WARM_UP; i++) {
            long before = THREADS.getCurrentThreadCpuTime();
            assertThat(validator.validate(state).findings()).isEmpty();
            shortest = Math.min(shortest, THREADS.getCurrentThreadCpuTime() - before);
        }
        return shortest;
    }

    private static long allocated(SystemState state) {
        Validator validator = Validator.standard().on(SyntheticHosts.facts(state));
        for (int i = 0; i < WARM_UP; i++) {
            assertThat(validator.validate(state).findings()).isEmpty();
        }
        long before = THREADS.getCurrentThreadAllocatedBytes();
        validator.validate(state);
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }
}

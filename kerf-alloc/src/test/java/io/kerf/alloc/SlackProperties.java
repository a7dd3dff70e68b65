// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class SlackProperties {
    @Property
    void theOrderIsThatOfTheSumsOfShares(
            @ForAll @IntRange(min = 1, max = 1 << 16) int cpus,
            @ForAll @LongRange(min = 0, max = Long.MAX_VALUE) long bytes,
            @ForAll @IntRange(max = 1 << 16) int unshared,
            @ForAll @IntRange(max = 1 << 16) int otherUnshared,
            @ForAll @IntRange(max = 1 << 16) int free,
            @ForAll @IntRange(max = 1 << 16) int otherFree,
            @ForAll @LongRange(min = 0, max = Long.MAX_VALUE) long left,
            @ForAll @LongRange(min = 0, max = Long.MAX_VALUE) long otherLeft) {
        int expected =
                sum(cpus, bytes, unshared, free, left).compareTo(sum(cpus, bytes, otherUnshared, otherFree, otherLeft));

        assertThat(slack(cpus, bytes, unshared, free, left)
                        .compareTo(slack(cpus, bytes, otherUnshared, otherFree, otherLeft)))
                .isEqualTo(expected);
    }

    /** A CPU that is free or not is half a CPU's share of the memory: whatever the machine, these are equal. */
    @Property
    void whatIsEqualIsEqualWhateverItIsMadeOf(
            @ForAll @IntRange(min = 1, max = 4096) int cpus,
            @ForAll @LongRange(min = 1, max = 1L << 30) long bytesOfACpu,
            @ForAll @IntRange(max = 4096) int unshared,
            @ForAll @IntRange(min = 2, max = 4096) int free,
            @ForAll @LongRange(max = 1L << 50) long left) {
        long bytes = bytesOfACpu * cpus;

        Slack inCpus = slack(cpus, bytes, unshared, free, left);
        Slack inMemory = slack(cpus, bytes, unshared, free - 2, left + bytesOfACpu);

        assertThat(inCpus).isEqualByComparingTo(inMemory);
    }

    @Example
    void withoutMemoryTheCpusDecide() {
        assertThat(slack(8, 0, 1, 2, 0)).isLessThan(slack(8, 0, 1, 3, 0));
    }

    private static Slack slack(int cpus, long bytes, int unshared, int free, long left) {
        Slack slack = new Slack(cpus, bytes);
        slack.set(unshared, free, left);
        return slack;
    }

    private static BigInteger sum(int cpus, long bytes, int unshared, int free, long left) {
        return BigInteger.valueOf(4L * unshared + free)
                .multiply(BigInteger.valueOf(Math.max(1, bytes)))
                .add(BigInteger.valueOf(2L * cpus).multiply(BigInteger.valueOf(left)));
    }
}

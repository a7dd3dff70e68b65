// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Whatever is tried on the way, the answer is the largest amount that will do. */
class BisectionTest {
    private final List<Long> tried = new ArrayList<>();

    /** Amounts of which those up to the answer will do. */
    private Bisection upTo(long answer, long least, long most) {
        tried.clear();
        return new Bisection(least, most, amount -> {
            assertThat(amount).isBetween(least, most);
            tried.add(amount);
            return amount <= answer;
        });
    }

    @Property
    void theLargestAmountThatWillDoIsFoundWhateverIsTriedBefore(
            @ForAll @LongRange(min = 1, max = 40) long answer,
            @ForAll @LongRange(min = 1, max = 40) long most,
            @ForAll @LongRange(min = -5, max = 60) long first,
            @ForAll @LongRange(min = -5, max = 60) long likely,
            @ForAll @Size(max = 8) List<@LongRange(min = -5, max = 60) Long> amounts) {
        Bisection bisection = upTo(answer, 1, most);

        bisection.tryAt(first);
        bisection.tryAsAnswer(likely);
        bisection.closeInOn(
                amounts.stream().mapToLong(Long::longValue).sorted().distinct().toArray());
        bisection.closeIn();

        assertThat(bisection.isAnyEnough()).isTrue();
        assertThat(bisection.enough()).isEqualTo(Math.min(answer, most));
        assertThat(tried).doesNotHaveDuplicates();
    }

    @Property
    void anAnswerAmongTheLikelyOnesIsFoundByFewTries(
            @ForAll @Size(min = 1, max = 64) List<@LongRange(min = 1, max = 1L << 40) Long> amounts,
            @ForAll @LongRange(max = 63) long place) {
        long[] ascending =
                amounts.stream().mapToLong(Long::longValue).sorted().distinct().toArray();
        long answer = ascending[(int) (place % ascending.length)];
        Bisection bisection = upTo(answer, 1, 1L << 41);

        bisection.closeInOn(ascending);

        assertThat(bisection.enough()).isEqualTo(answer);
        int halvings = Long.SIZE - Long.numberOfLeadingZeros(ascending.length);
        assertThat(tried).hasSizeLessThanOrEqualTo(halvings + 1);
        int soFar = tried.size();
        bisection.closeIn();
        assertThat(tried).as("the answer is known").hasSize(soFar);
    }

    /** Where less does not always do, what is named was tried at least. */
    @Property
    void whatIsNamedWillDoThoughLessMayNot(
            @ForAll @Size(min = 1, max = 10) List<@LongRange(min = 1, max = 40) Long> doing,
            @ForAll @LongRange(min = 1, max = 40) long likely) {
        Bisection bisection = new Bisection(1, 40, doing::contains);

        bisection.tryAsAnswer(likely);
        bisection.tryAt(doing.get(0));
        bisection.closeIn();

        assertThat(bisection.isAnyEnough()).isEqualTo(doing.contains(bisection.enough()));
        assertThat(doing.contains(bisection.enough() + 1)).isFalse();
    }

    private void assertThatNoneWillDo(Bisection bisection, Consumer<Bisection> tries) {
        tries.accept(bisection);

        assertThat(bisection.isAnyEnough()).isFalse();
    }

    @Test
    void nothingWillDoIfTheLeastWillNot() {
        assertThatNoneWillDo(upTo(0, 1, 9), amounts -> amounts.tryAsAnswer(1));
        assertThat(tried).containsExactly(1L);
    }

    @Test
    void noAmountIsTriedIfThereIsNone() {
        assertThatNoneWillDo(upTo(100, 2, 1), amounts -> {
            LongStream.rangeClosed(-1, 4).forEach(amounts::tryAsAnswer);
            amounts.closeInOn(new long[] {0, 1, 2, 3});
            amounts.closeIn();
        });
        assertThat(tried).isEmpty();
    }

    @Test
    void theLargestNumbersDoNotOverflow() {
        Bisection bisection = upTo(Long.MAX_VALUE - 2, 1, Long.MAX_VALUE - 1);

        bisection.closeIn();

        assertThat(bisection.enough()).isEqualTo(Long.MAX_VALUE - 2);
        assertThat(tried).hasSizeLessThanOrEqualTo(64);
    }
}

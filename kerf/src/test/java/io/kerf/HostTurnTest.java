// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kerf.diag.ErrorCategory;
import io.kerf.sysfs.LockTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HostTurnTest {
    private final AtomicInteger begun = new AtomicInteger();
    private final CountDownLatch taken = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);
    private final ExecutorService other = Executors.newSingleThreadExecutor();

    @AfterEach
    void stop() {
        end.countDown();
        other.shutdownNow();
    }

    private HostTurn turn(Duration timeout) {
        return new HostTurn(Optional.empty(), timeout, begun::incrementAndGet);
    }

    /** Another thread takes its turn, and has it until the end. */
    private Future<Boolean> occupy(HostTurn turn) throws InterruptedException {
        Future<Boolean> occupied = other.submit(() -> turn.take(() -> {
            taken.countDown();
            try {
                return end.await(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                return false;
            }
        }));
        assertThat(taken.await(1, TimeUnit.MINUTES)).isTrue();
        return occupied;
    }

    @Test
    void aThreadThatWaitsTooLongIsToldSoAndDidNothing() throws Exception {
        HostTurn turn = turn(Duration.ofMillis(20));
        Future<Boolean> occupied = occupy(turn);
        assertThat(occupied).isNotDone();

        assertThatExceptionOfType(LockTimeoutException.class)
                .isThrownBy(() -> turn.take(() -> "done"))
                .withMessage("cannot change the host within 20 ms: another thread of this program is changing it; "
                        + "wait until it ends, or allow more time")
                .satisfies(e -> assertThat(e.category()).isEqualTo(ErrorCategory.CONFLICT))
                .satisfies(e -> assertThat(e.isRetryable()).isTrue())
                .satisfies(e -> assertThat(e.path()).isEmpty())
                .satisfies(e -> assertThat(e.holder()).isEmpty());
        assertThat(begun).hasValue(1);
    }

    @Test
    void aThreadGetsItsTurnOnceTheOtherEnds() throws Exception {
        HostTurn turn = turn(Duration.ofMinutes(1));
        Future<Boolean> occupied = occupy(turn);

        end.countDown();

        assertThat(turn.take(() -> "done")).isEqualTo("done");
        assertThat(occupied.get()).isTrue();
        assertThat(begun).hasValue(2);
    }

    @Test
    void aTurnWithinATurnIsTheSame() {
        HostTurn turn = turn(Duration.ZERO);
        assertThat(turn.take(() -> turn.take(() -> "done"))).isEqualTo("done");
        assertThat(begun).hasValue(1);
    }

    @Test
    void anInterruptDoesNotEndTheWaitAndIsKept() throws Exception {
        HostTurn turn = turn(Duration.ofMillis(50));
        Future<Boolean> occupied = occupy(turn);
        assertThat(occupied).isNotDone();
        Thread.currentThread().interrupt();

        assertThatExceptionOfType(LockTimeoutException.class).isThrownBy(() -> turn.take(() -> "done"));

        assertThat(Thread.interrupted()).isTrue();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kerf.model.InstanceName;
import io.kerf.model.InstanceState;
import io.kerf.sysfs.InstanceEvent.Created;
import io.kerf.sysfs.InstanceEvent.Removed;
import io.kerf.sysfs.InstanceEvent.StateChanged;
import io.kerf.sysfs.InstanceEvent.Vanished;
import io.kerf.sysfs.simulated.SimulatedImage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InstanceWatchTest {
    private static final SimulatedImage IMAGE = new SimulatedImage(1 << 20, 3, "quiet");

    private final TestHost host = new TestHost().initialized();
    private final InstanceWatch watch = InstanceWatch.of(host.fs());
    private final Clock clock = new Clock();

    /** Time that passes only by waiting; each wait may bring something about. */
    private static final class Clock implements Ticker {
        private final List<Duration> pauses = new ArrayList<>();
        private final List<Runnable> coming = new ArrayList<>();
        private Duration now = Duration.ZERO;

        @Override
        public Duration now() {
            return now;
        }

        @Override
        public void pause(Duration pause) {
            pauses.add(pause);
            now = now.plus(pause);
            if (!coming.isEmpty()) {
                coming.remove(0).run();
            }
        }
    }

    @Test
    void instancesThatComeChangeAndGoAreToldOnce() {
        assertThat(watch.poll()).isEmpty();
        host.apply(TestHost.instance("web", 3, "2-3", 64), TestHost.instance("db", 4, "4", 64))
                .requireDone();
        assertThat(watch.poll())
                .containsExactly(new Created("db", 4, InstanceState.READY), new Created("web", 3, InstanceState.READY));
        assertThat(watch.poll()).isEmpty();
        host.kernel().kexecLoad(3, IMAGE);
        assertThat(watch.poll()).containsExactly(new StateChanged("web", 3, InstanceState.READY, InstanceState.LOADED));
        host.apply(host.state().instance(InstanceName.of("web")).orElseThrow()).requireDone();
        assertThat(watch.poll()).containsExactly(new Removed("db", 4, InstanceState.READY));
        assertThat(watch).hasToString("a watch over 1 instances, every 200 ms");
    }

    @Test
    void anInstanceThatGoesWhileItWasActiveHasVanished() {
        host.apply(TestHost.instance("web", 3, "2-3", 64)).requireDone();
        host.kernel().kexecLoad(3, IMAGE);
        host.kernel().boot(3);
        watch.poll();
        host.kernel().halt(3);
        host.kernel().kexecUnload(3);
        host.apply().requireDone();
        List<InstanceEvent> events = watch.poll();
        assertThat(events).containsExactly(new Vanished("web", 3, InstanceState.ACTIVE));
        assertThat(events.get(0)).hasToString("instance 'web' (id 3) vanished while it was active");
    }

    @Test
    void anotherInstanceOfTheSameNameIsAnotherOne() {
        host.apply(TestHost.instance("web", 3, "2-3", 64)).requireDone();
        watch.poll();
        host.apply().requireDone();
        host.apply(TestHost.instance("web", 7, "2-3", 64)).requireDone();
        assertThat(watch.poll())
                .containsExactly(
                        new Removed("web", 3, InstanceState.READY), new Created("web", 7, InstanceState.READY));
    }

    @Test
    void anInstanceThatGoesBetweenListAndLookIsNoFailure() {
        host.apply(TestHost.instance("web", 3, "2-3", 64)).requireDone();
        watch.poll();
        InstanceWatch racing = InstanceWatch.of(new ForwardingFs(host.fs()) {
            @Override
            public List<String> instances() {
                return List.of("gone", "web");
            }
        });
        assertThat(racing.poll()).containsExactly(new Created("web", 3, InstanceState.READY));
    }

    @Test
    void aKernelThatCannotBeReadIsAnErrorAndNothingCountsAsSeen() {
        host.apply(TestHost.instance("web", 3, "2-3", 64)).requireDone();
        List<Integer> failures = new ArrayList<>(List.of(1));
        InstanceWatch watching = InstanceWatch.of(new ForwardingFs(host.fs()) {
            @Override
            public InstanceState instanceState(String name) {
                if (!failures.isEmpty()) {
                    failures.remove(0);
                    throw KernelInterfaceException.refused("/status", FileOperation.READ, Errno.EIO);
                }
                return super.instanceState(name);
            }
        });
        assertThatExceptionOfType(KernelInterfaceException.class).isThrownBy(watching::poll);
        assertThat(watching.poll()).hasSize(1);
    }

    @Test
    void runningHandsEachEventOverUntilTheObserverHasEnough() {
        clock.coming.add(
                () -> host.apply(TestHost.instance("web", 3, "2-3", 64)).requireDone());
        clock.coming.add(() -> host.kernel().kexecLoad(3, IMAGE));
        clock.coming.add(() -> host.kernel().boot(3));
        List<InstanceEvent> told = new ArrayList<>();
        boolean enough = watch.withTicker(clock).run(Duration.ofSeconds(9), event -> {
            told.add(event);
            return !(event instanceof StateChanged);
        });
        assertThat(enough).isTrue();
        assertThat(told)
                .containsExactly(
                        new Created("web", 3, InstanceState.READY),
                        new StateChanged("web", 3, InstanceState.READY, InstanceState.LOADED));
    }

    @Test
    void runningEndsWithItsTimeAndItsWaitsDiffer() {
        Duration interval = Duration.ofSeconds(1);
        assertThat(watch.withTicker(clock).withInterval(interval).run(Duration.ofSeconds(100), event -> true))
                .isFalse();
        assertThat(clock.now).isEqualTo(Duration.ofSeconds(100));
        List<Duration> waits = clock.pauses.subList(0, clock.pauses.size() - 1);
        assertThat(waits)
                .hasSizeGreaterThan(70)
                .allSatisfy(wait -> assertThat(wait)
                        .isBetween(
                                interval.multipliedBy(3).dividedBy(4),
                                interval.multipliedBy(5).dividedBy(4)));
        assertThat(waits.stream().distinct()).hasSizeGreaterThan(5);
    }

    @Test
    void runningEndsWhenTheThreadIsInterruptedAndLeavesTheFlag() {
        Thread.currentThread().interrupt();
        assertThat(watch.withTicker(clock).run(Duration.ofDays(1), event -> true))
                .isFalse();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(clock.pauses).isEmpty();
    }

    @Test
    void anIntervalThatIsNoTimeIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> watch.withInterval(Duration.ZERO))
                .withMessageContaining("above 0");
    }
}

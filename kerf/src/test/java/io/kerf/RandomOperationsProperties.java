// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.HostOperation.Part;
import io.kerf.diag.KerfException;
import io.kerf.sysfs.PartialChangeException;
import io.kerf.sysfs.simulated.SimulatedRelease;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.PropagationMode;

/** Whatever is asked of a host in whatever order by however many programs and threads: nothing is owned twice, and nothing is lost. */
@AddLifecycleHook(value = MoreTries.class, propagateTo = PropagationMode.ALL_DESCENDANTS)
class RandomOperationsProperties {
    private static final AtomicInteger ASKED = new AtomicInteger();
    private static final AtomicInteger DONE = new AtomicInteger();

    @Provide
    Arbitrary<Scenario> operations() {
        return scenarios(HostOperations.any().list().ofMinSize(1).ofMaxSize(14));
    }

    @Provide
    Arbitrary<Scenario> desiredStates() {
        return scenarios(Combinators.combine(
                        HostOperations.beginnings().list().ofMaxSize(6),
                        HostOperations.desired().list().ofMinSize(1).ofMaxSize(4))
                .as((beginnings, wishes) ->
                        Stream.of(beginnings, wishes).flatMap(List::stream).toList()));
    }

    private static Arbitrary<Scenario> scenarios(Arbitrary<List<HostOperation>> operations) {
        return Combinators.combine(Arbitraries.of(SimulatedRelease.class), operations)
                .as(Scenario::new);
    }

    @Provide
    Arbitrary<List<Part>> creations() {
        return HostOperations.creations().list().ofMinSize(1).ofMaxSize(5);
    }

    @Provide
    Arbitrary<List<List<HostOperation>>> threads() {
        return HostOperations.any().list().ofMaxSize(10).list().ofSize(3);
    }

    /** Whoever refuses everything would keep the laws below. */
    @AfterContainer
    static void muchCouldBeDone() {
        assertThat(DONE.get()).as("of %s operations", ASKED.get()).isGreaterThanOrEqualTo(ASKED.get() / 5);
    }

    @Property(tries = 20, edgeCases = EdgeCasesMode.NONE)
    void operationsLeaveASoundHost(@ForAll("operations") Scenario scenario) {
        try (OperatedHost host = OperatedHost.inMemory(scenario.release())) {
            perform(scenario, host);
        }
    }

    @Property(tries = 5, edgeCases = EdgeCasesMode.NONE)
    void operationsOfTwoProgramsLeaveASoundHost(@ForAll("operations") Scenario scenario) {
        try (OperatedHost host = OperatedHost.onDirectory(scenario.release())) {
            perform(scenario, host);
        }
    }

    @Property(tries = 30, edgeCases = EdgeCasesMode.NONE)
    void whatIsWantedIsThereAfterOneApplyOrNothingIsWritten(@ForAll("desiredStates") Scenario scenario) {
        try (OperatedHost host = OperatedHost.inMemory(scenario.release())) {
            perform(scenario, host);
        }
    }

    private static void perform(Scenario scenario, OperatedHost host) {
        ASKED.addAndGet(scenario.operations().size());
        DONE.addAndGet(scenario.performOn(host));
    }

    /** The same requests of two equal hosts, at once of the one and by plans of the other. */
    @Property(tries = 12, edgeCases = EdgeCasesMode.NONE)
    void whatIsPlannedAndAppliedEqualsWhatIsCreated(
            @ForAll SimulatedRelease release, @ForAll("creations") List<Part> creations) {
        try (OperatedHost direct = OperatedHost.inMemory(release);
                OperatedHost planned = OperatedHost.inMemory(release)) {
            for (Part part : creations) {
                assertThat(attempt(() -> HostRequests.creation(direct.host(1), part)
                                .create()
                                .describe()))
                        .isEqualTo(attempt(() -> HostRequests.creation(planned.host(1), part)
                                .plan()
                                .apply()
                                .describe()));
                assertThat(direct.host(1).state()).isEqualTo(planned.host(1).state());
            }
        }
    }

    /** What comes of something: its value, or the message of the refusal. */
    private static Object attempt(Supplier<Object> something) {
        try {
            return something.get();
        } catch (KerfException refused) {
            return refused.toString();
        }
    }

    /** Threads of two programs, of which one has the lock of the host at a time. */
    @Property(tries = 4, edgeCases = EdgeCasesMode.NONE)
    void operationsOfThreadsOfTwoProgramsLeaveASoundHost(
            @ForAll SimulatedRelease release, @ForAll("threads") List<List<HostOperation>> threads) throws Exception {
        try (OperatedHost host = OperatedHost.onDirectory(release)) {
            ExecutorService executor = Executors.newFixedThreadPool(threads.size());
            try {
                List<Future<?>> running = new ArrayList<>();
                for (List<HostOperation> operations : threads) {
                    running.add(executor.submit(() -> operations.forEach(each -> askOne(host, each))));
                }
                for (Future<?> each : running) {
                    each.get();
                }
            } catch (ExecutionException e) {
                throw new AssertionError("an operation ended with something that is no refusal", e.getCause());
            } finally {
                executor.shutdownNow();
            }
            host.check();
            host.end();
        }
    }

    /** Others work meanwhile, so a plan may be stale, and what is refused need not leave the host as it was. */
    private static void askOne(OperatedHost host, HostOperation operation) {
        try {
            host.ask(operation);
        } catch (PartialChangeException e) {
            throw new AssertionError("something is left of: " + operation, e);
        } catch (KerfException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }
}

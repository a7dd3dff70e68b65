// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import static io.kerf.sysfs.TestHost.GIB;
import static io.kerf.sysfs.TestHost.instance;
import static io.kerf.sysfs.TestHost.valid;
import static io.kerf.sysfs.TestHost.withDevices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kerf.model.ByteSize;
import io.kerf.model.CpuInventory;
import io.kerf.model.CpuSet;
import io.kerf.model.DeviceRef;
import io.kerf.model.Instance;
import io.kerf.model.MemoryInventory;
import io.kerf.model.MemoryPool;
import io.kerf.model.MemoryRange;
import io.kerf.model.SystemState;
import io.kerf.sysfs.simulated.Fault;
import io.kerf.sysfs.simulated.FaultyFs;
import io.kerf.sysfs.simulated.KernelForm;
import io.kerf.sysfs.simulated.SimulatedCrash;
import io.kerf.sysfs.simulated.SimulatedRelease;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Every operation with every fault at every call it makes, on the kernels of every generation: it is done and verified, or not done and
 * everything as before, or the report of what is left is exact. A fourth there is not, nor after a crash, once the next engine has come by.
 *
 * <p>All combinations take some minutes, so an ordinary run makes a part of them, every n-th, in memory, and fewer on a directory;
 * {@code -Dkerf.sysfs.faults=all} makes all of those in memory.
 */
class EveryFaultTest {
    private static final boolean ALL = "all".equals(System.getProperty("kerf.sysfs.faults"));

    /** Of the combinations in memory and on a directory, every so manieth is made. */
    private static final int STRIDE = ALL ? 1 : 6;

    private static final int STRIDE_ON_A_DIRECTORY = 101;

    private static final String UNKNOWN = "unknown, as the kernel cannot be read";

    /** A kernel that lies in every call from one on cannot be found out; one that fails in every call can. */
    private static final Set<Fault> LOUD = EnumSet.of(Fault.REFUSED, Fault.ANSWER_LOST);

    private enum Outcome {
        DONE,
        NOT_DONE,
        REFUSED_BEFOREHAND,
        PARTIAL_TOLD_EXACTLY,
        PARTIAL_UNKNOWN,
        CRASHED_AND_FINISHED,
        CRASHED_AND_UNDONE,
        CRASHED_BEFORE_ANYTHING,
        CRASHED_AND_TOLD_EXACTLY
    }

    /** A host with what was there before, and what is done to it. */
    private record Scenario(
            boolean pool, List<Instance> before, BiFunction<TestHost, ChangeEngine, ChangeOutcome> operation) {
        static Scenario baseline() {
            return new Scenario(
                    false,
                    List.of(),
                    (host, engine) -> engine.initialize(host.planner().planBaseline(valid(host.described()))));
        }

        static Scenario change(List<Instance> before, Function<TestHost, Instance[]> after) {
            return new Scenario(true, before, (host, engine) -> engine.apply(host.plan(after.apply(host))));
        }

        static Scenario pool(List<Instance> before, Function<TestHost, PoolPlan> plan) {
            return new Scenario(true, before, (host, engine) -> engine.resize(plan.apply(host)));
        }
    }

    /** Hosts of one release, in memory or on directories that are cleared away, and which of the combinations are made on them. */
    private static final class Hosts implements AutoCloseable {
        private final SimulatedRelease release;
        private final KernelForm form;
        private final int stride;
        private final KernelForm.Booter booter;
        private int combinations;

        private Hosts(SimulatedRelease release, KernelForm form) {
            this.release = release;
            this.form = form;
            this.stride = form == KernelForm.IN_MEMORY ? STRIDE : STRIDE_ON_A_DIRECTORY;
            this.booter = new KernelForm.Booter(form);
        }

        private boolean makesNext() {
            return combinations++ % stride == release.ordinal() % stride;
        }

        private TestHost next() {
            return new TestHost(booter, release);
        }

        @Override
        public void close() {
            try {
                booter.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public String toString() {
            return release + " " + form;
        }
    }

    /** Memory on two nodes is one request on flat kernels; the first of them do not show the platform devices of an instance. */
    private static Map<String, Scenario> scenarios(SimulatedRelease release) {
        Instance web = withDevices(instance("web", 1, "2-3", 1024), "eth0");
        Instance db = instance("db", 2, "8-9", 2048);
        Instance wide = release.abi().takesNumaNodes()
                ? instance("wide", 3, "4,10", 0)
                        .withRegions(List.of(new MemoryRange(4 * GIB, GIB), new MemoryRange(10 * GIB, GIB)))
                : instance("wide", 3, "4,10", 2048);
        String[] devices =
                release == SimulatedRelease.EARLY_FLAT ? new String[] {"eth0"} : new String[] {"eth0", "uart1"};
        Map<String, Scenario> all = new LinkedHashMap<>();
        all.put("baseline", Scenario.baseline());
        all.put("create", Scenario.change(List.of(), host -> new Instance[] {web}));
        all.put("create beside another", Scenario.change(List.of(db), host -> with(host, web)));
        all.put("create on two nodes", Scenario.change(List.of(db), host -> with(host, wide)));
        all.put("delete", Scenario.change(List.of(web, db), host -> without(host, "web")));
        all.put("delete the only one", Scenario.change(List.of(web), host -> new Instance[0]));
        all.put("replace", Scenario.change(List.of(web), host -> new Instance[] {instance("web", 5, "2-6", 512)}));
        all.put("create three", Scenario.change(List.of(), host -> new Instance[] {web, db, wide}));
        if (release.abi().takesSeveralFragments()) {
            all.put(
                    "create two in an overlay each",
                    new Scenario(true, List.of(), (host, engine) -> engine.apply(host.planApart(web, db))));
        }
        all.put("swap two for two", Scenario.change(List.of(web, db), host ->
                new Instance[] {instance("a", 1, "2,9", 1024), withDevices(instance("b", 2, "3,8", 2048), devices)}));
        all.put(
                "create with devices beside three",
                Scenario.change(
                        List.of(instance("x", 7, "5", 64), instance("y", 8, "6", 64), wide), host -> with(host, web)));
        all.put("swap", Scenario.change(List.of(web), host -> new Instance[] {db}));
        all.put(
                "change in place",
                Scenario.change(
                        List.of(web, db),
                        host -> changed(
                                host,
                                "web",
                                each -> each.withCpus(CpuSet.parse("2,4-6"))
                                        .withMemory(ByteSize.ofMiB(1536))
                                        .withDevices(List.of(new DeviceRef.Whole("nvme0"))))));
        all.put("move a CPU", Scenario.change(List.of(web, db), host -> moved(host)));
        if (release.abi().resizesPool()) {
            all.put("another pool", Scenario.pool(List.of(db), EveryFaultTest::anotherPool));
            all.put(
                    "no pool",
                    Scenario.pool(
                            List.of(),
                            host -> host.planner()
                                    .planEmptyPool(
                                            host.snapshot(), host.described().devices())));
        }
        return all;
    }

    private static Instance[] with(TestHost host, Instance more) {
        List<Instance> all = new ArrayList<>(host.state().instances());
        all.add(more);
        return all.toArray(Instance[]::new);
    }

    private static Instance[] changed(TestHost host, String name, UnaryOperator<Instance> change) {
        return host.state().instances().stream()
                .map(each -> each.name().text().equals(name) ? change.apply(each) : each)
                .toArray(Instance[]::new);
    }

    /** From one instance to the other, and another goes back to the pool. */
    private static Instance[] moved(TestHost host) {
        return host.state().instances().stream()
                .map(each -> each.withCpus(each.name().text().equals("web") ? CpuSet.of(2) : CpuSet.parse("3,8")))
                .toArray(Instance[]::new);
    }

    private static Instance[] without(TestHost host, String name) {
        return host.state().instances().stream()
                .filter(each -> !each.name().text().equals(name))
                .toArray(Instance[]::new);
    }

    private static TestHost hostOf(Hosts hosts, Scenario scenario) {
        TestHost host = hosts.next();
        if (scenario.pool()) {
            host.initialized();
            if (!scenario.before().isEmpty()) {
                host.apply(scenario.before().toArray(Instance[]::new)).requireDone();
            }
        }
        return host;
    }

    private static Map<String, String> essence(TestHost host) {
        return SnapshotDifference.essence(host.snapshot());
    }

    private static ChangeOutcome run(TestHost host, Scenario scenario, ChangeEngine engine) {
        return scenario.operation().apply(host, engine);
    }

    /** Other CPUs, a chunk of half the size on the second node, a device less. */
    private static PoolPlan anotherPool(TestHost host) {
        SystemState wanted = TestHost.description()
                .cpus(new CpuInventory(16, CpuSet.parse("0-1,4"), CpuSet.parse("2-3,5-15")))
                .memory(new MemoryInventory(
                        ByteSize.ofGiB(16), ByteSize.ofGiB(2), MemoryPool.of(new MemoryRange(2 * GIB, 10 * GIB))))
                .devices(host.described().devices().stream()
                        .filter(device -> !device.name().equals("nvme0"))
                        .toList())
                .build();
        return host.planner().planPool(host.snapshot(), host.described().devices(), valid(wanted));
    }

    @Test
    void noFaultAtAnyCallLeavesAFourthOutcome() {
        Map<Outcome, Integer> all = new EnumMap<>(Outcome.class);
        for (KernelForm form : KernelForm.values()) {
            for (SimulatedRelease release : SimulatedRelease.values()) {
                try (Hosts hosts = new Hosts(release, form)) {
                    Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
                    scenarios(release).forEach((name, scenario) -> withEveryFault(hosts, name, scenario, counts));
                    System.out.println("operations with a fault at each call, " + hosts + ": " + sum(counts) + " of "
                            + hosts.combinations + " combinations, " + counts);
                    counts.forEach((outcome, count) -> all.merge(outcome, count, Integer::sum));
                }
            }
        }
        assertThat(sum(all)).isGreaterThan(2000);
        assertThat(all.keySet())
                .doesNotContain(Outcome.CRASHED_AND_TOLD_EXACTLY)
                .contains(Outcome.DONE, Outcome.NOT_DONE, Outcome.CRASHED_AND_FINISHED, Outcome.CRASHED_AND_UNDONE);
    }

    private static int sum(Map<Outcome, Integer> counts) {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    private static void withEveryFault(Hosts hosts, String name, Scenario scenario, Map<Outcome, Integer> counts) {
        TestHost model = hostOf(hosts, scenario);
        FaultyFs counting = FaultyFs.over(model.fs(), 0, Fault.REFUSED);
        run(model, scenario, new ChangeEngine(counting)).requireDone();
        Map<String, String> intended = essence(model);
        for (Fault fault : Fault.values()) {
            for (int call = 1; call <= counting.calls(); call++) {
                for (boolean lasting : LOUD.contains(fault) ? List.of(false, true) : List.of(false)) {
                    if (!hosts.makesNext()) {
                        continue;
                    }
                    TestHost host = hostOf(hosts, scenario);
                    FaultyFs fs =
                            lasting ? FaultyFs.from(host.fs(), call, fault) : FaultyFs.over(host.fs(), call, fault);
                    String where =
                            hosts + ", " + name + ", " + fault + " in call " + call + (lasting ? " and later" : "");
                    counts.merge(outcome(where, host, scenario, fs, intended), 1, Integer::sum);
                }
            }
        }
    }

    /** The second program dies, too, at any of its calls; the third brings the change to an end. */
    @Test
    void aCrashInTheRecoveryIsRecoveredFrom() {
        int total = 0;
        for (SimulatedRelease release : SimulatedRelease.values()) {
            int made = 0;
            try (Hosts hosts = new Hosts(release, KernelForm.IN_MEMORY)) {
                for (Map.Entry<String, Scenario> each : scenarios(release).entrySet()) {
                    made += withEveryCrash(hosts, each);
                }
                System.out.println("operations with a crash at each call, and another at each call of the recovery, "
                        + release + ": " + made + " combinations, at a part of " + hosts.combinations + " first calls");
            }
            total += made;
        }
        assertThat(total).isGreaterThan(1000);
    }

    private static int withEveryCrash(Hosts hosts, Map.Entry<String, Scenario> scenario) {
        TestHost model = hostOf(hosts, scenario.getValue());
        FaultyFs counting = FaultyFs.over(model.fs(), 0, Fault.REFUSED);
        run(model, scenario.getValue(), new ChangeEngine(counting)).requireDone();
        Map<String, String> intended = essence(model);
        int made = 0;
        for (int call = 1; call <= counting.calls(); call++) {
            if (!hosts.makesNext()) {
                continue;
            }
            for (int later = 1; crashTwice(hosts, scenario, call, later, intended); later += 2) {
                made++;
            }
        }
        return made;
    }

    /** A host after a crash, with the journal of it. */
    private record Crashed(TestHost host, ChangeJournal journal, BaselineRecord record, Map<String, String> before) {}

    private static Crashed crashed(Hosts hosts, Scenario scenario, int call) {
        TestHost host = hostOf(hosts, scenario);
        Map<String, String> before = essence(host);
        Crashed crashed = new Crashed(host, ChangeJournal.inMemory(), new BaselineRecord(null), before);
        ChangeEngine engine = new ChangeEngine(
                FaultyFs.over(host.fs(), call, Fault.CRASH_AFTER), crashed.journal(), crashed.record());
        assertThatExceptionOfType(SimulatedCrash.class).isThrownBy(() -> run(host, scenario, engine));
        return crashed;
    }

    /** Answers false if the recovery had fewer calls. */
    private static boolean crashTwice(
            Hosts hosts, Map.Entry<String, Scenario> scenario, int call, int later, Map<String, String> intended) {
        Crashed crashed = crashed(hosts, scenario.getValue(), call);
        FaultyFs second = FaultyFs.over(crashed.host().fs(), later, Fault.CRASH_AFTER);
        try {
            new ChangeEngine(second, crashed.journal(), crashed.record()).recover();
            return false;
        } catch (SimulatedCrash e) {
            String where = hosts + ", " + scenario.getKey() + ", crash in call " + call + ", then in " + later;
            Outcome outcome = afterCrash(where, crashed.host(), crashed.journal(), crashed.before(), intended);
            assertThat(outcome).as(where).isNotEqualTo(Outcome.CRASHED_AND_TOLD_EXACTLY);
            return true;
        }
    }

    private static Outcome outcome(
            String where, TestHost host, Scenario scenario, FaultyFs fs, Map<String, String> intended) {
        Map<String, String> before = essence(host);
        ChangeJournal journal = ChangeJournal.inMemory();
        try {
            ChangeOutcome outcome = run(host, scenario, new ChangeEngine(fs, journal, new BaselineRecord(null)));
            boolean done = outcome instanceof ChangeOutcome.Done;
            assertThat(essence(host)).as(where).isEqualTo(done ? intended : before);
            assertThat(journal.unfinished()).as(where).isEmpty();
            return done ? Outcome.DONE : Outcome.NOT_DONE;
        } catch (PartialChangeException e) {
            assertThat(journal.unfinished()).as(where).isEmpty();
            if (e.left().contains(UNKNOWN)) {
                return Outcome.PARTIAL_UNKNOWN;
            }
            assertThat(e.left()).as(where).isEqualTo(SnapshotDifference.between(before, essence(host)));
            return Outcome.PARTIAL_TOLD_EXACTLY;
        } catch (KernelInterfaceException e) {
            assertThat(essence(host)).as(where + ": " + e.getMessage()).isEqualTo(before);
            assertThat(journal.unfinished()).as(where).isEmpty();
            return Outcome.REFUSED_BEFOREHAND;
        } catch (SimulatedCrash e) {
            return afterCrash(where, host, journal, before, intended);
        }
    }

    private static Outcome afterCrash(
            String where,
            TestHost host,
            ChangeJournal journal,
            Map<String, String> before,
            Map<String, String> intended) {
        ChangeEngine next = new ChangeEngine(host.fs(), journal, new BaselineRecord(null));
        try {
            Optional<Recovery> recovery = next.recover();
            if (recovery.isEmpty()) {
                boolean done = essence(host).equals(intended);
                assertThat(essence(host)).as(where).isIn(before, intended);
                return done ? Outcome.CRASHED_AND_FINISHED : Outcome.CRASHED_BEFORE_ANYTHING;
            }
            boolean finished = recovery.get().result() == Recovery.Result.FINISHED;
            assertThat(essence(host)).as(where + ", " + recovery.get()).isEqualTo(finished ? intended : before);
            return finished ? Outcome.CRASHED_AND_FINISHED : Outcome.CRASHED_AND_UNDONE;
        } catch (PartialChangeException e) {
            assertThat(e.left()).as(where).isEqualTo(SnapshotDifference.between(before, essence(host)));
            return Outcome.CRASHED_AND_TOLD_EXACTLY;
        }
    }
}

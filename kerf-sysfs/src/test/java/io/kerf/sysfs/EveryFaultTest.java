// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import static io.kerf.sysfs.TestHost.GIB;
import static io.kerf.sysfs.TestHost.instance;
import static io.kerf.sysfs.TestHost.valid;
import static io.kerf.sysfs.TestHost.withDevices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kerf.model.Instance;
import io.kerf.model.MemoryRange;
import io.kerf.sysfs.simulated.Fault;
import io.kerf.sysfs.simulated.FaultyFs;
import io.kerf.sysfs.simulated.SimulatedCrash;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * Every operation with every fault at every call it makes: it is done and verified, or not done and everything as before, or the report of
 * what is left is exact. A fourth there is not, nor after a crash, once the next engine has come by.
 */
class EveryFaultTest {
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
    private record Scenario(boolean pool, List<Instance> before, Function<TestHost, Instance[]> after) {}

    private static Map<String, Scenario> scenarios() {
        Instance web = withDevices(instance("web", 1, "2-3", 1024), "eth0");
        Instance db = instance("db", 2, "8-9", 2048);
        Instance wide = instance("wide", 3, "4,10", 0)
                .withRegions(List.of(new MemoryRange(4 * GIB, GIB), new MemoryRange(10 * GIB, GIB)));
        Map<String, Scenario> all = new LinkedHashMap<>();
        all.put("baseline", new Scenario(false, List.of(), host -> new Instance[0]));
        all.put("create", new Scenario(true, List.of(), host -> new Instance[] {web}));
        all.put("create beside another", new Scenario(true, List.of(db), host -> with(host, web)));
        all.put("create on two nodes", new Scenario(true, List.of(db), host -> with(host, wide)));
        all.put("delete", new Scenario(true, List.of(web, db), host -> without(host, "web")));
        all.put("delete the only one", new Scenario(true, List.of(web), host -> new Instance[0]));
        all.put("replace", new Scenario(true, List.of(web), host -> new Instance[] {instance("web", 5, "2-6", 512)}));
        all.put("create three", new Scenario(true, List.of(), host -> new Instance[] {web, db, wide}));
        all.put("swap two for two", new Scenario(true, List.of(web, db), host -> new Instance[] {
            instance("a", 1, "2,9", 1024), withDevices(instance("b", 2, "3,8", 2048), "eth0", "uart1")
        }));
        all.put(
                "create with devices beside three",
                new Scenario(
                        true,
                        List.of(instance("x", 7, "5", 64), instance("y", 8, "6", 64), wide),
                        host -> with(host, web)));
        all.put("swap", new Scenario(true, List.of(web), host -> new Instance[] {db}));
        return all;
    }

    private static Instance[] with(TestHost host, Instance more) {
        List<Instance> all = new ArrayList<>(host.state().instances());
        all.add(more);
        return all.toArray(Instance[]::new);
    }

    private static Instance[] without(TestHost host, String name) {
        return host.state().instances().stream()
                .filter(each -> !each.name().text().equals(name))
                .toArray(Instance[]::new);
    }

    private static TestHost hostOf(Scenario scenario) {
        TestHost host = new TestHost();
        if (scenario.pool()) {
            host.initialized();
            if (!scenario.before().isEmpty()) {
                host.apply(scenario.before().toArray(Instance[]::new)).requireDone();
            }
        }
        return host;
    }

    private static Map<String, String> essence(TestHost host) {
        return SnapshotDifference.essence(
                KernelSnapshot.read(host.fs(), host.described().devices()));
    }

    private static ChangeOutcome run(TestHost host, Scenario scenario, ChangeEngine engine) {
        return scenario.pool()
                ? engine.apply(host.plan(scenario.after().apply(host)))
                : engine.initialize(host.planner().planBaseline(valid(host.described())));
    }

    @Test
    void noFaultAtAnyCallLeavesAFourthOutcome() {
        Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
        scenarios().forEach((name, scenario) -> {
            TestHost model = hostOf(scenario);
            FaultyFs counting = FaultyFs.over(model.fs(), 0, Fault.REFUSED);
            run(model, scenario, new ChangeEngine(counting)).requireDone();
            Map<String, String> intended = essence(model);
            for (Fault fault : Fault.values()) {
                for (int call = 1; call <= counting.calls(); call++) {
                    for (boolean lasting : LOUD.contains(fault) ? List.of(false, true) : List.of(false)) {
                        TestHost host = hostOf(scenario);
                        FaultyFs fs =
                                lasting ? FaultyFs.from(host.fs(), call, fault) : FaultyFs.over(host.fs(), call, fault);
                        String where = name + ", " + fault + " in call " + call + (lasting ? " and later" : "");
                        counts.merge(outcome(where, host, scenario, fs, intended), 1, Integer::sum);
                    }
                }
            }
        });
        int total = counts.values().stream().mapToInt(Integer::intValue).sum();
        System.out.println("operations with a fault at each call: " + total + " combinations, " + counts);
        assertThat(total).isGreaterThan(2000);
        assertThat(counts.keySet())
                .doesNotContain(Outcome.CRASHED_AND_TOLD_EXACTLY)
                .contains(Outcome.DONE, Outcome.NOT_DONE, Outcome.CRASHED_AND_FINISHED, Outcome.CRASHED_AND_UNDONE);
    }

    /** The second program dies, too, at any of its calls; the third brings the change to an end. */
    @Test
    void aCrashInTheRecoveryIsRecoveredFrom() {
        int total = 0;
        for (Map.Entry<String, Scenario> each : scenarios().entrySet()) {
            TestHost model = hostOf(each.getValue());
            FaultyFs counting = FaultyFs.over(model.fs(), 0, Fault.REFUSED);
            run(model, each.getValue(), new ChangeEngine(counting)).requireDone();
            Map<String, String> intended = essence(model);
            for (int call = 1; call <= counting.calls(); call++) {
                for (int later = 1; crashTwice(each, call, later, intended); later += 2) {
                    total++;
                }
            }
        }
        System.out.println("operations with a crash at each call, and another at each call of the recovery: " + total
                + " combinations");
        assertThat(total).isGreaterThan(1000);
    }

    /** Answers false if the recovery had fewer calls. */
    private static boolean crashTwice(
            Map.Entry<String, Scenario> scenario, int call, int later, Map<String, String> intended) {
        TestHost host = hostOf(scenario.getValue());
        Map<String, String> before = essence(host);
        ChangeJournal journal = ChangeJournal.inMemory();
        BaselineRecord record = new BaselineRecord(null);
        ChangeEngine first = new ChangeEngine(FaultyFs.over(host.fs(), call, Fault.CRASH_AFTER), journal, record);
        assertThatExceptionOfType(SimulatedCrash.class).isThrownBy(() -> run(host, scenario.getValue(), first));
        FaultyFs second = FaultyFs.over(host.fs(), later, Fault.CRASH_AFTER);
        try {
            new ChangeEngine(second, journal, record).recover();
            return false;
        } catch (SimulatedCrash e) {
            String where = scenario.getKey() + ", crash in call " + call + ", then in " + later;
            Outcome outcome = afterCrash(where, host, journal, before, intended);
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

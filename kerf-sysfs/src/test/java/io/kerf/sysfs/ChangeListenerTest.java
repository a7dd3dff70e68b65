// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.model.SystemState;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChangeListenerTest {
    private final TestHost host = new TestHost().initialized();
    private final List<String> told = new ArrayList<>();
    private final ChangeEngine engine = new ChangeEngine(host.fs()).withListener(progress -> told.add(stage(progress)));

    private static String stage(ChangeProgress progress) {
        return progress.stage() + " " + progress.step() + "/" + progress.steps();
    }

    @Test
    void aChangeTellsEachStageOfEachStep() {
        engine.apply(host.plan(TestHost.instance("a", 1, "2", 64), TestHost.instance("b", 2, "3", 64)))
                .requireDone();
        assertThat(told)
                .containsExactly(
                        "PLANNED 0/2", "WRITING 1/2", "WRITING 2/2", "VERIFYING 1/2", "VERIFYING 2/2", "DONE 0/2");
    }

    @Test
    void stepsThatAreWrittenApartAreToldOneAfterTheOther() {
        engine.apply(host.planApart(TestHost.instance("a", 1, "2", 64), TestHost.instance("b", 2, "3", 64)))
                .requireDone();
        assertThat(told)
                .containsExactly(
                        "PLANNED 0/2", "WRITING 1/2", "VERIFYING 1/2", "WRITING 2/2", "VERIFYING 2/2", "DONE 0/2");
    }

    @Test
    void aChangeThatFailsTellsWhatIsTakenBack() {
        ChangePlan plan = host.plan(TestHost.instance("a", 1, "2", 64), TestHost.instance("b", 2, "3", 64));
        SystemState now = host.state();
        new ChangeEngine(host.fs())
                .apply(host.planner()
                        .plan(
                                TestHost.valid(now),
                                TestHost.valid(now.withInstance(TestHost.instance("c", 9, "3", 64)))))
                .requireDone();
        assertThat(engine.apply(plan)).isInstanceOf(ChangeOutcome.NotDone.class);
        assertThat(told)
                .containsExactly(
                        "PLANNED 0/2",
                        "WRITING 1/2",
                        "WRITING 2/2",
                        "VERIFYING 1/2",
                        "VERIFYING 2/2",
                        "TAKING_BACK 2/2",
                        "TAKING_BACK 1/2");
    }

    @Test
    void aPlanWithoutStepsAndAStaleOneTellNothing() {
        engine.apply(host.plan()).requireDone();
        ChangePlan plan = host.plan(TestHost.instance("a", 1, "2", 64));
        new ChangeEngine(host.fs()).apply(plan).requireDone();
        assertThat(engine.apply(plan)).isInstanceOf(ChangeOutcome.NotDone.class);
        assertThat(told).isEmpty();
    }

    @Test
    void aListenerThatThrowsStopsNothing() {
        ChangeEngine careless = engine.withListener(progress -> {
            throw new IllegalStateException("no");
        });
        careless.apply(host.plan(TestHost.instance("a", 1, "2", 64))).requireDone();
        assertThat(host.state().instances()).hasSize(1);
    }

    @Test
    void progressIsReadable() {
        ChangeProgress progress = new ChangeProgress(ChangeProgress.Stage.TAKING_BACK, 2, 3, "create instance 'a'");
        assertThat(progress).hasToString("taking back 2 of 3: create instance 'a'");
        assertThat(new ChangeProgress(ChangeProgress.Stage.DONE, 0, 3, "all")).hasToString("done: all");
    }
}

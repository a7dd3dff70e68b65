// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kerf.alloc.SmtPolicy;
import io.kerf.desired.DesiredInstance;
import io.kerf.desired.DesiredState;
import io.kerf.desired.DesiredStateException;
import io.kerf.desired.PlanData;
import io.kerf.desired.PlannedAction;
import io.kerf.desired.PlannedAction.Kind;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuSet;
import io.kerf.model.Instance;
import io.kerf.model.InstanceId;
import io.kerf.model.ModelException;
import io.kerf.validate.ValidationException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DesiredPlanTest {
    private static final DesiredInstance WEB = DesiredInstance.withCpus("web", "32-35", "2GB");
    private static final DesiredInstance OLD =
            DesiredInstance.withCpus("old", "36-37", "1GB").withDevices("eth1");

    private Host host;

    @BeforeEach
    void bringAboutTheFirstState() {
        host = SampleBaselines.initialized("numa_topology.dts");
        host.apply(DesiredState.of(WEB, OLD));
    }

    @AfterEach
    void close() {
        host.close();
    }

    private Instance described(String name) {
        return host.instance(name).describe();
    }

    private static Kind kindOf(DesiredPlan plan, String name) {
        return action(plan, name).kind();
    }

    private static PlannedAction action(DesiredPlan plan, String name) {
        return plan.data().actions().stream()
                .filter(each -> each.name().text().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatIsWantedIsThereAfterwardsAndASecondTimeNothingIsWritten() {
        assertThat(described("web").cpus()).isEqualTo(CpuSet.parse("32-35"));
        assertThat(described("old").devices()).extracting(Object::toString).containsExactly("eth1");
        int before = host.transactions().size();

        DesiredPlan again = host.plan(DesiredState.of(OLD, WEB));

        assertThat(again.data().isEmpty()).isTrue();
        assertThat(again.change().steps()).isEmpty();
        assertThat(again.apply()).extracting(handle -> handle.name().text()).containsExactly("old", "web");
        assertThat(host.transactions()).hasSize(before);
    }

    @Test
    void instancesComeChangeAndGoTogether() {
        DesiredPlan plan = host.plan(DesiredState.of(
                DesiredInstance.withCpus("web", "32-33,37", "3GB").withDevices("eth1"),
                DesiredInstance.withCpus("cache", "34-36", "1GB")));

        assertThat(plan.toString()).isEqualTo("""
                        1 to create, 1 to update, 0 to replace, 1 to delete, 0 unchanged
                        + cache  create with CPUs 34-36, 1GB, id 1: there is none of that name
                        - old    delete, which gives back CPUs 36-37, 1GB, eth1, id 1: it is not wanted
                        ~ web    update: CPUs 37 come; CPUs 34-35 go; memory changes from 2GB to 3GB; eth1 comes
                        """);
        assertThat(plan.source()).contains("/instances/web");
        assertThat(plan.report().errors()).isEmpty();
        plan.apply();

        assertThat(described("web").cpus()).isEqualTo(CpuSet.parse("32-33,37"));
        assertThat(described("web").memory()).isEqualTo(ByteSize.ofGiB(3));
        assertThat(described("cache").cpus()).isEqualTo(CpuSet.parse("34-36"));
        assertThat(host.instances()).hasSize(2);
        assertThatExceptionOfType(StalePlanException.class).isThrownBy(plan::apply);
    }

    @Test
    void whatNoKernelCanChangeInPlaceIsCreatedAnewWhileItIsReady() {
        DesiredPlan plan =
                host.plan(DesiredState.of(DesiredInstance.withCpus("web", "33-35,38", "2GB"), OLD.withId(7)));

        assertThat(kindOf(plan, "web")).isEqualTo(Kind.REPLACE);
        assertThat(action(plan, "web").reasons().get(0)).contains("boots on 32");
        assertThat(kindOf(plan, "old")).isEqualTo(Kind.REPLACE);
        assertThat(action(plan, "old").reasons()).containsExactly("it has id 1, and id 7 is wanted");
        plan.apply();
        assertThat(described("web").cpus()).isEqualTo(CpuSet.parse("33-35,38"));
        assertThat(described("old").id()).contains(InstanceId.of(7));
        assertThatExceptionOfType(ValidationException.class)
                .as("CPU 36 is asked for by both")
                .isThrownBy(() -> host.plan(DesiredState.of(DesiredInstance.withCpus("web", "33-36,38", "2GB"), OLD)));
    }

    @Test
    void aNumberOfCpusKeepsThoseThatAreThere() {
        host.apply(DesiredState.of(DesiredInstance.withCpuCount("web", 6, "2GB"), OLD));
        CpuSet grown = described("web").cpus();
        assertThat(grown.size()).isEqualTo(6);
        assertThat(grown.containsAll(CpuSet.parse("32-35"))).isTrue();
        assertThat(host.state().topology().nodesOf(grown))
                .as("those near come first")
                .containsExactly(2);

        host.apply(DesiredState.of(DesiredInstance.withCpuCount("web", 3, "2GB"), OLD));
        assertThat(described("web").cpus()).isEqualTo(CpuSet.parse("32-34"));
        host.apply(DesiredState.of(DesiredInstance.withCpuCount("web", 3, "2GB").onNumaNodes(1), OLD));
        assertThat(host.state().topology().nodesOf(described("web").cpus())).containsExactly(1);
    }

    @Test
    void instancesThatShrinkGiveUpCpusThatAreFarFromTheOthers() {
        host.apply(DesiredState.of(DesiredInstance.withCpus("wide", "16-19,32,48-49", "2GB")));
        host.apply(DesiredState.of(DesiredInstance.withCpuCount("wide", 4, "2GB")));
        assertThat(described("wide").cpus()).isEqualTo(CpuSet.parse("16-19"));
    }

    @Test
    void severalThatGrowDoNotGetTheSameCpus() {
        host.apply(DesiredState.of(
                DesiredInstance.withCpuCount("web", 8, "2GB"),
                DesiredInstance.withCpuCount("old", 6, "1GB").withDevices("eth1"),
                DesiredInstance.withCpus("exact", "44-47", "1GB")));
        assertThat(described("web").cpus().intersects(described("old").cpus())).isFalse();
        assertThat(described("exact").cpus()).isEqualTo(CpuSet.parse("44-47"));
        assertThat(host.report().errors()).isEmpty();
    }

    @Test
    void allReasonsOfARefusalAreGivenAndNothingIsWritten() {
        int before = host.transactions().size();
        assertThatExceptionOfType(ChangeRefusedException.class)
                .isThrownBy(() -> host.apply(DesiredState.of(
                        WEB,
                        DesiredInstance.withCpuCount("huge", 4, "900GB"),
                        DesiredInstance.withCpuCount("many", 400, "1GB"))))
                .satisfies(e -> assertThat(e.reasons()).hasSize(2));
        assertThatExceptionOfType(ModelException.class)
                .isThrownBy(() -> host.apply(DesiredState.of(WEB.withDevices("eth9"))))
                .withMessageContaining("eth9");
        assertThatExceptionOfType(ChangeRefusedException.class)
                .isThrownBy(() -> host.apply(
                        DesiredState.of(WEB.withDevices("eth9"), DesiredInstance.withCpuCount("huge", 4, "900GB"))))
                .satisfies(e -> assertThat(e.reasons()).hasSize(2));
        assertThat(host.transactions()).hasSize(before);
        assertThat(host.instances()).hasSize(2);
    }

    @Test
    void aPlanCanBeStoredAndAppliedLaterWhileTheHostIsAsItWas() {
        DesiredPlan plan = host.plan(DesiredState.of(
                WEB,
                DesiredInstance.withCpuCount("alone", 1, "1GB")
                        .withSmt(SmtPolicy.WHOLE)
                        .withDevices("nvme1")));
        String json = plan.data().toJson();
        PlanData stored = PlanData.parse(json, "plan.json");
        assertThat(stored).isEqualTo(plan.data()).hasToString(plan.toString());

        List<InstanceHandle> handles = host.plan(stored).apply();

        assertThat(handles).extracting(handle -> handle.name().text()).containsExactly("alone", "web");
        CpuSet one = described("alone").cpus();
        CpuSet rest = host.state().topology().siblings(one.first()).minus(one);
        assertThatExceptionOfType(PlacementException.class)
                .as("what the stored plan kept free stays free")
                .isThrownBy(() ->
                        host.createInstance("thief").cpus(rest).memory("1GB").plan());
        assertThatExceptionOfType(StalePlanException.class).isThrownBy(() -> host.plan(stored));
    }

    @Test
    void aStoredPlanAsksForMemoryInTheOrderThatItFitsIn() {
        host.apply(DesiredState.of(
                DesiredInstance.withCpus("filler0", "48", "3GB"),
                DesiredInstance.withCpus("filler1", "49", "1GB"),
                DesiredInstance.withCpus("filler2", "50", "2GB"),
                DesiredInstance.withCpus("filler3", "51", "25GB")));
        DesiredState gaps = DesiredState.of(
                DesiredInstance.withCpus("filler1", "49", "1GB"), DesiredInstance.withCpus("filler3", "51", "25GB"));
        host.apply(gaps);
        List<DesiredInstance> more = new ArrayList<>(gaps.instances());
        more.add(DesiredInstance.withCpuCount("a", 1, "2GB").onNumaNodes(3));
        more.add(DesiredInstance.withCpuCount("b", 1, "3GB").onNumaNodes(3));

        PlanData stored =
                PlanData.parse(host.plan(new DesiredState(more)).data().toJson(), "plan.json");
        host.plan(stored).apply();

        assertThat(described("b").memoryBase().orElseThrow())
                .isLessThan(described("a").memoryBase().orElseThrow());
    }

    @Test
    void instancesWithANumberOfCpusMakeWayForThoseThatAskById() {
        host.apply(DesiredState.of(DesiredInstance.withCpus("c", "60-62", "1GB")));
        host.apply(DesiredState.of(
                DesiredInstance.withCpuCount("c", 2, "1GB"), DesiredInstance.withCpus("f", "61,63", "1GB")));
        assertThat(described("c").cpus()).isEqualTo(CpuSet.parse("60,62"));
        assertThat(described("f").cpus()).isEqualTo(CpuSet.parse("61,63"));

        DesiredPlan plan = host.plan(DesiredState.of(
                DesiredInstance.withCpuCount("c", 2, "1GB"), DesiredInstance.withCpus("f", "60-61", "1GB")));
        assertThat(kindOf(plan, "c")).isEqualTo(Kind.REPLACE);
        assertThat(action(plan, "c").reasons())
                .containsExactly("it boots on CPU 60, which another instance is to have");
    }

    @Test
    void idsAreSwappedAndGivenUp() {
        host.apply(DesiredState.of(WEB.withId(1), OLD.withId(2)));
        host.apply(DesiredState.of(WEB.withId(2), OLD.withId(1)));
        assertThat(described("web").id()).contains(InstanceId.of(2));
        assertThat(described("old").id()).contains(InstanceId.of(1));

        host.apply(DesiredState.of(
                WEB, OLD, DesiredInstance.withCpuCount("new", 1, "1GB").withId(1)));
        assertThat(described("new").id()).contains(InstanceId.of(1));
        assertThat(described("old").id()).isNotEqualTo(described("new").id());
    }

    @Test
    void whatAHostHasCanBeSavedAndBroughtBack() {
        DesiredState saved = DesiredState.of(host.state());
        host.instance("web").delete();
        host.createInstance("web").cpus("50").memory("4GB").create();

        host.apply(saved);

        assertThat(described("web").cpus()).isEqualTo(CpuSet.parse("32-35"));
        assertThat(described("web").memory()).isEqualTo(ByteSize.ofGiB(2));
    }

    @Test
    void aStoredPlanSaysEachInstanceOnceAndNumbersAsTheyAre() {
        String json = host.plan(DesiredState.of(WEB)).data().toJson();
        assertThatExceptionOfType(DesiredStateException.class)
                .isThrownBy(() -> PlanData.parse(json.replace("\"id\" : 1", "\"id\" : 4294967297"), "plan.json"))
                .withMessageContaining("4294967297");
        assertThatExceptionOfType(DesiredStateException.class)
                .isThrownBy(() -> PlanData.parse(json.replaceFirst("\"from\" : \"..", "\"from\" : \"zz"), "plan.json"))
                .withMessageContaining("64 hexadecimal digits");
        String twice = json.replace("\"old\"", "\"web\"");
        assertThatExceptionOfType(DesiredStateException.class)
                .isThrownBy(() -> PlanData.parse(twice, "plan.json"))
                .withMessageContaining("two actions are about 'web'");
    }

    @Test
    void aStoredPlanThatWasEditedIsValidatedAsAnyChange() {
        String json = host.plan(DesiredState.of(WEB, DesiredInstance.withCpus("more", "38-39", "1GB")))
                .data()
                .toJson();
        PlanData edited = PlanData.parse(json.replace("38-39", "35,38"), "plan.json");
        assertThatExceptionOfType(ValidationException.class)
                .isThrownBy(() -> host.plan(edited))
                .withMessageContaining("35");
        assertThatExceptionOfType(DesiredStateException.class)
                .isThrownBy(() -> PlanData.parse(json.replace("\"create\"", "\"conquer\""), "plan.json"))
                .withMessageContaining("plan.json:")
                .withMessageContaining("conquer");
        assertThatExceptionOfType(DesiredStateException.class)
                .isThrownBy(() -> PlanData.parse(json.replace("\"kerf-plan\" : 1", "\"kerf-plan\" : 2"), "plan.json"))
                .withMessageContaining("form 2");
    }
}

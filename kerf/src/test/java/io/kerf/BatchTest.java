// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.kerf.alloc.PlacementOutcome.Cause;
import io.kerf.alloc.SmtPolicy;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuSet;
import io.kerf.model.Instance;
import io.kerf.model.SystemState;
import io.kerf.sysfs.KernelInterfaceException;
import io.kerf.validate.ValidationException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BatchTest {
    private Host host;

    @BeforeEach
    void createWebAndOld() {
        host = SampleBaselines.initialized("numa_topology.dts");
        host.createInstance("web").cpus("32-35").memory("2GB").create();
        host.createInstance("old").cpus("36-37").memory("1GB").device("eth1").create();
    }

    @AfterEach
    void close() {
        host.close();
    }

    private Instance described(String name) {
        return host.instance(name).describe();
    }

    @Test
    void cpusMemoryAndDevicesMoveBetweenInstancesInOneBatch() {
        List<InstanceHandle> handles = host.batch()
                .create(host.createInstance("cache").cpus("34-36").memory("1GB").device("eth1"))
                .update(host.updateInstance("web").cpus("32-33,37"))
                .delete("old")
                .apply();

        assertThat(handles).extracting(handle -> handle.name().text()).containsExactly("cache", "web");
        assertThat(described("cache").cpus()).isEqualTo(CpuSet.parse("34-36"));
        assertThat(described("cache").devices()).extracting(Object::toString).containsExactly("eth1");
        assertThat(described("web").cpus()).isEqualTo(CpuSet.parse("32-33,37"));
        assertThat(host.instances()).hasSize(2);
        assertThat(host.report().errors()).isEmpty();
    }

    @Test
    void twoInstancesSwapCpus() {
        host.batch()
                .update(host.updateInstance("web").cpus("32,37"))
                .update(host.updateInstance("old").cpus("33-36"))
                .apply();

        assertThat(described("web").cpus()).isEqualTo(CpuSet.parse("32,37"));
        assertThat(described("old").cpus()).isEqualTo(CpuSet.parse("33-36"));
        assertThat(host.report().errors()).isEmpty();
    }

    @Test
    void aPlanSaysAllThatWouldBeDoneAndWritesNothing() {
        int before = host.transactions().size();
        BatchPlan plan = host.batch()
                .create(host.createInstance("cache").cpuCount(2).memory("1GB"))
                .update(host.updateInstance("web").removeCpus("35"))
                .delete("old")
                .plan();

        assertThat(plan.delta().removed())
                .extracting(each -> each.name().text())
                .containsExactly("old");
        assertThat(plan.delta().created())
                .extracting(each -> each.name().text())
                .containsExactly("cache");
        assertThat(plan.delta().changed()).hasSize(1);
        assertThat(plan.placements().values())
                .singleElement()
                .satisfies(placed -> assertThat(placed.cpus().size()).isEqualTo(2));
        assertThat(plan.report().errors()).isEmpty();
        assertThat(plan.source()).contains("/instances/web", "instance-create", "cache");
        assertThat(plan.toString()).contains("'old'", "'web'", "'cache'");
        assertThat(host.transactions()).hasSize(before);

        plan.apply();

        assertThat(host.state().instances()).hasSize(2);
        assertThatExceptionOfType(StalePlanException.class).isThrownBy(plan::apply);
    }

    @Test
    void theOrderOfCallsMakesNoDifference() {
        CreateInstance.Ready a = host.createInstance("a").cpuCount(4).memory("1GB");
        CreateInstance.Ready b = host.createInstance("b").cpuCount(6).memory("3GB");

        BatchPlan one = host.batch().create(a).create(b).delete("old").plan();
        BatchPlan other = host.batch().delete("old").create(b).create(a).plan();

        assertThat(one.change().next()).isEqualTo(other.change().next());
        assertThat(one.placements()).isEqualTo(other.placements());
    }

    @Test
    void anInstanceThatTakesThePlaceOfOneOfItsNameHasAnotherId() {
        InstanceHandle gone = host.instance("old");

        InstanceHandle now = host.batch()
                .delete("old")
                .create(host.createInstance("old").cpus("36-39").memory("4GB").device("eth1"))
                .apply()
                .get(0);

        assertThat(now.id()).isNotEqualTo(gone.id());
        assertThat(now.describe().cpus()).isEqualTo(CpuSet.parse("36-39"));
        assertThatExceptionOfType(KernelInterfaceException.class).isThrownBy(gone::status);
    }

    @Test
    void allReasonsOfARefusalAreGivenAndNothingIsWritten() {
        int before = host.transactions().size();
        Batch batch = host.batch()
                .create(host.createInstance("huge").cpuCount(4).memory("900GB"))
                .create(host.createInstance("taken").cpus("33").memory("1GB"))
                .create(host.createInstance("odd").cpuCount(1).memory("1GB").device("eth9"))
                .update(host.updateInstance("web").removeCpus("32"))
                .update(host.updateInstance("nobody").addCpus("40"))
                .delete("gone");

        assertThatExceptionOfType(ChangeRefusedException.class)
                .isThrownBy(batch::apply)
                .satisfies(e -> assertThat(e.reasons())
                        .extracting(reason -> reason.instance().orElseThrow().text())
                        .containsExactlyInAnyOrder("gone", "nobody", "odd", "huge", "taken", "web"))
                .withMessageContaining("6 parts of the change cannot be")
                .withMessageContaining("- nobody: ")
                .withMessageContaining("boots on 32");
        assertThat(host.transactions()).hasSize(before);
    }

    @Test
    void theOnlyReasonIsThrownItself() {
        assertThatExceptionOfType(PlacementException.class)
                .isThrownBy(() -> host.batch()
                        .create(host.createInstance("huge").cpuCount(4).memory("900GB"))
                        .plan());
        assertThatExceptionOfType(InstanceExistsException.class)
                .isThrownBy(() -> host.batch()
                        .create(host.createInstance("web").cpuCount(4).memory("1GB"))
                        .plan());
        assertThatExceptionOfType(ValidationException.class)
                .isThrownBy(() -> host.batch()
                        .update(host.updateInstance("web").addCpus("36"))
                        .plan())
                .withMessageContaining("36");
    }

    @Test
    void memoryThatHasNoRoomIsRefusedBeforeAnythingIsWritten() {
        int before = host.transactions().size();
        assertThatExceptionOfType(PlacementException.class)
                .isThrownBy(() -> host.batch()
                        .update(host.updateInstance("web").memory("60GB"))
                        .apply())
                .satisfies(e -> assertThat(e.refusal().cause()).isEqualTo(Cause.POOL_FRAGMENTED))
                .withMessageContaining("58GB more");
        assertThat(host.transactions()).hasSize(before);
        assertThat(described("web").memory()).isEqualTo(ByteSize.ofGiB(2));
    }

    @Test
    void memoryThatOneGivesUpAnotherCanHave() {
        SystemState state = host.state();
        host.createInstance("most").cpus("48-49").memory("27GB").numaNodes(3).create();
        host.updateInstance("most").memory("31GB").apply();

        host.batch()
                .update(host.updateInstance("most").memory("27GB"))
                .create(host.createInstance("rest").cpus("50-51").memory("4GB").numaNodes(3))
                .apply();

        assertThat(described("rest").regions())
                .allSatisfy(
                        region -> assertThat(state.topology().nodeOf(region)).hasValue(3));
    }

    @Test
    void memoryThatFitsInOneOrderOnlyIsAskedForInThatOrder() {
        for (int i = 0; i < 4; i++) {
            String memory = List.of("3GB", "1GB", "2GB", "25GB").get(i);
            host.createInstance("filler" + i)
                    .cpus(String.valueOf(48 + i))
                    .memory(memory)
                    .create();
        }
        host.batch().delete("filler0").delete("filler2").apply();

        // The gaps are of 3, 2 and somewhat less than 1 GB, from low to high: 'a', if it came first, would take that of
        // 'b'.
        host.batch()
                .create(host.createInstance("a").cpuCount(1).memory("2GB").numaNodes(3))
                .create(host.createInstance("b").cpuCount(1).memory("3GB").numaNodes(3))
                .apply();

        assertThat(described("b").memoryBase().orElseThrow())
                .isLessThan(described("a").memoryBase().orElseThrow());
        assertThat(host.state().topology().nodeOf(described("a").regions().get(0)))
                .hasValue(3);
    }

    @Test
    void threadsThatWholeLeavesOverStayFreeInTheNextBatch() {
        host.batch()
                .create(host.createInstance("alone").cpuCount(1).memory("1GB").smt(SmtPolicy.WHOLE))
                .apply();
        CpuSet one = described("alone").cpus();
        CpuSet core = host.state().topology().siblings(one.first());

        assertThatExceptionOfType(PlacementException.class)
                .isThrownBy(() -> host.batch()
                        .create(host.createInstance("thief")
                                .cpus(core.minus(one))
                                .memory("1GB"))
                        .plan());
    }

    @Test
    void aCreationWithItsKeyMadeAgainChangesNothing() {
        CreateInstance.Ready keyed =
                host.createInstance("job").cpuCount(2).memory("1GB").idempotencyKey("job-7");
        assertThat(host.batch().create(keyed).apply()).hasSize(1);
        int before = host.transactions().size();

        assertThat(host.batch().create(keyed).apply()).containsExactly(host.instance("job"));
        assertThat(keyed.create().id()).isEqualTo(host.instance("job").id());

        assertThat(host.transactions()).hasSize(before);
        assertThatExceptionOfType(KeyReusedException.class)
                .isThrownBy(() -> host.batch()
                        .create(host.createInstance("job")
                                .cpuCount(3)
                                .memory("1GB")
                                .idempotencyKey("job-7"))
                        .plan());
    }

    @Test
    void aKeyIsOfOneInstance() {
        Batch one = host.batch()
                .create(host.createInstance("x").cpuCount(1).memory("1GB").idempotencyKey("k"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> one.create(
                        host.createInstance("y").cpuCount(1).memory("1GB").idempotencyKey("k")))
                .withMessageContaining("a key is of one instance");
    }

    @Test
    void aKeyDoesNotOutliveItsInstance() {
        CreateInstance.Ready keyed =
                host.createInstance("a").cpuCount(1).memory("1GB").id(9).idempotencyKey("k");
        keyed.create();
        List<TransactionHandle> transactions = host.transactions();
        transactions.get(transactions.size() - 1).rollback();
        host.batch()
                .create(host.createInstance("a").cpuCount(7).memory("3GB").id(9))
                .apply();

        assertThatExceptionOfType(InstanceExistsException.class).isThrownBy(keyed::create);
    }

    @Test
    void whatAKernelDoesNotTellIsNotTakenForWhatWasAsked() {
        host.createInstance("a").cpuCount(2).memory("1GB").device("eth0").create();
        CreateInstance.Ready like =
                host.createInstance("a").cpuCount(2).memory("1GB").idempotencyKey("k");
        assertThatExceptionOfType(InstanceExistsException.class)
                .isThrownBy(() -> like.anyFunctionOf("nvme0").create());
        assertThatExceptionOfType(InstanceExistsException.class)
                .isThrownBy(() -> like.device("eth0").memoryBase(0x1000).create());
        assertThat(like.device("eth0").create().id())
                .isEqualTo(host.instance("a").id());
    }

    @Test
    void coresThatAreHadAloneStaySoThroughChanges() {
        host.batch()
                .create(host.createInstance("alone").cpus("4").memory("1GB").smt(SmtPolicy.WHOLE))
                .create(host.createInstance("next").cpus("6").memory("1GB"))
                .apply();
        assertThatExceptionOfType(PlacementException.class)
                .isThrownBy(() -> host.updateInstance("next").addCpus("5").plan())
                .withMessageContaining("CPUs 5 are on cores that another instance was created to have for itself");
        host.updateInstance("alone").addCpus("60").apply();
        assertThatExceptionOfType(PlacementException.class)
                .as("its change keeps the core its own")
                .isThrownBy(() -> host.batch()
                        .update(host.updateInstance("next").addCpus("5"))
                        .plan());

        host.batch()
                .delete("alone")
                .create(host.createInstance("alone").cpus("4").memory("1GB").smt(SmtPolicy.SHARE))
                .apply();
        host.updateInstance("next").addCpus("5").apply();
        assertThat(described("next").cpus()).isEqualTo(CpuSet.parse("5-6"));
    }

    @Test
    void anEmptyBatchDoesNothing() {
        int before = host.transactions().size();
        assertThat(host.batch().apply()).isEmpty();
        assertThat(host.batch().plan()).hasToString("nothing to do");
        assertThat(host.transactions()).hasSize(before);
    }

    @Test
    void aBatchSaysAllOfAnInstanceOnce() {
        Batch batch = host.batch().update(host.updateInstance("web").addCpus("40"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> batch.update(host.updateInstance("web").memory("3GB")))
                .withMessageContaining("'web' already");
        assertThatIllegalArgumentException().isThrownBy(() -> batch.delete("web"));
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        batch.create(host.createInstance("web").cpuCount(1).memory("1GB")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> host.batch().delete("old").delete("old"));
    }

    @Test
    void requestsOfAnotherHostAndClosedHostsAreRefused() {
        try (Host other = SampleBaselines.initialized("numa_topology.dts")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() ->
                            host.batch().update(other.updateInstance("web").addCpus("40")))
                    .withMessageContaining("did not make the request");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> host.batch()
                            .create(other.createInstance("a").cpuCount(1).memory("1GB")));
        }
        Batch batch = host.batch().delete("old");
        host.close();
        assertThatIllegalStateException().isThrownBy(batch::plan);
        assertThatIllegalStateException().isThrownBy(host::batch);
    }
}

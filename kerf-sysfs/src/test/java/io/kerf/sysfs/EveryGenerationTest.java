// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import static io.kerf.sysfs.TestHost.GIB;
import static io.kerf.sysfs.TestHost.instance;
import static io.kerf.sysfs.TestHost.valid;
import static io.kerf.sysfs.TestHost.withDevices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kerf.model.CpuSet;
import io.kerf.model.Device;
import io.kerf.model.Instance;
import io.kerf.model.InstanceName;
import io.kerf.model.MemoryRange;
import io.kerf.model.PciAddress;
import io.kerf.model.SystemState;
import io.kerf.sysfs.ChangeOutcome.Done;
import io.kerf.sysfs.ChangeOutcome.NotDone;
import io.kerf.sysfs.KernelInterfaceException.Reason;
import io.kerf.sysfs.simulated.KernelForm;
import io.kerf.sysfs.simulated.SimulatedImage;
import io.kerf.sysfs.simulated.SimulatedRelease;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The main job on the kernels of all generations. */
@ParameterizedClass
@MethodSource("releases")
class EveryGenerationTest {
    private final SimulatedRelease release;
    private final KernelForm.Booter booter;
    private final TestHost host;

    EveryGenerationTest(KernelForm form, SimulatedRelease release) {
        this.release = release;
        this.booter = new KernelForm.Booter(form);
        this.host = new TestHost(booter, release);
    }

    static Stream<Arguments> releases() {
        return Arrays.stream(KernelForm.values())
                .flatMap(form -> Arrays.stream(SimulatedRelease.values()).map(each -> Arguments.of(form, each)));
    }

    @AfterEach
    void clearAway() throws IOException {
        booter.close();
    }

    /** The devices that can be read back: the first flat kernels do not show platform devices of an instance. */
    private Instance web() {
        Instance web = instance("web", 3, "4-5", 1024).withBootCpu(5);
        return release == SimulatedRelease.EARLY_FLAT ? withDevices(web, "eth0") : withDevices(web, "eth0", "uart1");
    }

    @Test
    void aBaselineComesOutAsItWasMeant() {
        ChangeOutcome outcome =
                new ChangeEngine(host.fs()).initialize(host.planner().planBaseline(valid(host.described())));

        assertThat(outcome).isInstanceOf(Done.class);
        SystemState state = host.state();
        assertThat(state.cpus()).isEqualTo(host.described().cpus());
        assertThat(state.memory().pool().size())
                .isEqualTo(host.described().memory().pool().size());
        assertThat(state.freeCpus()).isEqualTo(CpuSet.parse("2-15"));
        assertThat(valid(state)).isNotNull();
        assertThat(KernelAbi.detect(host.fs())).isEqualTo(release.abi());
    }

    @Test
    void aSnapshotTellsTheGenerationByTheTree() {
        assertThat(KernelSnapshot.read(host.fs(), List.of()).hasPool()).isFalse();
        host.initialized();
        host.apply(web()).requireDone();

        KernelSnapshot guessed = KernelSnapshot.read(host.fs(), host.described().devices());

        assertThat(guessed).isEqualTo(host.snapshot());
        assertThat(guessed.freeCpus()).isEqualTo(CpuSet.parse("2-3,6-15"));
    }

    @Test
    void aSecondBaselineIsNotWritten() {
        host.initialized();

        ChangeOutcome outcome =
                new ChangeEngine(host.fs()).initialize(host.planner().planBaseline(valid(host.described())));

        assertThat(((NotDone) outcome).cause()).hasMessageContaining("a baseline is in force already");
    }

    @Test
    void anInstanceReadsBackAsItWasAskedForAndIsRemoved() {
        host.initialized();

        Done done = (Done) host.apply(web());

        Instance read = done.after().instance(InstanceName.of("web")).orElseThrow();
        assertThat(read.cpus()).isEqualTo(CpuSet.parse("4-5"));
        assertThat(read.bootCpu()).hasValue(5);
        assertThat(read.memory()).isEqualTo(web().memory());
        assertThat(read.devices()).containsExactlyInAnyOrderElementsOf(web().devices());
        assertThat(read.regions()).hasSize(1);
        assertThat(host.snapshot().freeCpus()).isEqualTo(CpuSet.parse("2-3,6-15"));
        assertThat(valid(host.state())).isNotNull();

        assertThat(host.apply()).isInstanceOf(Done.class);
        assertThat(host.snapshot().instances()).isEmpty();
        assertThat(host.snapshot().freeCpus()).isEqualTo(CpuSet.parse("2-15"));
    }

    @Test
    void oneWriteCarriesAsMuchAsTheInterfaceAllows() {
        host.initialized();
        host.apply(web(), instance("db", 4, "8", 64)).requireDone();

        Done done = (Done) host.apply(instance("a", 1, "9", 64), instance("b", 2, "10", 64));

        assertThat(done.transactions()).hasSize(release.abi().takesSeveralFragments() ? 1 : 4);
        assertThat(host.fs().instances()).containsExactly("a", "b");
    }

    @Test
    void aStepThatFailsTakesTheEarlierStepsBack() {
        host.initialized();
        host.apply(web()).requireDone();
        ChangePlan plan = host.planApart(instance("a", 1, "9", 64), instance("b", 2, "10", 64));
        KernelSnapshot before = host.snapshot();
        MultikernelFs fs = new ForwardingFs(host.fs()) {
            private int writes;

            @Override
            public void writeOverlay(byte[] blob) {
                // the third overlay of a plan of three reaches the kernel with the bytes of the second
                super.writeOverlay(++writes == 3 ? plan.steps().get(1).overlay().blob() : blob);
            }
        };

        NotDone outcome = (NotDone) new ChangeEngine(fs).apply(plan);

        assertThat(outcome.cause()).isNotNull();
        assertThat(SnapshotDifference.between(before, host.snapshot())).isEmpty();
        assertThat(host.fs().instances()).containsExactly("web");
    }

    @Test
    void aFailureNamesTheGeneration() {
        host.initialized();
        ChangePlan plan = host.plan(web());
        host.apply(instance("db", 9, "4-5", 64)).requireDone();
        ChangePlan taken = host.planner()
                .plan(valid(host.described()), valid(host.described().withInstance(instance("web", 3, "4-5", 64))));

        NotDone outcome = (NotDone) new ChangeEngine(host.fs()).apply(taken);

        assertThat(plan.abi()).isEqualTo(release.abi());
        assertThat(outcome.cause()).hasMessageContaining("(the kernel is taken to speak " + release.abi() + ")");
        assertThat(outcome.cause().reason()).isEqualTo(Reason.FAILED);
        assertThat(host.fs().instances()).containsExactly("db");
    }

    @Test
    void whatACrashLeftIsTakenBack() {
        host.initialized();
        ChangeJournal journal = ChangeJournal.inMemory();
        ChangePlan plan = host.planApart(web(), instance("db", 9, "8", 64));
        KernelSnapshot before = host.snapshot();
        MultikernelFs dying = new ForwardingFs(host.fs()) {
            @Override
            public void writeOverlay(byte[] blob) {
                super.writeOverlay(blob);
                throw new IllegalStateException("killed");
            }
        };

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> new ChangeEngine(dying, journal, new BaselineRecord(null)).apply(plan));
        assertThat(host.fs().instances()).hasSize(1);
        Optional<Recovery> recovery = new ChangeEngine(host.fs(), journal, new BaselineRecord(null)).recover();

        assertThat(recovery.orElseThrow().result()).isEqualTo(Recovery.Result.UNDONE);
        assertThat(SnapshotDifference.between(before, host.snapshot())).isEmpty();
    }

    @Test
    void aBaselineThatCrashedAfterTheWriteIsFinished() {
        ChangeJournal journal = ChangeJournal.inMemory();
        BaselinePlan plan = host.planner().planBaseline(valid(host.described()));
        MultikernelFs dying = new ForwardingFs(host.fs()) {
            @Override
            public void writeDeviceTree(byte[] blob) {
                super.writeDeviceTree(blob);
                throw new IllegalStateException("killed");
            }
        };

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> new ChangeEngine(dying, journal, new BaselineRecord(null)).initialize(plan));
        Optional<Recovery> recovery = new ChangeEngine(host.fs(), journal, new BaselineRecord(null)).recover();

        assertThat(plan.abi()).isEqualTo(release.abi());
        assertThat(recovery.orElseThrow().result()).isEqualTo(Recovery.Result.FINISHED);
        assertThat(host.snapshot().hasPool()).isTrue();
    }

    @Test
    void aBaselineWithADeviceThatIsNotThereIsTakenBackOrTold() {
        SystemState wrong = TestHost.description()
                .devices(List.of(Device.named("ghost")
                        .withPciAddress(PciAddress.parse("0000:7f:00.0"))
                        .withPciIds(0x8086, 1)))
                .build();
        BaselinePlan plan = ChangePlanner.of(release.abi(), 4096)
                .withPciIds(host.machine().pciIds())
                .planBaseline(valid(wrong));
        ChangeEngine engine = new ChangeEngine(host.fs());

        switch (release) {
            // shows what it was told
            case EARLY_FLAT -> assertThat(engine.initialize(plan)).isInstanceOf(Done.class);
            // cannot be emptied
            case FLAT_U32, FLAT_U64 -> {
                PartialChangeException partial =
                        catchThrowableOfType(PartialChangeException.class, () -> engine.initialize(plan));
                assertThat(partial.left()).anyMatch(line -> line.contains("CPUs of the pool"));
                assertThat(partial).hasMessageContaining("apply a corrected baseline");
            }
            case POOL_EARLY, POOL -> {
                assertThat(engine.initialize(plan)).isInstanceOf(NotDone.class);
                assertThat(host.snapshot().hasPool()).isFalse();
            }
        }
    }

    @Test
    void anInstanceThatIsLoadedIsNotRemoved() {
        host.initialized();
        host.apply(web()).requireDone();
        host.kernel().kexecLoad(3, new SimulatedImage(1 << 20, 1, "quiet"));

        KernelInterfaceException refusal = catchThrowableOfType(KernelInterfaceException.class, host::plan);

        assertThat(refusal).hasMessageContaining("while it is loaded");
    }

    @Test
    void memoryIsReadFromTheLinesOfIomem() {
        host.initialized();
        host.apply(instance("web", 3, "4", 64)).requireDone();

        List<MemoryRange> regions =
                host.snapshot().instance(InstanceName.of("web")).orElseThrow().regions();

        assertThat(regions).containsExactly(new MemoryRange(2 * GIB, 64L << 20));
    }

    @Test
    void aTransactionTellsWhatItDidAndRollsBackWhereItCan() {
        host.initialized();
        host.apply(web()).requireDone();
        Transactions transactions = new Transactions(host.fs());
        TransactionId id = host.fs().transactions().get(0);

        assertThat(transactions.find(id).orElseThrow().actions().get(0))
                .startsWith("create instance 'web' (ID 3) with CPUs 4-5, 1GB of memory, devices eth0");
        if (release.abi().rollsBack()) {
            transactions.rollback(id);
            assertThat(host.fs().instances()).isEmpty();
        } else {
            KernelInterfaceException refusal =
                    catchThrowableOfType(KernelInterfaceException.class, () -> transactions.rollback(id));
            assertThat(refusal.reason()).isEqualTo(Reason.UNSUPPORTED);
            assertThat(refusal).hasMessageContaining("rolls nothing back");
            assertThat(refusal.remedy()).isEqualTo("make the opposite change");
            assertThat(host.fs().instances()).containsExactly("web");
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import static io.kerf.sysfs.TestHost.GIB;
import static io.kerf.sysfs.TestHost.instance;
import static io.kerf.sysfs.TestHost.valid;
import static io.kerf.sysfs.TestHost.withDevices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kerf.model.ByteSize;
import io.kerf.model.CpuInventory;
import io.kerf.model.CpuSet;
import io.kerf.model.Device;
import io.kerf.model.DeviceRef;
import io.kerf.model.Instance;
import io.kerf.model.InstanceName;
import io.kerf.model.InstanceState;
import io.kerf.model.MemoryRange;
import io.kerf.model.PciAddress;
import io.kerf.model.SystemState;
import io.kerf.sysfs.ChangeOutcome.Done;
import io.kerf.sysfs.ChangeOutcome.NotDone;
import io.kerf.sysfs.KernelInterfaceException.Reason;
import io.kerf.sysfs.simulated.KernelContract;
import io.kerf.sysfs.simulated.KernelForm;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChangeEngineTest extends KernelContract {
    private final TestHost host = new TestHost(booter());

    ChangeEngineTest(KernelForm form) {
        super(form);
    }

    private KernelSnapshot snapshot() {
        return KernelSnapshot.read(host.fs(), host.described().devices());
    }

    private NotDone notDone(MultikernelFs fs, ChangePlan plan) {
        KernelSnapshot before = snapshot();
        ChangeOutcome outcome = new ChangeEngine(fs).apply(plan);
        assertThat(outcome).isInstanceOf(NotDone.class);
        assertThat(SnapshotDifference.between(before, snapshot())).isEmpty();
        return (NotDone) outcome;
    }

    @Test
    void aBaselineComesOutAsItWasMeant() {
        ChangeOutcome outcome =
                new ChangeEngine(host.fs()).initialize(host.planner().planBaseline(valid(host.described())));

        assertThat(outcome).isInstanceOf(Done.class);
        SystemState state = host.state();
        assertThat(state.cpus()).isEqualTo(host.described().cpus());
        assertThat(state.memory().pool().ranges())
                .containsExactly(new MemoryRange(2 * GIB, 6 * GIB), new MemoryRange(8 * GIB, 8 * GIB));
        assertThat(state.freeCpus()).isEqualTo(CpuSet.parse("2-15"));
        assertThat(valid(state)).isNotNull();
    }

    @Test
    void aSecondBaselineIsNotWritten() {
        host.initialized();

        ChangeOutcome outcome =
                new ChangeEngine(host.fs()).initialize(host.planner().planBaseline(valid(host.described())));

        assertThat(((NotDone) outcome).cause()).hasMessageContaining("in force already");
    }

    @Test
    void aBaselineWithADeviceThatIsNotThereIsTakenBack() {
        SystemState ghost = TestHost.description()
                .devices(List.of(Device.named("ghost")
                        .withPciAddress(PciAddress.parse("0000:99:00.0"))
                        .withPciIds(0x8086, 1)))
                .build();

        NotDone outcome =
                (NotDone) new ChangeEngine(host.fs()).initialize(host.planner().planBaseline(valid(ghost)));

        assertThat(outcome.cause().reason()).isEqualTo(Reason.FAILED);
        assertThat(outcome.cause()).hasMessageContaining("'ghost (0000:99:00.0)' is not in the pool");
        assertThat(snapshot().hasPool()).isFalse();
        host.initialized();
    }

    @Test
    void aBaselineWithACpuThatIsNotThereIsTakenBack() {
        SystemState more = TestHost.description()
                .cpus(new CpuInventory(18, CpuSet.parse("0-1"), CpuSet.parse("2-17")))
                .build();

        NotDone outcome =
                (NotDone) new ChangeEngine(host.fs()).initialize(host.planner().planBaseline(valid(more)));

        assertThat(outcome.cause().errno()).contains(Errno.ENODEV);
        assertThat(snapshot().hasPool()).isFalse();
    }

    @Test
    void aBaselineIsDoneIfThePoolIsCompleteThoughTheWriteFailed() {
        MultikernelFs fs = new ForwardingFs(host.fs()) {
            @Override
            public void writeDeviceTree(byte[] blob) {
                super.writeDeviceTree(blob);
                throw KernelInterfaceException.refused(
                        "/sys/fs/multikernel/device_tree", FileOperation.WRITE, Errno.ENOMEM);
            }
        };

        assertThat(new ChangeEngine(fs).initialize(host.planner().planBaseline(valid(host.described()))))
                .isInstanceOf(Done.class);
    }

    @Test
    void aCreatedInstanceReadsBackAsItWasAskedFor() {
        host.initialized();
        Instance web =
                withDevices(instance("web", 3, "8-10", 2048), "eth0", "uart1").withBootCpu(9);

        Done done = host.apply(web).requireDone();

        Instance read = done.after().instance(InstanceName.of("web")).orElseThrow();
        assertThat(done.transactions()).containsExactly(new TransactionId(2));
        assertThat(read.id()).isEqualTo(web.id());
        assertThat(read.cpus()).isEqualTo(web.cpus());
        assertThat(read.bootCpu()).hasValue(9);
        assertThat(read.memory()).isEqualTo(ByteSize.ofGiB(2));
        assertThat(read.regions()).containsExactly(new MemoryRange(2 * GIB, 2 * GIB));
        assertThat(read.devices()).containsExactlyInAnyOrder(new DeviceRef.Whole("eth0"), new DeviceRef.Whole("uart1"));
        assertThat(read.state()).isEqualTo(InstanceState.READY);
        assertThat(valid(host.state())).isNotNull();
    }

    @Test
    void memoryOnTwoNodesLandsOnBoth() {
        host.initialized();
        Instance wide = instance("wide", 1, "2,8", 0)
                .withRegions(List.of(new MemoryRange(2 * GIB, GIB), new MemoryRange(8 * GIB, 2 * GIB)));

        host.apply(wide).requireDone();

        assertThat(host.state().instances().get(0).regions())
                .containsExactly(new MemoryRange(2 * GIB, GIB), new MemoryRange(8 * GIB, 2 * GIB));
    }

    @Test
    void anInstanceIsReplacedInOneChange() {
        host.initialized();
        host.apply(instance("web", 1, "2-3", 1024)).requireDone();

        host.apply(instance("web", 2, "2-4", 2048)).requireDone();

        assertThat(host.fs().instanceId("web")).isEqualTo(2);
        assertThat(host.state().instances().get(0).cpus()).isEqualTo(CpuSet.parse("2-4"));
    }

    @Test
    void aCpuThatAnotherClientTookMeanwhileUndoesTheCreation() {
        host.initialized();
        ChangePlan plan = host.plan(instance("web", 1, "2-3", 1024));
        host.apply(instance("thief", 7, "3", 64)).requireDone();

        NotDone outcome = notDone(host.fs(), plan);

        assertThat(outcome.cause().reason()).isEqualTo(Reason.FAILED);
        assertThat(outcome.cause())
                .hasMessageContaining("the kernel says it did it, but 'web' has CPUs none instead of 2-3");
        assertThat(host.fs().instances()).containsExactly("thief");
    }

    @Test
    void aStepThatFailsTakesTheEarlierStepsBack() {
        host.initialized();
        ChangePlan plan = host.planApart(
                instance("a", 1, "2", 1024), instance("b", 2, "3", 1024), instance("c", 3, "4", 14 * 1024 - 2048));

        NotDone outcome = notDone(host.fs(), plan);

        assertThat(outcome.cause()).hasMessageContaining("create instance 'c'").hasMessageContaining("kernel log");
        assertThat(host.fs().instances()).isEmpty();
        assertThat(host.fs().transactions()).hasSize(5);
    }

    @Test
    void anOverlayThatFailsInTheMiddleIsTakenBackAsFarAsItWasDone() {
        host.initialized();
        ByteSize little = ByteSize.ofBytes(64 << 10);
        ChangePlan plan = host.plan(
                instance("a", 1, "2", 1024),
                instance("b", 2, "3", 1024),
                instance("c", 3, "4", 0).withMemory(ByteSize.ofGiB(12).minus(little)),
                instance("d", 4, "5", 0).withMemory(little));

        NotDone outcome = notDone(host.fs(), plan);

        assertThat(outcome.cause()).hasMessageContaining("create instance 'c'").hasMessageContaining("kernel log");
        assertThat(host.fs().instances()).isEmpty();
        assertThat(host.fs().transactions())
                .as("one overlay, and one each to remove 'a' and 'b'")
                .hasSize(3);
    }

    /** Its name and its id are those that were asked for, and it is another's all the same. */
    @Test
    void anInstanceThatAnotherClientCreatedMeanwhileIsNotTakenBackWithTheOthers() {
        host.initialized();
        ChangePlan plan = host.plan(instance("a", 1, "2", 1024), instance("b", 2, "3", 1024));
        MultikernelFs overtaken = new ForwardingFs(host.fs()) {
            private int writes;

            @Override
            public void writeOverlay(byte[] blob) {
                if (++writes == 1) {
                    host.apply(instance("b", 2, "9", 64)).requireDone();
                }
                super.writeOverlay(blob);
            }
        };

        PartialChangeException partial =
                catchThrowableOfType(PartialChangeException.class, () -> new ChangeEngine(overtaken).apply(plan));

        assertThat(partial.left()).contains("instance 'b' is new").doesNotContain("instance 'a' is new");
        assertThat(host.fs().instances()).containsExactly("b");
        assertThat(host.state().instances().get(0).cpus()).hasToString("9");
    }

    @Test
    void aRemovedInstanceComesBackIfALaterStepFails() {
        host.initialized();
        host.apply(withDevices(instance("old", 5, "2-3", 1024).withBootCpu(3), "eth0"))
                .requireDone();
        ChangePlan plan = host.plan(instance("big", 1, "2", 14 * 1024));

        notDone(host.fs(), plan);

        Instance old = host.state().instances().get(0);
        assertThat(old.name()).hasToString("old");
        assertThat(old.bootCpu()).hasValue(3);
        assertThat(old.devices()).containsExactly(new DeviceRef.Whole("eth0"));
    }

    @Test
    void aPlanForAnotherStateIsNotBegun() {
        host.initialized();
        ChangePlan create = host.plan(instance("web", 1, "2-3", 1024));
        host.apply(instance("web", 9, "4", 64)).requireDone();
        ChangePlan remove = host.plan();
        host.apply(instance("web", 8, "5", 64)).requireDone();
        int written = host.fs().transactions().size();

        assertThat(notDone(host.fs(), create).cause()).hasMessageContaining("there is an instance 'web'");
        assertThat(notDone(host.fs(), remove).cause()).hasMessageContaining("id 8 instead of 9");
        assertThat(host.fs().transactions()).hasSize(written);
    }

    @Test
    void anInstanceThatWasThereUnderTheSameNameSurvives() {
        host.initialized();
        ChangePlan plan = host.plan(instance("web", 1, "2-3", 1024));
        TestHost other = host;
        MultikernelFs racing = new ForwardingFs(host.fs()) {
            private boolean raced;

            @Override
            public void writeOverlay(byte[] blob) {
                if (!raced) {
                    raced = true;
                    other.apply(instance("web", 1, "2-3", 1024)).requireDone();
                }
                super.writeOverlay(blob);
            }
        };

        PartialChangeException partial =
                catchThrowableOfType(PartialChangeException.class, () -> new ChangeEngine(racing).apply(plan));

        assertThat(partial.left()).anyMatch(line -> line.equals("instance 'web' is new"));
        assertThat(host.fs().instances()).containsExactly("web");
    }

    @Test
    void aTransactionThatCannotBeFoundOrReadCountsAsFailed() {
        host.initialized();
        MultikernelFs hidden = new ForwardingFs(host.fs()) {
            @Override
            public String transactionMarker(TransactionId id) {
                return "unknown";
            }
        };
        MultikernelFs unreadable = new ForwardingFs(host.fs()) {
            @Override
            public TransactionStatus transactionStatus(TransactionId id) {
                throw KernelInterfaceException.refused("status", FileOperation.READ, Errno.EIO);
            }
        };

        assertThat(notDone(hidden, host.plan(instance("web", 1, "2", 64))).cause())
                .hasMessageContaining("no transaction has its marker");
        assertThat(notDone(unreadable, host.plan(instance("web", 1, "2", 64)))
                        .cause()
                        .errno())
                .contains(Errno.EIO);
        assertThat(host.fs().instances()).isEmpty();
    }

    @Test
    void whatCannotBeTakenBackIsNamed() {
        host.initialized();
        ChangePlan plan = host.planApart(instance("a", 1, "2", 1024), instance("b", 2, "3", 13 * 1024));
        MultikernelFs dying = new ForwardingFs(host.fs()) {
            private int writes;

            @Override
            public void writeOverlay(byte[] blob) {
                if (++writes > 2) {
                    throw KernelInterfaceException.refused("overlays/new", FileOperation.WRITE, Errno.EIO);
                }
                super.writeOverlay(blob);
            }
        };

        PartialChangeException partial =
                catchThrowableOfType(PartialChangeException.class, () -> new ChangeEngine(dying).apply(plan));

        assertThat(partial.left()).contains("instance 'a' is new", "free CPUs: 3-15 instead of 2-15");
        assertThat(partial.remedies().get(0)).isEqualTo("delete instance 'a'");
        assertThat(partial.getCause().getSuppressed()).hasSize(1);
        assertThat(host.fs().instances()).containsExactly("a");
    }

    @Test
    void aKernelThatCannotBeReadAfterTheWriteLeavesAnUnknownState() {
        host.initialized();
        ChangePlan plan = host.plan(instance("a", 1, "2", 1024));
        MultikernelFs blind = new ForwardingFs(host.fs()) {
            private int reads;

            @Override
            public byte[] readDeviceTree() {
                if (++reads > 1) {
                    throw KernelInterfaceException.refused("device_tree", FileOperation.READ, Errno.EIO);
                }
                return super.readDeviceTree();
            }
        };

        PartialChangeException partial =
                catchThrowableOfType(PartialChangeException.class, () -> new ChangeEngine(blind).apply(plan));

        assertThat(partial.left()).containsExactly("unknown, as the kernel cannot be read");
    }
}

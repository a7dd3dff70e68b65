// SPDX-License-Identifier: Apache-2.0
package io.kerf.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class StateDeltaTest {
    private static final SystemState HOST = SystemState.builder().build();
    private static final Instance WEB = Instance.named("web")
            .withId(InstanceId.of(1))
            .withCpus(CpuSet.parse("4-5"))
            .withMemory(ByteSize.ofGiB(1))
            .withDevices(List.of(new DeviceRef.Whole("eth0")));
    private static final Instance DB = Instance.named("db").withCpus(CpuSet.of(6));

    @Test
    void equalStatesDifferInNothing() {
        assertThat(StateDelta.between(HOST.withInstance(WEB), HOST.withInstance(WEB))
                        .isEmpty())
                .isTrue();
    }

    @Test
    void aStateOrAnIdPickedByTheKernelIsNoChange() {
        Instance running = DB.withId(InstanceId.of(7)).withState(InstanceState.ACTIVE);
        assertThat(StateDelta.between(HOST.withInstance(DB), HOST.withInstance(running))
                        .isEmpty())
                .isTrue();
    }

    @Test
    void instancesComeAndGoByName() {
        StateDelta delta = StateDelta.between(HOST.withInstance(WEB), HOST.withInstance(DB));
        assertThat(delta.removed()).containsExactly(WEB);
        assertThat(delta.created()).containsExactly(DB);
        assertThat(delta.changed()).isEmpty();
    }

    @Test
    void aChangeNamesWhatIsAddedAndWhatIsRemoved() {
        Instance next = WEB.withCpus(CpuSet.parse("5-7"))
                .withMemory(ByteSize.ofMiB(512))
                .withDevices(List.of(new DeviceRef.VirtualFunction("eth1", 1)));
        InstanceChange change = StateDelta.between(HOST.withInstance(WEB), HOST.withInstance(next))
                .changed()
                .get(0);
        assertThat(change.cpusAdded()).hasToString("6-7");
        assertThat(change.cpusRemoved()).hasToString("4");
        assertThat(change.memoryDifference()).isEqualTo(-536870912L);
        assertThat(change.devicesAdded()).containsExactly(new DeviceRef.VirtualFunction("eth1", 1));
        assertThat(change.devicesRemoved()).containsExactly(new DeviceRef.Whole("eth0"));
    }

    @Test
    void regionsAreComparedOneByOne() {
        MemoryRange first = new MemoryRange(0x1000, 0x1000);
        MemoryRange second = new MemoryRange(0x8000, 0x1000);
        InstanceChange change =
                new InstanceChange(WEB.withRegions(List.of(first)), WEB.withRegions(List.of(first, second)));
        assertThat(change.regionsAdded()).containsExactly(second);
        assertThat(change.regionsRemoved()).isEmpty();
    }

    @Test
    void anotherIdIsAnotherInstance() {
        StateDelta delta = StateDelta.between(HOST.withInstance(WEB), HOST.withInstance(WEB.withId(InstanceId.of(2))));
        assertThat(delta.removed()).hasSize(1);
        assertThat(delta.created()).hasSize(1);
        assertThatIllegalArgumentException().isThrownBy(() -> new InstanceChange(WEB, DB));
    }

    @Test
    void listsAreSortedByName() {
        StateDelta delta = StateDelta.between(HOST, HOST.withInstance(WEB).withInstance(DB));
        assertThat(delta.created()).extracting(each -> each.name().text()).containsExactly("db", "web");
    }
}

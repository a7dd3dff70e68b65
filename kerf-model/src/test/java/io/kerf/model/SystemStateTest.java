// SPDX-License-Identifier: Apache-2.0
package io.kerf.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kerf.diag.BlobOffset;
import io.kerf.diag.Diagnostic;
import io.kerf.diag.SubjectKind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SystemStateTest {
    private static final Device ETH0 = Device.named("eth0").withPciAddress(PciAddress.parse("0000:01:00.0"));
    private static final Instance WEB = Instance.named("web")
            .withId(InstanceId.of(1))
            .withCpus(CpuSet.parse("4-5"))
            .withRegions(List.of(MemoryRange.of(0x8000_0000L, ByteSize.ofGiB(1))));
    private static final SystemState HOST = SystemState.builder()
            .cpus(new CpuInventory(8, CpuSet.parse("0-3"), CpuSet.parse("4-7")))
            .memory(new MemoryInventory(
                    ByteSize.ofGiB(8),
                    ByteSize.ofGiB(4),
                    MemoryPool.of(MemoryRange.of(0x8000_0000L, ByteSize.ofGiB(4)))))
            .device(ETH0)
            .build();

    @Test
    void whatInstancesHoldIsNotFree() {
        SystemState state = HOST.withInstance(WEB);
        assertThat(state.usedCpus()).hasToString("4-5");
        assertThat(state.freeCpus()).hasToString("6-7");
        assertThat(state.usedMemory()).isEqualTo(ByteSize.ofGiB(1));
        assertThat(state.freeMemory()).isEqualTo(ByteSize.ofGiB(3));
        assertThat(state.freeRanges()).containsExactly(MemoryRange.of(0xc000_0000L, ByteSize.ofGiB(3)));
        assertThat(HOST.freeMemory()).isEqualTo(ByteSize.ofGiB(4));
        assertThat(HOST.withInstance(WEB.withMemory(ByteSize.ofGiB(9))).freeMemory())
                .isEqualTo(ByteSize.ZERO);
    }

    @Test
    void anInstanceOfTheSameNameIsReplacedInItsPlace() {
        SystemState two = HOST.withInstance(WEB).withInstance(Instance.named("db"));
        SystemState changed = two.withInstance(WEB.withCpus(CpuSet.of(7)));
        assertThat(changed.instances()).extracting(each -> each.name().text()).containsExactly("web", "db");
        assertThat(changed.instance(InstanceName.of("web")).orElseThrow().cpus())
                .hasToString("7");
        assertThat(changed.withoutInstance(InstanceName.of("web")).instances()).hasSize(1);
        assertThat(HOST.withoutInstance(InstanceName.of("none"))).isSameAs(HOST);
    }

    @Test
    void twoInstancesOfOneNameCanBeHeldForTheValidator() {
        SystemState state = HOST.toBuilder().instance(WEB).instance(WEB).build();
        assertThat(state.instances()).hasSize(2);
    }

    @Test
    void devicesAreNamedOrAddressed() {
        assertThat(HOST.deviceRef("eth0_vf3")).isEqualTo(new DeviceRef.VirtualFunction("eth0", 3));
        assertThat(HOST.deviceRef("0000:01:00.0")).isEqualTo(new DeviceRef.Whole("eth0"));
        assertThatThrownBy(() -> HOST.deviceRef("0000:02:00.0")).isInstanceOf(ModelException.class);
        assertThat(HOST.device("eth0")).contains(ETH0);
    }

    @Test
    void placesAndFindingsTakeNoPartInEquality() {
        SystemState noted = HOST.toBuilder()
                .findings(List.of(Diagnostic.info("X-1", "seen")))
                .places(Places.of(Map.of("cpus", new BlobOffset("x.dtb", 4))))
                .dialect(Dialect.POOL)
                .build();
        assertThat(noted).isEqualTo(HOST).hasSameHashCodeAs(HOST);
        assertThat(noted.findings()).hasSize(1);
        assertThat(noted).isNotEqualTo(HOST.withInstance(WEB));
    }

    @Test
    void whatWasFoundAboutAnInstanceGoesWithIt() {
        Diagnostic aboutWeb = Diagnostic.error("BIND-003", "id").withSubject(SubjectKind.INSTANCE, "web");
        Diagnostic aboutHost = Diagnostic.error("BIND-001", "bytes").withSubject("/resources/cpus");
        Diagnostic aboutDevice = Diagnostic.error("BIND-001", "bytes").withSubject(SubjectKind.DEVICE, "eth0");
        SystemState state = HOST.withInstances(List.of(WEB, Instance.named("eth0"), Instance.named("db"))).toBuilder()
                .findings(List.of(aboutWeb, aboutHost, aboutDevice))
                .build();
        assertThat(state.withoutInstance(InstanceName.of("web")).findings()).containsExactly(aboutHost, aboutDevice);
        assertThat(state.withoutInstance(InstanceName.of("db")).findings()).isEqualTo(state.findings());
        assertThat(state.withInstances(List.of()).findings()).containsExactly(aboutHost, aboutDevice);
        assertThat(state.withInstance(WEB).findings()).isEqualTo(state.findings());
    }

    @Test
    void aBuilderForgetsNoFindingOfItsState() {
        Diagnostic first = Diagnostic.error("BIND-001", "bytes");
        Diagnostic second = Diagnostic.info("BIND-007", "unknown");
        SystemState state = HOST.toBuilder().findings(List.of(first, second)).build();
        assertThat(state.toBuilder().findings(List.of()).build().findings()).containsExactly(first, second);
        Diagnostic more = Diagnostic.warning("X-1", "more");
        assertThat(state.toBuilder()
                        .findings(List.of(more, first, second))
                        .build()
                        .findings())
                .containsExactly(more, first, second);
        assertThat(state.toBuilder().findings(List.of(more, second)).build().findings())
                .containsExactly(first, more, second);
    }

    @Test
    void placesAreFoundAroundAPart() {
        BlobOffset node = new BlobOffset("x.dtb", 4);
        BlobOffset cpus = new BlobOffset("x.dtb", 8);
        Instance web = WEB.withPlaces(Places.of(Map.of("", node, "cpus", cpus)));
        assertThat(web.places().find("cpus")).contains(cpus);
        assertThat(web.places().find("devices/eth0")).contains(node);
        assertThat(web.withCpus(CpuSet.of(4)).places().find("cpus")).contains(node);
        assertThat(web.declaredAt()).contains(node);
        assertThat(Places.none().find("cpus/total")).isEmpty();
    }

    @Test
    void theBootCpuIsTheFirstUnlessChosen() {
        assertThat(WEB.bootCpu()).hasValue(4);
        assertThat(WEB.withBootCpu(5).bootCpu()).hasValue(5);
        assertThat(WEB.withBootCpu(5).withCpus(CpuSet.of(5, 6)).bootCpu()).hasValue(5);
        assertThat(WEB.withBootCpu(5).withCpus(CpuSet.of(6, 7)).bootCpu()).hasValue(6);
        assertThat(Instance.named("x").bootCpu()).isEmpty();
        assertThat(WEB.withCpus(CpuSet.of(4, 5, 6)).withBootCpu(5).cpusBootFirst())
                .containsExactly(5, 4, 6);
        assertThat(WEB.withCpus(CpuSet.of(4, 5, 6)).cpusBootFirst()).containsExactly(4, 5, 6);
        assertThat(Instance.named("x").cpusBootFirst()).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> WEB.withBootCpu(9));
    }

    @Test
    void memoryIsTheSumOfItsRegions() {
        Instance two = WEB.withRegions(List.of(new MemoryRange(0x1000, 0x1000), new MemoryRange(0x9000, 0x2000)));
        assertThat(two.memory()).isEqualTo(new ByteSize(0x3000));
        assertThat(two.memoryBase()).hasValue(0x1000);
        assertThat(two.withMemory(ByteSize.ofGiB(1)).regions()).isEmpty();
        Instance read = WEB.withMemoryFrom(0x8000_0000L, ByteSize.ofGiB(1));
        assertThat(read.memoryBase()).hasValue(0x8000_0000L);
        assertThat(read.regions()).isEmpty();
    }

    @Test
    void theKernelsFreeCpusAreForgottenOnceInstancesChange() {
        SystemState read = HOST.toBuilder().kernelFreeCpus(CpuSet.of(6)).build();
        assertThat(read.toBuilder().build().kernelFreeCpus()).contains(CpuSet.of(6));
        assertThat(read.withInstance(WEB).kernelFreeCpus()).isEmpty();
    }
}

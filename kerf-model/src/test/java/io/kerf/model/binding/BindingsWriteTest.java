// SPDX-License-Identifier: Apache-2.0
package io.kerf.model.binding;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.dts.Dts;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuInventory;
import io.kerf.model.CpuSet;
import io.kerf.model.Device;
import io.kerf.model.DeviceParts;
import io.kerf.model.DeviceRef;
import io.kerf.model.Dialect;
import io.kerf.model.Instance;
import io.kerf.model.InstanceId;
import io.kerf.model.MemoryInventory;
import io.kerf.model.MemoryPool;
import io.kerf.model.MemoryRange;
import io.kerf.model.NumaDistances;
import io.kerf.model.NumaNode;
import io.kerf.model.PciAddress;
import io.kerf.model.SystemState;
import io.kerf.model.Topology;
import io.kerf.tree.DeviceTree;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is written, word by word. */
class BindingsWriteTest {
    private static final SystemState HOST = SystemState.builder()
            .cpus(new CpuInventory(6, CpuSet.parse("0-1"), CpuSet.parse("2-5")))
            .memory(new MemoryInventory(
                    ByteSize.ofGiB(4), ByteSize.ofGiB(1), MemoryPool.of(new MemoryRange(0x4000_0000L, 0xc000_0000L))))
            .device(Device.named("eth0")
                    .withPciAddress(PciAddress.parse("0000:01:00.0"))
                    .withVirtualFunctions(DeviceParts.of(4, List.of(0), List.of(1, 2))))
            .instance(Instance.named("web")
                    .withId(InstanceId.of(1))
                    .withCpus(CpuSet.of(3, 4))
                    .withBootCpu(4)
                    .withRegions(List.of(new MemoryRange(0x4000_0000L, 0x1000_0000L)))
                    .withDevices(List.of(new DeviceRef.VirtualFunction("eth0", 1))))
            .build();

    private static String text(SystemState state, Dialect dialect) {
        return Dts.print(Bindings.write(state, dialect)).replace("\t", "  ");
    }

    @Test
    void anInventoryIsWrittenWithAllOfTheHost() {
        assertThat(text(HOST, Dialect.INVENTORY)).isEqualTo("""
                /dts-v1/;

                / {
                  compatible = "linux,multikernel-host";

                  resources {

                    cpus {
                      total = <0x06>;
                      host-reserved = <0x00 0x01>;
                      available = <0x02 0x03 0x04 0x05>;
                    };

                    memory {
                      total-bytes = <0x01 0x00>;
                      host-reserved-bytes = <0x00 0x40000000>;
                      memory-pool-base = <0x00 0x40000000>;
                      memory-pool-bytes = <0x00 0xc0000000>;
                    };

                    devices {

                      eth0 {
                        device-type = "pci";
                        pci-id = "0000:01:00.0";
                        sriov-vfs = <0x04>;
                        host-reserved-vf = <0x00>;
                        available-vfs = <0x01 0x02>;
                      };
                    };
                  };

                  instances {

                    web {
                      id = <0x01>;

                      resources {
                        cpus = <0x04 0x03>;
                        memory-base = <0x00 0x40000000>;
                        memory-bytes = <0x00 0x10000000>;
                        devices = "eth0_vf1";
                      };
                    };
                  };
                };
                """);
    }

    @Test
    void aPoolIsWrittenAsTheNewestKernelGivesItBack() {
        assertThat(text(HOST.withInstances(List.of()), Dialect.POOL)).startsWith("""
                /dts-v1/;

                / {
                  compatible = "linux,multikernel-host";
                  #address-cells = <0x02>;
                  #size-cells = <0x02>;

                  resources {
                    #cpu-cells = <0x02>;
                    cpus = <0x00 0x02 0x00 0x03 0x00 0x04 0x00 0x05>;
                    cpus-available = <0x00 0x02 0x00 0x03 0x00 0x04 0x00 0x05>;

                    memory@0 {
                      reg = <0x00 0x40000000 0x00 0xc0000000>;
                    };
                """);
    }

    @Test
    void aFlatTreeHasOneBaseAndOneSize() {
        assertThat(text(HOST.withInstances(List.of()), Dialect.FLAT)).startsWith("""
                /dts-v1/;

                / {
                  compatible = "linux,multikernel-host";

                  resources {
                    #cpu-cells = <0x02>;
                    cpus = <0x00 0x02 0x00 0x03 0x00 0x04 0x00 0x05>;
                    memory-base = <0x00 0x40000000>;
                    memory-bytes = <0x00 0xc0000000>;
                """);
    }

    @Test
    void idsOfMoreThan16BitsAreTwoCellsInTheInventoryToo() {
        SystemState state = SystemState.builder()
                .cpus(new CpuInventory(2, CpuSet.of(0), CpuSet.of(-2L)))
                .build();
        DeviceTree tree = Bindings.write(state, Dialect.INVENTORY);
        assertThat(tree.find("/resources")
                        .orElseThrow()
                        .property("#cpu-cells")
                        .orElseThrow()
                        .u32())
                .isEqualTo(2);
        assertThat(Bindings.read(tree).cpus().available()).isEqualTo(CpuSet.of(-2L));
    }

    @Test
    void anEmptyStateKeepsItsDialect() {
        SystemState nothing = SystemState.builder().build();
        for (Dialect dialect : Dialect.values()) {
            SystemState read = Bindings.read(Bindings.write(nothing, dialect));
            assertThat(read.dialect()).isEqualTo(dialect);
            assertThat(read).isEqualTo(nothing);
        }
    }

    @Test
    void pairsOfDistancesThatLookLikeAMatrixAreReadAsPairs() {
        NumaDistances distances = NumaDistances.none().with(10, 10, 10).with(10, 12, 10);
        SystemState state = HOST.toBuilder()
                .topology(Topology.of(
                        List.of(NumaNode.of(10, CpuSet.of(2)), NumaNode.of(12, CpuSet.of(3))), List.of(), distances))
                .build();
        SystemState read = Bindings.read(Bindings.write(state, Dialect.INVENTORY));
        assertThat(read.topology().distances()).hasToString("10-10: 10, 10-12: 10");
        assertThat(read.findings()).isEmpty();
    }

    @Test
    void aDeviceThatGoesByItsAddressIsWrittenUnderANameThatNodesCanHave() {
        SystemState state = HOST.toBuilder()
                .devices(List.of(Device.named("0000:01:00.0").withPciAddress(PciAddress.parse("0000:01:00.0"))))
                .instances(List.of())
                .build();
        SystemState read = Bindings.read(Dts.compile(text(state, Dialect.POOL), "t.dts"));
        assertThat(read.devices()).extracting(Device::name).containsExactly("0000-01-00.0");
        assertThat(read.devices().get(0).pciAddress()).contains(PciAddress.parse("0000:01:00.0"));
    }
}

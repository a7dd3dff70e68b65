// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import static io.kerf.sysfs.simulated.Blobs.GIB;
import static io.kerf.sysfs.simulated.Blobs.MIB;
import static io.kerf.sysfs.simulated.Blobs.change;
import static io.kerf.sysfs.simulated.Blobs.create;
import static io.kerf.sysfs.simulated.Blobs.createWithId;
import static io.kerf.sysfs.simulated.Blobs.device;
import static io.kerf.sysfs.simulated.Blobs.memory;
import static io.kerf.sysfs.simulated.Blobs.node;
import static io.kerf.sysfs.simulated.Blobs.pci;
import static io.kerf.sysfs.simulated.Blobs.remove;
import static io.kerf.sysfs.simulated.Blobs.text;
import static io.kerf.sysfs.simulated.Blobs.u32;
import static io.kerf.sysfs.simulated.Blobs.u64;
import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.model.MemoryRange;
import io.kerf.sysfs.TransactionId;
import io.kerf.sysfs.TransactionStatus;
import io.kerf.tree.DtNode;
import io.kerf.tree.DtProperty;
import io.kerf.tree.PropertyValue;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InstanceCreationTest extends PoolContract {
    InstanceCreationTest(KernelForm form, SimulatedRelease release) {
        super(form, release);
    }

    private static final long NODE0_CHUNK = 0x1c0000000L;
    private static final long NODE1_CHUNK = 0x3c0000000L;

    private final SimulatedKernel kernel = pooled();

    private void applied(byte[] blob) {
        kernel.fs().writeOverlay(blob);
        List<TransactionId> all = kernel.fs().transactions();
        assertThat(kernel.fs().transactionStatus(all.get(all.size() - 1)))
                .as(String.join("\n", kernel.log()))
                .isEqualTo(TransactionStatus.APPLIED);
    }

    private SimulatedInstance instance(String name) {
        return kernel.state().instance(name).orElseThrow();
    }

    private List<MemoryRange> regions(String name) {
        return instance(name).regions().stream()
                .map(SimulatedInstance.Region::range)
                .toList();
    }

    @Test
    void oneTakenCpuLeavesTheNewInstanceWithoutAny() {
        applied(change("/instances", create("a", u64("cpus", 4))));

        applied(change("/instances", create("b", u64("cpus", 5, 4), u64("memory-bytes", MIB))));

        assertThat(instance("b").cpus()).isEmpty();
        assertThat(instance("b").memoryBytes()).isEqualTo(MIB);
        assertThat(kernel.state().cpus().isFree(5)).isTrue();
        assertThat(kernel.log()).contains("multikernel: instance 'b': CPU 4 is not free, no CPU is given");
    }

    @Test
    void oneTakenPciDeviceLeavesTheNewInstanceWithoutAny() {
        applied(change("/instances", create("a", node("devices", pci("d", "0000:01:00.0", 0x8086, 0x1572)))));

        applied(change(
                "/instances",
                create(
                        "b",
                        u64("cpus", 4),
                        node(
                                "devices",
                                pci("d", "0000:01:00.0", 0x8086, 0x1572),
                                pci("e", "0000:10:02.1", 0x144d, 0xa808)))));

        assertThat(kernel.state().devices().pciOf(instance("b").id())).isEmpty();
        assertThat(instance("b").cpus()).containsExactly(4L);
    }

    @Test
    void aPciDeviceWithOtherIdsIsNotGiven() {
        applied(change("/instances", create("a", node("devices", pci("d", "0000:01:00.0", 0x8086, 0x1573)))));

        assertThat(kernel.state().devices().pciOf(1)).isEmpty();
    }

    @Test
    void platformDevicesAreMatchedByNameAndPassedOverByTheFirstKernel() {
        applied(change(
                "/instances",
                create(
                        "a",
                        node("devices", node("u", text("device-type", "platform"), text("device-name", "serial.1"))))));
        applied(change(
                "/instances",
                create("b", node("devices", node("u", text("device-type", "platform"), text("acpi-hid", "PNP0501"))))));

        assertThat(kernel.state().devices().platformOf(1)).hasSize(isNewest() ? 1 : 0);
        assertThat(kernel.state().devices().platformOf(2)).isEmpty();
    }

    @Test
    void theLowestFreeIdIsPickedWhereNoneIsGiven() {
        applied(change("/instances", createWithId("a", 1)));
        applied(change("/instances", createWithId("c", 3)));

        applied(change("/instances", create("b")));
        applied(change("/instances", createWithId("big", 0x80000000)));
        applied(change("/instances", create("odd").withProperty(u64("id", 9))));

        assertThat(kernel.fs().instanceId("b")).isEqualTo(2);
        assertThat(kernel.fs().instanceId("big")).isEqualTo(4);
        assertThat(kernel.fs().instanceId("odd")).isEqualTo(5);
    }

    @Test
    void memoryComesFromTheLowestNodeAndTheLowestAddress() {
        applied(change("/instances", create("a", u64("memory-bytes", 256 * MIB))));
        applied(change("/instances", create("b", u64("memory-bytes", 256 * MIB))));
        applied(change("/instances", create("c", u64("memory-bytes", 256 * MIB), u32("numa-nodes", 1, 0))));
        applied(change("/instances", remove("a")));
        applied(change("/instances", create("d", u64("memory-bytes", 128 * MIB))));

        assertThat(regions("b")).containsExactly(new MemoryRange(NODE0_CHUNK + 256 * MIB, 256 * MIB));
        assertThat(regions("c")).containsExactly(new MemoryRange(NODE1_CHUNK, 256 * MIB));
        assertThat(regions("d")).containsExactly(new MemoryRange(NODE0_CHUNK, 128 * MIB));
    }

    @Test
    void aGrantThatFitsNowhereIsHalvedUntilItDoes() {
        applied(change("/instances", create("a", u64("memory-bytes", 768 * MIB))));
        applied(change("/instances", create("b", u64("memory-bytes", 768 * MIB))));

        applied(change("/instances", create("c", u64("memory-bytes", 400 * MIB))));

        assertThat(regions("c"))
                .containsExactly(
                        new MemoryRange(NODE0_CHUNK + 768 * MIB, 200 * MIB),
                        new MemoryRange(NODE1_CHUNK + 768 * MIB, 200 * MIB));
        assertThat(kernel.fs().iomem())
                .contains("mk-instance-3-c-region-0\n")
                .contains("    3f0000000-3fc7fffff : mk-instance-3-c-region-1\n");
    }

    @Test
    void noInstanceGetsAWholeChunkAsTheKernelKeepsAPartOfOne() {
        kernel.fs().writeOverlay(change("/instances", create("all", u64("memory-bytes", GIB), u32("numa-nodes", 0))));
        applied(change("/instances", create("most", u64("memory-bytes", GIB - MIB), u32("numa-nodes", 0))));

        assertThat(kernel.fs().instances()).containsExactly("most");
        assertThat(kernel.fs().iomem()).doesNotContain("park");
    }

    @Test
    void aRegionIsAddedInOnePieceWhateverItsBase() {
        applied(change("/instances", create("a")));

        applied(change("/instances/a", memory("memory-add", 0x1234000, 16 * MIB)));
        applied(change("/instances/a", memory("memory-remove", NODE0_CHUNK + 0x123, 16 * MIB + 0x456)));

        assertThat(regions("a")).isEmpty();
    }

    @Test
    void devicesMoveInAndOut() {
        applied(change("/instances", create("a")));

        applied(change("/instances/a", device("device-add", "0:1:0.0")));
        assertThat(kernel.state().devices().pciOf(1)).hasSize(1);
        applied(change("/instances/a", device("device-remove", "0000:01:00.0")));

        assertThat(kernel.state().devices().pciOf(1)).isEmpty();
    }

    @Test
    void aHostTreeIsKeptForTheInstanceAndPassedOverByTheFirstKernel() {
        applied(change(
                "/instances", create("a").withChild(node("chosen", node("multikernel,host-tree", text("note", "x"))))));

        Optional<DtNode> kept = Optional.of(node("multikernel,host-tree", text("note", "x")));
        assertThat(instance("a").hostTree()).isEqualTo(isNewest() ? kept : Optional.empty());
    }

    @Test
    void ignoredPropertiesDoNoHarm() {
        applied(change(
                "/instances",
                create(
                        "a",
                        u64("memory-base", 0x1000),
                        text("cpu-affinity", "compact"),
                        text("memory-policy", "bind"),
                        node("uring"),
                        DtProperty.of("anything", PropertyValue.empty()))));

        assertThat(instance("a").memoryBytes()).isZero();
    }
}

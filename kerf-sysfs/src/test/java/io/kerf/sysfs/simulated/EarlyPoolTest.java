// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import static io.kerf.sysfs.simulated.Blobs.GIB;
import static io.kerf.sysfs.simulated.Blobs.MIB;
import static io.kerf.sysfs.simulated.Blobs.create;
import static io.kerf.sysfs.simulated.Blobs.node;
import static io.kerf.sysfs.simulated.Blobs.pci;
import static io.kerf.sysfs.simulated.Blobs.text;
import static io.kerf.sysfs.simulated.Blobs.u32;
import static io.kerf.sysfs.simulated.Blobs.u64;
import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.sysfs.Errno;
import io.kerf.sysfs.TransactionId;
import io.kerf.tree.DtNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** In what the first pool kernels differ from the newest. */
@ParameterizedClass
@MethodSource("io.kerf.sysfs.simulated.ReleaseContract#earlyPool")
class EarlyPoolTest extends ReleaseContract {
    private static final long NODE0_CHUNK = 0x1c0000000L;

    private final SimulatedKernel kernel = pooled();

    EarlyPoolTest(KernelForm form, SimulatedRelease release) {
        super(form, release);
    }

    private static DtNode cpuRemoval() {
        return Blobs.cpuRemove(4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    }

    private static DtNode memoryRemoval() {
        return node("memory-remove", node("memory@0", u64("reg", NODE0_CHUNK, GIB)));
    }

    @Test
    void memoryLeavesThePoolBeforeItsCpusSoThatEmptyingItTakesTwoTransactions() {
        failed(kernel, change("/resources", cpuRemoval(), memoryRemoval()), Errno.EBUSY);
        assertThat(kernel.state().cpus().members().size()).isEqualTo(12);

        applied(kernel, change("/resources", cpuRemoval()));
        applied(kernel, change("/resources", memoryRemoval()));

        assertThat(kernel.state().memory().chunks()).hasSize(1);
    }

    @Test
    void devicesAreGivenByTheNamesOfTheBaseline() {
        applied(kernel, change("/instances", create("web", text("device-names", "nic0", "uart"))));
        failed(kernel, change("/instances", create("db", text("device-names", "nic9"))), Errno.ENOENT);
        applied(kernel, change("/instances", create("late", u64("cpus", 4), text("device-names", "nvme0", "nic0"))));

        assertThat(kernel.state().devices().pciOf(1)).hasSize(1);
        assertThat(kernel.state().devices().platformOf(1)).hasSize(1);
        assertThat(kernel.state().devices().pciOf(2)).isEmpty();
        assertThat(kernel.fs().instances()).containsExactly("late", "web");
        assertThat(kernel.log()).contains("multikernel: instance 'late': a PCI device is not free, none is given");
    }

    @Test
    void devicesAsNodesAndWhatIsNewerIsIgnored() {
        applied(
                kernel,
                change(
                        "/instances",
                        create(
                                        "web",
                                        node("devices", pci("nic0", "0000:01:00.0", 0x8086, 0x1572)),
                                        node("virtio", node("net", u32("device-id", 1), u32("queues", 99))))
                                .withChild(node("chosen", text("bootargs", "x")))));

        assertThat(kernel.state().devices().pciOf(1)).isEmpty();
        assertThat(instance(kernel, "web").child("chosen")).isEmpty();
    }

    @Test
    void beforeTheBaselineTheTreeNamesTheHostsOwnCpus() {
        assertThat(host(boot()))
                .isEqualTo(node(
                        "",
                        text("compatible", "multikernel-v1"),
                        u32("id", 0),
                        node("resources", u64("cpus", 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15))));
    }

    @Test
    void theTreesHaveDevicesBelowResourcesAndNoModel() {
        applied(
                kernel,
                change(
                        "/instances",
                        create("web", u64("cpus", 5, 4), u64("memory-bytes", MIB), text("device-names", "nvme0"))));

        assertThat(host(kernel))
                .isEqualTo(node(
                        "",
                        text("compatible", "multikernel-v1"),
                        u32("id", 0),
                        node(
                                "resources",
                                u64("cpus", 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15),
                                u64("cpus-available", 6, 7, 8, 9, 10, 11, 12, 13, 14, 15),
                                chunk("1c0000000", NODE0_CHUNK, 0),
                                chunk("3c0000000", 0x3c0000000L, 1),
                                node(
                                        "devices",
                                        pci("nic0", "0000:01:00.0", 0x8086, 0x1572),
                                        node(
                                                "uart",
                                                text("device-type", "platform"),
                                                text("device-name", "serial.1")))),
                        node("aliases", text("nic0", "/resources/devices/nic0"))));
        assertThat(instance(kernel, "web"))
                .isEqualTo(node(
                        "web",
                        text("compatible", "multikernel-v1"),
                        u32("id", 1),
                        node(
                                "resources",
                                u64("memory-base", NODE0_CHUNK),
                                u64("memory-bytes", MIB),
                                u64("cpus", 5, 4),
                                node("devices", pci("nvme0", "0000:10:02.1", 0x144d, 0xa808)))));
    }

    private static DtNode chunk(String unit, long base, int node) {
        return node("memory@" + unit, text("device_type", "memory"), u64("reg", base, GIB), u32("numa-node-id", node));
    }

    @Test
    void aSecondBaselineIsRefusedAsBusyAndTransactionsAreRolledBack() {
        assertThat(refusal(() -> kernel.fs().writeDeviceTree(Blobs.blob(baseline())))
                        .errno())
                .contains(Errno.EBUSY);
        applied(kernel, change("/instances", create("web")));

        kernel.fs().removeTransaction(new TransactionId(2));

        assertThat(kernel.fs().instances()).isEmpty();
        assertThat(kernel.fs().transactions()).isEmpty();
    }
}

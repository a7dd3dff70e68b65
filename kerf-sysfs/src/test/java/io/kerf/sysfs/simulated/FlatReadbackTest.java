// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import static io.kerf.sysfs.simulated.Blobs.GIB;
import static io.kerf.sysfs.simulated.Blobs.MIB;
import static io.kerf.sysfs.simulated.Blobs.blob;
import static io.kerf.sysfs.simulated.Blobs.createWithId;
import static io.kerf.sysfs.simulated.Blobs.node;
import static io.kerf.sysfs.simulated.Blobs.pci;
import static io.kerf.sysfs.simulated.Blobs.text;
import static io.kerf.sysfs.simulated.Blobs.u32;
import static io.kerf.sysfs.simulated.Blobs.u64;
import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.sysfs.Errno;
import io.kerf.sysfs.KernelInterfaceException;
import io.kerf.tree.DtNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("io.kerf.sysfs.simulated.ReleaseContract#flat")
class FlatReadbackTest extends ReleaseContract {
    private static final DtNode NIC = pci("nic0", "0000:01:00.0", 0x8086, 0x1572);
    private static final DtNode UART = node("uart", text("device-type", "platform"), text("device-name", "serial.1"));

    FlatReadbackTest(KernelForm form, SimulatedRelease release) {
        super(form, release);
    }

    private boolean isEarly() {
        return release() == SimulatedRelease.EARLY_FLAT;
    }

    private SimulatedKernel withWeb() {
        SimulatedKernel kernel = pooled();
        applied(
                kernel,
                change(
                        "",
                        createWithId(
                                "web",
                                7,
                                cpus(5, 4),
                                u64("memory-bytes", 64 * MIB),
                                text("device-names", "nic0", "uart"))));
        return kernel;
    }

    @Test
    void beforeTheBaselineThereIsNoTreeOrOneWithoutResources() {
        SimulatedKernel kernel = boot();

        if (isEarly()) {
            KernelInterfaceException refusal = refusal(() -> kernel.fs().readDeviceTree());
            assertThat(refusal.errno()).contains(Errno.ENOENT);
            assertThat(refusal.reason()).isEqualTo(KernelInterfaceException.Reason.GONE);
        } else {
            assertThat(host(kernel))
                    .isEqualTo(node("", text("compatible", "multikernel-v1"), u32("id", 0), node("resources")));
        }
    }

    @Test
    void theHostsTreeIsACopyOfTheBaselineOrThePool() {
        DtNode resources = baseline().child("resources").orElseThrow();

        if (isEarly()) {
            assertThat(host(pooled()))
                    .isEqualTo(node("", text("compatible", "multikernel-v1"), resources, node("instances")));
        } else {
            assertThat(host(pooled()))
                    .isEqualTo(node(
                            "",
                            text("compatible", "multikernel-v1"),
                            u32("id", 0),
                            node(
                                    "resources",
                                    u64("memory-base", 6 * GIB),
                                    u64("memory-bytes", 4 * GIB),
                                    cpus(4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15),
                                    resources.child("devices").orElseThrow())));
        }
    }

    @Test
    void onlyTheFirstKernelsListTheInstancesInTheHostsTree() {
        SimulatedKernel kernel = withWeb();

        if (isEarly()) {
            assertThat(host(kernel).child("instances")).contains(node("instances", earlyWeb()));
        } else {
            assertThat(host(kernel).child("instances")).isEmpty();
        }
    }

    private DtNode earlyWeb() {
        return node(
                "web",
                u32("id", 7),
                text("compatible", "multikernel-v1"),
                text("status", "ready"),
                node(
                        "resources",
                        u64("memory-base", 6 * GIB),
                        u64("memory-bytes", 64 * MIB),
                        cpus(5, 4),
                        node(
                                "pci@8086:1572",
                                u32("vendor", 0x8086),
                                u32("device", 0x1572),
                                u32("domain", 0),
                                u32("bus", 1),
                                u32("slot", 0),
                                u32("function", 0))));
    }

    @Test
    void theTreeOfAnInstanceIsCalledByItsNameOrHoldsItBelowInstances() {
        SimulatedKernel kernel = withWeb();

        if (isEarly()) {
            assertThat(instance(kernel, "web"))
                    .isEqualTo(node("", text("compatible", "multikernel-v1"), node("instances", earlyWeb())));
        } else {
            assertThat(instance(kernel, "web"))
                    .isEqualTo(node(
                            "web",
                            text("compatible", "multikernel-v1"),
                            u32("id", 7),
                            node(
                                    "resources",
                                    u64("memory-base", 6 * GIB),
                                    u64("memory-bytes", 64 * MIB),
                                    cpus(5, 4),
                                    node("devices", NIC, UART))));
        }
    }

    @Test
    void afterABaselineThatFailedThereIsNoMemoryInTheTree() {
        SimulatedKernel kernel = pooled();
        DtNode broken = baseline().child("resources").orElseThrow().withProperty(u64("memory-bytes", 5 * GIB));

        refusal(() -> kernel.fs().writeDeviceTree(blob(node("", broken))));

        if (isEarly()) {
            assertThat(refusal(() -> kernel.fs().readDeviceTree()).errno()).contains(Errno.ENOENT);
        } else {
            DtNode resources = host(kernel).child("resources").orElseThrow();
            assertThat(resources.property("memory-base")).isEmpty();
            assertThat(resources.property("cpus")).isPresent();
        }
    }
}

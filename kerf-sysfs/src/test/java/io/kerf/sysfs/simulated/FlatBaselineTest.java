// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import static io.kerf.sysfs.simulated.Blobs.GIB;
import static io.kerf.sysfs.simulated.Blobs.MIB;
import static io.kerf.sysfs.simulated.Blobs.blob;
import static io.kerf.sysfs.simulated.Blobs.createWithId;
import static io.kerf.sysfs.simulated.Blobs.node;
import static io.kerf.sysfs.simulated.Blobs.pci;
import static io.kerf.sysfs.simulated.Blobs.raw;
import static io.kerf.sysfs.simulated.Blobs.text;
import static io.kerf.sysfs.simulated.Blobs.u32;
import static io.kerf.sysfs.simulated.Blobs.u64;
import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.model.CpuSet;
import io.kerf.sysfs.Errno;
import io.kerf.tree.DtNode;
import io.kerf.tree.DtProperty;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("io.kerf.sysfs.simulated.ReleaseContract#flat")
class FlatBaselineTest extends ReleaseContract {
    FlatBaselineTest(KernelForm form, SimulatedRelease release) {
        super(form, release);
    }

    private DtNode resources(Object... members) {
        DtNode resources = node("resources", u64("memory-base", 6 * GIB), u64("memory-bytes", GIB));
        for (Object member : members) {
            resources = member instanceof DtNode child
                    ? resources.withChild(child)
                    : resources.withProperty((DtProperty) member);
        }
        return resources;
    }

    private DtNode withDevice(DtNode device) {
        return resources(cpus(4), node("devices", device));
    }

    private Map<DtNode, Errno> refused() {
        DtNode device = pci("nic0", "0000:01:00.0", 0x8086, 0x1572);
        Map<DtNode, Errno> rows = new LinkedHashMap<>();
        rows.put(node("other"), Errno.EINVAL);
        rows.put(resources(), Errno.EINVAL);
        rows.put(resources(raw("cpus")), Errno.EINVAL);
        rows.put(resources(raw("cpus", 0, 0, 0, 0, 0, 4)), Errno.EINVAL);
        rows.put(resources(cpus(4, 16)), Errno.ENODEV);
        rows.put(resources(cpus(4, 0)), Errno.EBUSY);
        rows.put(resources(cpus(4)).withoutProperty("memory-base"), Errno.EINVAL);
        rows.put(resources(cpus(4)).withoutProperty("memory-bytes"), Errno.EINVAL);
        rows.put(resources(cpus(4), u32("memory-base", 0x40000000)), Errno.EINVAL);
        rows.put(resources(cpus(4), u32("memory-bytes", 0x40000000)), Errno.EINVAL);
        rows.put(resources(cpus(4), u64("memory-base", 6 * GIB + 1)), Errno.EINVAL);
        rows.put(resources(cpus(4), u64("memory-bytes", 0)), Errno.EINVAL);
        rows.put(resources(cpus(4), u64("memory-bytes", 2048)), Errno.EINVAL);
        rows.put(resources(cpus(4), u64("memory-base", 4 * GIB)), Errno.EINVAL);
        rows.put(resources(cpus(4), u64("memory-base", 10 * GIB - 4096)), Errno.EINVAL);
        rows.put(resources(cpus(4), u64("memory-base", -4096)), Errno.EINVAL);
        rows.put(resources(cpus(4), u64("memory-bytes", 5 * GIB)), Errno.ERANGE);
        rows.put(withDevice(device.withoutProperty("pci-id")), Errno.EINVAL);
        rows.put(withDevice(device.withProperty(text("pci-id", "eth0"))), Errno.EINVAL);
        rows.put(withDevice(device.withoutProperty("vendor-id")), Errno.EINVAL);
        rows.put(withDevice(device.withProperty(raw("device-id", 1, 2))), Errno.EINVAL);
        return rows;
    }

    @Test
    void aBaselineIsRefusedWithItsErrno() {
        SimulatedKernel kernel = boot();

        refused().forEach((resources, errno) -> {
            assertThat(refusal(() -> kernel.fs().writeDeviceTree(blob(node("", resources))))
                            .errno())
                    .as("%s", resources)
                    .contains(errno);
            assertThat(kernel.state().flatBaseline()).isEmpty();
        });
    }

    @Test
    void onlyTheLastFlatKernelsLookAtTheWaysOfTheCache() {
        SimulatedKernel kernel = boot();
        boolean looks = release() == SimulatedRelease.FLAT_U64;
        DtNode none = resources(cpus(4), u32("llc-way-mask", 0));
        DtNode wide = resources(cpus(4), u64("llc-way-mask", 3));

        for (DtNode wrong : new DtNode[] {none, wide}) {
            if (looks) {
                assertThat(refusal(() -> kernel.fs().writeDeviceTree(blob(node("", wrong))))
                                .errno())
                        .contains(Errno.EINVAL);
            } else {
                kernel.fs().writeDeviceTree(blob(node("", wrong)));
            }
        }
        kernel.fs().writeDeviceTree(blob(node("", resources(cpus(4), u32("llc-way-mask", 0xf0)))));

        assertThat(kernel.state().flatBaseline().orElseThrow().cacheWays()).isEqualTo(looks ? 0xf0 : 0);
    }

    @Test
    void waysOfTheCacheAreSharedOutToOneInstanceEach() {
        SimulatedKernel kernel = boot();
        kernel.fs().writeDeviceTree(blob(node("", resources(cpus(4, 5, 6), u32("llc-way-mask", 0xf0)))));
        applied(kernel, change("", ways("web", 1, 4, u32("llc-way-mask", 0x30))));

        if (release() == SimulatedRelease.FLAT_U64) {
            failed(kernel, change("", ways("db", 2, 5, u32("llc-way-mask", 0x60))), Errno.EINVAL);
            failed(kernel, change("", ways("db", 2, 5, u32("llc-way-mask", 0x03))), Errno.EINVAL);
            failed(kernel, change("", ways("db", 2, 5, u32("llc-way-mask", 0))), Errno.EINVAL);
            failed(kernel, change("", ways("db", 2, 5, u32("linux,resctrl-closid", 1))), Errno.EINVAL);
        }
        applied(kernel, change("", ways("db", 2, 5, u32("llc-way-mask", 0xc0))));
        assertThat(kernel.fs().instances()).containsExactly("db", "web");
    }

    private DtNode ways(String name, int id, int cpu, DtProperty property) {
        return createWithId(name, id, cpus(cpu), u64("memory-bytes", MIB), property);
    }

    @Test
    void withoutReservedMemoryThereIsNoPool() {
        SimulatedKernel kernel = boot(Blobs.machine().build());

        assertThat(refusal(() -> kernel.fs().writeDeviceTree(blob(baseline()))).errno())
                .contains(Errno.ENODEV);
        assertThat(kernel.fs().iomem()).doesNotContain("Multikernel Memory Pool");
    }

    @Test
    void thePoolIsOneLineFromTheBootOnAcrossTheNodes() {
        SimulatedKernel kernel = boot();

        assertThat(kernel.fs().iomem())
                .isEqualTo("00000000-3ffffffff : System RAM\n  180000000-27fffffff : Multikernel Memory Pool\n");

        kernel.fs().writeDeviceTree(blob(node("", resources(cpus(4)))));

        assertThat(kernel.fs().iomem().lines().filter(line -> line.endsWith("Multikernel Memory Pool")))
                .hasSize(1);
    }

    @Test
    void idsOfTheOtherWidthAreMisread() {
        SimulatedKernel odd = boot();
        SimulatedKernel even = boot();
        boolean wide = release().cpuIdBytes() == Long.BYTES;
        DtNode three = resources(wide ? u32("cpus", 4, 5, 6) : u64("cpus", 4, 5, 6));
        DtNode pair = resources(wide ? u32("cpus", 0, 5) : u64("cpus", 4));

        // 64 bits: an odd number of cells is none; 32 bits: CPU 0 comes between the ids
        assertThat(refusal(() -> odd.fs().writeDeviceTree(blob(node("", three))))
                        .errno())
                .contains(wide ? Errno.EINVAL : Errno.EBUSY);
        if (wide) {
            even.fs().writeDeviceTree(blob(node("", pair)));
            assertThat(even.state().cpus().members()).isEqualTo(CpuSet.of(5));
        } else {
            assertThat(refusal(() -> even.fs().writeDeviceTree(blob(node("", pair))))
                            .errno())
                    .contains(Errno.EBUSY);
        }
    }

    @Test
    void anIdOf32BitsIsBelowTheNumberOfCpus() {
        SimulatedMachine far = SimulatedMachine.builder()
                .cpus(CpuSet.of(0, 8191, 8192))
                .memory(0, Blobs.machine().build().memory().get(0).range())
                .memory(1, Blobs.machine().build().memory().get(1).range())
                .reservedPool(RESERVED)
                .build();
        SimulatedKernel kernel = boot(far);

        kernel.fs().writeDeviceTree(blob(node("", resources(cpus(8191)))));
        if (release().cpuIdBytes() == Long.BYTES) {
            kernel.fs().writeDeviceTree(blob(node("", resources(cpus(8192)))));
            assertThat(kernel.state().cpus().members()).isEqualTo(CpuSet.of(8192));
        } else {
            assertThat(refusal(() -> kernel.fs().writeDeviceTree(blob(node("", resources(cpus(8192))))))
                            .errno())
                    .contains(Errno.EINVAL);
        }
    }

    @Test
    void aSecondBaselineReplacesTheFirst() {
        SimulatedKernel kernel = pooled();

        kernel.fs().writeDeviceTree(blob(node("", resources(cpus(6, 7)))));

        assertThat(kernel.state().cpus().members()).isEqualTo(CpuSet.parse("6-7"));
        assertThat(kernel.state().devices().allPci()).isEmpty();
        assertThat(kernel.state().flatBaseline().orElseThrow().memory().size()).isEqualTo(GIB);
        // what the first one took and the second did not name is offline and nobody's
        assertThat(kernel.state().cpus().host()).isEqualTo(CpuSet.parse("0-3"));

        kernel.fs().writeDeviceTree(blob(baseline()));

        assertThat(kernel.state().cpus().members()).isEqualTo(CpuSet.parse("4-15"));
    }

    @Test
    void aSecondBaselineThatFailsHalfWayLeavesAnInconsistentPool() {
        SimulatedKernel kernel = pooled();

        refusal(() -> kernel.fs().writeDeviceTree(blob(node("", resources(cpus(8, 9, 0, 10))))));

        assertThat(kernel.state().cpus().members()).isEqualTo(CpuSet.parse("8-9"));
        assertThat(kernel.state().flatBaseline()).isEmpty();
        assertThat(kernel.state().cpus().host()).isEqualTo(CpuSet.parse("0-3"));
        assertThat(kernel.state().devices().allPci()).isEmpty();
    }

    @Test
    void whatAnInstanceHasStaysItsOwnWhenTheBaselineIsReplaced() {
        SimulatedKernel kernel = pooled();
        applied(kernel, change("", createWithId("web", 1, cpus(4), u64("memory-bytes", MIB))));

        kernel.fs().writeDeviceTree(blob(baseline()));

        assertThat(kernel.state().cpus().isHeldBy(4, 1)).isTrue();
        assertThat(kernel.state().cpus().free()).isEqualTo(CpuSet.parse("5-15"));
        failed(kernel, change("", createWithId("db", 2, cpus(4), u64("memory-bytes", MIB))), Errno.EINVAL);
    }

    @Test
    void aDeviceThatIsNotThereIsOnlyWarnedAboutAndOneWithoutTypeSkipped() {
        SimulatedKernel kernel = boot();

        kernel.fs()
                .writeDeviceTree(blob(node(
                        "",
                        resources(
                                cpus(4),
                                node(
                                        "devices",
                                        pci("ghost", "0000:7f:00.0", 0x8086, 1),
                                        node("mystery", text("pci-id", "0000:01:00.0")))))));

        assertThat(kernel.state().devices().allPci()).isEmpty();
        assertThat(kernel.log())
                .contains(
                        "multikernel: device 0000:7f:00.0 is not there, skipped",
                        "multikernel: device 'mystery' has no known device-type, skipped");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import static io.kerf.sysfs.simulated.Blobs.GIB;
import static io.kerf.sysfs.simulated.Blobs.MIB;
import static io.kerf.sysfs.simulated.Blobs.blob;
import static io.kerf.sysfs.simulated.Blobs.create;
import static io.kerf.sysfs.simulated.Blobs.node;
import static io.kerf.sysfs.simulated.Blobs.pci;
import static io.kerf.sysfs.simulated.Blobs.raw;
import static io.kerf.sysfs.simulated.Blobs.text;
import static io.kerf.sysfs.simulated.Blobs.u32;
import static io.kerf.sysfs.simulated.Blobs.u64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kerf.model.PciAddress;
import io.kerf.sysfs.Errno;
import io.kerf.sysfs.KernelInterfaceException;
import io.kerf.sysfs.TransactionId;
import io.kerf.tree.DtNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** How long numbers and texts of overlays are, and how large: on pool kernels, the first and the newest. */
@ParameterizedClass
@MethodSource("io.kerf.sysfs.simulated.ReleaseContract#pools")
class OverlayNumbersTest extends ReleaseContract {
    private static final String POOL = "/resources";
    private static final String WEB = "/instances/web";

    private final SimulatedKernel kernel = pooled();

    OverlayNumbersTest(KernelForm form, SimulatedRelease release) {
        super(form, release);
    }

    private byte[] growPool(Object... members) {
        return change(POOL, node("memory-add", node("memory@0", members)));
    }

    private byte[] growWeb(Object... members) {
        return change(WEB, node("memory-add", node("memory@0", members)));
    }

    private byte[] device(Object... members) {
        return change(WEB, node("device-add", node("pci@0", members)));
    }

    private Map<String, byte[]> malformed() {
        Map<String, byte[]> rows = new LinkedHashMap<>();
        rows.put("pool memory without a size", growPool());
        rows.put("pool memory of 0 bytes", growPool(u64("size", 0)));
        rows.put("pool memory of half a page", growPool(u64("size", 2048)));
        rows.put("pool memory with a size of one cell", growPool(u32("size", 4096)));
        rows.put("pool memory with a node of two cells", growPool(u64("size", GIB), u64("numa-node-id", 0)));
        rows.put("pool memory on node 64", growPool(u64("size", GIB), u32("numa-node-id", 64)));
        rows.put("memory with a node of two cells", growWeb(u64("reg", 0, MIB), u64("numa-node-id", 0)));
        rows.put("memory on node 64", growWeb(u64("reg", 0, MIB), u32("numa-node-id", 64)));
        rows.put("a CPU with a node of two cells", cpu(u64("reg", 5), u64("numa-node-id", 0)));
        rows.put("a CPU without a reg", cpu());
        rows.put("a device without a pci-id", device());
        rows.put("an unterminated pci-id", device(raw("pci-id", '0')));
        rows.put("a driver of 64 characters", device(text("pci-id", "0000:01:00.0"), text("driver", "d".repeat(64))));
        rows.put("numa-nodes of 6 bytes", change("/instances", create("new", raw("numa-nodes", 0, 0, 0, 0, 0, 0))));
        rows.put("cpus of 12 bytes", change("/instances", create("new", u32("cpus", 0, 5, 0))));
        return rows;
    }

    private byte[] cpu(Object... members) {
        return change(WEB, node("cpu-add", node("cpu@5", members)));
    }

    @Test
    void numbersAndTextsOfTheWrongLengthAreRefused() {
        applied(kernel, change("/instances", create("web", u64("cpus", 4))));
        malformed().forEach((what, overlay) -> {
            failed(kernel, overlay, Errno.EINVAL);
            assertThat(kernel.fs().instances()).as(what).containsExactly("web");
            assertThat(kernel.state().memory().chunks()).as(what).hasSize(2);
        });
    }

    @Test
    void flagsAndTypesOfTheWrongLengthCountAsNone() {
        applied(kernel, change("/instances", create("web", u64("cpus", 4))));

        applied(kernel, cpu(u64("reg", 5), u64("flags", 1)));
        applied(kernel, growWeb(u64("reg", 0, MIB), raw("mem-type", 1)));
        applied(kernel, device(text("pci-id", "0000:01:00.0"), raw("flags", 1, 2)));

        assertThat(kernel.state().instance("web").orElseThrow().cpus()).containsExactly(4L, 5L);
        assertThat(kernel.state().instance("web").orElseThrow().memoryBytes()).isEqualTo(MIB);
    }

    @Test
    void anIdOfTheWrongLengthOrAboveTheHighestIsAsGoodAsNone() {
        applied(kernel, change("/instances", withId("long", u64("id", 9))));
        applied(kernel, change("/instances", withId("high", u32("id", 0x80000000))));

        assertThat(kernel.fs().instanceId("long")).isEqualTo(1);
        assertThat(kernel.fs().instanceId("high")).isEqualTo(2);
    }

    private static DtNode withId(String name, Object id) {
        return node("instance-create", text("instance-name", name), id, node("resources"));
    }

    @Test
    void aCallerThatComesTooLateFindsTheTransactionGone() {
        applied(kernel, change("/instances", create("web", u64("cpus", 4))));
        kernel.fs().removeTransaction(kernel.fs().transactions().get(0));

        KernelInterfaceException late = catchThrowableOfType(
                KernelInterfaceException.class, () -> kernel.fs().removeTransaction(new TransactionId(2)));

        assertThat(late.errno()).contains(Errno.ENOENT);
    }

    /** By devices, of which a machine has no files as it has of CPUs. */
    @Test
    void aTreeThatOutgrowsTheKernelsBufferCannotBeRead() {
        int count = release() == SimulatedRelease.POOL ? 4000 : 900;
        SimulatedMachine.Builder machine = Blobs.machine();
        Object[] devices = new Object[count];
        for (int i = 0; i < count; i++) {
            PciAddress address = new PciAddress(2, i / 256, i / 8 % 32, i % 8);
            machine.pci(address, 0x8086, 0x1572);
            devices[i] = pci("d" + i, address.toString(), 0x8086, 0x1572);
        }
        SimulatedKernel large = boot(machine.build());
        large.fs()
                .writeDeviceTree(blob(node(
                        "",
                        node(
                                "resources",
                                u64("cpus", 4),
                                node("memory@0", u64("size", GIB)),
                                node("devices", devices)))));

        KernelInterfaceException refusal = catchThrowableOfType(
                KernelInterfaceException.class, () -> large.fs().readDeviceTree());

        assertThat(refusal.errno()).contains(Errno.ESRCH);
        assertThat(refusal.remedy()).isEqualTo("use fewer instances or devices");
        applied(large, change("/instances", create("web", u64("cpus", 4))));
        assertThat(large.fs().instances()).containsExactly("web");
    }
}

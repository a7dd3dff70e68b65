// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import static io.kerf.sysfs.simulated.Blobs.GIB;
import static io.kerf.sysfs.simulated.Blobs.blob;
import static io.kerf.sysfs.simulated.Blobs.node;
import static io.kerf.sysfs.simulated.Blobs.pci;
import static io.kerf.sysfs.simulated.Blobs.text;
import static io.kerf.sysfs.simulated.Blobs.u32;
import static io.kerf.sysfs.simulated.Blobs.u64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kerf.fdt.Fdt;
import io.kerf.model.MemoryRange;
import io.kerf.sysfs.Errno;
import io.kerf.sysfs.KernelInterfaceException;
import io.kerf.sysfs.TransactionId;
import io.kerf.sysfs.TransactionStatus;
import io.kerf.tree.DtNode;
import io.kerf.tree.DtProperty;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.provider.Arguments;

/** Tests of what kernels of several releases do, in memory or behind real files; 4 GiB across both nodes are reserved for a flat pool. */
abstract class ReleaseContract {
    static final MemoryRange RESERVED = new MemoryRange(6 * GIB, 4 * GIB);

    private final SimulatedRelease release;
    private final KernelForm.Booter booter;

    ReleaseContract(KernelForm form, SimulatedRelease release) {
        this.release = release;
        this.booter = new KernelForm.Booter(form);
    }

    static Stream<Arguments> all() {
        return forms(EnumSet.allOf(SimulatedRelease.class));
    }

    static Stream<Arguments> flat() {
        return forms(EnumSet.range(SimulatedRelease.EARLY_FLAT, SimulatedRelease.FLAT_U64));
    }

    static Stream<Arguments> pools() {
        return forms(EnumSet.of(SimulatedRelease.POOL_EARLY, SimulatedRelease.POOL));
    }

    static Stream<Arguments> earlyPool() {
        return forms(EnumSet.of(SimulatedRelease.POOL_EARLY));
    }

    /** What a kernel in memory has generated before and kept is what it would generate now. */
    static void checkNothingKeptIsOld(SimulatedKernel kernel) {
        KernelState state = kernel.state();
        KernelTrees fresh = new KernelTrees(state);
        assertThat(generated(state.trees()::host)).isEqualTo(generated(fresh::host));
        assertThat(state.trees().iomem()).isEqualTo(fresh.iomem());
        for (SimulatedInstance instance : state.instances()) {
            assertThat(generated(() -> state.trees().instance(instance)))
                    .isEqualTo(generated(() -> fresh.instance(instance)));
        }
    }

    private interface Generation {
        byte[] blob() throws KernelError;
    }

    private static byte[] generated(Generation generation) {
        try {
            return generation.blob();
        } catch (KernelError none) {
            return new byte[0];
        }
    }

    private static Stream<Arguments> forms(Set<SimulatedRelease> releases) {
        return Arrays.stream(KernelForm.values())
                .flatMap(form -> releases.stream().map(each -> Arguments.of(form, each)));
    }

    final SimulatedRelease release() {
        return release;
    }

    final SimulatedKernel boot(SimulatedMachine machine) {
        return booter.boot(machine, release);
    }

    final SimulatedKernel boot() {
        return boot(Blobs.machine().reservedPool(RESERVED).build());
    }

    /** CPUs in the width of the release. */
    final DtProperty cpus(long... ids) {
        return release.cpuIdBytes() == Long.BYTES
                ? u64("cpus", ids)
                : u32("cpus", Arrays.stream(ids).mapToInt(id -> (int) id).toArray());
    }

    /** CPUs 4 to 15, a card, a drive and a serial port; memory as the release wants it. */
    final DtNode baseline() {
        if (!release.isFlat()) {
            return Blobs.baseline();
        }
        return node(
                "",
                node(
                        "resources",
                        cpus(4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15),
                        u64("memory-base", RESERVED.base()),
                        u64("memory-bytes", RESERVED.size()),
                        node(
                                "devices",
                                pci("nic0", "0000:01:00.0", 0x8086, 0x1572),
                                pci("nvme0", "0000:10:02.1", 0x144d, 0xa808),
                                node("uart", text("device-type", "platform"), text("device-name", "serial.1")))));
    }

    final SimulatedKernel pooled() {
        SimulatedKernel kernel = boot();
        kernel.fs().writeDeviceTree(blob(baseline()));
        return kernel;
    }

    /** One fragment, as the release wants it. */
    final byte[] change(String target, Object... operations) {
        return release.isFlat()
                ? blob(node("", node("fragment@0", node("__overlay__", operations))))
                : Blobs.change(target, operations);
    }

    /** Gives a CPU to an instance, as the release wants it. */
    final byte[] cpuAddTo(String instance, int cpu) {
        DtNode item = node("cpu@0", release.cpuIdBytes() == Long.BYTES ? u64("reg", cpu) : u32("reg", cpu));
        return onInstance(instance, node("cpu-add", item));
    }

    /** Adds memory to an instance or takes it, as the release wants it. */
    final byte[] memoryOf(String instance, String operation, long base, long size) {
        DtNode item = node(release.isFlat() ? "region@0" : "memory@0", u64("reg", base, size));
        return onInstance(instance, node(operation, item));
    }

    private byte[] onInstance(String instance, DtNode operation) {
        return release.isFlat()
                ? change("", operation.withProperty(text("mk,instance", instance)))
                : Blobs.change("/instances/" + instance, operation);
    }

    static TransactionStatus write(SimulatedKernel kernel, byte[] blob) {
        kernel.fs().writeOverlay(blob);
        List<TransactionId> all = kernel.fs().transactions();
        return kernel.fs().transactionStatus(all.get(all.size() - 1));
    }

    static void applied(SimulatedKernel kernel, byte[] blob) {
        assertThat(write(kernel, blob)).as(String.join("\n", kernel.log())).isEqualTo(TransactionStatus.APPLIED);
    }

    static void failed(SimulatedKernel kernel, byte[] blob, Errno errno) {
        assertThat(write(kernel, blob)).isEqualTo(TransactionStatus.FAILED);
        List<String> log = kernel.log();
        assertThat(log.get(log.size() - 1)).endsWith(": -" + errno.number());
    }

    static KernelInterfaceException refusal(Runnable call) {
        return catchThrowableOfType(KernelInterfaceException.class, call::run);
    }

    static DtNode host(SimulatedKernel kernel) {
        return Fdt.decode(kernel.fs().readDeviceTree()).root();
    }

    static DtNode instance(SimulatedKernel kernel, String name) {
        return Fdt.decode(kernel.fs().readInstanceTree(name)).root();
    }

    @AfterEach
    final void clearAway() throws IOException {
        booter.close();
    }
}

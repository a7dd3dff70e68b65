// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import static io.kerf.sysfs.simulated.Blobs.GIB;
import static io.kerf.sysfs.simulated.Blobs.MIB;
import static io.kerf.sysfs.simulated.Blobs.baseline;
import static io.kerf.sysfs.simulated.Blobs.blob;
import static io.kerf.sysfs.simulated.Blobs.change;
import static io.kerf.sysfs.simulated.Blobs.cpuAdd;
import static io.kerf.sysfs.simulated.Blobs.create;
import static io.kerf.sysfs.simulated.Blobs.machine;
import static io.kerf.sysfs.simulated.Blobs.node;
import static io.kerf.sysfs.simulated.Blobs.pci;
import static io.kerf.sysfs.simulated.Blobs.raw;
import static io.kerf.sysfs.simulated.Blobs.text;
import static io.kerf.sysfs.simulated.Blobs.u32;
import static io.kerf.sysfs.simulated.Blobs.u64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kerf.model.CpuSet;
import io.kerf.sysfs.Errno;
import io.kerf.sysfs.FileOperation;
import io.kerf.sysfs.KernelInterfaceException;
import io.kerf.sysfs.TransactionStatus;
import io.kerf.tree.DtNode;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BaselineWriteTest extends PoolContract {
    BaselineWriteTest(KernelForm form, SimulatedRelease release) {
        super(form, release);
    }

    private static KernelInterfaceException refusal(SimulatedKernel kernel, byte[] blob) {
        return catchThrowableOfType(
                KernelInterfaceException.class, () -> kernel.fs().writeDeviceTree(blob));
    }

    private static DtNode resources(Object... members) {
        return node("", node("resources", members));
    }

    private static final DtNode PIECE = node("memory@0", u64("size", GIB));

    static Stream<Arguments> refusedBaselines() {
        Object[] tooMany = Stream.concat(
                        Stream.of(u64("cpus", 4)),
                        IntStream.range(0, 65).mapToObj(i -> node("memory@" + i, u64("size", 4096))))
                .toArray();
        DtNode device = pci("nic0", "0000:01:00.0", 0x8086, 0x1572);
        return Stream.of(
                row("no resources", node("", node("other")), Errno.EINVAL),
                row(
                        "an instance",
                        node(
                                "",
                                node("instances", node("web")),
                                baseline().child("resources").get()),
                        Errno.EINVAL),
                row("memory-base", resources(u64("cpus", 4), u64("memory-base", 0), PIECE), Errno.EINVAL),
                row("memory-bytes", resources(u64("cpus", 4), u64("memory-bytes", GIB), PIECE), Errno.EINVAL),
                row("no cpus", resources(PIECE), Errno.EINVAL),
                row("empty cpus", resources(u64("cpus"), PIECE), Errno.EINVAL),
                row("an odd number of cells", resources(u32("cpus", 4, 5, 6), PIECE), Errno.EINVAL),
                row("a CPU that is not there", resources(u64("cpus", 4, 16), PIECE), Errno.ENODEV),
                row("the boot CPU", resources(u64("cpus", 4, 0), PIECE), Errno.EBUSY),
                row("no memory", resources(u64("cpus", 4)), Errno.EINVAL),
                row("a size of one cell", resources(u64("cpus", 4), node("memory@0", u32("size", 4096))), Errno.EINVAL),
                row("size 0", resources(u64("cpus", 4), node("memory@0", u64("size", 0))), Errno.EINVAL),
                row("half a page", resources(u64("cpus", 4), node("memory@0", u64("size", 2048))), Errno.EINVAL),
                row("no such node", numa(64), Errno.EINVAL),
                row("a node that is offline", numa(2), Errno.EINVAL),
                row(
                        "a long numa-node-id",
                        resources(u64("cpus", 4), node("memory@0", u64("size", GIB), u64("numa-node-id", 0))),
                        Errno.EINVAL),
                row("too many pieces", resources(tooMany), Errno.E2BIG),
                row(
                        "more than a node has",
                        resources(u64("cpus", 4), node("memory@0", u64("size", 9 * GIB))),
                        Errno.ENOMEM),
                row("no pci-id", withDevice(device.withoutProperty("pci-id")), Errno.EINVAL),
                row("an unreadable pci-id", withDevice(device.withProperty(text("pci-id", "eth0"))), Errno.EINVAL),
                row("no vendor-id", withDevice(device.withoutProperty("vendor-id")), Errno.EINVAL),
                row("a short device-id", withDevice(device.withProperty(raw("device-id", 1, 2))), Errno.EINVAL));
    }

    private static Arguments row(String what, DtNode tree, Errno errno) {
        return Arguments.of(what, tree, errno);
    }

    private static DtNode numa(int node) {
        return resources(u64("cpus", 4), node("memory@0", u64("size", GIB), u32("numa-node-id", node)));
    }

    private static DtNode withDevice(DtNode device) {
        return resources(u64("cpus", 4), PIECE, node("devices", device));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusedBaselines")
    void aBaselineIsRefusedWithItsErrno(String what, DtNode tree, Errno errno) {
        SimulatedKernel kernel = boot(machine().build());

        KernelInterfaceException refusal = refusal(kernel, blob(tree));

        assertThat(refusal.errno()).as(what).contains(errno);
        assertThat(refusal.path()).endsWith("/sys/fs/multikernel/device_tree");
        assertThat(refusal.operation()).isEqualTo(FileOperation.WRITE);
        assertThat(refusal.reason()).isEqualTo(KernelInterfaceException.Reason.REFUSED);
        assertThat(refusal.remedy()).isNotEmpty();
    }

    @Test
    void aBlobWithoutMagicOrOfAnotherLengthIsRefused() {
        SimulatedKernel kernel = boot(machine().build());
        byte[] whole = blob(baseline());

        assertThat(refusal(kernel, new byte[100]).errno()).contains(Errno.EINVAL);
        assertThat(refusal(kernel, new byte[0]).errno()).contains(Errno.EINVAL);
        assertThat(refusal(kernel, Arrays.copyOf(whole, whole.length + 1)).errno())
                .contains(Errno.EINVAL);
        assertThat(refusal(kernel, Arrays.copyOf(whole, whole.length - 1)).errno())
                .contains(Errno.EINVAL);
        assertThat(refusal(kernel, new byte[(int) MIB + 1]).errno()).contains(Errno.E2BIG);
        assertThat(kernel.state().hasPool()).isFalse();
    }

    @Test
    void anEmptyInstancesNodeIsAccepted() {
        SimulatedKernel kernel = boot(machine().build());

        kernel.fs().writeDeviceTree(blob(baseline().withChild(node("instances"))));

        assertThat(kernel.state().cpus().members()).isEqualTo(CpuSet.parse("4-15"));
    }

    @Test
    void aSecondBaselineIsRefusedAsBusy() {
        SimulatedKernel kernel = pooled();

        assertThat(refusal(kernel, blob(baseline())).errno()).contains(Errno.EBUSY);
        assertThat(kernel.state().memory().chunks()).hasSize(2);
    }

    @Test
    void aCpuThatCannotMoveLeavesMemoryAndEarlierCpusInThePool() {
        SimulatedKernel kernel = boot(machine().build());

        refusal(kernel, blob(resources(u64("cpus", 4, 5, 0, 6), PIECE)));

        assertThat(kernel.state().cpus().members()).isEqualTo(CpuSet.parse("4-5"));
        assertThat(kernel.state().memory().chunks()).hasSize(1);
    }

    @Test
    void aCpuThatIsNamedTwiceIsTakenOnce() {
        SimulatedKernel kernel = boot(machine().build());

        kernel.fs().writeDeviceTree(blob(resources(u64("cpus", 4, 4, 5), PIECE)));

        assertThat(kernel.state().cpus().members()).isEqualTo(CpuSet.parse("4-5"));
    }

    @Test
    void chunksArePlacedByTheKernelAtTheTopOfTheirNode() {
        SimulatedKernel kernel = pooled();

        assertThat(kernel.fs().iomem())
                .isEqualTo("00000000-1ffffffff : System RAM\n"
                        + "  1c0000000-1ffffffff : Multikernel Memory Pool\n"
                        + "200000000-3ffffffff : System RAM\n"
                        + "  3c0000000-3ffffffff : Multikernel Memory Pool\n");
    }

    @Test
    void aDeviceThatIsNotThereIsOnlyWarnedAbout() {
        SimulatedKernel kernel = boot(machine().build());

        kernel.fs()
                .writeDeviceTree(blob(resources(
                        u64("cpus", 4),
                        PIECE,
                        node(
                                "devices",
                                pci("ghost", "0000:7f:00.0", 0x8086, 1),
                                pci("other", "0000:01:00.0", 0x8086, 0x9999),
                                node("untyped", text("pci-id", "0000:01:00.0"))))));

        assertThat(kernel.state().devices().hasPci()).isFalse();
        assertThat(kernel.log())
                .hasSize(3)
                .anySatisfy(
                        line -> assertThat(line).isEqualTo("multikernel: device 0000:7f:00.0 is not there, skipped"));
    }

    @Test
    void pciAddressesAreReadLeniently() {
        SimulatedKernel kernel = boot(machine().build());

        kernel.fs().writeDeviceTree(blob(withDevice(pci("nic0", "0x0: 1:0.0 and more", 0x8086, 0x1572))));

        assertThat(kernel.state().devices().freePci()).hasSize(1);
    }

    @Test
    void theResourcesTargetNeedsAPool() {
        SimulatedKernel kernel = boot(machine().build());

        kernel.fs().writeOverlay(change("/resources", cpuAdd(4)));

        assertThat(kernel.fs().transactionStatus(kernel.fs().transactions().get(0)))
                .isEqualTo(TransactionStatus.FAILED);
        assertThat(kernel.log()).contains("multikernel: Failed to apply overlay transaction 2: -1");
    }

    @Test
    void anInstanceWithoutMemoryCanBeCreatedBeforeTheBaseline() {
        SimulatedKernel kernel = boot(machine().build());

        kernel.fs().writeOverlay(change("/instances", create("web", u64("cpus", 4))));

        assertThat(kernel.fs().instances()).containsExactly("web");
        assertThat(kernel.state().instance("web").orElseThrow().cpus()).isEmpty();
    }
}

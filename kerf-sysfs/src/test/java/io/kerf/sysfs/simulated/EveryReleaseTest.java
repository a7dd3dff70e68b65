// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import static io.kerf.sysfs.simulated.Blobs.MIB;
import static io.kerf.sysfs.simulated.Blobs.blob;
import static io.kerf.sysfs.simulated.Blobs.createWithId;
import static io.kerf.sysfs.simulated.Blobs.node;
import static io.kerf.sysfs.simulated.Blobs.remove;
import static io.kerf.sysfs.simulated.Blobs.text;
import static io.kerf.sysfs.simulated.Blobs.u64;
import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.model.CpuSet;
import io.kerf.model.InstanceState;
import io.kerf.sysfs.Errno;
import io.kerf.sysfs.KernelInterfaceException;
import io.kerf.sysfs.TransactionId;
import io.kerf.sysfs.TransactionStatus;
import io.kerf.tree.DtNode;
import io.kerf.tree.DtProperty;
import io.kerf.tree.PropertyValue;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What does not depend on the generation. */
@ParameterizedClass
@MethodSource("io.kerf.sysfs.simulated.ReleaseContract#all")
class EveryReleaseTest extends ReleaseContract {
    private final SimulatedKernel kernel = pooled();

    EveryReleaseTest(KernelForm form, SimulatedRelease release) {
        super(form, release);
    }

    private byte[] createWeb() {
        return change("/instances", createWithId("web", 3, cpus(4, 5), u64("memory-bytes", 64 * MIB)));
    }

    @Test
    void anInstanceIsCreatedAndRemovedByOverlays() {
        applied(kernel, createWeb());

        assertThat(kernel.fs().instances()).containsExactly("web");
        assertThat(kernel.fs().instanceId("web")).isEqualTo(3);
        assertThat(kernel.fs().instanceState("web")).isEqualTo(InstanceState.READY);
        assertThat(kernel.state().instance("web").orElseThrow().cpus()).containsExactly(4L, 5L);
        assertThat(kernel.fs().iomem()).contains(" : mk-instance-3-web-region-0\n");
        assertThat(kernel.state().cpus().free()).isEqualTo(CpuSet.parse("6-15"));

        applied(kernel, change("/instances", remove("web")));

        assertThat(kernel.fs().instances()).isEmpty();
        assertThat(kernel.state().cpus().free()).isEqualTo(CpuSet.parse("4-15"));
        assertThat(kernel.fs().iomem()).doesNotContain("mk-instance");
    }

    @Test
    void transactionsAreNumberedFromTwoAndFailedOnesToo() {
        applied(kernel, createWeb());
        failed(kernel, change("/instances", remove("nope")), Errno.ENOENT);
        KernelInterfaceException refusal = refusal(() -> kernel.fs().writeOverlay(new byte[64]));
        failed(kernel, change("/instances", remove("gone")), Errno.ENOENT);

        assertThat(refusal.errno()).contains(Errno.EINVAL);
        assertThat(kernel.fs().transactions()).extracting(TransactionId::number).containsExactly(2, 3, 4);
    }

    @Test
    void anOverlayThatIsCutAtAPageFails() {
        DtNode large = node(
                "",
                DtProperty.of("mk,padding", PropertyValue.of(new byte[5000])),
                node("fragment@0", text("target-path", "/instances"), node("__overlay__", createWithId("web", 3))));

        KernelInterfaceException refusal = refusal(() -> kernel.fs().writeOverlay(blob(large)));

        TransactionId cut = kernel.fs().transactions().get(0);
        assertThat(refusal.reason()).isEqualTo(KernelInterfaceException.Reason.SHORT_WRITE);
        assertThat(kernel.fs().transactionStatus(cut)).isEqualTo(TransactionStatus.FAILED);
        assertThat(kernel.fs().transactionOverlay(cut)).hasSize(4096);
        assertThat(kernel.fs().instances()).isEmpty();
    }

    @Test
    void aLargerPageCutsLater() {
        SimulatedKernel large =
                boot(Blobs.machine().pageSize(65536).reservedPool(RESERVED).build());
        large.fs().writeDeviceTree(blob(baseline()));
        DtNode overlay = node(
                "",
                DtProperty.of("mk,padding", PropertyValue.of(new byte[5000])),
                node(
                        "fragment@0",
                        text("target-path", "/instances"),
                        node("__overlay__", createWithId("web", 3, cpus(4), u64("memory-bytes", 64 * MIB)))));

        applied(large, blob(overlay));

        assertThat(large.fs().pageSize()).isEqualTo(65536);
        assertThat(large.fs().instances()).containsExactly("web");
    }

    @Test
    void aBaselineIsNoBlobOrTooLongOrHoldsInstances() {
        byte[] whole = blob(baseline());

        assertThat(refusal(() -> kernel.fs().writeDeviceTree(new byte[100])).errno())
                .contains(Errno.EINVAL);
        assertThat(refusal(() -> kernel.fs().writeDeviceTree(Arrays.copyOf(whole, whole.length + 1)))
                        .errno())
                .contains(Errno.EINVAL);
        assertThat(refusal(() -> kernel.fs().writeDeviceTree(new byte[(1 << 20) + 1]))
                        .errno())
                .contains(Errno.E2BIG);
        assertThat(refusal(() ->
                                kernel.fs().writeDeviceTree(blob(baseline().withChild(node("instances", node("web"))))))
                        .errno())
                .contains(Errno.EINVAL);
        assertThat(kernel.state().cpus().members()).isEqualTo(CpuSet.parse("4-15"));
    }

    @Test
    void aLoadedInstanceIsNotRemoved() {
        applied(kernel, createWeb());
        assertThat(kernel.kexecLoad(3, new SimulatedImage(MIB, 3, "quiet"))).isEmpty();

        failed(kernel, change("/instances", remove("web")), Errno.EBUSY);

        assertThat(kernel.fs().instances()).containsExactly("web");
    }

    @Test
    void theMarkerIsShown() {
        applied(kernel, blob(node("", text("mk,resources", "a-marker"), webFragment())));

        assertThat(kernel.fs().transactionMarker(new TransactionId(2))).isEqualTo("a-marker");
        assertThat(kernel.fs().transactionTarget(new TransactionId(2)))
                .isEqualTo(release().isFlat() ? "unknown" : "/instances");
    }

    private DtNode webFragment() {
        return node(
                "fragment@0",
                text("target-path", "/instances"),
                node("__overlay__", createWithId("web", 3, cpus(4, 5), u64("memory-bytes", 64 * MIB))));
    }

    @Test
    void theDirectoryOfAnInstanceIsGoneWithIt() {
        applied(kernel, createWeb());
        List<Runnable> reads = List.of(
                () -> kernel.fs().readInstanceTree("web"),
                () -> kernel.fs().instanceId("web"),
                () -> kernel.fs().instanceState("web"));
        reads.forEach(Runnable::run);

        applied(kernel, change("/instances", remove("web")));

        for (Runnable read : reads) {
            KernelInterfaceException gone = refusal(read);
            assertThat(gone.reason()).isEqualTo(KernelInterfaceException.Reason.GONE);
            assertThat(gone.errno()).contains(Errno.ENOENT);
        }
    }

    @Test
    void cpusInThePoolAreNotListedAsTheHosts() {
        assertThat(ProcFiles.cpuinfo(kernel.state()))
                .isEqualTo("processor\t: 0\napicid\t\t: 0\n\nprocessor\t: 1\napicid\t\t: 1\n\n"
                        + "processor\t: 2\napicid\t\t: 2\n\nprocessor\t: 3\napicid\t\t: 3\n\n");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import static io.kerf.sysfs.simulated.Blobs.GIB;
import static io.kerf.sysfs.simulated.Blobs.MIB;
import static io.kerf.sysfs.simulated.Blobs.blob;
import static io.kerf.sysfs.simulated.Blobs.createWithId;
import static io.kerf.sysfs.simulated.Blobs.node;
import static io.kerf.sysfs.simulated.Blobs.u64;
import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.sysfs.KernelAbi;
import io.kerf.sysfs.KernelAbi.Probe;
import io.kerf.sysfs.KernelInterfaceException;
import io.kerf.sysfs.TransactionId;
import io.kerf.tree.DtNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Which generation a kernel speaks is told by what it says, at every moment of its life. */
@ParameterizedClass
@MethodSource("io.kerf.sysfs.simulated.ReleaseContract#all")
class DetectionTest extends ReleaseContract {
    DetectionTest(KernelForm form, SimulatedRelease release) {
        super(form, release);
    }

    /** Those whose fresh host tree could be that of several generations. */
    private boolean isSilent() {
        return switch (release()) {
            case FLAT_U32, FLAT_U64, POOL_EARLY -> true;
            case EARLY_FLAT, POOL -> false;
        };
    }

    @Test
    void aKernelWithABaselineIsTold() {
        SimulatedKernel kernel = pooled();

        assertThat(KernelAbi.detect(kernel.fs())).isEqualTo(release().abi());
        assertThat(kernel.fs().transactions()).isEmpty();
    }

    @Test
    void aKernelWhoseCpusAreAllLentIsTold() {
        SimulatedKernel kernel = pooled();
        applied(
                kernel,
                change(
                        "/instances",
                        createWithId(
                                "all",
                                1,
                                cpus(4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15),
                                u64("memory-bytes", 64 * MIB))));

        assertThat(KernelAbi.detect(kernel.fs())).isEqualTo(release().abi());
    }

    @Test
    void aPoolOfFewCpusIsTold() {
        for (long[] few : new long[][] {{4}, {4, 5}, {4, 5, 6}, {15, 1}}) {
            SimulatedKernel kernel = boot();
            kernel.fs()
                    .writeDeviceTree(blob(
                            release().isFlat()
                                    ? node(
                                            "",
                                            node(
                                                    "resources",
                                                    cpus(few),
                                                    u64("memory-base", RESERVED.base()),
                                                    u64("memory-bytes", GIB)))
                                    : node("", node("resources", cpus(few), node("memory@0", u64("size", GIB))))));

            assertThat(KernelAbi.detect(kernel.fs()))
                    .as("%s", few)
                    .isEqualTo(release().abi());
        }
    }

    /** CPU 0 and another, in 32 bits, look like one in 64: whether CPU 0 is the host's settles it. */
    @Test
    void aPairWithCpuZeroIsToldByTheHostsOwnCpus() {
        SimulatedKernel kernel =
                boot(Blobs.machine().bootCpu(3).reservedPool(RESERVED).build());
        SimulatedKernel single = boot();
        if (!release().isFlat()) {
            return;
        }
        kernel.fs().writeDeviceTree(blob(flat(0, 5)));
        single.fs().writeDeviceTree(blob(flat(5)));

        assertThat(KernelAbi.detect(kernel.fs())).isEqualTo(release().abi());
        assertThat(KernelAbi.detect(single.fs())).isEqualTo(release().abi());
    }

    private DtNode flat(long... ids) {
        return node("", node("resources", cpus(ids), u64("memory-base", RESERVED.base()), u64("memory-bytes", GIB)));
    }

    @Test
    void aFreshKernelIsToldOrRefusedWithoutAProbe() {
        SimulatedKernel kernel = boot();

        if (isSilent()) {
            KernelInterfaceException refusal = refusal(() -> KernelAbi.detect(kernel.fs()));
            assertThat(refusal.reason()).isEqualTo(KernelInterfaceException.Reason.UNSUPPORTED);
            assertThat(refusal).hasMessageContaining("does not tell which interface it speaks");
            assertThat(refusal.remedy()).isEqualTo("allow a probe, or name the interface");
        } else {
            assertThat(KernelAbi.detect(kernel.fs())).isEqualTo(release().abi());
        }
        assertThat(kernel.fs().transactions()).isEmpty();
    }

    /** The width of ids is not to be seen on a flat kernel without a baseline, and taken to be 64 bits. */
    @Test
    void aProbeTellsAFreshKernelAndStaysOnlyWhereItCannotBeRemoved() {
        SimulatedKernel kernel = boot();

        KernelAbi abi = KernelAbi.detect(kernel.fs(), Probe.ALLOWED);

        assertThat(abi)
                .isEqualTo(
                        release() == SimulatedRelease.FLAT_U32
                                ? KernelAbi.FLAT_U64
                                : release().abi());
        boolean stays = isSilent() && release().isFlat();
        assertThat(kernel.fs().transactions()).hasSize(stays ? 1 : 0);
        assertThat(kernel.fs().instances()).isEmpty();

        // what stays tells the next one, which writes nothing
        if (stays) {
            assertThat(KernelAbi.detect(kernel.fs(), Probe.FORBIDDEN)).isEqualTo(KernelAbi.FLAT_U64);
            assertThat(kernel.fs().transactions()).hasSize(1);
        }
    }

    @Test
    void aTransactionOfThePastTellsAFreshPoolKernel() {
        SimulatedKernel kernel = boot();
        kernel.fs().writeOverlay(change("/instances", node("nothing")));

        assertThat(KernelAbi.detect(kernel.fs()))
                .isEqualTo(
                        release() == SimulatedRelease.FLAT_U32
                                ? KernelAbi.FLAT_U64
                                : release().abi());
        assertThat(kernel.fs().transactions()).containsExactly(new TransactionId(2));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import static io.kerf.sysfs.simulated.Blobs.MIB;
import static io.kerf.sysfs.simulated.Blobs.createWithId;
import static io.kerf.sysfs.simulated.Blobs.remove;
import static io.kerf.sysfs.simulated.Blobs.u64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.kerf.model.InstanceState;
import io.kerf.sysfs.Errno;
import io.kerf.sysfs.TransactionId;
import io.kerf.sysfs.TransactionStatus;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Loading and booting is the same on the kernels of all releases. */
@ParameterizedClass
@MethodSource("io.kerf.sysfs.simulated.ReleaseContract#all")
class KexecStatesTest extends ReleaseContract {
    KexecStatesTest(KernelForm form, SimulatedRelease release) {
        super(form, release);
    }

    private static final SimulatedImage IMAGE = new SimulatedImage(32 * MIB, 5, "console=mktty0 quiet");

    private final SimulatedKernel kernel = pooled();

    @BeforeEach
    void createWeb() {
        kernel.fs().writeOverlay(change("/instances", createWithId("web", 1, cpus(4), u64("memory-bytes", 64 * MIB))));
    }

    private long base() {
        return kernel.state()
                .instance("web")
                .orElseThrow()
                .regions()
                .get(0)
                .range()
                .base();
    }

    private InstanceState state() {
        return kernel.fs().instanceState("web");
    }

    private TransactionStatus write(byte[] overlay) {
        kernel.fs().writeOverlay(overlay);
        List<TransactionId> all = kernel.fs().transactions();
        return kernel.fs().transactionStatus(all.get(all.size() - 1));
    }

    @Test
    void aReadyInstanceIsLoadedBootedHaltedAndUnloaded() {
        assertThat(state()).isEqualTo(InstanceState.READY);
        assertThat(kernel.kexecLoad(1, IMAGE)).isEmpty();
        assertThat(state()).isEqualTo(InstanceState.LOADED);
        assertThat(kernel.boot(1)).isEmpty();
        assertThat(state()).isEqualTo(InstanceState.ACTIVE);
        assertThat(kernel.halt(1)).isEmpty();
        assertThat(state()).isEqualTo(InstanceState.LOADED);
        assertThat(kernel.boot(1)).isEmpty();
        assertThat(kernel.forceHalt(1)).isEmpty();
        assertThat(kernel.kexecUnload(1)).isEmpty();
        assertThat(state()).isEqualTo(InstanceState.READY);
    }

    @Test
    void aReadyInstanceRefusesWhatNeedsAnImage() {
        assertThat(kernel.boot(1)).contains(Errno.EINVAL);
        assertThat(kernel.halt(1)).contains(Errno.EINVAL);
        assertThat(kernel.forceHalt(1)).contains(Errno.EINVAL);
        assertThat(kernel.kexecUnload(1)).contains(Errno.ENOENT);
    }

    @Test
    void aLoadedInstanceRefusesASecondImageAndAHaltButNotAForcedOne() {
        kernel.kexecLoad(1, IMAGE);

        assertThat(kernel.kexecLoad(1, IMAGE)).contains(Errno.EBUSY);
        assertThat(kernel.halt(1)).contains(Errno.EINVAL);
        assertThat(kernel.forceHalt(1)).isEmpty();
    }

    @Test
    void anActiveInstanceRefusesToBootButNotToBeUnloaded() {
        kernel.kexecLoad(1, IMAGE);
        kernel.boot(1);

        assertThat(kernel.boot(1)).contains(Errno.EBUSY);
        assertThat(kernel.kexecLoad(1, IMAGE)).contains(Errno.EBUSY);
        assertThat(kernel.kexecUnload(1)).isEmpty();
        assertThat(kernel.log()).contains("multikernel: instance 1 runs from memory that was just freed");
    }

    @Test
    void unknownInstancesAndTheHostAreRefused() {
        assertThat(kernel.kexecLoad(0, IMAGE)).contains(Errno.EINVAL);
        assertThat(kernel.kexecUnload(0)).contains(Errno.EINVAL);
        assertThat(kernel.forceHalt(0)).contains(Errno.EINVAL);
        assertThat(kernel.kexecLoad(7, IMAGE)).contains(Errno.ENOENT);
        assertThat(kernel.kexecUnload(7)).contains(Errno.ENOENT);
        assertThat(kernel.boot(7)).contains(Errno.ENOENT);
        assertThat(kernel.halt(7)).contains(Errno.ENOENT);
        assertThat(kernel.forceHalt(7)).contains(Errno.ENOENT);
    }

    @Test
    void anImageMustFitTheMemory() {
        assertThat(kernel.kexecLoad(1, new SimulatedImage(65 * MIB, 5, ""))).contains(Errno.ENOMEM);
        assertThat(state()).isEqualTo(InstanceState.READY);
    }

    @Test
    void anInstanceWithoutCpusDoesNotBoot() {
        byte[] bare = change("/instances", createWithId("bare", 2, u64("memory-bytes", 64 * MIB)));
        if (release().isFlat()) {
            // there is no such instance there
            assertThat(write(bare)).isEqualTo(TransactionStatus.FAILED);
            return;
        }
        write(bare);
        kernel.kexecLoad(2, IMAGE);

        assertThat(kernel.boot(2)).contains(Errno.EINVAL);
        assertThat(kernel.forceHalt(2)).contains(Errno.EINVAL);
    }

    @Test
    void loadedAndActiveInstancesAreNotRemoved() {
        kernel.kexecLoad(1, IMAGE);
        assertThat(write(change("/instances", remove("web")))).isEqualTo(TransactionStatus.FAILED);
        kernel.boot(1);
        assertThat(write(change("/instances", remove("web")))).isEqualTo(TransactionStatus.FAILED);

        assertThat(kernel.fs().instances()).containsExactly("web");
    }

    @Test
    void memoryUnderTheImageStays() {
        kernel.kexecLoad(1, IMAGE);

        assertThat(write(memoryOf("web", "memory-remove", base(), 64 * MIB))).isEqualTo(TransactionStatus.FAILED);
    }

    @Test
    void aHungGuestAnswersNeitherHaltNorResourceChanges() {
        kernel.kexecLoad(1, IMAGE);
        kernel.boot(1);
        kernel.guestStopsAnswering(1);

        assertThat(kernel.halt(1)).contains(Errno.ETIMEDOUT);
        assertThat(write(cpuAddTo("web", 5))).isEqualTo(TransactionStatus.FAILED);
        assertThat(state()).isEqualTo(InstanceState.ACTIVE);
        assertThat(kernel.forceHalt(1)).isEmpty();
        assertThat(kernel.boot(1)).isEmpty();
        assertThat(write(cpuAddTo("web", 5))).isEqualTo(TransactionStatus.APPLIED);
    }

    @Test
    void aRunningGuestTakesMemoryInBlocks() {
        kernel.kexecLoad(1, IMAGE);
        kernel.boot(1);

        assertThat(write(memoryOf("web", "memory-add", 0, 64 * MIB))).isEqualTo(TransactionStatus.FAILED);
        assertThat(write(memoryOf("web", "memory-add", 0, 128 * MIB))).isEqualTo(TransactionStatus.APPLIED);
    }

    @Test
    void aGuestThatPowersOffIsLoadedAgain() {
        kernel.kexecLoad(1, IMAGE);
        kernel.boot(1);

        kernel.guestPowersOff(1);

        assertThat(state()).isEqualTo(InstanceState.LOADED);
        assertThatIllegalStateException().isThrownBy(() -> kernel.guestPowersOff(1));
    }

    @Test
    void imagesAreListedInProc() {
        assertThat(kernel.fs().kimage().lines()).hasSize(2);
        kernel.kexecLoad(1, IMAGE);

        assertThat(kernel.fs().kimage().lines().toList().get(2))
                .isEqualTo("    1  multikernel  " + (release().isFlat() ? "0x000180000000" : "0x0001c0000000")
                        + "         5  file  \"console=mktty0 quiet\"");
    }
}

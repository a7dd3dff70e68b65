// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import static io.kerf.sysfs.simulated.Blobs.GIB;
import static io.kerf.sysfs.simulated.Blobs.MIB;
import static io.kerf.sysfs.simulated.Blobs.blob;
import static io.kerf.sysfs.simulated.Blobs.cpuAdd;
import static io.kerf.sysfs.simulated.Blobs.cpuRemove;
import static io.kerf.sysfs.simulated.Blobs.create;
import static io.kerf.sysfs.simulated.Blobs.device;
import static io.kerf.sysfs.simulated.Blobs.fragment;
import static io.kerf.sysfs.simulated.Blobs.memory;
import static io.kerf.sysfs.simulated.Blobs.node;
import static io.kerf.sysfs.simulated.Blobs.overlay;
import static io.kerf.sysfs.simulated.Blobs.remove;
import static io.kerf.sysfs.simulated.Blobs.text;
import static io.kerf.sysfs.simulated.Blobs.u64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kerf.model.MemoryRange;
import io.kerf.sysfs.Errno;
import io.kerf.sysfs.FileOperation;
import io.kerf.sysfs.KernelInterfaceException;
import io.kerf.sysfs.TransactionId;
import io.kerf.sysfs.TransactionStatus;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("io.kerf.sysfs.simulated.ReleaseContract#pools")
class RollbackTest extends ReleaseContract {
    RollbackTest(KernelForm form, SimulatedRelease release) {
        super(form, release);
    }

    private static final long NODE0_CHUNK = 0x1c0000000L;

    private final SimulatedKernel kernel = pooled();

    private TransactionId write(byte[] blob) {
        kernel.fs().writeOverlay(blob);
        List<TransactionId> all = kernel.fs().transactions();
        return all.get(all.size() - 1);
    }

    private Optional<Errno> rollback(TransactionId id) {
        KernelInterfaceException refusal = catchThrowableOfType(
                KernelInterfaceException.class, () -> kernel.fs().removeTransaction(id));
        if (refusal == null) {
            assertThat(kernel.fs().transactions()).doesNotContain(id);
            return Optional.empty();
        }
        assertThat(refusal.operation()).isEqualTo(FileOperation.REMOVE);
        return refusal.errno();
    }

    private List<Long> cpusOf(String name) {
        return kernel.state().instance(name).orElseThrow().cpus();
    }

    @Test
    void aCreatedInstanceIsDestroyed() {
        TransactionId id = write(change("/instances", create("web", u64("cpus", 4), u64("memory-bytes", MIB))));

        assertThat(rollback(id)).isEmpty();

        assertThat(kernel.fs().instances()).isEmpty();
        assertThat(kernel.state().cpus().isFree(4)).isTrue();
    }

    @Test
    void aCreatedInstanceThatIsGoneIsNoHindrance() {
        TransactionId id = write(change("/instances", create("web")));
        write(change("/instances", remove("web")));

        assertThat(rollback(id)).isEmpty();
    }

    @Test
    void aLoadedInstanceIsNotDestroyed() {
        TransactionId id = write(change("/instances", create("web", u64("memory-bytes", MIB))));
        kernel.kexecLoad(1, new SimulatedImage(4096, 1, ""));

        assertThat(rollback(id)).contains(Errno.EBUSY);

        assertThat(kernel.fs().instances()).containsExactly("web");
        assertThat(kernel.fs().transactionStatus(id)).isEqualTo(TransactionStatus.FAILED);
    }

    @Test
    void aRemovedInstanceDoesNotComeBack() {
        write(change("/instances", create("web")));
        TransactionId id = write(change("/instances", remove("web")));

        assertThat(rollback(id)).isEmpty();

        assertThat(kernel.fs().instances()).isEmpty();
    }

    @Test
    void cpusAndDevicesMoveBack() {
        write(change("/instances", create("web", u64("cpus", 4))));
        TransactionId id =
                write(change("/instances/web", cpuRemove(4), cpuAdd(5), device("device-add", "0000:01:00.0")));

        assertThat(rollback(id)).isEmpty();

        assertThat(cpusOf("web")).containsExactly(4L);
        assertThat(kernel.state().devices().freePci()).hasSize(2);
    }

    @Test
    void cpusAndDevicesOfThePoolMoveBackButTheAliasIsLost() {
        TransactionId id =
                write(change("/resources", cpuRemove(15), cpuAdd(1), device("device-remove", "0000:01:00.0")));

        assertThat(rollback(id)).isEmpty();

        assertThat(kernel.state().cpus().members()).hasToString("4-15");
        assertThat(kernel.state().devices().freePci())
                .hasSize(2)
                .allMatch(each -> each.alias().isEmpty());
    }

    @Test
    void poolMemoryThatWasAddedStays() {
        TransactionId id = write(change("/resources", node("memory-add", node("memory@0", u64("size", GIB)))));

        assertThat(rollback(id)).isEmpty();

        assertThat(kernel.state().memory().chunks()).hasSize(3);
    }

    @Test
    void poolMemoryThatWasRemovedComesBackWhereTheKernelLikes() {
        write(change("/resources", node("memory-add", node("memory@0", u64("size", MIB)))));
        TransactionId id = write(change("/resources", memory("memory-remove", NODE0_CHUNK - MIB, MIB)));
        write(change("/resources", node("memory-add", node("memory@0", u64("size", 2 * MIB)))));

        assertThat(rollback(id)).isEmpty();

        assertThat(kernel.state().memory().chunks())
                .hasSize(4)
                .extracting(SimulatedMachine.NodeMemory::range)
                .endsWith(new MemoryRange(NODE0_CHUNK - 2 * MIB, 2 * MIB), new MemoryRange(NODE0_CHUNK - 3 * MIB, MIB));
    }

    @Test
    void memoryThatWasAddedUnderAFictitiousBaseCannotBeTakenBack() {
        write(change("/instances", create("web")));
        TransactionId guessed = write(change("/instances/web", memory("memory-add", 0x1000, MIB)));
        TransactionId lucky = write(change("/instances/web", memory("memory-add", NODE0_CHUNK + MIB, MIB)));

        assertThat(rollback(guessed)).contains(Errno.ENOENT);
        assertThat(rollback(lucky)).isEmpty();
    }

    @Test
    void memoryThatWasRemovedComesBackElsewhere() {
        write(change("/instances", create("web", u64("memory-bytes", MIB))));
        TransactionId id = write(change("/instances/web", memory("memory-remove", NODE0_CHUNK, MIB)));
        write(change("/instances", create("squatter", u64("memory-bytes", MIB))));

        assertThat(rollback(id)).isEmpty();

        assertThat(kernel.state().instance("web").orElseThrow().regions())
                .extracting(SimulatedInstance.Region::range)
                .containsExactly(new MemoryRange(NODE0_CHUNK + MIB, MIB));
    }

    @Test
    void rollingBackAFailedCreateDestroysTheInstanceThatWasThereBefore() {
        write(change("/instances", create("web", u64("cpus", 4))));
        TransactionId failed = write(change("/instances", create("web")));
        assertThat(kernel.fs().transactionStatus(failed)).isEqualTo(TransactionStatus.FAILED);

        assertThat(rollback(failed)).isEmpty();

        assertThat(kernel.fs().instances()).isEmpty();
    }

    @Test
    void aFailedCpuAddIsUndoneAsARemoveAndKeepsItsRecord() {
        write(change("/instances", create("a", u64("cpus", 4))));
        write(change("/instances", create("b")));
        TransactionId failed = write(change("/instances/b", cpuAdd(4)));

        assertThat(rollback(failed)).contains(Errno.EINVAL);

        assertThat(kernel.fs().transactions()).contains(failed);
        assertThat(cpusOf("a")).containsExactly(4L);
    }

    @Test
    void aRecordWhoseInstanceIsGoneStaysForEver() {
        write(change("/instances", create("web")));
        TransactionId id = write(change("/instances/web", cpuAdd(4)));
        write(change("/instances", remove("web")));

        assertThat(rollback(id)).contains(Errno.ENOENT);
        assertThat(rollback(id)).contains(Errno.ENOENT);
    }

    @Test
    void whatWasUndoneBeforeTheFailureStaysUndone() {
        write(change("/instances", create("web")));
        TransactionId id = write(change("/instances/web", cpuAdd(4, 5, 6)));
        write(change("/instances/web", cpuRemove(5)));

        assertThat(rollback(id)).contains(Errno.EINVAL);

        assertThat(cpusOf("web")).containsExactly(4L);
        assertThat(kernel.fs().transactionStatus(id)).isEqualTo(TransactionStatus.FAILED);
    }

    @Test
    void anOldTransactionIsUndoneAgainstTodaysState() {
        write(change("/instances", create("a", u64("cpus", 4))));
        TransactionId gaveAway = write(change("/instances/a", cpuRemove(4)));
        write(change("/instances", create("b", u64("cpus", 4))));

        assertThat(rollback(gaveAway)).contains(Errno.EBUSY);
    }

    @Test
    void fragmentsAreUndoneInReverse() {
        TransactionId id = write(blob(overlay(
                fragment("0", "/instances", create("web", u64("cpus", 4))),
                fragment("1", "/instances/web", cpuAdd(5)))));

        assertThat(rollback(id)).isEmpty();

        assertThat(kernel.state().cpus().free()).hasToString("4-15");
    }

    @Test
    void aProbeIsRemovedWithoutEffect() {
        TransactionId id = write(blob(overlay(text("mk,resources", "probe"), fragment("0", "/instances"))));

        assertThat(kernel.fs().transactionTarget(id)).isEqualTo("/instances");
        assertThat(rollback(id)).isEmpty();
    }

    @Test
    void aTransactionThatIsNotThereCannotBeRemoved() {
        assertThat(rollback(new TransactionId(99))).contains(Errno.ENOENT);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kerf.kexec.KernelImageException.Reason;
import io.kerf.model.InstanceId;
import io.kerf.sysfs.Errno;
import io.kerf.sysfs.KernelInterfaceException;
import io.kerf.sysfs.KernelRoots;
import io.kerf.sysfs.SysfsMultikernel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the C library is given: through a library that writes it down, and makes none of the calls. */
class JnaSyscallsTest {
    private static final InstanceGuard OPEN = (action, instance) -> {};

    @TempDir
    private Path directory;

    @TempDir
    private static Path library;

    private static Recorder recorder;

    private JnaSyscalls syscalls;
    private KernelImage image;

    @BeforeAll
    static void compileRecorder() throws Exception {
        recorder = Recorder.compile(library);
    }

    @BeforeEach
    void openImage() {
        recorder.succeed();
        recorder.seen();
        syscalls = recorder.syscalls(OPEN);
        image = KernelImage.open(Elf.write(directory, ByteBuffer.wrap(Elf.kernel(200_000))));
        recorder.copyTo(directory);
    }

    @AfterEach
    void closeImage() {
        image.close();
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theBytesThatWereLookedAtAreHandedOverReadOnly() throws IOException {
        byte[] vmlinux = Elf.kernel(30_000);
        Path packed = Files.write(
                directory.resolve("bzImage"),
                Images.bzImage(Images.gzip(vmlinux)).array());
        Path initrd = Files.write(directory.resolve("initrd"), new byte[] {7, 7, 7});

        try (KernelImage kernel = KernelImage.open(packed)) {
            syscalls.kexecFileLoad(
                    LoadRequest.of(kernel).withInitrd(initrd).withCommandLine("quiet é"),
                    KexecFlags.loadWithInitrd(InstanceId.of(3)));
        }

        assertThat(recorder.seen())
                .containsExactly("kexec_file_load fd fd len=9 flags=70 line=" + hex("quiet é\0") + " ro ro ");
        assertThat(Files.readAllBytes(directory.resolve("kernel.seen"))).isEqualTo(vmlinux);
        assertThat(Files.readAllBytes(directory.resolve("initrd.seen"))).containsExactly(7, 7, 7);
    }

    @Test
    void anUnloadHasNoFilesAndNoCommandLine() {
        syscalls.kexecFileUnload(KexecFlags.unload(InstanceId.of(2047)));

        assertThat(recorder.seen()).containsExactly("kexec_file_load -1 -1 len=0 flags=fff1 line=NULL ");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 511, 2047})
    void rebootPointsAtFourBytesOfTheIdInNativeOrder(int id) {
        Stream.of(RebootCommand.values()).forEach(command -> syscalls.reboot(command, InstanceId.of(id)));

        String bytes = HexFormat.of()
                .formatHex(ByteBuffer.allocate(4)
                        .order(ByteOrder.nativeOrder())
                        .putInt(id)
                        .array());
        assertThat(recorder.seen())
                .containsExactly(
                        "reboot fee1dead 28121969 4d4b4c49 id=" + bytes,
                        "reboot fee1dead 28121969 4d4b4c48 id=" + bytes,
                        "reboot fee1dead 28121969 4d4b4c46 id=" + bytes);
    }

    @Test
    void mountHasNoOptionsAndBusyIsFine() {
        syscalls.mount();
        recorder.failWith(Errno.EBUSY);
        syscalls.mount();
        recorder.failWith(Errno.ENODEV);
        SyscallException refusal = catchThrowableOfType(SyscallException.class, syscalls::mount);

        String call = "mount none /sys/fs/multikernel multikernel 0 0";
        assertThat(recorder.seen()).containsExactly(call, call, call);
        assertThat(refusal)
                .hasMessageContaining(
                        "mount on /sys/fs/multikernel failed: ENODEV (no such device): this kernel has no");
    }

    @Test
    void theErrnoOfTheCallIsInTheException() {
        recorder.failWith(Errno.EKEYREJECTED);

        SyscallException refusal = catchThrowableOfType(
                SyscallException.class,
                () -> syscalls.kexecFileLoad(LoadRequest.of(image), KexecFlags.loadWithoutInitrd(InstanceId.of(1))));

        assertThat(refusal.errno()).isEqualTo(Errno.EKEYREJECTED);
        assertThat(refusal.meaning()).contains("signature policy");
        assertThat(recorder.seen()).containsExactly("kexec_file_load fd -1 len=1 flags=34 line=00 ro ");
    }

    @Test
    void nothingIsCalledForFlagsOfTheOtherCallOrAnImageOfAnotherMachine() throws IOException {
        LoadRequest request = LoadRequest.of(image);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> syscalls.kexecFileLoad(request, KexecFlags.unload(InstanceId.of(1))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> syscalls.kexecFileLoad(request, KexecFlags.loadWithInitrd(InstanceId.of(1))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> syscalls.kexecFileUnload(KexecFlags.loadWithoutInitrd(InstanceId.of(1))));
        boolean arm = System.getProperty("os.arch").equals("aarch64");
        ByteBuffer foreign = arm ? Images.riscv64(9000) : Images.arm64(9000);
        Path file = Files.write(directory.resolve("Image"), foreign.array());
        try (KernelImage other = KernelImage.open(file)) {
            KernelImageException refusal = catchThrowableOfType(
                    KernelImageException.class,
                    () -> syscalls.kexecFileLoad(
                            LoadRequest.of(other), KexecFlags.loadWithoutInitrd(InstanceId.of(1))));
            assertThat(refusal.reason()).isEqualTo(Reason.ARCHITECTURE);
        }
        assertThat(recorder.seen()).isEmpty();
    }

    @Test
    void nothingIsCalledWhereNoMultikernelIsMounted() throws IOException {
        KernelRoots roots = KernelRoots.under(directory);
        Files.createDirectories(roots.proc());
        Files.writeString(roots.proc().resolve("mounts"), "sysfs /sys sysfs rw 0 0\n");
        JnaSyscalls guarded = recorder.syscalls(InstanceGuard.of(SysfsMultikernel.of(roots)));
        InstanceId id = InstanceId.of(3);

        for (Runnable call : List.<Runnable>of(
                () -> guarded.kexecFileLoad(LoadRequest.of(image), KexecFlags.loadWithoutInitrd(id)),
                () -> guarded.kexecFileUnload(KexecFlags.unload(id)),
                () -> guarded.reboot(RebootCommand.FORCE_HALT, id))) {
            KernelInterfaceException refusal = catchThrowableOfType(KernelInterfaceException.class, call::run);
            assertThat(refusal).hasMessageContaining("no file system of type multikernel is mounted");
        }
        assertThat(recorder.seen()).isEmpty();
    }

    private SysfsMultikernel madeUpTree() throws IOException {
        KernelRoots roots = KernelRoots.under(directory);
        Files.createDirectories(roots.proc());
        Files.writeString(
                roots.proc().resolve("mounts"), "none " + roots.multikernel() + " multikernel rw,relatime 0 0\n");
        instance("a", "2", "ready");
        instance("web", "3", "loaded");
        return SysfsMultikernel.of(roots);
    }

    private Path instance(String name, String id, String state) throws IOException {
        Path folder = Files.createDirectories(
                KernelRoots.under(directory).multikernel().resolve("instances").resolve(name));
        Files.writeString(folder.resolve("id"), id + "\n");
        Files.writeString(folder.resolve("status"), state + "\n");
        return folder;
    }

    @Test
    void aDirectoryThatOnlyLooksLikeAKernelGetsNoCall() throws IOException {
        JnaSyscalls guarded = recorder.syscalls(InstanceGuard.of(madeUpTree()));
        InstanceId id = InstanceId.of(3);

        for (Runnable call : List.<Runnable>of(
                () -> guarded.kexecFileLoad(LoadRequest.of(image), KexecFlags.loadWithoutInitrd(InstanceId.of(2))),
                () -> guarded.kexecFileUnload(KexecFlags.unload(id)),
                () -> guarded.reboot(RebootCommand.BOOT, id))) {
            KernelInterfaceException refusal = catchThrowableOfType(KernelInterfaceException.class, call::run);
            assertThat(refusal)
                    .hasMessageContaining("not multikernel, so it is not the running kernel's")
                    .hasMessageContaining("use the roots of the running kernel");
        }
        assertThat(recorder.seen()).isEmpty();
    }

    @Test
    void aFolderWhoseFileSystemCannotBeToldGetsNoCall() throws IOException {
        JnaSyscalls guarded = recorder.syscalls(InstanceGuard.of(madeUpTree(), folder -> {
            throw new IOException("mount point not found");
        }));

        KernelInterfaceException refusal = catchThrowableOfType(
                KernelInterfaceException.class, () -> guarded.reboot(RebootCommand.BOOT, InstanceId.of(3)));

        assertThat(refusal).hasMessageContaining("mount point not found");
        assertThat(recorder.seen()).isEmpty();
    }

    @Test
    void aBrokenNeighbourOrOneThatGoesBlocksNothing() throws IOException {
        JnaSyscalls guarded = recorder.syscalls(InstanceGuard.of(madeUpTree(), folder -> FileSystemTypes.MULTIKERNEL));
        instance("aa-broken", "what", "ready");
        Files.delete(instance("ab-gone", "9", "ready").resolve("id"));

        guarded.reboot(RebootCommand.BOOT, InstanceId.of(3));
        assertThat(recorder.seen()).hasSize(1);
        KernelInterfaceException absent = catchThrowableOfType(
                KernelInterfaceException.class, () -> guarded.reboot(RebootCommand.BOOT, InstanceId.of(9)));

        assertThat(absent).hasMessageContaining("no instance has the id 9");
        assertThat(absent.getSuppressed()).hasSize(2);
        assertThat(recorder.seen()).isEmpty();
    }

    @Test
    void ofTwoInstancesWithOneIdBothMustBeInTheState() throws IOException {
        JnaSyscalls guarded = recorder.syscalls(InstanceGuard.of(madeUpTree(), folder -> FileSystemTypes.MULTIKERNEL));
        instance("zz", "3", "active");

        InstanceStateException refusal = catchThrowableOfType(
                InstanceStateException.class, () -> guarded.kexecFileUnload(KexecFlags.unload(InstanceId.of(3))));

        assertThat(refusal.instance()).hasToString("zz");
        assertThat(recorder.seen()).isEmpty();
    }

    @Test
    void tenThousandLoadsLeakNoDescriptor() throws IOException {
        recorder.copyTo(Path.of(""));
        byte[] vmlinux = Elf.kernel(1000);
        Path file = Files.write(
                directory.resolve("small"), Images.bzImage(Images.gzip(vmlinux)).array());
        Path initrd = Files.write(directory.resolve("initrd"), new byte[100]);
        long before = -1;
        int loaded = 0;

        try (KernelImage kept = KernelImage.open(file)) {
            for (int i = 0; i < 10_000; i++) {
                if (i % 3 == 0) {
                    recorder.failWith(Errno.ENOMEM);
                } else {
                    recorder.succeed();
                }
                LoadRequest request = LoadRequest.of(kept);
                loaded += loads(i % 4 == 0 ? request.withInitrd(initrd) : request) ? 1 : 0;
                if (i % 10 == 0) {
                    KernelImage.open(file).close();
                }
                if (i == 20) {
                    before = descriptors();
                }
            }
            assertThat(descriptors()).isLessThanOrEqualTo(before);
            assertThat(loaded).isEqualTo(6666);
        }
    }

    private boolean loads(LoadRequest request) {
        InstanceId id = InstanceId.of(3);
        try {
            syscalls.kexecFileLoad(
                    request,
                    request.initrd().isPresent() ? KexecFlags.loadWithInitrd(id) : KexecFlags.loadWithoutInitrd(id));
            return true;
        } catch (SyscallException e) {
            assertThat(e.errno()).isEqualTo(Errno.ENOMEM);
            return false;
        }
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }

    @Test
    void theInstanceIsLookedAtAgainOnceFilesAreCopied() {
        List<InstanceAction> looks = new ArrayList<>();
        JnaSyscalls guarded = recorder.syscalls((action, instance) -> {
            looks.add(action);
            if (looks.size() == 2) {
                throw new IllegalStateException("it is active now");
            }
        });

        assertThatIllegalStateException()
                .isThrownBy(() ->
                        guarded.kexecFileLoad(LoadRequest.of(image), KexecFlags.loadWithoutInitrd(InstanceId.of(1))));

        assertThat(looks).containsExactly(InstanceAction.LOAD, InstanceAction.LOAD);
        assertThat(recorder.seen()).isEmpty();
    }

    @Test
    void theInstanceIsLookedAtAgainOnceTheLibraryIsLoaded() {
        List<InstanceAction> looks = new ArrayList<>();
        JnaSyscalls guarded = recorder.syscalls((action, instance) -> {
            looks.add(action);
            if (looks.size() == 2) {
                throw new IllegalStateException("it is another one now");
            }
        });

        assertThatIllegalStateException().isThrownBy(() -> guarded.reboot(RebootCommand.FORCE_HALT, InstanceId.of(1)));
        assertThat(recorder.seen()).isEmpty();
        guarded.reboot(RebootCommand.FORCE_HALT, InstanceId.of(1));
        guarded.kexecFileUnload(KexecFlags.unload(InstanceId.of(1)));

        assertThat(looks)
                .containsExactly(
                        InstanceAction.of(RebootCommand.FORCE_HALT),
                        InstanceAction.of(RebootCommand.FORCE_HALT),
                        InstanceAction.of(RebootCommand.FORCE_HALT),
                        InstanceAction.UNLOAD);
        assertThat(recorder.seen()).hasSize(2);
    }

    @Test
    void theTypeOfAFileSystemIsWhatTheKernelSaysOfTheFolder() throws IOException {
        FileSystemTypes types = FileSystemTypes.system();

        // PROC_SUPER_MAGIC and SYSFS_MAGIC of include/uapi/linux/magic.h.
        assertThat(types.of(Path.of("/proc/self"))).isEqualTo(0x9fa0);
        assertThat(types.of(Path.of("/sys/kernel"))).isEqualTo(0x62656572);
        assertThat(types.of(directory)).isNotIn(0x9fa0L, FileSystemTypes.MULTIKERNEL);
        assertThatIOException()
                .isThrownBy(() -> types.of(directory.resolve("absent")))
                .withMessageContaining("ENOENT");
    }

    @Test
    void anInitialFileSystemThatVanishesIsNamed() throws IOException {
        Path initrd = Files.write(directory.resolve("initrd"), new byte[] {7});
        LoadRequest request = LoadRequest.of(image).withInitrd(initrd).measured();
        Files.delete(initrd);

        KernelImageException refusal = catchThrowableOfType(
                KernelImageException.class,
                () -> syscalls.kexecFileLoad(request, KexecFlags.loadWithInitrd(InstanceId.of(1))));

        assertThat(refusal).hasMessageStartingWith("cannot load " + initrd + " as an initial file system: ");
        assertThat(refusal.reason()).isEqualTo(Reason.UNREADABLE);
        assertThat(recorder.seen()).isEmpty();
    }

    @Test
    void aFileThatChangesBetweenOpeningAndLoadingIsNotHandedOver() throws IOException {
        byte[] other = Elf.kernel(200_000);
        other[199_999]++;
        Files.write(image.path(), Arrays.copyOf(other, other.length));

        KernelImageException refusal = catchThrowableOfType(
                KernelImageException.class,
                () -> syscalls.kexecFileLoad(LoadRequest.of(image), KexecFlags.loadWithoutInitrd(InstanceId.of(1))));

        assertThat(refusal.reason()).isEqualTo(Reason.CHANGED);
        assertThat(recorder.seen()).isEmpty();
    }
}

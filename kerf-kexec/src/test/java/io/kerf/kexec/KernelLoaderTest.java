// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kerf.kexec.simulated.SimulatedSyscalls;
import io.kerf.model.InstanceName;
import io.kerf.model.InstanceState;
import io.kerf.sysfs.Errno;
import io.kerf.sysfs.KernelInterfaceException;
import io.kerf.sysfs.MultikernelFs;
import io.kerf.sysfs.SysfsMultikernel;
import io.kerf.sysfs.Ticker;
import io.kerf.sysfs.simulated.SimulatedImage;
import io.kerf.sysfs.simulated.SimulatedKernel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Loads by the real system calls, which a library writes down instead of making them. */
class KernelLoaderTest {
    private static final InstanceName NAME = InstanceName.of("i3");

    @TempDir
    private static Path library;

    private static Recorder recorder;

    @TempDir
    private Path directory;

    private KernelImage image;

    @BeforeAll
    static void compileRecorder() throws Exception {
        recorder = Recorder.compile(library);
    }

    @BeforeEach
    void openImage() {
        recorder.seen();
        recorder.succeed();
        image = KernelImage.open(Elf.write(directory, ByteBuffer.wrap(Elf.kernel(9000))));
    }

    @AfterEach
    void closeImage() {
        image.close();
    }

    private static Ticker pausing(Runnable action) {
        return new Ticker() {
            private Duration now = Duration.ZERO;

            @Override
            public Duration now() {
                return now;
            }

            @Override
            public void pause(Duration pause) {
                now = now.plus(pause);
                action.run();
            }
        };
    }

    private SysfsMultikernel host() {
        return DirectoryHost.files(DirectoryHost.boot(directory.resolve("host"), List.of(3)));
    }

    private static Path instances(SysfsMultikernel fs) {
        return fs.roots().multikernel().resolve("instances");
    }

    /** As when it is deleted, and another one is created with its id. */
    private static void replace(SysfsMultikernel fs) {
        try {
            Files.move(instances(fs).resolve("i3"), instances(fs).resolve("db"));
        } catch (NoSuchFileException e) {
            // It is replaced once.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As when it is deleted, and created with another id. */
    private static void renumber(SysfsMultikernel fs) {
        try {
            Files.writeString(instances(fs).resolve("i3/id"), "9\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private SyscallException refusal(Runnable betweenTries) {
        KernelLoader loader =
                new KernelLoader(host(), recorder.syscalls((action, instance) -> {}), pausing(betweenTries));
        recorder.failWith(Errno.EBUSY);
        return catchThrowableOfType(SyscallException.class, () -> loader.load(NAME, LoadRequest.of(image)));
    }

    /** A file that was copied again would be found to have changed. */
    @Test
    void filesAreCopiedOnceHoweverOftenTheKernelIsAsked() {
        SyscallException refusal = refusal(() -> {
            try {
                Files.write(image.path(), new byte[9000]);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });

        assertThat(refusal.errno()).isEqualTo(Errno.EBUSY);
        assertThat(recorder.seen()).hasSize(5).allMatch(call -> call.startsWith("kexec_file_load fd -1"));
    }

    @Test
    void aKernelForAnotherMachineIsRefusedByACheckToo() throws IOException {
        boolean arm = System.getProperty("os.arch").equals("aarch64");
        ByteBuffer foreign = arm ? Images.riscv64(9000) : Images.arm64(9000);
        Path file = Files.write(directory.resolve("Image"), foreign.array());
        KernelLoader loader = new KernelLoader(host(), recorder.syscalls((action, instance) -> {}), pausing(() -> {}));
        try (KernelImage other = KernelImage.open(file)) {
            KernelImageException refusal =
                    catchThrowableOfType(KernelImageException.class, () -> loader.check(NAME, LoadRequest.of(other)));

            assertThat(refusal.reason()).isEqualTo(KernelImageException.Reason.ARCHITECTURE);
        }
        assertThat(recorder.seen()).isEmpty();
    }

    @Test
    void theFirstRefusalIsToldWithTheLast() {
        SyscallException refusal = refusal(() -> recorder.failWith(Errno.ENOMEM));

        assertThat(refusal.errno()).isEqualTo(Errno.ENOMEM);
        assertThat(refusal.getSuppressed())
                .singleElement()
                .satisfies(first -> assertThat(first).hasMessageContaining("EBUSY"));
    }

    @Test
    void anInterruptIsSaidAndKept() {
        Thread.currentThread().interrupt();
        KernelImageException refusal =
                catchThrowableOfType(KernelImageException.class, () -> image.copyTo((bytes, length) -> {}));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(refusal).hasMessageContaining("it was interrupted; open the image again");
    }

    private static List<Consumer<SysfsMultikernel>> replacements() {
        return List.of(KernelLoaderTest::replace, KernelLoaderTest::renumber);
    }

    @Test
    void anInstanceThatBecameAnotherWhileFilesWereCopiedIsNotLoaded() {
        for (Consumer<SysfsMultikernel> replacement : replacements()) {
            SysfsMultikernel fs = host();
            int[] looks = {0};
            InstanceGuard guard = (action, instance) -> {
                looks[0]++;
                if (looks[0]
                        == 2) { // the first look is before the initial file system is read, this one before files are
                    // copied
                    replacement.accept(fs);
                }
            };
            KernelLoader loader = new KernelLoader(fs, recorder.syscalls(guard), pausing(() -> {}));

            KernelInterfaceException refusal = catchThrowableOfType(
                    KernelInterfaceException.class, () -> loader.load(NAME, LoadRequest.of(image)));

            assertThat(refusal.reason()).isEqualTo(KernelInterfaceException.Reason.GONE);
            assertThat(recorder.seen()).isEmpty();
            delete(directory.resolve("host"));
        }
    }

    @Test
    void anInstanceThatBecameAnotherBetweenTriesIsNotAskedForAgain() {
        for (Consumer<SysfsMultikernel> replacement : replacements()) {
            SysfsMultikernel fs = host();
            KernelLoader loader = new KernelLoader(
                    fs, recorder.syscalls((action, instance) -> {}), pausing(() -> replacement.accept(fs)));
            recorder.failWith(Errno.EBUSY);

            KernelInterfaceException load = catchThrowableOfType(
                    KernelInterfaceException.class, () -> loader.load(NAME, LoadRequest.of(image)));
            assertThat(load.reason()).isEqualTo(KernelInterfaceException.Reason.GONE);
            assertThat(recorder.seen()).hasSize(1);
            delete(directory.resolve("host"));
        }
    }

    @Test
    void anInstanceThatBecameAnotherBetweenTriesIsNotUnloaded() {
        for (Consumer<SysfsMultikernel> replacement : replacements()) {
            SimulatedKernel kernel = DirectoryHost.boot(directory.resolve("host"), List.of(3));
            assertThat(kernel.kexecLoad(3, new SimulatedImage(4096, 3, ""))).isEmpty();
            SysfsMultikernel fs = DirectoryHost.files(kernel);
            KernelLoader loader = new KernelLoader(
                    fs, recorder.syscalls((action, instance) -> {}), pausing(() -> replacement.accept(fs)));
            recorder.failWith(Errno.EBUSY);

            KernelInterfaceException refusal =
                    catchThrowableOfType(KernelInterfaceException.class, () -> loader.unload(NAME));

            assertThat(refusal.reason()).isEqualTo(KernelInterfaceException.Reason.GONE);
            assertThat(refusal.getSuppressed()).hasSize(1);
            assertThat(recorder.seen()).hasSize(1);
            delete(directory.resolve("host"));
        }
    }

    /** The files of a kernel, but the id that is read first is another than those that are read later. */
    private static MultikernelFs withPassingId(MultikernelFs fs) {
        int[] asked = {0};
        return (MultikernelFs) Proxy.newProxyInstance(
                KernelLoaderTest.class.getClassLoader(),
                new Class<?>[] {MultikernelFs.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("instanceId")) {
                        return asked[0]++ == 0 ? 9 : 3;
                    }
                    return method.invoke(fs, arguments);
                });
    }

    @Test
    void anInstanceThatBecameAnotherIsNotBooted() {
        SimulatedKernel kernel = DirectoryHost.boot(directory.resolve("host"), List.of(3));
        assertThat(kernel.kexecLoad(3, new SimulatedImage(4096, 3, ""))).isEmpty();
        InstanceBooter booter = new InstanceBooter(
                withPassingId(DirectoryHost.files(kernel)),
                recorder.syscalls((action, instance) -> {}),
                pausing(() -> {}));

        KernelInterfaceException refusal =
                catchThrowableOfType(KernelInterfaceException.class, () -> booter.boot(NAME));

        assertThat(refusal).hasMessageContaining("'i3' had the id 9 and has 3 now");
        assertThat(recorder.seen()).isEmpty();
    }

    @Test
    void whereTheKernelDoesNotTellItsBootALoadIsDoneWithoutARecord() throws IOException {
        SimulatedKernel kernel = DirectoryHost.boot(directory.resolve("host"), List.of(3));
        SysfsMultikernel fs = DirectoryHost.files(kernel);
        Path record =
                Files.createDirectories(directory.resolve("state/instances")).resolve("i3.json");
        Files.writeString(record, "an older one");
        Files.delete(fs.roots().proc().resolve("sys/kernel/random/boot_id"));

        new KernelLoader(fs, new SimulatedSyscalls(kernel), pausing(() -> {}))
                .recordingIn(LoadRecords.in(directory.resolve("state")))
                .load(NAME, LoadRequest.of(image));

        assertThat(fs.instanceState("i3")).isEqualTo(InstanceState.LOADED);
        assertThat(record).doesNotExist();
    }

    private static void delete(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

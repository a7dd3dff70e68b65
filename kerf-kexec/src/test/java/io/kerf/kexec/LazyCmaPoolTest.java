// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kerf.model.ByteSize;
import io.kerf.model.MemoryRange;
import io.kerf.sysfs.Errno;
import io.kerf.sysfs.KernelInterfaceException;
import io.kerf.sysfs.KernelRoots;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the device is given, through a library that writes it down. An ordinary file, listed as a device, stands in for the device. */
class LazyCmaPoolTest {
    private static final MemoryRange PAGE = new MemoryRange(4096, 4096);

    @TempDir
    private static Path library;

    private static Recorder recorder;

    @TempDir
    private Path directory;

    private KernelRoots roots;
    private LazyCmaPool pool;

    @BeforeAll
    static void compileRecorder() throws Exception {
        recorder = Recorder.compile(library);
    }

    @BeforeEach
    void layOut() throws IOException {
        roots = KernelRoots.under(directory);
        Files.createDirectories(roots.dev());
        Files.createDirectories(roots.proc());
        Files.createFile(roots.dev().resolve("lazy_cma"));
        // An ordinary file has the device number 0.
        Files.writeString(roots.proc().resolve("misc"), "144 nvram\n  0 lazy_cma\n");
        recorder.succeed();
        recorder.seen();
        pool = new LazyCmaPool(roots, recorder.syscalls((action, instance) -> {}));
    }

    private static String hex(String text, int bytes) {
        byte[] padded = Arrays.copyOf(text.getBytes(StandardCharsets.US_ASCII), bytes);
        return HexFormat.of().formatHex(padded);
    }

    @Test
    void theStructuresAreThoseOfTheModule() {
        MemoryRange given = pool.allocate(new ByteSize(1L << 32), OptionalInt.of(1), "Multikernel Memory Pool");
        pool.allocate(new ByteSize(4096), OptionalInt.empty(), "");
        MemoryRange resized = pool.resize(given, new ByteSize(1 << 20));
        pool.free(resized);

        // The numbers are little-endian on all machines that kerf knows.
        assertThat(given).isEqualTo(new MemoryRange(0x140000000L, 1L << 32));
        assertThat(resized).isEqualTo(new MemoryRange(0x140000000L, 1 << 20));
        assertThat(recorder.seen())
                .containsExactly(
                        "ioctl c0584800 0000000001000000" + "0000000000000000" + "01000000" + "00000000"
                                + hex("Multikernel Memory Pool", 64),
                        "ioctl c0584800 0010000000000000" + "0000000000000000" + "ffffffff" + "00000000" + hex("", 64),
                        "ioctl c0104801 0000004001000000" + "0000100000000000",
                        "ioctl 40084802 0000004001000000");
    }

    @Test
    void anErrnoIsExplained() {
        recorder.failWith(Errno.ENOMEM);
        SyscallException full = catchThrowableOfType(
                SyscallException.class, () -> pool.allocate(new ByteSize(4096), OptionalInt.empty(), "x"));
        recorder.failWith(Errno.ENOENT);
        SyscallException absent = catchThrowableOfType(SyscallException.class, () -> pool.free(PAGE));
        recorder.failWith(Errno.ENOTTY);
        SyscallException old =
                catchThrowableOfType(SyscallException.class, () -> pool.resize(PAGE, new ByteSize(4096)));

        assertThat(full)
                .hasMessageContaining("ioctl (allocate lazy_cma) failed: ENOMEM")
                .hasMessageContaining("in one piece");
        assertThat(absent).hasMessageContaining("no allocation begins at this address");
        assertThat(old).hasMessageContaining("older than the call");
    }

    @Test
    void argumentsThatCannotBeAreRefusedBeforeAnyCall() {
        ByteSize page = new ByteSize(4096);
        OptionalInt any = OptionalInt.empty();
        assertThatIllegalArgumentException().isThrownBy(() -> pool.allocate(new ByteSize(0), any, ""));
        assertThatIllegalArgumentException().isThrownBy(() -> pool.allocate(new ByteSize(4097), any, ""));
        assertThatIllegalArgumentException().isThrownBy(() -> pool.allocate(page, OptionalInt.of(-1), ""));
        assertThatIllegalArgumentException().isThrownBy(() -> pool.allocate(page, any, "x".repeat(64)));
        assertThatIllegalArgumentException().isThrownBy(() -> pool.allocate(page, any, "a\0b"));
        assertThatIllegalArgumentException().isThrownBy(() -> pool.resize(PAGE, new ByteSize(1)));
        assertThat(recorder.seen()).isEmpty();
    }

    @Test
    void anotherDeviceOfThatNameIsNotTouched() throws IOException {
        Files.writeString(roots.proc().resolve("misc"), "  0 dma_heap\n 12 lazy_cma\n");
        KernelInterfaceException other = catchThrowableOfType(KernelInterfaceException.class, () -> pool.free(PAGE));
        Files.delete(roots.dev().resolve("lazy_cma"));
        KernelInterfaceException absent = catchThrowableOfType(KernelInterfaceException.class, () -> pool.free(PAGE));

        assertThat(other).hasMessageContaining("it is not the device lazy_cma");
        assertThat(absent).hasMessageContaining("load the module lazy_cma");
        assertThat(pool.isPresent()).isFalse();
        assertThat(recorder.seen()).isEmpty();
    }
}

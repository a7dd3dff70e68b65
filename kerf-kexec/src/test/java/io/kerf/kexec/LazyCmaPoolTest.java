// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kerf.fdt.Fdt;
import io.kerf.model.ByteSize;
import io.kerf.model.MemoryRange;
import io.kerf.sysfs.Errno;
import io.kerf.sysfs.HostLock;
import io.kerf.sysfs.KernelInterfaceException;
import io.kerf.sysfs.KernelRoots;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.PropertyValue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the device is given, through a library that writes it down. An ordinary file, said to be a device, stands in for the device. */
class LazyCmaPoolTest {
    private static final MemoryRange PAGE = new MemoryRange(4096, 4096);
    private static final MemoryRange GIVEN = new MemoryRange(0x140000000L, 1L << 32);
    private static final int CHARACTER_DEVICE = 0020600;
    private static final DeviceFile MISC_59 = new DeviceFile(CHARACTER_DEVICE, 10 << 8 | 59);

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
        Files.createDirectories(roots.run());
        Files.createFile(roots.dev().resolve("lazy_cma"));
        // The name of a driver need not be UTF-8.
        Files.write(
                roots.proc().resolve("misc"), "144 nvr\u00e4m\n 59 lazy_cma\n".getBytes(StandardCharsets.ISO_8859_1));
        Files.writeString(roots.proc().resolve("mounts"), "sysfs /sys sysfs rw 0 0\n");
        Files.writeString(roots.proc().resolve("filesystems"), "nodev\tsysfs\n\text4\n");
        iomem("");
        recorder.succeed();
        recorder.seen();
        pool = pool(file -> Files.exists(file) ? MISC_59 : DeviceFile.of(file));
    }

    private LazyCmaPool pool(DeviceFile.Source devices) {
        return pool(devices, folder -> FileSystemTypes.MULTIKERNEL);
    }

    private LazyCmaPool pool(DeviceFile.Source devices, FileSystemTypes types) {
        return new LazyCmaPool(roots, recorder.syscalls((action, instance) -> {}), devices, types);
    }

    /** The memory of a machine, with what is in the allocation. */
    private void iomem(String children) throws IOException {
        iomem("140000000-23fffffff : Multikernel Memory Pool", children);
    }

    private void iomem(String allocation, String children) throws IOException {
        Files.writeString(
                roots.proc().resolve("iomem"),
                "00000000-00000fff : Reserved\n"
                        + "100000000-27fffffff : System RAM\n"
                        + "  " + allocation + "\n"
                        + children
                        + "  240000000-24fffffff : mk-instance-9-elsewhere-region-0\n"
                        + "300000000-300000fff : lazy_cma\n");
    }

    private KernelInterfaceException refusal(ThrowingCallable call) {
        return catchThrowableOfType(KernelInterfaceException.class, call);
    }

    private static String hex(String text, int bytes) {
        byte[] padded = Arrays.copyOf(text.getBytes(StandardCharsets.US_ASCII), bytes);
        return HexFormat.of().formatHex(padded);
    }

    @Test
    void theStructuresAreThoseOfTheModule() throws IOException {
        MemoryRange given = pool.allocate(new ByteSize(1L << 32), OptionalInt.of(1), "Multikernel Memory Pool");
        pool.allocate(new ByteSize(4096), OptionalInt.empty(), "");
        MemoryRange resized = pool.resize(given, new ByteSize(1 << 20));
        iomem("140000000-1400fffff : Multikernel Memory Pool", "");
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
        SyscallException absent = catchThrowableOfType(SyscallException.class, () -> pool.free(GIVEN));
        recorder.failWith(Errno.ENOTTY);
        SyscallException old =
                catchThrowableOfType(SyscallException.class, () -> pool.resize(GIVEN, new ByteSize(4096)));

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
        Files.writeString(roots.proc().resolve("misc"), " 59 dma_heap\n 12 lazy_cma\n");
        KernelInterfaceException other = catchThrowableOfType(KernelInterfaceException.class, () -> pool.free(PAGE));
        Files.delete(roots.dev().resolve("lazy_cma"));
        KernelInterfaceException absent = catchThrowableOfType(KernelInterfaceException.class, () -> pool.free(PAGE));

        assertThat(other).hasMessageContaining("it is not the device lazy_cma");
        assertThat(absent).hasMessageContaining("load the module lazy_cma");
        assertThat(pool.isPresent()).isFalse();
        assertThat(recorder.seen()).isEmpty();
    }

    @Test
    void aFileThatIsNoDeviceOrOneOfAnotherKindIsNotTouched() throws IOException {
        Files.writeString(roots.proc().resolve("misc"), "  0 lazy_cma\n  3 lazy_cma\n 59 lazy_cma\n");
        KernelInterfaceException file = catchThrowableOfType(
                KernelInterfaceException.class, () -> pool(DeviceFile::of).free(PAGE));
        KernelInterfaceException block = catchThrowableOfType(
                KernelInterfaceException.class,
                () -> pool(any -> new DeviceFile(0060600, MISC_59.number())).free(PAGE));
        Files.delete(roots.dev().resolve("lazy_cma"));
        // Major 1, minor 3.
        Files.createSymbolicLink(roots.dev().resolve("lazy_cma"), Path.of("/dev/null"));
        KernelInterfaceException other = catchThrowableOfType(
                KernelInterfaceException.class, () -> pool(DeviceFile::of).free(PAGE));

        assertThat(List.of(file, block, other))
                .allSatisfy(refusal -> assertThat(refusal)
                        .hasMessageContaining("it is no misc device: a character device of major number 10"));
        assertThat(recorder.seen()).isEmpty();
    }

    @Test
    void aMissingListOfMiscDevicesIsNamed() throws IOException {
        Files.delete(roots.proc().resolve("misc"));

        KernelInterfaceException refusal = catchThrowableOfType(KernelInterfaceException.class, () -> pool.free(PAGE));

        assertThat(refusal.path()).isEqualTo(roots.proc().resolve("misc").toString());
        assertThat(refusal).hasMessageContaining("see that procfs is mounted");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "    140000000-147ffffff : mk-instance-3-web-region-0\n",
                "    140000000-23fffffff : mk-instance-3-web-region-0\n",
                "    200000000-200000fff : something else\n"
            })
    void memoryThatIsInUseIsNotGivenBack(String child) throws IOException {
        iomem(child);

        KernelInterfaceException refusal = catchThrowableOfType(KernelInterfaceException.class, () -> pool.free(GIVEN));
        KernelInterfaceException part = catchThrowableOfType(
                KernelInterfaceException.class, () -> pool.free(new MemoryRange(GIVEN.base(), 4096)));

        assertThat(refusal)
                .hasMessageStartingWith("cannot write " + roots.dev().resolve("lazy_cma") + ": ")
                .hasMessageContaining("is still in use by '" + child.strip().split(" : ")[1] + "'")
                .hasMessageContaining("give up the pool first");
        assertThat(part).isNotNull();
        assertThat(recorder.seen()).isEmpty();
    }

    @Test
    void anAllocationLosesOnlyWhatIsNotInUse() throws IOException {
        iomem("    140000000-147ffffff : mk-instance-3-web-region-0\n");

        pool.resize(GIVEN, new ByteSize(1L << 31));
        pool.resize(GIVEN, new ByteSize(1L << 33));
        assertThat(recorder.seen()).hasSize(2);

        assertThat(catchThrowableOfType(
                        KernelInterfaceException.class, () -> pool.resize(GIVEN, new ByteSize(1 << 20))))
                .hasMessageContaining("mk-instance-3-web-region-0");
        assertThat(recorder.seen()).isEmpty();
    }

    @Test
    void memoryThatTheKernelsPoolHasIsNotGivenBack() throws IOException {
        Files.writeString(
                roots.proc().resolve("mounts"), "none " + roots.multikernel() + " multikernel rw,relatime 0 0\n");
        Files.createDirectories(roots.multikernel());
        Files.write(
                roots.multikernel().resolve("device_tree"),
                Fdt.encode(DeviceTree.builder()
                        .beginNode("resources")
                        .property("cpus", PropertyValue.ofU64(4, 5))
                        .beginNode("memory@0")
                        .property("reg", PropertyValue.ofU64(GIVEN.base() + (1L << 31), 1L << 31))
                        .endNode()
                        .endNode()
                        .build()));

        KernelInterfaceException refusal = catchThrowableOfType(KernelInterfaceException.class, () -> pool.free(GIVEN));

        assertThat(refusal).hasMessageContaining("is still in use by 'the pool'");
        assertThat(recorder.seen()).isEmpty();
        pool.free(new MemoryRange(0x300000000L, 4096));
        assertThat(recorder.seen()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Multikernel Memory Pool", "lazy_cma", "my pool"})
    void howFarAnAllocationGoesIsWhatTheKernelSays(String name) throws IOException {
        iomem("140000000-23fffffff : " + name, "    200000000-20fffffff : mk-instance-3-web-region-0\n");
        MemoryRange front = new MemoryRange(GIVEN.base(), 1L << 30);
        MemoryRange inside = new MemoryRange(GIVEN.base() + 4096, 4096);

        for (KernelInterfaceException refusal : List.of(
                refusal(() -> pool.resize(front, new ByteSize(1L << 31))),
                refusal(() -> pool.resize(new MemoryRange(GIVEN.base(), 1L << 33), new ByteSize(1L << 33))),
                refusal(() -> pool.free(front)),
                refusal(() -> pool.free(new MemoryRange(GIVEN.base(), 4096))))) {
            assertThat(refusal).hasMessageContaining("what begins there is " + GIVEN + " ('" + name + "')");
        }
        assertThat(refusal(() -> pool.free(inside))).hasMessageContaining("nothing begins there");
        assertThat(refusal(() -> pool.free(GIVEN)))
                .hasMessageContaining("still in use by 'mk-instance-3-web-region-0'");
        assertThat(recorder.seen()).isEmpty();
    }

    @Test
    void aPartOfAnAllocationThatIsInUseIsNotTakenForTheAllocation() throws IOException {
        iomem("    140000000-17fffffff : daxfs\n");
        MemoryRange part = new MemoryRange(GIVEN.base(), 1L << 30);

        assertThat(refusal(() -> pool.free(part))).hasMessageContaining("what begins there is " + GIVEN);
        assertThat(recorder.seen()).isEmpty();
    }

    @Test
    void allOfTheMemoryThatThereIsCanBeAnAllocation() throws IOException {
        Files.writeString(
                roots.proc().resolve("iomem"),
                "140000000-23fffffff : System RAM\n  140000000-23fffffff : Multikernel Memory Pool\n");

        pool.free(GIVEN);

        assertThat(recorder.seen()).hasSize(1);
    }

    @Test
    void addressesThatTheKernelHidesProveNothing() throws IOException {
        Files.writeString(
                roots.proc().resolve("iomem"),
                "00000000-00000000 : System RAM\n  00000000-00000000 : Multikernel Memory Pool\n");

        assertThat(refusal(() -> pool.free(GIVEN))).hasMessageContaining("CAP_SYS_ADMIN");
        assertThat(recorder.seen()).isEmpty();
    }

    @Test
    void whereTheFileSystemIsNotMountedNobodyKnowsWhetherTheKernelHasAPool() throws IOException {
        Files.createDirectories(roots.multikernel());

        assertThat(refusal(() -> pool.free(GIVEN)))
                .hasMessageContaining("mount it first: mount -t multikernel none " + roots.multikernel());
        assertThat(refusal(() -> pool.resize(GIVEN, new ByteSize(4096)))).hasMessageContaining("mount it first");
        assertThat(recorder.seen()).isEmpty();
        pool.resize(GIVEN, new ByteSize(1L << 33));
        assertThat(recorder.seen()).hasSize(1);
    }

    /** A file system that is mounted over the kernel's hides its pool, and the list of mounts shows both. */
    @Test
    void aFileSystemOverTheKernelsProvesNothing() throws IOException {
        Files.writeString(
                roots.proc().resolve("mounts"),
                "none " + roots.multikernel() + " multikernel rw 0 0\nnone " + roots.multikernel() + " tmpfs rw 0 0\n");
        Files.createDirectories(roots.multikernel());
        LazyCmaPool masked = pool(file -> MISC_59, folder -> 0x01021994L);

        assertThat(refusal(() -> masked.free(GIVEN))).hasMessageContaining("type 0x1021994, not multikernel");
        assertThat(recorder.seen()).isEmpty();
        pool.free(GIVEN); // the kernel's own folder, before the first baseline: no tree
        assertThat(recorder.seen()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nodev\tsysfs\nnodev\tmultikernel\n", ""})
    void aKernelThatHasTheFileSystemMayHaveAPoolThoughNothingIsMounted(String filesystems) throws IOException {
        Path list = roots.proc().resolve("filesystems");
        Files.delete(list);
        if (!filesystems.isEmpty()) {
            Files.writeString(list, filesystems);
        }

        assertThat(refusal(() -> pool.free(GIVEN))).hasMessageContaining("mount it first");
        assertThat(recorder.seen()).isEmpty();
    }

    @Test
    void memoryIsTakenInPagesOfTheRunningKernel() throws IOException {
        Files.createDirectories(roots.proc().resolve("self"));
        Files.write(
                roots.proc().resolve("self/auxv"),
                ByteBuffer.allocate(16)
                        .order(ByteOrder.nativeOrder())
                        .putLong(6)
                        .putLong(65536)
                        .array());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> pool.allocate(new ByteSize(12288), OptionalInt.empty(), "x"))
                .withMessageContaining("pages of 65536 bytes");
        assertThat(recorder.seen()).isEmpty();
        pool.allocate(new ByteSize(65536), OptionalInt.empty(), "x");
        assertThat(recorder.seen()).hasSize(1);
    }

    @Test
    void nobodyChangesTheHostBetweenTheLookAndTheCall() throws Exception {
        HostLock lock = HostLock.of(roots);
        List<Boolean> locked = new ArrayList<>();
        LazyCmaPool looking = pool(file -> {
            locked.add(lock.holder().isPresent());
            return MISC_59;
        });
        CountDownLatch held = new CountDownLatch(1);
        Thread other = new Thread(() -> {
            HostLock.Held own = lock.acquire(Duration.ofSeconds(10));
            try {
                held.countDown();
                Thread.sleep(100);
                iomem("    140000000-147ffffff : mk-instance-3-web-region-0\n");
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            } finally {
                own.close();
            }
        });
        other.start();
        held.await();

        KernelInterfaceException made = refusal(() -> looking.free(GIVEN));
        other.join();
        assertThat(made).hasMessageContaining("mk-instance-3-web-region-0");
        assertThat(recorder.seen()).isEmpty();

        iomem("");
        locked.clear();
        looking.free(GIVEN);
        assertThat(locked).last().isEqualTo(true);
        assertThat(lock.holder()).isEmpty();
    }
}

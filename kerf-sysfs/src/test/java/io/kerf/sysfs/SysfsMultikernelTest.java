// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kerf.fdt.Fdt;
import io.kerf.model.InstanceState;
import io.kerf.sysfs.KernelInterfaceException.Reason;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.PropertyValue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code that handles real files, on plain ones. */
class SysfsMultikernelTest {
    @TempDir
    private Path directory;

    private Path root;
    private SysfsMultikernel fs;

    @BeforeEach
    void layOut() throws IOException {
        root = directory.resolve("sys/fs/multikernel");
        Files.createDirectories(root.resolve("instances/web"));
        Files.createDirectories(root.resolve("overlays/tx_10"));
        Files.createDirectories(directory.resolve("proc/self"));
        fs = SysfsMultikernel.of(KernelRoots.under(directory));
    }

    private static byte[] tree(int padding) {
        return Fdt.encode(DeviceTree.builder()
                .property("pad", PropertyValue.of(new byte[padding]))
                .build());
    }

    private void file(String name, String content) throws IOException {
        Files.writeString(root.resolve(name), content, US_ASCII);
    }

    private static KernelInterfaceException refusal(ThrowingCallable call) {
        return catchThrowableOfType(KernelInterfaceException.class, call);
    }

    @Test
    void textsLoseTheirLineEnd() throws IOException {
        file("instances/web/id", "7\n");
        file("instances/web/status", "active\n");
        file("overlays/tx_10/status", "failed\n");
        file("overlays/tx_10/instance", "/instances\n");
        file("overlays/tx_10/resources", "marker\n");

        assertThat(fs.instanceId("web")).isEqualTo(7);
        assertThat(fs.instanceState("web")).isEqualTo(InstanceState.ACTIVE);
        assertThat(fs.transactionStatus(new TransactionId(10))).isEqualTo(TransactionStatus.FAILED);
        assertThat(fs.transactionTarget(new TransactionId(10))).isEqualTo("/instances");
        assertThat(fs.transactionMarker(new TransactionId(10))).isEqualTo("marker");
    }

    @Test
    void transactionsAreListedByNumberAndOthersPassedOver() throws IOException {
        Files.createDirectories(root.resolve("overlays/tx_9"));
        Files.createDirectories(root.resolve("overlays/odd"));
        file("overlays/new", "");

        assertThat(fs.transactions()).containsExactly(new TransactionId(9), new TransactionId(10));
        assertThat(fs.instances()).containsExactly("web");
    }

    @Test
    void aTreeOfSeveralPagesIsReadToItsTotalSize() throws IOException {
        byte[] blob = tree(9000);
        Files.write(root.resolve("device_tree"), Arrays.copyOf(blob, blob.length + 500));

        assertThat(fs.readDeviceTree()).isEqualTo(blob);
    }

    @Test
    void aCutTreeIsRefused() throws IOException {
        Files.write(root.resolve("instances/web/device_tree"), Arrays.copyOf(tree(9000), 5000));

        KernelInterfaceException refusal = refusal(() -> fs.readInstanceTree("web"));

        assertThat(refusal.reason()).isEqualTo(Reason.MALFORMED);
        assertThat(refusal.path()).endsWith("instances/web/device_tree");
    }

    @Test
    void whatIsNoTreeIsHandedOnForTheDetectionToJudge() throws IOException {
        file("device_tree", "no tree");
        assertThat(fs.readDeviceTree()).asString(US_ASCII).isEqualTo("no tree");
        file("device_tree", "");
        assertThat(fs.readDeviceTree()).isEmpty();
    }

    /** As the kernel does it: each read brings at most a page, out of a tree that is generated for this read. */
    private static KernelFile regenerated(Iterator<byte[]> trees) {
        return new KernelFile(Path.of("instances/web/device_tree"), () -> new ReadableByteChannel() {
            private int at;

            @Override
            public int read(ByteBuffer page) {
                byte[] tree = trees.next();
                int count = Math.min(page.remaining(), tree.length - at);
                if (count <= 0) {
                    return -1;
                }
                page.put(tree, at, count);
                at += count;
                return count;
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {}
        });
    }

    private static byte[] filled(byte[] blob, int value) {
        byte[] filled = blob.clone();
        Arrays.fill(filled, 1000, 5000, (byte) value);
        return filled;
    }

    @Test
    void aTreeThatChangesWhileItIsReadIsReadAgain() {
        byte[] one = tree(6000);
        byte[] two = filled(one, 2);
        KernelFile file = regenerated(List.of(one, two, two, two, two, two).iterator());

        assertThat(file.tree(4096)).isEqualTo(two);
    }

    @Test
    void aTreeThatNeverHoldsStillIsRefused() {
        byte[] blob = tree(6000);
        KernelFile file = regenerated(
                Stream.iterate(0, i -> i + 1).map(i -> filled(blob, i)).iterator());

        assertThat(refusal(() -> file.tree(4096)).reason()).isEqualTo(Reason.MALFORMED);
    }

    @Test
    void aTreeOfOneReadIsReadOnce() {
        byte[] blob = tree(100);

        assertThat(regenerated(List.of(blob).iterator()).tree(4096)).isEqualTo(blob);
    }

    @Test
    void anOverlayArrivesWhole() throws IOException {
        file("overlays/new", "");
        byte[] blob = tree(100);

        fs.writeOverlay(blob);

        assertThat(root.resolve("overlays/new")).hasBinaryContent(blob);
    }

    @Test
    void aFileThatIsNotThereIsNotMade() {
        KernelInterfaceException refusal = refusal(() -> fs.writeOverlay(tree(1)));

        assertThat(refusal.errno()).contains(Errno.ENOENT);
        assertThat(refusal.operation()).isEqualTo(FileOperation.WRITE);
        assertThat(root.resolve("overlays/new")).doesNotExist();
    }

    @Test
    void aWriteThatTheSystemRefusesTellsItsErrno() {
        Path device = Path.of("/dev/full");
        assumeTrue(Files.isWritable(device));

        KernelInterfaceException refusal = refusal(() -> new KernelFile(device).write(tree(10)));

        assertThat(refusal.errno()).contains(Errno.ENOSPC);
        assertThat(refusal).hasMessageContaining("cannot write /dev/full: ENOSPC (no space left on device)");
    }

    @Test
    void whatIsNotThereIsGone() {
        KernelInterfaceException refusal = refusal(() -> fs.instanceId("nobody"));

        assertThat(refusal.reason()).isEqualTo(Reason.GONE);
        assertThat(refusal.errno()).contains(Errno.ENOENT);
        assertThat(refusal).hasCauseInstanceOf(NoSuchFileException.class);
    }

    @Test
    void aDirectoryThatHoldsSomethingIsNotRemoved() throws IOException {
        file("overlays/tx_10/status", "applied\n");

        KernelInterfaceException refusal = refusal(() -> fs.removeTransaction(new TransactionId(10)));

        assertThat(refusal.errno()).contains(Errno.ENOTEMPTY);
        Files.delete(root.resolve("overlays/tx_10/status"));
        fs.removeTransaction(new TransactionId(10));
        assertThat(fs.transactions()).isEmpty();
    }

    @Test
    void oddTextsAreMalformed() throws IOException {
        file("instances/web/id", "4294967296\n");
        file("instances/web/status", "dancing\n");
        file("overlays/tx_10/status", "\n");

        assertThat(refusal(() -> fs.instanceId("web"))).hasMessageContaining("'4294967296'");
        assertThat(refusal(() -> fs.instanceState("web"))).hasMessageContaining("'dancing'");
        assertThat(refusal(() -> fs.transactionStatus(new TransactionId(10))).reason())
                .isEqualTo(Reason.MALFORMED);
    }

    @Test
    void aNameThatLeadsElsewhereIsRefused() {
        for (String name : new String[] {"", ".", "..", "../overlays", "a/b", "a\0b"}) {
            assertThatIllegalArgumentException().isThrownBy(() -> fs.instanceId(name));
        }
    }

    @Test
    void thePageSizeIsThatOfTheAuxiliaryVector() throws IOException {
        Files.write(
                directory.resolve("proc/self/auxv"),
                ByteBuffer.allocate(48)
                        .order(ByteOrder.nativeOrder())
                        .putLong(33)
                        .putLong(4711)
                        .putLong(6)
                        .putLong(16384)
                        .array());

        assertThat(SysfsMultikernel.of(KernelRoots.under(directory)).pageSize()).isEqualTo(16384);
        assertThat(fs.pageSize()).as("without one").isEqualTo(4096);
    }

    @Test
    void theMountIsLookedForInMounts() throws IOException {
        Files.writeString(directory.resolve("proc/mounts"), "sysfs /sys sysfs rw 0 0\nnone /mnt multikernel rw 0 0\n");
        assertThat(fs.isMounted()).isFalse();
        assertThat(refusal(fs::requireMounted)).hasMessageContaining("mount -t multikernel none " + root);

        Files.writeString(directory.resolve("proc/mounts"), "none /sys/fs/multikernel multikernel rw 0 0\n");
        assertThat(fs.isMounted()).as("that of the system, not of these roots").isFalse();

        Files.writeString(directory.resolve("proc/mounts"), "none " + root + " multikernel rw 0 0\n");
        assertThat(fs.isMounted()).isTrue();
        fs.requireMounted();
    }

    @Test
    void anInterruptIsKeptAndDoesNotSpoilACall() throws IOException {
        file("instances/web/id", "7\n");
        file("overlays/new", "");
        Thread.currentThread().interrupt();
        try {
            assertThat(fs.instanceId("web")).isEqualTo(7);
            fs.writeOverlay(tree(10));
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void procFilesComeFromTheirRoot() throws IOException {
        Files.createDirectories(directory.resolve("proc/sys/kernel/random"));
        Files.writeString(directory.resolve("proc/sys/kernel/random/boot_id"), "b00t\n");
        Files.writeString(directory.resolve("proc/iomem"), "0-1 : x\n");
        Files.writeString(directory.resolve("proc/kimage"), "MK_ID\n");

        assertThat(fs.bootId()).isEqualTo("b00t");
        assertThat(fs.iomem()).isEqualTo("0-1 : x\n");
        assertThat(fs.kimage()).isEqualTo("MK_ID\n");
    }

    @Test
    void theRunningSystemHasTheUsualPlaces() {
        assertThat(KernelRoots.system())
                .isEqualTo(new KernelRoots(
                        Path.of("/sys"), Path.of("/proc"), Path.of("/dev"), Path.of("/var/lib/kerf"), Path.of("/run")));
    }
}

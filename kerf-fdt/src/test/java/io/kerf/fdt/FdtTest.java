// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kerf.fdt.FdtFormatException.Block;
import io.kerf.fdt.FdtFormatException.Reason;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.DtNode;
import io.kerf.tree.DtProperty;
import io.kerf.tree.PropertyValue;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FdtTest {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private static final DeviceTree TREE = DeviceTree.builder()
            .property("foo-bar", PropertyValue.ofU32(1))
            .beginNode("n")
            .property("bar", PropertyValue.ofStrings("x"))
            .endNode()
            .build();

    /** Offsets in {@link #TREE}'s blob: header 0x0, reservations 0x28, structure 0x38, strings 0x74. */
    private static byte[] blob() {
        return Fdt.encode(TREE);
    }

    private static byte[] with(int offset, int value) {
        byte[] bytes = blob();
        ByteBuffer.wrap(bytes).putInt(offset, value);
        return bytes;
    }

    private static FdtFormatException refusal(byte[] bytes) {
        try {
            Fdt.decode(bytes);
        } catch (FdtFormatException refused) {
            return refused;
        }
        throw new AssertionError("the blob was accepted");
    }

    private static void assertRefused(byte[] bytes, Reason reason, Block block, long offset) {
        FdtFormatException refused = refusal(bytes);
        assertThat(refused).as(refused.getMessage()).returns(reason, FdtFormatException::reason);
        assertThat(refused).as(refused.getMessage()).returns(block, FdtFormatException::block);
        assertThat(refused).as(refused.getMessage()).returns(offset, FdtFormatException::offset);
    }

    @Test
    void theLayoutIsHeaderReservationsStructureStrings() {
        assertThat(HexDump.of(blob())).isEqualTo("""
                d00dfeed 0000007c 00000038 00000074 00000028 00000011 00000010 00000000
                00000008 0000003c 00000000 00000000 00000000 00000000 00000001 00000000
                00000003 00000004 00000000 00000001 00000001 6e000000 00000003 00000002
                00000004 78000000 00000002 00000002 00000009 666f6f2d 62617200
                """);
    }

    @Test
    void decodingGivesTheTreeBack() {
        assertThat(Fdt.decode(blob())).isEqualTo(TREE);
    }

    @Test
    void bytesBehindTheBlobDoNotCount() {
        byte[] longer = Arrays.copyOf(blob(), 1000);
        Arrays.fill(longer, blob().length, 1000, (byte) 0x55);
        assertThat(Fdt.decode(longer)).isEqualTo(TREE);
    }

    @Test
    void buffersOfEveryKindAreReadFromTheirPosition() {
        byte[] blob = blob();
        ByteBuffer direct = ByteBuffer.allocateDirect(blob.length + 3);
        direct.position(3).put(blob).position(3);
        assertThat(Fdt.decode(direct)).isEqualTo(TREE);
        assertThat(direct.position()).isEqualTo(3);
    }

    @Test
    void laterChangesOfTheCallersBytesDoNotShow() {
        byte[] blob = blob();
        DeviceTree tree = Fdt.decode(blob);
        Arrays.fill(blob, (byte) 0xff);
        assertThat(tree).isEqualTo(TREE);
    }

    @Test
    void aNamedRootIsKept() {
        DeviceTree named = TREE.withRoot(TREE.root().withName("web"));
        assertThat(Fdt.decode(Fdt.encode(named)).root().name()).isEqualTo("web");
    }

    @Test
    void propertiesBehindChildrenAndEmptyTokensAreRead() {
        ByteBuffer bytes = ByteBuffer.allocate(0x38 + 60);
        bytes.putInt(0xd00dfeed)
                .putInt(0x38 + 60)
                .putInt(0x38)
                .putInt(0x38 + 56)
                .putInt(0x28)
                .putInt(17)
                .putInt(16);
        bytes.putInt(0).putInt(2).putInt(56).position(0x38);
        bytes.putInt(4)
                .putInt(1)
                .putInt(0)
                .putInt(1)
                .put(new byte[] {'a', 0, 0, 0})
                .putInt(2)
                .putInt(4);
        bytes.putInt(3)
                .putInt(4)
                .putInt(0)
                .putInt(7)
                .putInt(2)
                .putInt(4)
                .putInt(9)
                .put(new byte[] {'p', 0});
        DtNode root = Fdt.decode(bytes.array()).root();
        assertThat(root.properties()).containsExactly(DtProperty.of("p", PropertyValue.ofU32(7)));
        assertThat(root.children()).containsExactly(DtNode.of("a"));
    }

    @Test
    void headerLiesAreRefusedWithTheFieldsOffset() {
        assertRefused(with(0, 0x12345678), Reason.BAD_MAGIC, Block.HEADER, 0);
        assertRefused(new byte[3], Reason.BAD_MAGIC, Block.HEADER, 0);
        assertRefused(Arrays.copyOf(blob(), 20), Reason.TRUNCATED, Block.HEADER, 20);
        assertRefused(Arrays.copyOf(blob(), 36), Reason.TRUNCATED, Block.HEADER, 36);
        assertRefused(Arrays.copyOf(blob(), 100), Reason.TRUNCATED, Block.HEADER, 100);
        assertRefused(with(4, 39), Reason.BAD_HEADER, Block.HEADER, 4);
        assertRefused(with(4, -1), Reason.LIMIT_EXCEEDED, Block.HEADER, 4);
        assertRefused(with(8, 39), Reason.BAD_HEADER, Block.HEADER, 8);
        assertRefused(with(8, 0x7d), Reason.BAD_HEADER, Block.HEADER, 8);
        assertRefused(with(12, -4), Reason.BAD_HEADER, Block.HEADER, 12);
        assertRefused(with(16, 0), Reason.BAD_HEADER, Block.HEADER, 16);
        assertRefused(with(20, 0), Reason.BAD_VERSION, Block.HEADER, 20);
        assertRefused(with(20, 15), Reason.BAD_VERSION, Block.HEADER, 20);
        assertRefused(with(24, 18), Reason.BAD_VERSION, Block.HEADER, 20);
        assertRefused(with(32, 9), Reason.TRUNCATED, Block.HEADER, 32);
        assertRefused(with(36, -1), Reason.TRUNCATED, Block.HEADER, 36);
    }

    @Test
    void aLaterVersionThatIsCompatibleIsRead() {
        assertThat(Fdt.decode(with(20, 99))).isEqualTo(TREE);
    }

    @Test
    void structureLiesAreRefusedWithTheTokensOffset() {
        assertRefused(with(0x38, 9), Reason.BAD_STRUCTURE, Block.STRUCTURE, 0x38);
        assertRefused(with(0x38, 3), Reason.BAD_STRUCTURE, Block.STRUCTURE, 0x38);
        assertRefused(with(0x50, 7), Reason.BAD_STRUCTURE, Block.STRUCTURE, 0x50);
        assertRefused(with(0x6c, 9), Reason.BAD_STRUCTURE, Block.STRUCTURE, 0x6c);
        assertRefused(with(0x70, 1), Reason.BAD_STRUCTURE, Block.STRUCTURE, 0x70);
        assertRefused(with(0x70, 4), Reason.TRUNCATED, Block.STRUCTURE, 0x74);
        assertRefused(with(0x44, 0x7fffffff), Reason.TRUNCATED, Block.STRUCTURE, 0x44);
        assertRefused(with(0x44, -1), Reason.TRUNCATED, Block.STRUCTURE, 0x44);
        assertRefused(with(0x48, 12), Reason.BAD_NAME, Block.STRUCTURE, 0x48);
        assertRefused(with(0x48, -1), Reason.BAD_NAME, Block.STRUCTURE, 0x48);
        assertRefused(with(0x54, 0x2f000000), Reason.BAD_NAME, Block.STRUCTURE, 0x54);
    }

    @Test
    void aNameWithoutItsNulIsRefused() {
        byte[] bytes = blob();
        bytes[bytes.length - 1] = 'x';
        assertRefused(bytes, Reason.BAD_NAME, Block.STRINGS, 0x74);
    }

    @Test
    void reservationsWithoutAnEndAreRefused() {
        DeviceTree reserved = DeviceTree.builder().reserve(1, 2).build();
        byte[] bytes = Fdt.encode(reserved);
        ByteBuffer.wrap(bytes).putInt(16, bytes.length - 8);
        assertRefused(bytes, Reason.TRUNCATED, Block.RESERVATION, bytes.length - 8L);
    }

    @Test
    void theMessageSaysWhereWhatAndWhy() {
        assertThat(refusal(with(0x44, -1)))
                .hasMessage("device tree blob: structure block at offset 0x44: expected a value of at most 40 bytes,"
                        + " found 4294967295 bytes");
    }

    @Test
    void aNestingBombIsRefusedAtOnce() {
        int levels = 1_000_000;
        ByteBuffer bytes = ByteBuffer.allocate(0x38 + levels * 8);
        bytes.putInt(0xd00dfeed)
                .putInt(bytes.capacity())
                .putInt(0x38)
                .putInt(0x38)
                .putInt(0x28)
                .putInt(17)
                .putInt(16);
        bytes.putInt(0).putInt(0).putInt(levels * 8).position(0x38);
        for (int i = 0; i < levels; i++) {
            bytes.putInt(1).putInt(0);
        }
        long before = THREADS.getCurrentThreadCpuTime();
        assertThat(refusal(bytes.array()).reason()).isEqualTo(Reason.LIMIT_EXCEEDED);
        assertThat(Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - before)).isLessThan(Duration.ofMillis(200));
    }

    @Test
    void limitsAreTheCallers() {
        FdtLimits limits = FdtLimits.defaults();
        assertLimited(limits.withMaxSize(100));
        assertLimited(limits.withMaxDepth(1));
        assertLimited(limits.withMaxNodes(1));
        assertLimited(limits.withMaxProperties(1));
        assertLimited(limits.withMaxNameLength(2));
        DeviceTree decoded =
                Fdt.decode("x", ByteBuffer.wrap(blob()), new FdtLimits(blob().length, 2, 2, 2, "foo-bar".length()));
        assertThat(decoded).isEqualTo(TREE);
        assertThatIllegalArgumentException().isThrownBy(() -> limits.withMaxDepth(0));
    }

    private static void assertLimited(FdtLimits limits) {
        assertThatExceptionOfType(FdtFormatException.class)
                .isThrownBy(() -> Fdt.decode("x", ByteBuffer.wrap(blob()), limits))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.LIMIT_EXCEEDED));
    }

    @Test
    void namesThatShareBytesCannotFillTheMemory() {
        int names = 4000;
        ByteBuffer bytes = ByteBuffer.allocate(0x38 + 12 * names + 16 + names + 1);
        bytes.putInt(0xd00dfeed)
                .putInt(bytes.capacity())
                .putInt(0x38)
                .putInt(0x38 + 12 * names + 16)
                .putInt(0x28);
        bytes.putInt(17)
                .putInt(16)
                .putInt(0)
                .putInt(names + 1)
                .putInt(12 * names + 16)
                .position(0x38);
        bytes.putInt(1).putInt(0);
        for (int i = 0; i < names; i++) {
            bytes.putInt(3).putInt(0).putInt(i);
        }
        bytes.putInt(2).putInt(9).put("n".repeat(names).getBytes(StandardCharsets.US_ASCII));
        assertThat(refusal(bytes.array()))
                .returns(Reason.LIMIT_EXCEEDED, FdtFormatException::reason)
                .returns(Block.STRINGS, FdtFormatException::block);
    }

    @Test
    void olderVersionsHaveFullPathsThatMustNest() {
        byte[] bytes = Fdt.encode(TREE, FdtOptions.defaults().withVersion(FdtVersion.V3));
        assertThat(Fdt.decode(bytes)).isEqualTo(TREE);
        int child = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("/n");
        bytes[child] = 'x';
        assertThat(refusal(bytes).reason()).isEqualTo(Reason.BAD_NAME);
    }

    @Test
    void filesAreNamedInMessages(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("board.dtb");
        Fdt.write(TREE, file);
        assertThat(Fdt.read(file)).isEqualTo(TREE);
        Files.write(file, new byte[50]);
        assertThatExceptionOfType(FdtFormatException.class)
                .isThrownBy(() -> Fdt.read(file))
                .withMessageStartingWith(
                        "board.dtb: header at offset 0x0: expected the magic number 0xd00dfeed, found 0x0");
    }

    @Test
    void optionsThatContradictAreRefused() {
        FdtOptions plain = FdtOptions.defaults();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> plain.withPadding(1).withMinimumSize(1));
        assertThatIllegalArgumentException().isThrownBy(() -> plain.withAlignment(3));
        assertThatIllegalArgumentException().isThrownBy(() -> plain.withReserveSlots(-1));
    }

    @Test
    void aSuffixOfAnEarlierNameIsShared() {
        StringsBlock strings = new StringsBlock();
        List<String> names = List.of("bar", "foo-bar", "ar", "foo", "foo-bar", "-bar", "o");
        assertThat(names.stream().map(strings::offsetOf)).containsExactly(0, 4, 1, 12, 4, 7, 14);
        assertThat(strings.size()).isEqualTo(16);
    }
}

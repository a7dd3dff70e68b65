// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kerf.diag.BlobOffset;
import io.kerf.fdt.FdtFormatException.Reason;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.DtNode;
import io.kerf.tree.DtProperty;
import io.kerf.tree.PropertyValue;
import io.kerf.tree.ReservedRange;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Where each byte of a blob lies, and how near to its limits a blob may come. */
class FdtLayoutTest {
    private static final FdtOptions PLAIN = FdtOptions.defaults();
    private static final DeviceTree EMPTY = DeviceTree.builder().build();

    /** The blob of a tree without anything: header, 16 zeros, four tokens and an empty name. */
    private static final int EMPTY_SIZE = 0x28 + 16 + 16;

    private static int cell(byte[] blob, int offset) {
        return ByteBuffer.wrap(blob).getInt(offset);
    }

    private static void assertReason(byte[] blob, FdtLimits limits, Reason reason) {
        assertThatExceptionOfType(FdtFormatException.class)
                .isThrownBy(() -> Fdt.decode("x", ByteBuffer.wrap(blob), limits))
                .satisfies(e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason));
    }

    @Test
    void eachVersionHasItsHeader() {
        int[][] expected = {
            // version, last compatible, reservations at, structure at, size of the blob
            {1, 1, 0x20, 0x30, 0x30 + 32 + 5},
            {2, 1, 0x20, 0x30, 0x30 + 32 + 5},
            {3, 1, 0x28, 0x38, 0x38 + 32 + 5},
            {16, 16, 0x28, 0x38, 0x38 + 16},
            {17, 16, 0x28, 0x38, 0x38 + 16},
        };
        for (int i = 0; i < expected.length; i++) {
            byte[] blob = Fdt.encode(EMPTY.withBootCpuId(7), PLAIN.withVersion(FdtVersion.values()[i]));
            assertThat(new int[] {cell(blob, 20), cell(blob, 24), cell(blob, 16), cell(blob, 8), blob.length})
                    .as("version %s", expected[i][0])
                    .isEqualTo(expected[i]);
            assertThat(cell(blob, 4)).isEqualTo(blob.length);
        }
        assertThat(cell(Fdt.encode(EMPTY.withBootCpuId(7), PLAIN.withVersion(FdtVersion.V2)), 28))
                .isEqualTo(7);
        byte[] v3 = Fdt.encode(EMPTY, PLAIN.withVersion(FdtVersion.V3));
        assertThat(cell(v3, 32)).as("size of the strings block").isEqualTo(5);
        assertThat(FdtVersion.V16.number()).isEqualTo(16);
    }

    @Test
    void versionsBefore16HaveFullPathsNamesAndAlignedValues() {
        DeviceTree tree = DeviceTree.builder()
                .beginNode("a@1")
                .property("v", PropertyValue.ofU64(-1))
                .beginNode("b")
                .endNode()
                .endNode()
                .build();
        byte[] blob = Fdt.encode(tree, PLAIN.withVersion(FdtVersion.V3));
        String[] lines = HexDump.of(blob).split("\n", 2);
        assertThat(lines[1]).isEqualTo("""
                00000007 00000000 00000000 00000000 00000000 00000000 00000001 2f000000
                00000003 00000001 00000000 00000000 00000001 2f614031 00000000 00000003
                00000008 00000005 ffffffff ffffffff 00000003 00000002 00000000 61000000
                00000001 2f614031 2f620000 00000003 00000002 00000000 62000000 00000002
                00000002 00000002 00000009 6e616d65
                """);
        assertThat(Fdt.decode(blob)).isEqualTo(tree);
    }

    @Test
    void aNamePropertyOfTheTreesOwnIsNotDoubled() {
        DeviceTree tree = DeviceTree.of(DtNode.of("").withProperty("name", PropertyValue.ofStrings("other")));
        byte[] blob = Fdt.encode(tree, PLAIN.withVersion(FdtVersion.V3));
        assertThat(Fdt.decode(blob)).isEqualTo(tree);
        assertThat(Fdt.encode(Fdt.decode(blob), PLAIN.withVersion(FdtVersion.V3)))
                .isEqualTo(blob);
    }

    @Test
    void emptyReservationsAreAddedBehindThoseOfTheTree() {
        DeviceTree tree = DeviceTree.builder().reserve(0x10, 0x20).build();
        byte[] blob = Fdt.encode(tree, PLAIN.withReserveSlots(2));
        assertThat(cell(blob, 8)).isEqualTo(0x28 + 4 * 16);
        assertThat(ByteBuffer.wrap(blob).getLong(0x28)).isEqualTo(0x10);
        assertThat(ByteBuffer.wrap(blob).getLong(0x30)).isEqualTo(0x20);
        assertThat(Arrays.copyOfRange(blob, 0x38, 0x28 + 4 * 16)).containsOnly(0);
        assertThat(Fdt.decode(blob)).isEqualTo(tree);
    }

    @Test
    void sizesAreRaisedPaddedAndAligned() {
        assertThat(Fdt.encode(EMPTY)).hasSize(EMPTY_SIZE);
        assertThat(Fdt.encode(EMPTY, PLAIN.withMinimumSize(EMPTY_SIZE - 1))).hasSize(EMPTY_SIZE);
        assertThat(Fdt.encode(EMPTY, PLAIN.withMinimumSize(EMPTY_SIZE + 1))).hasSize(EMPTY_SIZE + 1);
        assertThat(Fdt.encode(EMPTY, PLAIN.withPadding(3))).hasSize(EMPTY_SIZE + 3);
        assertThat(Fdt.encode(EMPTY, PLAIN.withAlignment(64))).hasSize(128);
        assertThat(Fdt.encode(EMPTY, PLAIN.withPadding(128 - EMPTY_SIZE).withAlignment(64)))
                .hasSize(128);
        assertThat(Fdt.encode(EMPTY, PLAIN.withPadding(129 - EMPTY_SIZE).withAlignment(64)))
                .hasSize(192);
        assertThat(Fdt.encode(EMPTY, PLAIN.withAlignment(1))).hasSize(EMPTY_SIZE);
        byte[] padded = Fdt.encode(EMPTY, PLAIN.withPadding(3));
        assertThat(cell(padded, 4)).isEqualTo(padded.length);
        assertThat(Arrays.copyOfRange(padded, EMPTY_SIZE, padded.length)).containsOnly(0);
    }

    @Test
    void sortingOrdersBytesAndUnsignedAddresses() {
        DeviceTree tree = DeviceTree.builder()
                .reserve(-1, 2)
                .reserve(1, 9)
                .reserve(1, 3)
                .property("b", PropertyValue.empty())
                .property("B", PropertyValue.empty())
                .property("a", PropertyValue.empty())
                .beginNode("z")
                .endNode()
                .beginNode("y")
                .beginNode("2")
                .endNode()
                .beginNode("1")
                .endNode()
                .endNode()
                .build();
        DeviceTree sorted = Fdt.decode(Fdt.encode(tree, PLAIN.withOrder(FdtOptions.Order.SORTED)));
        assertThat(sorted.reservations())
                .containsExactly(new ReservedRange(1, 3), new ReservedRange(1, 9), new ReservedRange(-1, 2));
        assertThat(sorted.root().properties()).extracting(DtProperty::name).containsExactly("B", "a", "b");
        assertThat(sorted.stream().map(DtNode::name)).containsExactly("", "y", "1", "2", "z");
    }

    @Test
    void optionsGoUpToTheirRanges() {
        assertThat(PLAIN.withReserveSlots(0).withMinimumSize(0).withPadding(0).withAlignment(0))
                .isEqualTo(PLAIN);
        assertThatIllegalArgumentException().isThrownBy(() -> PLAIN.withPadding(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> PLAIN.withMinimumSize(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> PLAIN.withAlignment(Integer.MIN_VALUE));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Fdt.encode(EMPTY, PLAIN.withPadding(Integer.MAX_VALUE)))
                .withMessageContaining("larger than 2 GiB");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Fdt.encode(EMPTY, PLAIN.withReserveSlots(Integer.MAX_VALUE)));
    }

    @Test
    void limitsAreMetExactly() {
        DeviceTree tree = DeviceTree.builder()
                .property("name-of-15-byte", PropertyValue.empty())
                .beginNode("node-of-15-byte")
                .endNode()
                .build();
        byte[] blob = Fdt.encode(tree);
        FdtLimits exact = new FdtLimits(blob.length, 2, 2, 1, 15);
        assertThat(Fdt.decode("x", ByteBuffer.wrap(blob), exact)).isEqualTo(tree);
        assertReason(blob, exact.withMaxSize(blob.length - 1), Reason.LIMIT_EXCEEDED);
        assertReason(blob, exact.withMaxDepth(1), Reason.LIMIT_EXCEEDED);
        assertReason(blob, exact.withMaxNodes(1), Reason.LIMIT_EXCEEDED);
        assertReason(blob, exact.withMaxNameLength(14), Reason.LIMIT_EXCEEDED);
        byte[] propertyless = Fdt.encode(
                DeviceTree.builder().beginNode("node-of-15-byte").endNode().build());
        assertReason(propertyless, exact.withMaxNameLength(14), Reason.LIMIT_EXCEEDED);
        assertThatCode(() -> exact.withMaxNameLength(Integer.MAX_VALUE)).doesNotThrowAnyException();
        assertThat(Fdt.decode("x", ByteBuffer.wrap(blob), exact.withMaxNameLength(Integer.MAX_VALUE)))
                .isEqualTo(tree);
        assertThatIllegalArgumentException().isThrownBy(() -> exact.withMaxSize(0));
        assertThatIllegalArgumentException().isThrownBy(() -> exact.withMaxSize(Integer.MAX_VALUE));
        assertThatIllegalArgumentException().isThrownBy(() -> exact.withMaxNodes(0));
        assertThatIllegalArgumentException().isThrownBy(() -> exact.withMaxProperties(0));
        assertThatIllegalArgumentException().isThrownBy(() -> exact.withMaxNameLength(0));
        assertThat(exact.withMaxSize(1)
                        .withMaxDepth(1)
                        .withMaxNodes(1)
                        .withMaxProperties(1)
                        .withMaxNameLength(1))
                .isEqualTo(new FdtLimits(1, 1, 1, 1, 1));
        assertThat(exact.withMaxSize(Integer.MAX_VALUE - 64).maxSize()).isEqualTo(Integer.MAX_VALUE - 64);
    }

    @Test
    void headersAreReadUpToTheirLastByte() {
        byte[] blob = Fdt.encode(EMPTY);
        assertReason(Arrays.copyOf(blob, 3), FdtLimits.defaults(), Reason.BAD_MAGIC);
        assertReason(Arrays.copyOf(blob, 4), FdtLimits.defaults(), Reason.TRUNCATED);
        assertReason(Arrays.copyOf(blob, 27), FdtLimits.defaults(), Reason.TRUNCATED);
        assertReason(Arrays.copyOf(blob, 39), FdtLimits.defaults(), Reason.TRUNCATED);
        assertReason(Arrays.copyOf(blob, EMPTY_SIZE - 1), FdtLimits.defaults(), Reason.TRUNCATED);
        for (int[] version : new int[][] {{1, 28}, {2, 32}, {3, 36}, {16, 36}, {17, 40}}) {
            byte[] small = Arrays.copyOf(blob, version[1]);
            ByteBuffer.wrap(small)
                    .putInt(4, version[1] - 1)
                    .putInt(20, version[0])
                    .putInt(24, 1);
            assertReason(small, FdtLimits.defaults(), Reason.BAD_HEADER);
            byte[] cut = Arrays.copyOf(small, version[1] - 1);
            assertReason(cut, FdtLimits.defaults(), Reason.TRUNCATED);
        }
    }

    @Test
    void versionsAreCheckedAtBothEnds() {
        for (int[] accepted : new int[][] {{16, 16}, {17, 17}, {17, 0}, {18, 17}}) {
            byte[] blob = Fdt.encode(EMPTY);
            ByteBuffer.wrap(blob).putInt(20, accepted[0]).putInt(24, accepted[1]);
            assertThat(Fdt.decode(blob)).as(Arrays.toString(accepted)).isEqualTo(EMPTY);
        }
        for (int[] refused : new int[][] {{0, 0}, {-1, 0}, {16, 17}, {18, 18}, {17, -1}}) {
            byte[] blob = Fdt.encode(EMPTY);
            ByteBuffer.wrap(blob).putInt(20, refused[0]).putInt(24, refused[1]);
            assertReason(blob, FdtLimits.defaults(), Reason.BAD_VERSION);
        }
    }

    @Test
    void blocksMayTouchTheEndOfTheBlob() {
        byte[] blob = Fdt.encode(EMPTY);
        ByteBuffer.wrap(blob).putInt(12, EMPTY_SIZE);
        assertThat(Fdt.decode(blob)).isEqualTo(EMPTY);
        ByteBuffer.wrap(blob).putInt(12, EMPTY_SIZE + 1);
        assertReason(blob, FdtLimits.defaults(), Reason.BAD_HEADER);
        byte[] overlong = Fdt.encode(EMPTY);
        ByteBuffer.wrap(overlong).putInt(32, 1);
        assertReason(overlong, FdtLimits.defaults(), Reason.TRUNCATED);
    }

    @Test
    void aRefusalTellsItsFacts() {
        byte[] blob = Fdt.encode(EMPTY);
        ByteBuffer.wrap(blob).putInt(0x38, 77);
        assertThatExceptionOfType(FdtFormatException.class)
                .isThrownBy(() -> Fdt.decode("a.dtb", ByteBuffer.wrap(blob), FdtLimits.defaults()))
                .satisfies(e -> {
                    assertThat(e.location()).isEqualTo(new BlobOffset("a.dtb", 0x38));
                    assertThat(e.expected()).isEqualTo("a root node");
                    assertThat(e.found()).isEqualTo("0x4d, which is no token");
                });
    }

    @Test
    void emptyTokensMayStandAnywhereBetweenTokens() {
        ByteBuffer bytes = ByteBuffer.allocate(0x38 + 28);
        bytes.putInt(0xd00dfeed)
                .putInt(bytes.capacity())
                .putInt(0x38)
                .putInt(bytes.capacity())
                .putInt(0x28);
        bytes.putInt(17).putInt(16).putInt(0).putInt(0).putInt(28).position(0x38);
        bytes.putInt(4).putInt(1).putInt(0).putInt(4).putInt(2).putInt(4).putInt(9);
        assertThat(Fdt.decode(bytes.array())).isEqualTo(EMPTY);
    }

    @Test
    void oldRootsHaveASlashOrNothingForAName() {
        for (String root : List.of("/", "")) {
            byte[] blob =
                    Fdt.encode(DeviceTree.builder().beginNode("n").endNode().build(), PLAIN.withVersion(FdtVersion.V1));
            blob[0x34] = (byte) (root.isEmpty() ? 0 : '/');
            assertThat(Fdt.decode(blob).root().name()).isEmpty();
            assertThat(Fdt.decode(blob).find("/n")).isPresent();
        }
    }

    /** As many names as make every table grow, against a search from the front. */
    @Test
    void manyNamesGetTheFirstPlaceAtWhichTheyStand() {
        Random random = new Random(7);
        StringsBlock strings = new StringsBlock();
        StringBuilder block = new StringBuilder();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 4000; i++) {
            StringBuilder name = new StringBuilder();
            for (int length = 1 + random.nextInt(8); length > 0; length--) {
                name.append((char) ('a' + random.nextInt(3)));
            }
            int expected = block.indexOf(name + "\0");
            if (expected < 0) {
                expected = block.length();
                block.append(name).append('\0');
            }
            assertThat(strings.offsetOf(name.toString())).as("%s", name).isEqualTo(expected);
            seen.add(name.toString());
        }
        assertThat(strings.size()).isEqualTo(block.length());
        assertThat(seen).hasSizeGreaterThan(1000);
        byte[] copy = new byte[strings.size() + 1];
        strings.copyTo(copy, 1);
        assertThat(new String(copy, 1, strings.size(), StandardCharsets.ISO_8859_1))
                .isEqualTo(block.toString());
    }

    /** The array in which a structure block is put together is used again, and what stood in it must not show in the padding. */
    @Test
    void paddingIsZeroWhateverWasEncodedBefore() {
        byte[] ones = new byte[5000];
        Arrays.fill(ones, (byte) -1);
        DeviceTree full =
                DeviceTree.builder().property("ones", PropertyValue.of(ones)).build();
        for (FdtVersion version : FdtVersion.values()) {
            FdtOptions options = FdtOptions.defaults().withVersion(version);
            Fdt.encode(full, options);
            DeviceTree padded = DeviceTree.builder()
                    .property("a", PropertyValue.of(new byte[] {1}))
                    .property("none", PropertyValue.empty())
                    .property("nine", PropertyValue.of(new byte[9]))
                    .beginNode("n")
                    .endNode()
                    .beginNode("node-name")
                    .endNode()
                    .build();
            byte[] blob = Fdt.encode(padded, options);
            for (byte each : blob) {
                assertThat(each).as(version.toString()).isNotEqualTo((byte) -1);
            }
            assertThat(Fdt.encode(padded, options)).isEqualTo(blob);
        }
    }
}

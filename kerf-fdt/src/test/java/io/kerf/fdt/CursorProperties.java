// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.tree.DeviceTree;
import io.kerf.tree.DtNode;
import io.kerf.tree.PropertyValue;
import java.nio.ByteBuffer;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class CursorProperties {
    @Property
    void walksSeeWhatDecodingGives(
            @ForAll("trees") DeviceTree tree,
            @ForAll FdtVersion version,
            @ForAll FdtOptions.Order order,
            @ForAll @IntRange(max = 40) int padding) {
        FdtOptions options = FdtOptions.defaults()
                .withVersion(version)
                .withOrder(order)
                .withPadding(padding)
                .withReserveSlots(padding % 3);
        assertThat(CursorLaws.walksWhatDecodes(tree, options)).isTrue();
    }

    @Property
    void cursorsRefuseWhatDecodingRefuses(
            @ForAll("trees") DeviceTree tree, @ForAll FdtVersion version, @ForAll long seed) {
        byte[] blob = Fdt.encode(tree, FdtOptions.defaults().withVersion(version));
        assertThat(CursorLaws.agreesWithDecode(new BlobMutator(seed).spoil(blob)))
                .isTrue();
    }

    @Property
    void noBytesBreakACursor(@ForAll byte[] bytes) {
        assertThat(CursorLaws.agreesWithDecode(bytes)).isTrue();
    }

    @Property
    void cursorsFindWhatTreesFind(
            @ForAll("trees") DeviceTree tree, @ForAll long seed, @ForAll boolean isDirect, @ForAll boolean isLong) {
        Random random = new Random(seed);
        // Off the heap, a cursor reads through windows of 8 KiB.
        DeviceTree found = isLong ? withLongProperties(tree, random) : tree;
        byte[] blob = Fdt.encode(found);
        FdtCursor cursor = Fdt.cursor(
                isDirect ? ByteBuffer.allocateDirect(blob.length).put(blob).flip() : ByteBuffer.wrap(blob));
        for (int i = 0; i < 5; i++) {
            String path = path(found, random);
            assertThat(CursorLaws.findsWhatTheTreeFinds(found, cursor, path))
                    .as(path)
                    .isTrue();
        }
    }

    @Property
    void writersWriteWhatTreesEncodeTo(
            @ForAll("trees") DeviceTree tree, @ForAll FdtVersion version, @ForAll @IntRange(max = 40) int padding) {
        FdtOptions options =
                FdtOptions.defaults().withVersion(version).withPadding(padding).withReserveSlots(padding % 3);
        assertThat(CursorLaws.write(tree, options)).isEqualTo(Fdt.encode(tree, options));
    }

    /** The root and its children get properties that end near the end of a window. */
    private static DeviceTree withLongProperties(DeviceTree tree, Random random) {
        DtNode root = tree.root();
        for (DtNode child : tree.root().children()) {
            root = root.withChild(child.withProperty("long", PropertyValue.of(new byte[random.nextInt(8192)])));
        }
        return tree.withRoot(root.withProperty("long", PropertyValue.of(new byte[8000 + random.nextInt(200)])));
    }

    /** Goes down at random; some names lose their unit address, some paths lead nowhere. */
    private static String path(DeviceTree tree, Random random) {
        StringBuilder path = new StringBuilder(random.nextInt(4) == 0 ? "//" : "/");
        DtNode node = tree.root();
        while (!node.children().isEmpty() && random.nextInt(8) > 0) {
            node = node.children().get(random.nextInt(node.children().size()));
            path.append(random.nextInt(3) == 0 ? node.nodeName().base() : node.name())
                    .append('/');
        }
        return random.nextInt(10) == 0 ? path + "nowhere" : path.toString();
    }

    @Provide
    Arbitrary<DeviceTree> trees() {
        return TreeArbitraries.trees();
    }
}

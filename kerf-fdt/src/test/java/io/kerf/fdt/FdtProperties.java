// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import io.kerf.tree.DeviceTree;
import io.kerf.tree.DtNode;
import io.kerf.tree.DtProperty;
import io.kerf.tree.PropertyValue;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class FdtProperties {
    @Property
    boolean encodedTreesDecodeToThemselves(@ForAll("trees") DeviceTree tree, @ForAll FdtVersion version) {
        return FdtLaws.decodesToItself(tree, FdtOptions.defaults().withVersion(version));
    }

    @Property
    boolean paddedBlobsDecodeToTheSameTree(@ForAll("trees") DeviceTree tree, @ForAll FdtVersion version) {
        FdtOptions options =
                FdtOptions.defaults().withVersion(version).withPadding(100).withAlignment(64);
        return Fdt.encode(tree, options).length % 64 == 0 && FdtLaws.decodesToItself(tree, options);
    }

    @Property
    boolean blobsEncodeToThemselves(@ForAll("trees") DeviceTree tree) {
        return FdtLaws.encodesToItself(Fdt.encode(tree));
    }

    /** {@code dtc} refuses most of these names, real blobs hold them: empty, doubled, with any byte but NUL and a slash. */
    @Property
    boolean namesOfAllKindsSurvive(@ForAll("names") List<String> names, @ForAll boolean newest) {
        DtNode root = DtNode.of("");
        for (String name : names) {
            DtNode child = DtNode.of(name).withProperty(DtProperty.of(name, PropertyValue.empty()));
            root = DtNode.of(
                    "",
                    root.properties(),
                    Stream.concat(root.children().stream(), Stream.of(child)).toList());
        }
        FdtVersion version = newest ? FdtVersion.V17 : FdtVersion.V16;
        return FdtLaws.decodesToItself(
                DeviceTree.of(root), FdtOptions.defaults().withVersion(version));
    }

    @Provide
    Arbitrary<List<String>> names() {
        return Arbitraries.strings()
                .withCharRange('\u0001', '\u00ff')
                .excludeChars('/')
                .ofMaxLength(300)
                .list()
                .ofMaxSize(20);
    }

    @Property
    boolean noBytesBreakTheDecoder(@ForAll byte[] bytes) {
        return FdtLaws.decodesOrRefuses(bytes);
    }

    @Property
    boolean noChangeOfABlobBreaksTheDecoder(
            @ForAll("trees") DeviceTree tree, @ForAll FdtVersion version, @ForAll long seed) {
        byte[] blob = Fdt.encode(tree, FdtOptions.defaults().withVersion(version));
        Random random = new Random(seed);
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            blob[random.nextInt(blob.length)] = (byte) (random.nextBoolean() ? random.nextInt() : random.nextInt(10));
        }
        return FdtLaws.decodesOrRefuses(blob);
    }

    @Provide
    Arbitrary<DeviceTree> trees() {
        return TreeArbitraries.trees();
    }
}

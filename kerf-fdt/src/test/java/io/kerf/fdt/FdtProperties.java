// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import io.kerf.tree.DeviceTree;
import java.util.Random;
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

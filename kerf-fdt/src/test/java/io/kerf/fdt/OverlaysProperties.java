// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import io.kerf.tree.DeviceTree;
import io.kerf.tree.DtNode;
import io.kerf.tree.PropertyValue;
import io.kerf.tree.TreeDiff;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class OverlaysProperties {
    /** Any other exception than a refusal fails the property. */
    @Property(tries = 20_000)
    boolean noChangeOfBaseOrOverlayBreaksTheirUnion(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] base = random.nextInt(3) == 0 ? changed(OverlaySamples.BASE, random) : OverlaySamples.BASE;
        byte[] overlay = changed(OverlaySamples.OVERLAY, random);
        try {
            byte[] result = Overlays.applyToBlob(base, overlay);
            DeviceTree appended = Overlays.apply(Fdt.decode(base), Fdt.decode(overlay));
            return TreeDiff.between(Fdt.decode(result), appended).isEmpty();
        } catch (OverlayException refusal) {
            return refusal.overlay() == 0 && refusal.path().startsWith("/");
        } catch (FdtFormatException refusal) {
            return true;
        }
    }

    @Property
    boolean whatOneFragmentAddsToTheRootIsThere(@ForAll("trees") DeviceTree base, @ForAll("trees") DeviceTree content) {
        DtNode fragment = DtNode.of("f")
                .withProperty("target-path", PropertyValue.ofStrings("/"))
                .withChild(content.root().withName("__overlay__"));
        DeviceTree overlay = DeviceTree.of(DtNode.of("").withChild(fragment));
        DeviceTree result = Overlays.apply(base, List.of(overlay), OverlayOrder.LIBFDT);
        return content.root().properties().stream()
                .allMatch(property -> result.root()
                        .property(property.name())
                        .filter(property::equals)
                        .isPresent());
    }

    private static byte[] changed(byte[] blob, Random random) {
        byte[] changed = blob.clone();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            int at = 40 + random.nextInt(changed.length - 40);
            changed[at] = (byte) (random.nextBoolean() ? random.nextInt() : random.nextInt(10));
        }
        return changed;
    }

    @Provide
    Arbitrary<DeviceTree> trees() {
        return TreeArbitraries.trees();
    }
}

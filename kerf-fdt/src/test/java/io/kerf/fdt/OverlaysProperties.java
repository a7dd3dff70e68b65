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
    private static final byte[] BASE = new TreeDraft()
            .node("aliases")
            .text("net", "/soc/eth@1")
            .end()
            .node("soc")
            .cells("phandle", 1)
            .node("eth@1")
            .cells("phandle", 2)
            .end()
            .end()
            .node("__symbols__")
            .text("soc", "/soc")
            .text("eth", "/soc/eth@1")
            .blob();

    private static final byte[] OVERLAY = new TreeDraft()
            .node("fragment@0")
            .cells("target", -1)
            .node("__overlay__")
            .cells("phandle", 1)
            .node("phy")
            .cells("phandle", 2)
            .cells("up", 1, -1)
            .text("status", "okay")
            .end()
            .end()
            .end()
            .node("fragment@1")
            .text("target-path", "net")
            .node("__overlay__")
            .cells("phy", 2)
            .end()
            .end()
            .node("__symbols__")
            .text("phy", "/fragment@0/__overlay__/phy")
            .end()
            .node("__fixups__")
            .text("soc", "/fragment@0:target:0")
            .text("eth", "/fragment@0/__overlay__/phy:up:4")
            .end()
            .node("__local_fixups__")
            .node("fragment@0")
            .node("__overlay__")
            .node("phy")
            .cells("up", 0)
            .end()
            .end()
            .end()
            .node("fragment@1")
            .node("__overlay__")
            .cells("phy", 0)
            .blob();

    /** Any other exception than a refusal fails the property. */
    @Property(tries = 20_000)
    boolean noChangeOfBaseOrOverlayBreaksTheirUnion(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] base = random.nextInt(3) == 0 ? changed(BASE, random) : BASE;
        byte[] overlay = changed(OVERLAY, random);
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

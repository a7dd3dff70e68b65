// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.kerf.tree.DeviceTree;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Sizes at which anything that is not linear would take minutes. */
class OverlaysScaleTest {
    private static final int COUNT = 50_000;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** A node with very many children and properties, and a label for each child. */
    private static DeviceTree wideBase() {
        TreeDraft base = new TreeDraft().node("wide");
        for (int i = 0; i < COUNT; i++) {
            base.cells("p" + i, i);
        }
        for (int i = 0; i < COUNT; i++) {
            base.node("n@" + i).cells("phandle", i + 1).end();
        }
        base.end().node("__symbols__");
        for (int i = 0; i < COUNT; i++) {
            base.text("l" + i, "/wide/n@" + i);
        }
        return base.tree();
    }

    /** One fragment that changes each property, adds as many, and merges as many nodes as it adds. */
    private static DeviceTree wideOverlay() {
        TreeDraft overlay =
                new TreeDraft().node("f").text("target-path", "/wide").node("__overlay__");
        for (int i = 0; i < COUNT; i++) {
            overlay.bytes("p" + i, 1).bytes("q" + i, 1, 2, 3);
        }
        overlay.cells("refs", new int[COUNT]);
        for (int i = 0; i < COUNT; i++) {
            overlay.node("n@" + i).cells("phandle", i + 1).flag("hit").end();
            overlay.node("m@" + i).cells("phandle", COUNT + i + 1).end();
        }
        overlay.end().end().node("__symbols__");
        for (int i = 0; i < COUNT; i++) {
            overlay.text("m" + i, "/f/__overlay__/m@" + i);
        }
        int[] offsets = new int[COUNT];
        String[] entries = new String[COUNT];
        for (int i = 0; i < COUNT; i++) {
            offsets[i] = 4 * i;
            entries[i] = "/f/__overlay__:refs:" + offsets[i];
        }
        overlay.end().node("__fixups__").text("l7", entries).end();
        return overlay.node("__local_fixups__")
                .node("f")
                .node("__overlay__")
                .cells("refs", offsets)
                .tree();
    }

    /** As many fragments as the base has labels. */
    private static DeviceTree manyFragments() {
        TreeDraft overlay = new TreeDraft();
        for (int i = 0; i < COUNT; i++) {
            overlay.node("f@" + i)
                    .cells("target", -1)
                    .node("__overlay__")
                    .bytes("hit", 1, 2, 3)
                    .cells("phandle", i + 1)
                    .end()
                    .end();
        }
        overlay.node("__fixups__");
        for (int i = 0; i < COUNT; i++) {
            overlay.text("l" + i, "/f@" + i + ":target:0");
        }
        return overlay.tree();
    }

    @Test
    void aWideNodeIsMergedInLinearTime() {
        DeviceTree base = wideBase();
        DeviceTree overlay = wideOverlay();
        DeviceTree result = assertTimeoutPreemptively(LIMIT, () -> Overlays.apply(base, overlay));
        assertThat(result.find("/wide").orElseThrow().properties()).hasSize(2 * COUNT + 1);
        assertThat(result.find("/wide").orElseThrow().children()).hasSize(2 * COUNT);
        assertThat(result.find("/wide/m@7")
                        .orElseThrow()
                        .property("phandle")
                        .orElseThrow()
                        .u32())
                .isEqualTo(2 * COUNT + 8);
    }

    @Test
    void aWideNodeIsMergedIntoABlobInLinearTime() {
        byte[] base = Fdt.encode(wideBase());
        byte[] overlay = Fdt.encode(wideOverlay());
        byte[] result = assertTimeoutPreemptively(LIMIT, () -> Overlays.applyToBlob(base, overlay));
        assertThat(Fdt.decode(result).find("/wide").orElseThrow().children()).hasSize(2 * COUNT);
    }

    @Test
    void manyFragmentsAreAppliedInLinearTime() {
        byte[] base = Fdt.encode(wideBase());
        byte[] overlay = Fdt.encode(manyFragments());
        byte[] result = assertTimeoutPreemptively(LIMIT, () -> Overlays.applyToBlob(base, overlay));
        assertThat(Fdt.decode(result)
                        .find("/wide/n@" + (COUNT - 1))
                        .orElseThrow()
                        .property("phandle")
                        .orElseThrow()
                        .u32())
                .isEqualTo(COUNT);
    }
}

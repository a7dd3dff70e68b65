// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.tree.DeviceTree;
import io.kerf.tree.TreeDiff;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Overlays are applied as {@code fdtoverlay} does it: same bytes, same tree, and what one refuses the other refuses. */
class OverlaysOracleTest {
    /** Sets of overlays that are applied to some base; raised by hand for long runs. */
    private static final int PAIRS = Integer.getInteger("kerf.overlay.pairs", 520);

    private static final long SEED = Long.getLong("kerf.overlay.seed", 1);
    /** How bases are compiled: most of them with labels, some of version 16, some with what packing removes. */
    private static final String[][] OPTIONS = {
        {"-@"},
        {"-@", "-V", "16"},
        {"-@"},
        {"-@", "-p", "100", "-R", "2"},
        {"-@", "-S", "9000"},
        {"-@", "-s"},
        {"-@"},
        {}
    };

    private static final int PAIRS_OF_A_BASE = 12;

    @TempDir
    Path folder;

    private int applied;
    private int refused;
    private final Map<OverlayException.Reason, Integer> reasons = new EnumMap<>(OverlayException.Reason.class);

    @Test
    void resultsAreThoseOfFdtoverlay() throws Exception {
        ReferenceOverlays reference = ReferenceOverlays.in(folder);
        for (long seed = SEED; applied + refused < PAIRS; seed++) {
            OverlaySources sources = new OverlaySources(seed);
            String[] options = OPTIONS[(int) (seed % OPTIONS.length)];
            Optional<byte[]> base = reference.compile(sources.base(), options);
            for (int i = 0; base.isPresent() && i < PAIRS_OF_A_BASE / 2; i++) {
                List<byte[]> overlays = overlays(reference, sources.fork(seed << 8 | i), 1 + i % 3);
                agree(reference, base.get(), overlays, "seed " + seed + ", set " + i);
                List<byte[]> mutated = OverlayMutations.mutated(overlays, new Random(seed << 8 | i));
                agree(reference, base.get(), mutated, "seed " + seed + ", mutated set " + i);
            }
        }
        System.getLogger(getClass().getName())
                .log(
                        System.Logger.Level.INFO,
                        "{0} sets applied and {1} refused alike: {2}",
                        applied,
                        refused,
                        reasons);
        assertThat(applied).as("applied, with %s refused", refused).isGreaterThan(PAIRS / 3);
        assertThat(refused).as("refused, with %s applied", applied).isGreaterThan(PAIRS / 10);
    }

    private static List<byte[]> overlays(ReferenceOverlays reference, OverlaySources sources, int count)
            throws Exception {
        List<byte[]> overlays = new ArrayList<>();
        while (overlays.size() < count) {
            reference.compile(sources.overlay(), "-@").ifPresent(overlays::add);
        }
        return overlays;
    }

    private void agree(ReferenceOverlays reference, byte[] base, List<byte[]> overlays, String what) throws Exception {
        Optional<byte[]> theirs = reference.apply(base, overlays);
        if (OverlayCases.areToBeWritten()) {
            OverlayCases.write(applied + refused, base, overlays, theirs);
        }
        byte[] ours;
        try {
            ours = Overlays.applyToBlob(base, overlays.toArray(new byte[0][]));
        } catch (OverlayException refusal) {
            assertThat(theirs).as("%s: %s", what, refusal.getMessage()).isEmpty();
            refused++;
            reasons.merge(refusal.reason(), 1, Integer::sum);
            return;
        }
        assertThat(theirs).as(what).isPresent();
        assertThat(TreeDiff.between(Fdt.decode(theirs.orElseThrow()), Fdt.decode(ours))
                        .changes())
                .as(what)
                .isEmpty();
        assertThat(HexDump.of(ours)).as(what).isEqualTo(HexDump.of(theirs.orElseThrow()));
        DeviceTree tree = Fdt.decode(base);
        DeviceTree appended =
                Overlays.apply(tree, overlays.stream().map(Fdt::decode).toArray(DeviceTree[]::new));
        assertThat(TreeDiff.between(Fdt.decode(ours), appended).changes())
                .as("in our order, %s", what)
                .isEmpty();
        applied++;
    }
}

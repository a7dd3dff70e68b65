// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import io.kerf.tree.DeviceTree;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Applies device tree overlays, as {@code fdtoverlay} and libfdt's {@code fdt_overlay_apply} of release 1.7.2 do.
 *
 * <pre>{@code
 * DeviceTree board = Fdt.read(Path.of("board.dtb"));
 * DeviceTree with = Overlays.apply(board, Fdt.read(Path.of("camera.dtbo")), Fdt.read(Path.of("leds.dtbo")));
 * }</pre>
 *
 * <p>An overlay is a tree whose root's children are fragments: each has a {@code target} phandle or a {@code target-path}, and what is
 * to be merged there below {@code __overlay__}. Its {@code __fixups__} name the labels that it needs from the base's
 * {@code /__symbols__}, its {@code __local_fixups__} the cells that hold its own phandles, and its {@code __symbols__} the labels that
 * it brings (kernel file {@code Documentation/devicetree/overlay-notes.rst}; {@code dtc}'s
 * {@code Documentation/dt-object-internal.txt}).
 *
 * <p>Overlays are applied in order, each to the result of those before it. The overlay's phandles are moved behind the highest one of the
 * base; where a target has a phandle already, it stays, and the overlay's references to that node follow. Paths may begin with an
 * alias, and a name without a unit address stands for the first node of that base name, also when nodes are merged. Children of the
 * overlay's root without {@code __overlay__} are not merged, so a tree without fragments changes nothing.
 *
 * <p>All or nothing: the base is immutable, and a result comes only from overlays that all fit. Nodes that no overlay touches are
 * shared by base and result. The result keeps the base's memory reservations and boot CPU. Cost is linear in the sizes of base and
 * overlays; nothing recurses. All methods are safe to call from any thread.
 */
public final class Overlays {
    private Overlays() {}

    /**
     * Applies overlays; what they add goes last ({@link OverlayOrder#APPEND}).
     *
     * @param base the tree to apply them to
     * @param overlays the overlays in order
     * @return the resulting tree
     * @throws OverlayException if an overlay is malformed or does not fit
     */
    public static DeviceTree apply(DeviceTree base, DeviceTree... overlays) {
        return apply(base, List.of(overlays), OverlayOrder.APPEND);
    }

    /**
     * Applies overlays.
     *
     * @param base the tree to apply them to
     * @param overlays the overlays in order
     * @param order where what they add goes
     * @return the resulting tree
     * @throws OverlayException if an overlay is malformed or does not fit
     */
    public static DeviceTree apply(DeviceTree base, List<DeviceTree> overlays, OverlayOrder order) {
        Objects.requireNonNull(order, "order");
        return base.withRoot(applied(base, overlays, null).freeze(order));
    }

    /**
     * Applies overlays to a blob. For a base that {@code dtc} made, the result is {@code fdtoverlay}'s, byte for byte: nodes and
     * properties stand in {@link OverlayOrder#LIBFDT}, names that are new follow those of the base in the strings block, names of the
     * base stay there though nothing may use them, the padding behind a value keeps what libfdt leaves in it, the version is 17, and
     * there is no space at the end. Where {@code fdtoverlay} leaves memory in that padding that it never wrote, behind a value longer than
     * all that follows it, there is zero.
     *
     * @param base the blob to apply them to, which stays as it is; {@code fdtoverlay} would refuse versions under 16
     * @param overlays the blobs of the overlays in order
     * @return the resulting blob
     * @throws FdtFormatException if one of the arguments is no sound blob, or exceeds {@link FdtLimits#defaults}
     * @throws OverlayException if an overlay is malformed or does not fit
     * @throws IllegalArgumentException if the resulting blob would be larger than 2 GiB
     */
    public static byte[] applyToBlob(byte[] base, byte[]... overlays) {
        FdtLimits limits = FdtLimits.defaults();
        ByteBuffer bytes = ByteBuffer.wrap(base.clone());
        DeviceTree tree = Fdt.decode("base blob", bytes, limits);
        DeviceTree[] trees = new DeviceTree[overlays.length];
        for (int i = 0; i < overlays.length; i++) {
            trees[i] = Fdt.decode("overlay blob " + i, ByteBuffer.wrap(overlays[i]), limits);
        }
        FdtHeader header = FdtHeader.read("base blob", bytes, limits);
        BlobResidue residue = new BlobResidue();
        residue.strings().startWith(bytes.array(), header.stringsOffset(), header.stringsEnd());
        TargetTree target = applied(tree, List.of(trees), residue);
        return FdtEncoder.encode(tree.withRoot(target.freeze(OverlayOrder.LIBFDT)), FdtOptions.defaults(), residue);
    }

    private static TargetTree applied(DeviceTree base, List<DeviceTree> overlays, @Nullable BlobResidue residue) {
        TargetTree target = new TargetTree(base.root(), residue);
        for (int i = 0; i < overlays.size(); i++) {
            new OverlayApplication(target, overlays.get(i).root(), i).run();
        }
        return target;
    }
}

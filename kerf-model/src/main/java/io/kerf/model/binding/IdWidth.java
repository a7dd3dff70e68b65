// SPDX-License-Identifier: Apache-2.0
package io.kerf.model.binding;

import io.kerf.model.Dialect;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.DtNode;
import io.kerf.tree.DtProperty;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How many 32-bit cells a CPU id has in the bytes of a tree, and whether the tree says so itself ({@link Names#CPU_CELLS}). Where it
 * does, that holds for text too; where it does not, a list that was written as text has one id an element.
 */
record IdWidth(int cells, boolean declared) {
    /** One cell an id: what every list of small numbers has. */
    static final IdWidth ONE = new IdWidth(1, false);

    private static final IdWidth TWO = new IdWidth(2, false);

    /** The width of a tree of a host: declared, else that of the dialect; that of a flat tree is told by the ids. */
    static IdWidth of(DeviceTree tree, Dialect dialect) {
        Optional<DtNode> resources = tree.root().child(Names.RESOURCES);
        Optional<DtProperty> stated = resources.flatMap(node -> node.property(Names.CPU_CELLS));
        if (stated.isPresent()
                && stated.get().size() == Integer.BYTES
                && isWidth(stated.get().u32())) {
            return new IdWidth(stated.get().u32(), true);
        }
        if (dialect == Dialect.INVENTORY) {
            return ONE;
        }
        boolean certain = dialect == Dialect.POOL
                && (isNewestPool(tree)
                        || resources
                                .filter(node ->
                                        node.property(Names.CPUS_AVAILABLE).isPresent() || Bindings.hasChunks(node))
                                .isPresent());
        return certain ? TWO : byIds(lists(tree));
    }

    /** The width of a kernel's tree of one instance. */
    static IdWidth ofInstance(DeviceTree tree) {
        return isNewestPool(tree) ? TWO : byIds(lists(tree));
    }

    static boolean isWidth(int cells) {
        return cells == 1 || cells == 2;
    }

    /** Only the newest pool kernels write one of these. */
    private static boolean isNewestPool(DeviceTree tree) {
        return tree.root().property(Names.ADDRESS_CELLS).isPresent()
                || tree.root().property(Names.MODEL).isPresent();
    }

    /** The lists of CPUs of the pool and of the instances. */
    private static List<DtProperty> lists(DeviceTree tree) {
        List<DtProperty> lists = new ArrayList<>();
        add(tree.root(), lists);
        tree.root()
                .child(Names.INSTANCES)
                .ifPresent(instances -> instances.children().forEach(each -> add(each, lists)));
        return lists;
    }

    private static void add(DtNode holder, List<DtProperty> lists) {
        holder.child(Names.RESOURCES)
                .flatMap(resources -> resources.property(Names.CPUS))
                .ifPresent(lists::add);
    }

    /**
     * A length that is no multiple of 8 must be 4 bytes an id; otherwise an id has 8 only if every high half of every list is 0, as
     * it is on any machine known.
     */
    private static IdWidth byIds(List<DtProperty> lists) {
        for (DtProperty list : lists) {
            if (list.size() % Integer.BYTES != 0) {
                continue;
            }
            int[] cells = list.u32List();
            if (cells.length % 2 != 0) {
                return ONE;
            }
            for (int i = 0; i < cells.length; i += 2) {
                if (cells[i] != 0) {
                    return ONE;
                }
            }
        }
        return TWO;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.model.binding;

import io.kerf.model.CpuSet;
import io.kerf.model.Dialect;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.DtNode;
import io.kerf.tree.DtProperty;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How many 32-bit cells a CPU id has in the bytes of a tree, and whether the tree says so itself ({@link Names#CPU_CELLS}). Where it
 * does, that holds for text too; where it does not, a list that was written as text has one id an element.
 */
record IdWidth(int cells, boolean declared, boolean guessed) {
    /** One cell an id: what every list of small numbers has. */
    static final IdWidth ONE = new IdWidth(1, false, false);

    static final IdWidth TWO = new IdWidth(2, false, false);

    /** One cell an id, as it seems. */
    static final IdWidth PERHAPS_ONE = new IdWidth(1, false, true);

    /** Two cells an id, since pool kernels take nothing else; whoever wrote the ids may have written one. */
    private static final IdWidth PERHAPS_TWO = new IdWidth(2, false, true);

    /**
     * The width of a tree of a host: declared, else that of the dialect. That of a flat tree is told by the ids, and by those of the
     * machine if they are known; that of an inventory by its lists and its total.
     */
    static IdWidth of(DeviceTree tree, Dialect dialect, CpuSet machine) {
        Optional<DtNode> resources = tree.root().child(Names.RESOURCES);
        Optional<DtProperty> stated = resources.flatMap(node -> node.property(Names.CPU_CELLS));
        if (stated.isPresent()
                && stated.get().size() == Integer.BYTES
                && isWidth(stated.get().u32())) {
            return new IdWidth(stated.get().u32(), true, false);
        }
        if (dialect == Dialect.INVENTORY) {
            return resources
                    .flatMap(node -> node.child(Names.CPUS))
                    .map(InventoryWidth::of)
                    .orElse(ONE);
        }
        boolean certain = dialect == Dialect.POOL
                && (isNewestPool(tree)
                        || resources
                                .filter(node ->
                                        node.property(Names.CPUS_AVAILABLE).isPresent() || DialectMarks.hasChunks(node))
                                .isPresent());
        if (!certain) {
            return byIds(lists(tree), machine);
        }
        return !isFromAKernel(tree) && hasHighHalves(lists(tree), machine) ? PERHAPS_TWO : TWO;
    }

    /** Kernels write ids of 8 bytes and nothing else, and say who they are. */
    private static boolean isFromAKernel(DeviceTree tree) {
        return isNewestPool(tree)
                || tree.root()
                        .property(Names.COMPATIBLE)
                        .filter(compatible -> compatible.value().listsString(Names.COMPATIBLE_KERNEL))
                        .isPresent();
    }

    /** Whether an id that the machine is not known to have uses its higher half: more likely it is two of one cell. */
    private static boolean hasHighHalves(List<DtProperty> lists, CpuSet machine) {
        return lists.stream()
                .filter(list -> list.size() % Long.BYTES == 0)
                .flatMapToLong(list -> Arrays.stream(list.u64List()))
                .anyMatch(id -> id >>> Integer.SIZE != 0 && !machine.contains(id));
    }

    /** The width of a kernel's tree of one instance. */
    static IdWidth ofInstance(DeviceTree tree) {
        return isNewestPool(tree) ? TWO : byIds(lists(tree), CpuSet.empty());
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
     * A length that is no multiple of 8 must be 4 bytes an id. An id has 8 if every high half of every list is 0. Else some id of a
     * list that the machine does not have, or that an instance has and the pool, which comes first, has not, shows that ids have 4. Where
     * all are known, they have 8 if it is the machine that knows them; it remains a guess if only the pool does, since some machines use
     * the high half (the third affinity of arm64's MPIDR).
     */
    private static IdWidth byIds(List<DtProperty> lists, CpuSet machine) {
        List<DtProperty> whole =
                lists.stream().filter(list -> list.size() % Integer.BYTES == 0).toList();
        if (whole.stream().anyMatch(list -> list.size() % Long.BYTES != 0)) {
            return ONE;
        }
        long[] known = machine.toArray();
        if (machine.isEmpty() && !whole.isEmpty()) {
            known = whole.get(0).u64List();
        }
        Arrays.sort(known);
        boolean highHalves = false;
        boolean anyForeign = false;
        for (DtProperty list : whole) {
            for (long id : list.u64List()) {
                highHalves |= id >>> Integer.SIZE != 0;
                anyForeign |= Arrays.binarySearch(known, id) < 0;
            }
        }
        if (!highHalves) {
            return TWO;
        }
        return anyForeign ? ONE : machine.isEmpty() ? PERHAPS_ONE : TWO;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.model.binding;

import io.kerf.model.Dialect;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.DtNode;
import java.util.List;
import java.util.Optional;

/** What tells the dialect of a tree, and what is of another dialect than the rest. */
final class DialectMarks {
    private static final List<String> OF_A_POOL = List.of(Names.CPUS, Names.CPUS_AVAILABLE);
    private static final List<String> OF_FLAT = List.of(Names.MEMORY_BASE, Names.MEMORY_BYTES);

    private DialectMarks() {}

    /**
     * A node {@code cpus} or {@code memory} is of the inventory alone, whatever is beside it; {@code #address-cells} says the least, since
     * any tree may have it.
     */
    static Dialect dialect(DeviceTree tree) {
        Optional<DtNode> found = tree.root().child(Names.RESOURCES);
        if (found.isEmpty() || isInventory(found.get())) {
            return Dialect.INVENTORY;
        }
        DtNode resources = found.get();
        if (has(resources, Names.CPUS_AVAILABLE) || hasChunks(resources)) {
            return Dialect.POOL;
        }
        if (OF_FLAT.stream().anyMatch(name -> has(resources, name))) {
            return Dialect.FLAT;
        }
        return has(tree.root(), Names.ADDRESS_CELLS) || has(resources, Names.CPUS) ? Dialect.POOL : Dialect.INVENTORY;
    }

    private static boolean isInventory(DtNode resources) {
        return resources.child(Names.CPUS).isPresent()
                || resources.child(Names.MEMORY).isPresent();
    }

    private static boolean has(DtNode node, String property) {
        return node.property(property).isPresent();
    }

    static boolean hasChunks(DtNode resources) {
        return resources.children().stream().anyMatch(DialectMarks::isChunk);
    }

    private static boolean isChunk(DtNode node) {
        return node.nodeName().base().equals(Names.MEMORY)
                && node.nodeName().unitAddress().isPresent();
    }

    /** Reports what {@code /resources} of an inventory has that only the other dialects have; it is not read. */
    static void reportForInventory(NodeReader resources) {
        OF_A_POOL.forEach(name -> reportProperty(resources, name, "a pool", "an inventory", "write it in cpus { }"));
        OF_FLAT.forEach(
                name -> reportProperty(resources, name, "a flat tree", "an inventory", "write it in memory { }"));
        for (NodeReader chunk : resources.childrenOf(Names.MEMORY)) {
            if (isChunk(chunk.node())) {
                chunk.nodeError(
                        Codes.CONTRADICTION,
                        chunk.shownPath()
                                + " is of a pool, and the rest of /resources is an inventory: it does not count",
                        "remove it, or write cpus = <...>; and memory@N nodes in place of cpus { } and memory { }");
            }
        }
    }

    /** Reports what {@code /resources} of a pool has that only flat trees have, and pool kernels refuse. */
    static void reportForPool(NodeReader resources) {
        OF_FLAT.forEach(
                name -> reportProperty(resources, name, "a flat tree", "a pool", "write memory@N { size = <...>; }"));
    }

    private static void reportProperty(NodeReader resources, String name, String stray, String rest, String instead) {
        if (resources.has(name)) {
            resources.error(
                    Codes.CONTRADICTION,
                    name,
                    "it is of " + stray + ", and the rest of /resources is " + rest + ": it does not count",
                    "remove it; " + instead + " what it is to say");
        }
    }
}

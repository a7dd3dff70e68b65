// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import io.kerf.model.MemoryRange;
import io.kerf.sysfs.Errno;
import io.kerf.sysfs.simulated.SimulatedMachine.NodeMemory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Memory that the host still owns, from which pool chunks are cut. Each chunk is contiguous and taken from the highest address
 * that fits, so that the low memory stays with the host.
 */
final class HostMemory {
    private final List<NodeMemory> free = new ArrayList<>();
    private final Set<Integer> nodes = new TreeSet<>();

    HostMemory(SimulatedMachine machine) {
        free.addAll(machine.memory());
        machine.memory().forEach(each -> nodes.add(each.node()));
        sort();
    }

    /** Takes a chunk from one node, or from the lowest node that has room. */
    NodeMemory take(long size, int node) throws KernelError {
        if (node != KernelProperty.ANY_NODE && !nodes.contains(node)) {
            throw new KernelError(Errno.EINVAL, "NUMA node " + node + " is not online");
        }
        Optional<NodeMemory> fitting = free.stream()
                .filter(each -> node == KernelProperty.ANY_NODE || each.node() == node)
                .filter(each -> Long.compareUnsigned(each.range().size(), size) >= 0)
                .findFirst();
        NodeMemory from = fitting.orElseThrow(() -> new KernelError(
                Errno.ENOMEM,
                "no contiguous 0x" + Long.toHexString(size) + " bytes on "
                        + (node == KernelProperty.ANY_NODE ? "any node" : "node " + node)));
        free.remove(from);
        long rest = from.range().size() - size;
        if (rest != 0) {
            free.add(new NodeMemory(from.node(), new MemoryRange(from.range().base(), rest)));
            sort();
        }
        return new NodeMemory(from.node(), new MemoryRange(from.range().base() + rest, size));
    }

    /** Takes a chunk back and joins it with its free neighbours. */
    void giveBack(NodeMemory chunk) {
        MemoryRange joined = chunk.range();
        for (NodeMemory each : List.copyOf(free)) {
            MemoryRange range = each.range();
            boolean touches =
                    range.base() + range.size() == joined.base() || joined.base() + joined.size() == range.base();
            if (each.node() == chunk.node() && touches) {
                free.remove(each);
                joined = new MemoryRange(
                        range.compareTo(joined) < 0 ? range.base() : joined.base(), range.size() + joined.size());
            }
        }
        free.add(new NodeMemory(chunk.node(), joined));
        sort();
    }

    /** Nodes ascending, inside a node the highest address first. */
    private void sort() {
        free.sort(
                Comparator.comparingInt(NodeMemory::node).thenComparing(NodeMemory::range, Comparator.reverseOrder()));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import java.util.Map;

/** Gives nodes phandles on demand: the lowest number that is free, from 1 up, in a new property behind all others of the node. */
final class PhandleNumbers {
    private final ValueBuffer buffer;
    private final Map<Integer, NodeDraft> taken;
    private final Name modern;
    private final Name legacy;
    private final PhandleFormat format;
    private int next = 1;

    /**
     * Starts with the phandles of the source.
     *
     * @param taken nodes by the phandles that they have
     */
    PhandleNumbers(NameTable names, ValueBuffer buffer, Map<Integer, NodeDraft> taken, PhandleFormat format) {
        this.buffer = buffer;
        this.taken = taken;
        this.modern = names.of("phandle");
        this.legacy = names.of("linux,phandle");
        this.format = format;
    }

    /** The phandle of a node, which gets one if it has none. */
    int of(NodeDraft node) {
        if (node.phandle == 0) {
            while (isTaken(next)) {
                next++;
            }
            node.phandle = next;
            taken.put(next, node);
            if (format != PhandleFormat.EPAPR) {
                add(node, legacy);
            }
            if (format != PhandleFormat.LEGACY) {
                add(node, modern);
            }
        }
        return node.phandle;
    }

    /** The number of a node that was omitted is free again. */
    private boolean isTaken(int number) {
        NodeDraft holder = taken.get(number);
        return holder != null && !holder.deleted;
    }

    /** A property that is there already refers to its own node and gets its number as references do. */
    private void add(NodeDraft node, Name name) {
        if (node.property(name) == null) {
            PropertyDraft added = new PropertyDraft(name);
            added.offset = buffer.size();
            added.length = Integer.BYTES;
            buffer.putNumber(node.phandle, Integer.SIZE);
            node.add(added);
        }
    }
}

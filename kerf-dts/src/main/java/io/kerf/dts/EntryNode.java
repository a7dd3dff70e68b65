// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A node whose properties the compiler adds or prolongs: symbols, aliases, fixups. Bytes that are added go behind what a property has;
 * {@link #flush} puts them into the tree, so that many additions to one property take linear time.
 */
final class EntryNode {
    /** A property, and what is still to be put behind its value. */
    private static final class Entry {
        final PropertyDraft property;
        byte[] more = new byte[16];
        int size;

        Entry(PropertyDraft property) {
            this.property = property;
        }

        void put(byte[] bytes) {
            if (bytes.length > more.length - size) {
                more = Arrays.copyOf(more, Math.max(Math.addExact(size, bytes.length), 2 * size));
            }
            System.arraycopy(bytes, 0, more, size, bytes.length);
            size += bytes.length;
        }
    }

    private final NodeDraft node;
    private final ValueBuffer buffer;
    private final Map<Name, Entry> entries = new LinkedHashMap<>();

    EntryNode(NodeDraft node, ValueBuffer buffer) {
        this.node = node;
        this.buffer = buffer;
        for (PropertyDraft each = node.firstProperty; each != null; each = each.next) {
            if (!each.deleted && !each.omitted) {
                entries.put(each.name, new Entry(each));
            }
        }
    }

    /** Finds a child of the root, or makes one, which is then to be {@linkplain NodeDraft#add(NodeDraft) added}. */
    static NodeDraft findOrMake(NodeDraft root, Name name) {
        NodeDraft present = root.child(name);
        return present == null ? make(name, root) : present;
    }

    /** Makes a node that no source wrote. */
    static NodeDraft make(Name name, NodeDraft root) {
        NodeDraft made = new NodeDraft(name, root.unit, root.nameStart, root.nameStart);
        made.generated = true;
        return made;
    }

    @Nullable
    PropertyDraft property(Name name) {
        Entry entry = entries.get(name);
        return entry == null ? null : entry.property;
    }

    /** Puts bytes behind the value of a property, which is made if it is not there. */
    void append(Name name, byte[] bytes) {
        Entry entry = entries.get(name);
        if (entry == null) {
            PropertyDraft made = new PropertyDraft(name);
            node.add(made);
            entry = new Entry(made);
            entries.put(name, entry);
        }
        entry.put(bytes);
    }

    /** Gives the properties their values. A value that was prolonged is no longer the one that stands in the source. */
    void flush() {
        for (Entry entry : entries.values()) {
            if (entry.size > 0) {
                PropertyDraft property = entry.property;
                int start = buffer.size();
                buffer.putCopy(property.offset, property.length);
                buffer.put(entry.more, 0, entry.size);
                property.offset = start;
                property.length = buffer.size() - start;
                property.unit = null;
                entry.size = 0;
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import io.kerf.fdt.FdtFormatException.Block;
import io.kerf.fdt.FdtFormatException.Reason;
import io.kerf.tree.DtProperty;
import io.kerf.tree.PropertyTypeException;
import io.kerf.tree.PropertyValue;
import io.kerf.tree.ReservedRange;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Walks forward over a blob where it lies (heap, direct or mapped memory) and builds nothing: no call on the way from one
 * {@link Event} to the next allocates, nor does reading names, cells and lengths in place.
 *
 * <pre>{@code
 * FdtCursor cursor = Fdt.cursor(blob);
 * while (cursor.next() != FdtCursor.Event.END) {
 *     if (cursor.event() == FdtCursor.Event.PROPERTY && cursor.nameEquals("phandle")) {
 *         highest = Math.max(highest, cursor.u32());
 *     }
 * }
 * if (cursor.find("/cpus/cpu@0") && cursor.findProperty("reg")) {
 *     int id = cursor.u32();
 * }
 * }</pre>
 *
 * <p>{@link #forEachRemaining} walks in one call.
 *
 * <p>Header and memory reservations are proved before a cursor is handed out, and every token before it is: a cursor that has
 * reached {@link Event#END} from the start has seen a blob that {@link Fdt#decode(byte[])} accepts, unless its names or its sheer
 * size exceed {@link FdtLimits}. Of the limits, {@code maxSize}, {@code maxDepth} and {@code maxNameLength} hold here; the others
 * limit what a tree keeps, and a cursor keeps nothing. Versions below 16, whose names are full paths, are refused with
 * {@link FdtFormatException.Reason#BAD_VERSION}; decode reads them.
 *
 * <p>Offsets count from the start of the blob, which is the buffer's position at the time of the call that made the cursor. Not
 * thread-safe; any number of cursors may walk over one buffer. If the bytes change during the walk, what is read is old, new or
 * refused, but never outside the blob.
 */
public final class FdtCursor extends StructureReader {
    private static final int START = 0;

    private final FdtLimits limits;
    private final int stringsOffset;
    private final List<ReservedRange> reservations;

    /** What a cursor stands on. */
    public enum Event {
        /** Nothing yet: {@link FdtCursor#next} goes to the root node. Or nothing any more, after a failure: the cursor has to be rewound. */
        START,
        /** The start of a node, and its name. The node counts as open. */
        BEGIN_NODE,
        /** A property of the node that is open. */
        PROPERTY,
        /** The end of a node, which is no longer open. */
        END_NODE,
        /** The end of the blob; {@link FdtCursor#next} stays there. */
        END
    }

    private FdtCursor(String blob, ByteBuffer bytes, FdtHeader header, FdtLimits limits) {
        super(blob, bytes, header, limits);
        this.limits = limits;
        this.stringsOffset = header.stringsOffset();
        this.reservations = List.copyOf(header.reservations(blob, bytes));
    }

    /** A cursor over a blob that begins at a buffer's position. */
    static FdtCursor over(String blob, ByteBuffer source, FdtLimits limits) {
        ByteBuffer window = source.slice();
        FdtHeader header = FdtHeader.read(blob, window, limits);
        if (header.hasFullPaths()) {
            throw new FdtFormatException(
                    Reason.BAD_VERSION,
                    blob,
                    Block.HEADER,
                    20,
                    "version 16 or later (Fdt.decode also reads older ones)",
                    "version " + header.version());
        }
        return new FdtCursor(blob, window.limit(header.totalSize()), header, limits);
    }

    /**
     * Goes on by one event.
     *
     * @return what the cursor stands on now
     * @throws FdtFormatException if the bytes there are not sound; the cursor stands on {@link Event#START} then, and is of no use until
     *     it is {@linkplain #rewind rewound}
     */
    public Event next() {
        int token = nextToken();
        state = token;
        if (token == Token.PROP) {
            return Event.PROPERTY;
        }
        if (token == Token.BEGIN_NODE) {
            return Event.BEGIN_NODE;
        }
        return token == Token.END_NODE ? Event.END_NODE : Event.END;
    }

    /**
     * Goes on to {@link Event#END}, and lets an action see each event before it: what {@code while (cursor.next() != Event.END)
     * action.accept(cursor)} does. It takes about four fifths of the time of that loop as long as a program has one or two classes of actions,
     * which the compiler can put in place of the call; with more, the loop is the faster way.
     *
     * <pre>{@code
     * Set<Integer> phandles = new HashSet<>();
     * Fdt.cursor(blob).forEachRemaining(at -> {
     *     if (at.event() == FdtCursor.Event.PROPERTY && at.nameEquals("phandle")) {
     *         phandles.add(at.u32());
     *     }
     * });
     * }</pre>
     *
     * @param action gets this cursor, and may move it onward, for instance by {@link #skipNode}, or from a node's name by
     *     {@link #findProperty}: the walk goes on from there. One that goes back each time ({@link #rewind}, {@link #find}, or
     *     {@link #findProperty} from a property) never comes to the end. What it throws leaves the cursor where it stands
     * @throws FdtFormatException as {@link #next}
     */
    public void forEachRemaining(Consumer<? super FdtCursor> action) {
        Objects.requireNonNull(action, "action");
        walkInside(action);
        while (next() != Event.END) {
            action.accept(this);
            walkInside(action);
        }
    }

    /**
     * Goes on as long as no token needs a closer look and the action does not move the cursor. The index of the next token stays in a register
     * here, where {@link #next} has to read back what it wrote, and the compiler knows at each call what the cursor stands on.
     */
    private void walkInside(Consumer<? super FdtCursor> action) {
        int from = index();
        while (isInside(from)) {
            long head = head(from);
            int token = (int) (head >>> Integer.SIZE);
            int next;
            if (token == Token.PROP) {
                if (!takeProperty(from, (int) head)) {
                    return;
                }
                next = index();
                state = Token.PROP;
                action.accept(this);
            } else if (token == Token.BEGIN_NODE) {
                next = takeBegin(from);
                state = Token.BEGIN_NODE;
                action.accept(this);
            } else if (token == Token.END_NODE) {
                next = takeEnd(from);
                state = Token.END_NODE;
                action.accept(this);
            } else {
                return;
            }
            if (index() != next) {
                return;
            }
            from = next;
        }
    }

    /**
     * Returns what the cursor stands on.
     *
     * @return what the last {@link #next} returned, or where another method left the cursor
     */
    public Event event() {
        return switch (state) {
            case Token.PROP -> Event.PROPERTY;
            case Token.BEGIN_NODE -> Event.BEGIN_NODE;
            case Token.END_NODE -> Event.END_NODE;
            case Token.END -> Event.END;
            default -> Event.START;
        };
    }

    /**
     * Returns how many nodes are open.
     *
     * @return 0 before and behind the root, 1 on the root's name and its properties; on the end of a node that of its parent
     */
    public int depth() {
        return openNodes();
    }

    /** Goes back to the start, in constant time. */
    public void rewind() {
        restart();
        state = START;
    }

    /**
     * Goes to the end of the innermost node that is open, over all that is left in it. Costs time linear in that.
     *
     * @throws IllegalStateException if no node is open
     * @throws FdtFormatException as {@link #next}
     */
    public void skipNode() {
        int outside = openNodes() - 1;
        if (outside < 0) {
            throw new IllegalStateException("no node is open to be skipped: the cursor stands on " + event());
        }
        while (openNodes() > outside) {
            next();
        }
    }

    /**
     * Goes to a node, from wherever the cursor stands. Paths are read as libfdt reads them ({@code fdt_path_offset}): one that does
     * not begin with {@code /} begins with an alias from {@code /aliases}; a name without a unit address stands for the first node
     * of that base name. Costs time linear in the part of the blob before the node.
     *
     * @param path such as {@code /soc/ethernet@0}, {@code /soc/ethernet} or {@code eth0/phy}
     * @return true if the cursor stands on the node's {@link Event#BEGIN_NODE}; if false, it is rewound
     * @throws FdtFormatException if bytes on the way are not sound
     */
    public boolean find(String path) {
        return new PathSearch(this).find(path);
    }

    /**
     * Goes to a property of the node whose name or properties the cursor stands among, and may be called for one property after the
     * other, in any order. Costs time linear in the node's properties; where there is none of that name, in all of the node, since
     * properties may follow child nodes in blobs that are read.
     *
     * @param name the property's name
     * @return true if the cursor stands on the first {@link Event#PROPERTY} of that name; if false, on the node's
     *     {@link Event#BEGIN_NODE}
     * @throws IllegalStateException unless the cursor stands on a node's name, or on a property before its child nodes or found by
     *     this method
     * @throws FdtFormatException if bytes on the way are not sound
     */
    public boolean findProperty(String name) {
        Objects.requireNonNull(name, "name");
        int inside = openNodes();
        if (state != Token.BEGIN_NODE && state != Token.PROP || bodyDepth() != inside) {
            throw new IllegalStateException(
                    "findProperty needs a cursor on a node's name or its first properties: it stands on " + event()
                            + (state == Token.PROP ? " behind a child node" : ""));
        }
        int start = nodeNameStart();
        int length = nodeNameLength();
        moveToBody();
        boolean found = false;
        while (!found && next() != Event.END_NODE) {
            if (state == Token.BEGIN_NODE) {
                skipNode();
            } else {
                found = nameEquals(name);
            }
        }
        setNode(start, length, inside);
        if (!found) {
            moveToBody();
            state = Token.BEGIN_NODE;
        }
        return found;
    }

    /**
     * Returns where the name of the node or property begins.
     *
     * @return bytes from the start of the blob
     * @throws IllegalStateException unless the cursor stands on a node's name or a property
     */
    public int nameOffset() {
        if (state == Token.PROP) {
            return stringsOffset + propertyNameOffset();
        }
        requireName();
        return nodeNameStart();
    }

    /**
     * Returns how long the name of the node or property is.
     *
     * @return bytes, without the NUL; for a property they are counted by each call
     * @throws IllegalStateException unless the cursor stands on a node's name or a property
     * @throws FdtFormatException if the name of a property is longer than the limit
     */
    public int nameLength() {
        requireName();
        return state == Token.BEGIN_NODE ? nodeNameLength() : propertyNameLength();
    }

    /**
     * Compares the name of the node or property where it lies.
     *
     * @param name a name; a node's with its unit address
     * @return true if it is the same, byte for character (ISO 8859-1)
     * @throws IllegalStateException unless the cursor stands on a node's name or a property
     */
    public boolean nameEquals(String name) {
        requireName();
        int size = name.length();
        int start = nameStart();
        if (state == Token.BEGIN_NODE) {
            return nodeNameLength() == size && stands(name, 0, size, start);
        }
        return size < header.stringsEnd() - start
                && bytes.get(start + size) == 0
                && stands(name, 0, size, start)
                && name.indexOf('\0') < 0;
    }

    /**
     * Returns the name of the node or property as a new string.
     *
     * @return the name, each character one byte of the blob (ISO 8859-1); a root's is usually empty
     * @throws IllegalStateException unless the cursor stands on a node's name or a property
     * @throws FdtFormatException if the name of a property is longer than the limit
     */
    public String name() {
        int length = nameLength();
        return latin1(nameStart(), length);
    }

    /**
     * Returns where the value of the property begins.
     *
     * @return bytes from the start of the blob
     * @throws IllegalStateException unless the cursor stands on a property
     */
    public int valueOffset() {
        requireProperty();
        return valueStart();
    }

    /**
     * Returns how long the value of the property is.
     *
     * @return bytes, from 0
     * @throws IllegalStateException unless the cursor stands on a property
     */
    public int valueLength() {
        requireProperty();
        return valueSize();
    }

    /**
     * Shows the value of the property where it lies, in a new buffer.
     *
     * @return a read-only, big-endian buffer over the value
     * @throws IllegalStateException unless the cursor stands on a property
     */
    public ByteBuffer value() {
        requireProperty();
        return bytes.slice(valueStart(), valueSize()).asReadOnlyBuffer();
    }

    /**
     * Reads the value of the property as one 32-bit cell.
     *
     * @return the cell, to be taken as unsigned
     * @throws IllegalStateException unless the cursor stands on a property
     * @throws PropertyTypeException unless the value has exactly 4 bytes
     */
    public int u32() {
        requireProperty();
        return valueSize() == Integer.BYTES ? u32(0) : property().u32();
    }

    /**
     * Reads the value of the property as one 64-bit number.
     *
     * @return the number, to be taken as unsigned
     * @throws IllegalStateException unless the cursor stands on a property
     * @throws PropertyTypeException unless the value has exactly 8 bytes
     */
    public long u64() {
        requireProperty();
        return valueSize() == Long.BYTES
                ? bytes.getLong(valueStart())
                : property().u64();
    }

    /**
     * Reads one of the 32-bit cells of the property's value, which may have other bytes behind its cells.
     *
     * @param index from 0 to a quarter of {@link #valueLength}, less 1
     * @return the cell, to be taken as unsigned
     * @throws IllegalStateException unless the cursor stands on a property
     * @throws IndexOutOfBoundsException if the value has no such cell
     */
    public int cell(int index) {
        requireProperty();
        Objects.checkIndex(index, valueSize() / Integer.BYTES);
        return u32(index * Integer.BYTES);
    }

    /**
     * Reads one byte of the property's value.
     *
     * @param index from 0 to {@link #valueLength}, less 1
     * @return the byte
     * @throws IllegalStateException unless the cursor stands on a property
     * @throws IndexOutOfBoundsException if the value has no such byte
     */
    public byte byteAt(int index) {
        requireProperty();
        return u8(Objects.checkIndex(index, valueSize()));
    }

    /**
     * Copies the property out of the blob, for its typed views and for trees.
     *
     * @return name and value
     * @throws IllegalStateException unless the cursor stands on a property
     * @throws FdtFormatException if the name is longer than the limit
     */
    public DtProperty property() {
        return DtProperty.of(name(), PropertyValue.copyOf(value()));
    }

    /**
     * Returns the memory reservation block.
     *
     * @return the entries in order, without the one that ends the block
     */
    public List<ReservedRange> reservations() {
        return reservations;
    }

    /**
     * Returns the physical id of the CPU that boots.
     *
     * @return the id, to be taken as unsigned
     */
    public int bootCpuId() {
        return header.bootCpuId();
    }

    private int nameStart() {
        return state == Token.BEGIN_NODE ? nodeNameStart() : stringsOffset + propertyNameOffset();
    }

    private int propertyNameLength() {
        return PropertyNames.length(blob, bytes, header, limits, propertyNameOffset());
    }

    private void requireName() {
        if (state != Token.PROP && state != Token.BEGIN_NODE) {
            throw new IllegalStateException("only nodes and properties have a name: the cursor stands on " + event());
        }
    }

    private void requireProperty() {
        if (state != Token.PROP) {
            throw new IllegalStateException("only properties have a value: the cursor stands on " + event());
        }
    }
}

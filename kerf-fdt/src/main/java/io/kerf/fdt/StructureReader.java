// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import io.kerf.fdt.FdtFormatException.Block;
import io.kerf.fdt.FdtFormatException.Reason;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Reads the tokens of a structure block one after the other. Each is checked before it is handed out: it lies within the block and
 * stands where the grammar of the package page lets it stand, and nodes are no deeper than the limit. Nothing is allocated on the
 * way. Positions count from the start of the blob. An index counts in the array that is read; those of the next token are handed out, so
 * that a loop can keep them ({@link #isInside}).
 *
 * <p>Arrays are read several times as fast as buffers. The array behind a buffer on the heap is therefore read in place, and of any
 * other buffer a window is copied that moves with the reader. The bytes may change under the reader's eyes (a mapped file): each
 * number is read once, checked, and kept.
 *
 * <p>{@link FdtCursor} extends this class in place of having a reader: the one object more made a walk a tenth slower. Names here are not
 * those of the cursor's methods, which look where it stands.
 */
class StructureReader {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int SLASHES = 0x2f2f2f2f;
    private static final int LOW_BITS = 0x01010101;
    private static final int ALL_BUT_HIGH = 0x7f7f7f7f;

    /** Bytes of a property's token, length and place of its name. */
    private static final int PROPERTY_HEADER = 3 * Integer.BYTES;

    private static final int NONE = -1;
    private static final int WINDOW = 1 << 13;

    final String blob;
    final ByteBuffer bytes;
    final FdtHeader header;
    private final int base;
    private final int blockEnd;
    private final boolean fullPaths;
    private final int maxDepth;
    private final int maxNameLength;

    /** A name that begins in the strings block before this offset has a NUL behind it. */
    private final int terminatedNames;

    /** Holds bytes up to the index {@code windowEnd}; an index less {@code shift} is a position in the blob. */
    private final byte[] window;

    private int shift;
    private int windowEnd;

    /** The index at which the block ends; it may lie behind the window. */
    private int end;

    /** The index of the next token. */
    private int at;

    /** The token whose facts may be asked for; 0 before the first one, and after a failure. Set by {@link FdtCursor}. */
    int state;

    /**
     * Up to this index a node is open and the window holds all of a property's header, so that nothing else needs a look;
     * {@link #NONE} at the edges of the tree, and throughout where names are full paths.
     */
    private int fastEnd = NONE;

    private int depth;

    /** The index of the name of the node begun last. It follows the window, and may lie before it. */
    private int nameStart;

    /** {@link #NONE} before the root. */
    private int nameLength = NONE;

    private int bodyDepth;

    private int nameOffset;

    /** The index of the value of the last property, of use as long as the window stays. */
    private int valueStart;

    private int valueLength;

    StructureReader(String blob, ByteBuffer bytes, FdtHeader header, FdtLimits limits) {
        this.blob = blob;
        this.bytes = bytes;
        this.header = header;
        this.base = header.structureOffset();
        this.blockEnd = header.structureEnd();
        this.fullPaths = header.hasFullPaths();
        this.maxDepth = limits.maxDepth();
        this.maxNameLength = limits.maxNameLength();
        this.terminatedNames = PropertyNames.terminated(bytes, header);
        if (bytes.hasArray()) {
            this.window = bytes.array();
            this.shift = bytes.arrayOffset();
            this.windowEnd = shift + blockEnd;
            this.end = windowEnd;
        } else {
            this.window = new byte[Math.min(WINDOW, blockEnd - base)];
        }
        moveTo(base);
    }

    /**
     * Goes to the next token that is no {@link Token#NOP}, and returns it. Stays at {@link Token#END}. After a failure it fails
     * again until it is moved.
     */
    final int nextToken() {
        int from = at;
        if (!isInside(from)) {
            return nextOnEdge();
        }
        long head = head(from);
        int token = (int) (head >>> Integer.SIZE);
        if (token == Token.PROP) {
            return takeProperty(from, (int) head) ? Token.PROP : nextOnEdge();
        }
        if (token == Token.BEGIN_NODE) {
            takeBegin(from);
            return Token.BEGIN_NODE;
        }
        if (token == Token.END_NODE) {
            takeEnd(from);
            return Token.END_NODE;
        }
        return nextOnEdge();
    }

    /** The index of the next token. */
    final int index() {
        return at;
    }

    /** Whether the token at an index, which is that of the next one, may be taken by the methods below in place of {@link #nextToken}. */
    final boolean isInside(int from) {
        return from <= fastEnd;
    }

    /** The token at an index that is inside, and in the lower half the four bytes behind it. */
    final long head(int from) {
        return (long) LONG.get(window, from);
    }

    /** Takes the property at an index that is inside, unless it needs a closer look. */
    final boolean takeProperty(int from, int size) {
        int name = (int) INT.get(window, from + 2 * Integer.BYTES);
        int value = from + PROPERTY_HEADER;
        // Signed comparisons, by which the compiler learns that the numbers are positive.
        // From the value to the window's end it is as far as from the token to fastEnd.
        if (size < 0 || size > fastEnd - from || name < 0 || name >= terminatedNames) {
            return false;
        }
        at = value + (size + Integer.BYTES - 1 & -Integer.BYTES);
        nameOffset = name;
        valueStart = value;
        valueLength = size;
        return true;
    }

    /** Takes the start of a node at an index. Returns the index behind its name. */
    final int takeBegin(int from) {
        return beginNode(from + Integer.BYTES);
    }

    /** Takes the end of a node at an index that is inside. Returns the index behind it. */
    final int takeEnd(int from) {
        int next = from + Integer.BYTES;
        at = next;
        if (--depth == 0) {
            fastEnd = NONE;
        }
        return next;
    }

    /** As {@link #nextToken}, where something needs a look that tokens in the midst of nodes do not need. */
    private int nextOnEdge() {
        refill();
        int token = (int) INT.get(window, at);
        while (token == Token.NOP) {
            at += Integer.BYTES;
            refill();
            token = (int) INT.get(window, at);
        }
        if (token == Token.PROP && depth > 0) {
            property(at + Integer.BYTES);
        } else if (token == Token.BEGIN_NODE && (depth > 0 || isBeforeRoot())) {
            takeBegin(at);
        } else if (token == Token.END_NODE && depth > 0) {
            at += Integer.BYTES;
            depth--;
        } else if (token != Token.END || depth > 0 || isBeforeRoot()) {
            throw outOfPlace(token);
        }
        fastEnd = depth > 0 && !fullPaths ? windowEnd - PROPERTY_HEADER : NONE;
        return token;
    }

    /** How many nodes are open. */
    final int openNodes() {
        return depth;
    }

    /** The first byte of the name of the node that was begun last. */
    final int nodeNameStart() {
        return nameStart - shift;
    }

    /** Bytes of that name, without its NUL. */
    final int nodeNameLength() {
        return nameLength;
    }

    /** The first byte behind that name and its padding. */
    final int body() {
        return nodeNameStart() + (nameLength + Integer.BYTES & -Integer.BYTES);
    }

    /** How many nodes were open there, itself among them. */
    final int bodyDepth() {
        return bodyDepth;
    }

    /** Where the name of the last property stands in the strings block. */
    final int propertyNameOffset() {
        return nameOffset;
    }

    /** The first byte of the value of the last property. */
    final int valueStart() {
        return valueStart - shift;
    }

    /** Bytes of that value. */
    final int valueSize() {
        return valueLength;
    }

    /** Four bytes of the value of the last property, from an offset in it on that was found to leave room for them. */
    final int u32(int offset) {
        int index = valueStart + offset;
        return index <= windowEnd - Integer.BYTES ? (int) INT.get(window, index) : bytes.getInt(index - shift);
    }

    /** One byte of the value of the last property, at an offset that was found to lie within it. */
    final byte u8(int offset) {
        int index = valueStart + offset;
        return index < windowEnd ? window[index] : bytes.get(index - shift);
    }

    /** Text of the blob, wherever it lies. */
    final String latin1(int start, int length) {
        byte[] text = new byte[length];
        bytes.get(start, text);
        return length == 0 ? "" : new String(text, StandardCharsets.ISO_8859_1);
    }

    /** Whether the bytes from a position on are those of a part of a text, which must fit into the blob there. */
    final boolean stands(String text, int from, int to, int position) {
        for (int i = from; i < to; i++) {
            if ((bytes.get(position + i - from) & 0xff) != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the node begun last has the name in a part of a path: the same, or the same base name where that says no more. */
    final boolean nameFits(String path, int from, int to) {
        int size = to - from;
        if (nameLength != size) {
            int unit = path.indexOf('@', from);
            boolean exact = unit >= 0 && unit < to;
            if (exact || nameLength < size || bytes.get(nodeNameStart() + size) != '@') {
                return false;
            }
        }
        return stands(path, from, to, nodeNameStart());
    }

    /** Goes to the start of the block. */
    final void restart() {
        depth = 0;
        nameLength = NONE;
        moveTo(base);
    }

    /** Takes a node that is open for the one that was begun last; its getters gave what is said of it. */
    final void setNode(int start, int length, int openNodes) {
        nameStart = start + shift;
        nameLength = length;
        bodyDepth = openNodes;
    }

    /** Goes to the {@link #body} of the node that was begun last, as if it had just been begun. */
    final void moveToBody() {
        depth = bodyDepth;
        moveTo(body());
    }

    private void property(int start) {
        if (windowEnd - start < 2 * Integer.BYTES) {
            throw truncated(start, "the length and name of a property", 2 * Integer.BYTES);
        }
        int size = (int) INT.get(window, start);
        int name = (int) INT.get(window, start + Integer.BYTES);
        int value = start + 2 * Integer.BYTES;
        if (fullPaths && Integer.compareUnsigned(size, Long.BYTES) >= 0) {
            value = aligned(value - shift, Long.BYTES) + shift;
        }
        if (size < 0 || size > end - value) {
            String expected = "a value of at most " + Math.max(0, end - value) + " bytes";
            throw fail(Reason.TRUNCATED, start, expected, Integer.toUnsignedString(size) + " bytes");
        }
        if (Integer.compareUnsigned(name, terminatedNames) >= 0) {
            int field = start + Integer.BYTES - shift;
            throw failed(PropertyNames.refusal(blob, header, name, field));
        }
        at = value + (size + Integer.BYTES - 1 & -Integer.BYTES);
        nameOffset = name;
        valueStart = value;
        valueLength = size;
    }

    private int beginNode(int from) {
        int last = windowEnd - Integer.BYTES;
        int next = from;
        int odd = 0;
        int nul = 0;
        while (nul == 0 && next <= last) {
            int word = (int) INT.get(window, next);
            int slash = word ^ SLASHES;
            nul = ~((word & ALL_BUT_HIGH) + ALL_BUT_HIGH | word | ALL_BUT_HIGH);
            odd |= (slash - LOW_BITS) & ~slash & ~ALL_BUT_HIGH;
            next += Integer.BYTES;
        }
        int length = next - Integer.BYTES + (Integer.numberOfLeadingZeros(nul) >>> 3) - from;
        if (odd != 0 || nul == 0 || length > maxNameLength || depth >= maxDepth) {
            length = checkedLength(from - shift);
            next = from + (length + Integer.BYTES & -Integer.BYTES);
        }
        at = next;
        bodyDepth = ++depth;
        nameStart = from;
        nameLength = length;
        return next;
    }

    /** Looks at a name byte by byte, where a glance at its words saw something odd or the end of the window. */
    private int checkedLength(int from) {
        int stop = blockEnd - from > maxNameLength ? from + maxNameLength + 1 : blockEnd;
        boolean slash = false;
        int nul = from;
        while (nul < stop && bytes.get(nul) != 0) {
            slash |= bytes.get(nul) == '/';
            nul++;
        }
        if (nul == stop && stop < blockEnd) {
            String expected = "a node name of at most " + maxNameLength + " bytes";
            throw fail(Reason.LIMIT_EXCEEDED, from + shift, expected, "a longer one");
        }
        if (nul == stop) {
            throw fail(Reason.TRUNCATED, from + shift, "a node name with a NUL behind it", "the end of the block");
        }
        if (depth >= maxDepth) {
            String expected = "at most " + maxDepth + " nodes inside one another";
            throw fail(Reason.LIMIT_EXCEEDED, from + shift, expected, "another level");
        }
        if (slash && !fullPaths) {
            String found = "'" + latin1(from, nul - from) + "'";
            throw fail(Reason.BAD_NAME, from + shift, "a node name without '/'", found);
        }
        return nul - from;
    }

    /** Brings a whole property's header into the window, unless the block ends before, and makes sure of a token. */
    private void refill() {
        if (end - at < Integer.BYTES) {
            throw truncated(Math.min(at, end), "a token", Integer.BYTES);
        }
        if (windowEnd < end && windowEnd - at < PROPERTY_HEADER) {
            moveTo(at - shift);
            windowEnd = Math.min(window.length, end);
            bytes.get(-shift, window, 0, windowEnd);
        }
    }

    private boolean isBeforeRoot() {
        return nameLength < 0;
    }

    /** Goes to a position; a window of copied bytes begins there, and is empty. */
    private void moveTo(int position) {
        if (!bytes.hasArray()) {
            nameStart -= position + shift;
            shift = -position;
            windowEnd = 0;
            end = blockEnd - position;
        }
        at = position + shift;
        fastEnd = NONE;
    }

    /** Rounds up within the block, whose start need not be aligned. May lie behind the block's end. */
    private int aligned(int position, int alignment) {
        return base + (position - base + alignment - 1 & -alignment);
    }

    /** Outside of all nodes there is the root, once, and then the end. */
    private FdtFormatException outOfPlace(int token) {
        String expected = "a token";
        if (depth == 0) {
            expected = isBeforeRoot() ? "a root node" : Token.describe(Token.END);
        } else if (token == Token.END) {
            expected = "the end of a node";
        }
        return fail(Reason.BAD_STRUCTURE, at, expected, Token.describe(token));
    }

    private FdtFormatException truncated(int index, String what, int size) {
        String found = Math.max(0, end - index) + " bytes to the end of the block";
        return fail(Reason.TRUNCATED, index, what + " (" + size + " bytes)", found);
    }

    private FdtFormatException fail(Reason reason, int index, String expected, String found) {
        return failed(new FdtFormatException(reason, blob, Block.STRUCTURE, index - shift, expected, found));
    }

    /** Lets the next token fail as well, and nothing be asked for. */
    private FdtFormatException failed(FdtFormatException refusal) {
        at = end;
        state = 0;
        return refusal;
    }
}

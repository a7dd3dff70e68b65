// SPDX-License-Identifier: Apache-2.0
package io.kerf.tree;

import java.io.ByteArrayOutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a property and the ways to read them (Devicetree Specification, section 2.2.4). Numbers are big-endian.
 *
 * <pre>{@code
 * int[] cells = PropertyValue.ofU32(4, 5, 6).u32List();         // {4, 5, 6}
 * String status = PropertyValue.ofStrings("okay").string();     // "okay"
 * }</pre>
 *
 * <p>A view whose type does not fit the bytes throws {@link PropertyTypeException}, which names the property. Strings are
 * UTF-8; bytes that are no UTF-8 read as U+FFFD. Equality is equality of bytes.
 */
public final class PropertyValue {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final byte[] NONE = new byte[0];
    private static final PropertyValue EMPTY = new PropertyValue(NONE, 0, 0, "");
    private static final int SHOWN_BYTES = 16;

    final byte[] bytes;
    final int offset;
    final int length;
    private final String property;

    /** Takes the array as it is: whoever calls this must not let it change. */
    PropertyValue(byte[] bytes, int offset, int length, String property) {
        this.bytes = bytes;
        this.offset = offset;
        this.length = length;
        this.property = property;
    }

    /**
     * Returns the value of a property without one, such as {@code dma-coherent;}.
     *
     * @return no bytes
     */
    public static PropertyValue empty() {
        return EMPTY;
    }

    /**
     * Copies bytes.
     *
     * @param bytes the bytes; later changes to the array do not show
     * @return the value
     */
    public static PropertyValue of(byte... bytes) {
        return bytes.length == 0 ? EMPTY : new PropertyValue(bytes.clone(), 0, bytes.length, "");
    }

    /**
     * Copies the remaining bytes of a buffer, whose position stays as it is.
     *
     * @param buffer any buffer
     * @return the value
     */
    public static PropertyValue copyOf(ByteBuffer buffer) {
        byte[] copy = new byte[buffer.remaining()];
        buffer.duplicate().get(copy);
        return copy.length == 0 ? EMPTY : new PropertyValue(copy, 0, copy.length, "");
    }

    /**
     * Encodes 32-bit cells.
     *
     * @param cells any number of cells
     * @return 4 bytes a cell
     */
    public static PropertyValue ofU32(int... cells) {
        byte[] out = new byte[Math.multiplyExact(cells.length, Integer.BYTES)];
        for (int i = 0; i < cells.length; i++) {
            INT.set(out, i * Integer.BYTES, cells[i]);
        }
        return new PropertyValue(out, 0, out.length, "");
    }

    /**
     * Encodes 64-bit numbers.
     *
     * @param numbers any number of unsigned 64-bit numbers
     * @return 8 bytes a number
     */
    public static PropertyValue ofU64(long... numbers) {
        byte[] out = new byte[Math.multiplyExact(numbers.length, Long.BYTES)];
        for (int i = 0; i < numbers.length; i++) {
            LONG.set(out, i * Long.BYTES, numbers[i]);
        }
        return new PropertyValue(out, 0, out.length, "");
    }

    /**
     * Encodes one string, or a string list.
     *
     * @param strings strings without a NUL in them
     * @return each string in UTF-8 with a NUL behind it
     * @throws IllegalArgumentException if a string holds a NUL
     */
    public static PropertyValue ofStrings(String... strings) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (String string : strings) {
            if (string.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("a string of a device tree cannot hold a NUL: '" + string + "'");
            }
            out.writeBytes(string.getBytes(StandardCharsets.UTF_8));
            out.write(0);
        }
        byte[] bytes = out.toByteArray();
        return bytes.length == 0 ? EMPTY : new PropertyValue(bytes, 0, bytes.length, "");
    }

    /**
     * Encodes a node or property name, whose characters are single bytes.
     *
     * @param name characters up to U+00FF without a NUL
     * @return the characters as ISO 8859-1 with a NUL behind them
     * @throws IllegalArgumentException if a character is no such byte
     */
    public static PropertyValue ofLatin1(String name) {
        NodeName.checkBytes("node or property", name);
        byte[] bytes = Arrays.copyOf(name.getBytes(StandardCharsets.ISO_8859_1), name.length() + 1);
        return new PropertyValue(bytes, 0, bytes.length, "");
    }

    /**
     * Returns the number of bytes.
     *
     * @return the length, from 0
     */
    public int size() {
        return length;
    }

    /**
     * Tells whether there are no bytes.
     *
     * @return true for the value of a property without one
     */
    public boolean isEmpty() {
        return length == 0;
    }

    /**
     * Returns one byte.
     *
     * @param index from 0 to {@link #size} less 1
     * @return the byte
     * @throws IndexOutOfBoundsException if there is no such byte
     */
    public byte byteAt(int index) {
        Objects.checkIndex(index, length);
        return bytes[offset + index];
    }

    /**
     * Returns part of the bytes without copying them.
     *
     * @param from first byte, from 0
     * @param size number of bytes
     * @return the part; it keeps the memory of the whole alive
     * @throws IndexOutOfBoundsException if the part does not lie within the value
     */
    public PropertyValue slice(int from, int size) {
        Objects.checkFromIndexSize(from, size, length);
        return new PropertyValue(bytes, offset + from, size, property);
    }

    /**
     * Copies the bytes out.
     *
     * @return a new array
     */
    public byte[] toBytes() {
        return Arrays.copyOfRange(bytes, offset, offset + length);
    }

    /**
     * Shows the bytes without copying them.
     *
     * @return a read-only, big-endian buffer over the bytes
     */
    public ByteBuffer asByteBuffer() {
        return ByteBuffer.wrap(bytes, offset, length).slice().asReadOnlyBuffer();
    }

    /**
     * Copies the bytes into an array.
     *
     * @param target where to
     * @param at index of the first byte written
     * @throws IndexOutOfBoundsException if the bytes do not fit there
     */
    public void copyTo(byte[] target, int at) {
        if (length == Integer.BYTES) {
            // One cell is by far the most frequent value, and too short for a call.
            INT.set(target, at, (int) INT.get(bytes, offset));
        } else if (length >= Long.BYTES && length <= 2 * Long.BYTES) {
            // So are two to four cells, and most names: their first eight bytes and their last, which may overlap.
            long last = (long) LONG.get(bytes, offset + length - Long.BYTES);
            LONG.set(target, at, (long) LONG.get(bytes, offset));
            LONG.set(target, at + length - Long.BYTES, last);
        } else {
            System.arraycopy(bytes, offset, target, at, length);
        }
    }

    /**
     * Reads one 32-bit cell.
     *
     * @return the cell, to be taken as unsigned
     * @throws PropertyTypeException unless there are exactly 4 bytes
     */
    public int u32() {
        if (length != Integer.BYTES) {
            throw wrong("a 32-bit cell (4 bytes)");
        }
        return (int) INT.get(bytes, offset);
    }

    /**
     * Reads one of the 32-bit cells, without making an array of all.
     *
     * @param index which cell, from 0 to {@link #size} / 4 - 1; the number of bytes need not be a multiple of 4
     * @return the cell, to be read as unsigned: {@link Integer#toUnsignedLong}
     * @throws IndexOutOfBoundsException if there are no 4 bytes at that place
     */
    public int u32(int index) {
        Objects.checkIndex(index, length / Integer.BYTES);
        return (int) INT.get(bytes, offset + index * Integer.BYTES);
    }

    /**
     * Reads one 64-bit number.
     *
     * @return the number, to be taken as unsigned
     * @throws PropertyTypeException unless there are exactly 8 bytes
     */
    public long u64() {
        if (length != Long.BYTES) {
            throw wrong("a 64-bit number (8 bytes)");
        }
        return (long) LONG.get(bytes, offset);
    }

    /**
     * Reads a number of one or two cells, as {@code #address-cells} and {@code #size-cells} allow.
     *
     * @return the number; a single cell is zero-extended
     * @throws PropertyTypeException unless there are 4 or 8 bytes
     */
    public long number() {
        if (length == Integer.BYTES) {
            return Integer.toUnsignedLong((int) INT.get(bytes, offset));
        }
        if (length == Long.BYTES) {
            return (long) LONG.get(bytes, offset);
        }
        throw wrong("a number of one or two cells (4 or 8 bytes)");
    }

    /**
     * Reads 32-bit cells.
     *
     * @return the cells, each to be taken as unsigned
     * @throws PropertyTypeException if the number of bytes is no multiple of 4
     */
    public int[] u32List() {
        if (length % Integer.BYTES != 0) {
            throw wrong("a list of 32-bit cells (a multiple of 4 bytes)");
        }
        int[] cells = new int[length / Integer.BYTES];
        for (int i = 0; i < cells.length; i++) {
            cells[i] = (int) INT.get(bytes, offset + i * Integer.BYTES);
        }
        return cells;
    }

    /**
     * Reads 64-bit numbers.
     *
     * @return the numbers, each to be taken as unsigned
     * @throws PropertyTypeException if the number of bytes is no multiple of 8
     */
    public long[] u64List() {
        if (length % Long.BYTES != 0) {
            throw wrong("a list of 64-bit numbers (a multiple of 8 bytes)");
        }
        long[] numbers = new long[length / Long.BYTES];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (long) LONG.get(bytes, offset + i * Long.BYTES);
        }
        return numbers;
    }

    /**
     * Reads one string.
     *
     * @return the characters before the NUL
     * @throws PropertyTypeException unless there is exactly one NUL, at the end
     */
    public String string() {
        if (length == 0 || indexOfNul(offset) != offset + length - 1) {
            throw wrong("one string (text with one NUL, at the end)");
        }
        return new String(bytes, offset, length - 1, StandardCharsets.UTF_8);
    }

    /**
     * Reads a string list.
     *
     * @return the strings in order, without their NULs; no bytes are an empty list
     * @throws PropertyTypeException if there are bytes and the last is not a NUL
     */
    public List<String> stringList() {
        if (length > 0 && bytes[offset + length - 1] != 0) {
            throw wrong("a string list (each string with a NUL behind it)");
        }
        List<String> strings = new ArrayList<>();
        int end = offset + length;
        for (int at = offset; at < end; ) {
            int nul = indexOfNul(at);
            strings.add(new String(bytes, at, nul - at, StandardCharsets.UTF_8));
            at = nul + 1;
        }
        return List.copyOf(strings);
    }

    /**
     * Reads a phandle.
     *
     * @return the phandle
     * @throws PropertyTypeException unless there are 4 bytes that are neither 0 nor 0xffffffff
     */
    public Phandle phandle() {
        if (length != Integer.BYTES || !Phandle.isValid((int) INT.get(bytes, offset))) {
            throw wrong("a phandle (one cell, neither 0 nor 0xffffffff)");
        }
        return new Phandle((int) INT.get(bytes, offset));
    }

    /**
     * Reads the entries of a {@code reg} property.
     *
     * @param cells the counts that the node's <em>parent</em> gives ({@link CellCounts#ofChildrenOf})
     * @return the entries in order
     * @throws PropertyTypeException if the bytes are no whole number of entries
     */
    public List<RegEntry> reg(CellCounts cells) {
        int entryCells = cells.addressCells() + cells.sizeCells();
        CellReader in = entries(entryCells, "a list of addresses and sizes");
        List<RegEntry> entries = new ArrayList<>();
        while (in.hasMore()) {
            int space = in.space(cells.addressCells());
            entries.add(new RegEntry(space, in.number(cells.addressCells()), in.number(cells.sizeCells())));
        }
        return List.copyOf(entries);
    }

    /**
     * Reads the entries of a {@code ranges} or {@code dma-ranges} property.
     *
     * @param child the counts that the node itself gives its children
     * @param parent the counts that the node's parent gives; only the address counts
     * @return the entries in order; none for an empty property, which maps all addresses to themselves
     * @throws PropertyTypeException if the bytes are no whole number of entries
     */
    public List<RangesEntry> ranges(CellCounts child, CellCounts parent) {
        int entryCells = child.addressCells() + parent.addressCells() + child.sizeCells();
        CellReader in = entries(entryCells, "a list of child address, parent address and size");
        List<RangesEntry> entries = new ArrayList<>();
        while (in.hasMore()) {
            int childSpace = in.space(child.addressCells());
            long childAddress = in.number(child.addressCells());
            int parentSpace = in.space(parent.addressCells());
            long parentAddress = in.number(parent.addressCells());
            entries.add(new RangesEntry(
                    childSpace, childAddress, parentSpace, parentAddress, in.number(child.sizeCells())));
        }
        return List.copyOf(entries);
    }

    private CellReader entries(int entryCells, String what) {
        if (entryCells == 0 ? length != 0 : length % (entryCells * Integer.BYTES) != 0) {
            throw wrong(what + " of " + entryCells + " cells each");
        }
        return new CellReader(u32List());
    }

    /** Takes numbers of several cells off a list of cells. */
    private static final class CellReader {
        private final int[] cells;
        private int next;

        CellReader(int[] cells) {
            this.cells = cells;
        }

        boolean hasMore() {
            return next < cells.length;
        }

        /** Takes the address space, which is there only if an address has three cells. */
        int space(int addressCells) {
            return addressCells == 3 ? cells[next++] : 0;
        }

        /** Takes a number; of three cells only the last two are left. */
        long number(int count) {
            long number = 0;
            for (int i = Math.min(count, 2); i > 0; i--) {
                number = number << Integer.SIZE | Integer.toUnsignedLong(cells[next++]);
            }
            return number;
        }
    }

    /**
     * Tells whether the bytes are one string: no NUL but the last byte. What the other bytes are does not count.
     *
     * @return true if {@link #string} gives the text
     */
    public boolean isString() {
        return length > 0 && indexOfNul(offset) == offset + length - 1;
    }

    /**
     * Tells whether a string is one of those in the list, as is asked of {@code compatible}. Bytes behind the last NUL do not count.
     *
     * @param text the string, without NUL; each character is one byte
     * @return whether it is there
     */
    public boolean listsString(String text) {
        int size = text.length();
        int last = offset + length - size - 1;
        for (int start = offset; start <= last; start = indexOfNul(start) + 1) {
            if (bytes[start + size] == 0 && isTextAt(start, text)) {
                return true;
            }
        }
        return false;
    }

    private boolean isTextAt(int start, String text) {
        for (int i = 0; i < text.length(); i++) {
            if ((bytes[start + i] & 0xff) != text.charAt(i) || bytes[start + i] == 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * Tells whether the bytes read as text: what {@code dtc} prints as strings when it turns a blob into source. That is: a NUL
     * at the end, every byte printable ASCII, white space or NUL, and no more NULs than other bytes.
     *
     * @return true if {@link #stringList} gives readable strings
     */
    public boolean looksLikeStrings() {
        if (length == 0 || bytes[offset + length - 1] != 0) {
            return false;
        }
        int nuls = 0;
        for (int i = offset; i < offset + length; i++) {
            int b = bytes[i] & 0xff;
            if (b == 0) {
                nuls++;
            } else if (!(b >= 0x20 && b < 0x7f || b >= 0x07 && b <= 0x0d)) {
                return false;
            }
        }
        return nuls <= length - nuls;
    }

    private int indexOfNul(int from) {
        int at = from;
        int end = offset + length;
        while (at < end && bytes[at] != 0) {
            at++;
        }
        return at;
    }

    private PropertyTypeException wrong(String expected) {
        return new PropertyTypeException(
                property, expected, "it has " + length + (length == 1 ? " byte" : " bytes") + shown());
    }

    private String shown() {
        return length == 0 ? "" : ", " + this;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PropertyValue that
                && Arrays.equals(bytes, offset, offset + length, that.bytes, that.offset, that.offset + that.length);
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = offset; i < offset + length; i++) {
            hash = 31 * hash + bytes[i];
        }
        return hash;
    }

    /** The value as source text would have it, cut after a few bytes: {@code "okay"}, {@code <0x4 0x5>} or {@code [0a 0b 0c]}. */
    @Override
    public String toString() {
        if (length == 0) {
            return "no value";
        }
        String more = length > SHOWN_BYTES ? " …" : "";
        PropertyValue head = length > SHOWN_BYTES ? slice(0, SHOWN_BYTES) : this;
        StringBuilder out = new StringBuilder();
        if (looksLikeStrings() && length <= 4 * SHOWN_BYTES) {
            for (String string : stringList()) {
                out.append(out.length() == 0 ? "" : ", ")
                        .append('"')
                        .append(string)
                        .append('"');
            }
            return out.toString();
        }
        if (length % Integer.BYTES == 0) {
            for (int cell : head.u32List()) {
                out.append(out.length() == 0 ? "<0x" : " 0x").append(Integer.toHexString(cell));
            }
            return out.append(more).append('>').toString();
        }
        for (byte b : head.toBytes()) {
            out.append(out.length() == 0 ? "[" : " ").append(String.format("%02x", b & 0xff));
        }
        return out.append(more).append(']').toString();
    }
}

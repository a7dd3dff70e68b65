// SPDX-License-Identifier: Apache-2.0
package io.kerf.tree;

import io.kerf.diag.SourceSpan;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A property: a name and bytes. Two properties are equal if name and bytes are; where they were written does not count.
 *
 * <pre>{@code
 * DtProperty.of("reg", PropertyValue.ofU32(0x1000, 0x100)).u32List()    // {0x1000, 0x100}
 * }</pre>
 */
public final class DtProperty {
    private final String name;
    private final byte[] bytes;
    private final int offset;
    private final int length;
    private final @Nullable PropertySource source;

    /** The name must have been checked. */
    private DtProperty(String name, PropertyValue value, @Nullable PropertySource source) {
        this(name, value.bytes, value.offset, value.length, source);
    }

    private DtProperty(String name, byte[] bytes, int offset, int length, @Nullable PropertySource source) {
        this.name = name;
        this.bytes = bytes;
        this.offset = offset;
        this.length = length;
        this.source = source;
    }

    /**
     * Makes a property.
     *
     * @param name the name, without NUL; any other character up to U+00FF is allowed here, since real blobs hold them
     * @param value the bytes
     * @return the property, without source facts
     * @throws IllegalArgumentException if the name holds a NUL or a character above U+00FF
     */
    public static DtProperty of(String name, PropertyValue value) {
        NodeName.checkBytes("property", name);
        return new DtProperty(name, value, null);
    }

    /**
     * Makes a property that knows where it was written.
     *
     * @param name the name, as for {@link #of(String, PropertyValue)}
     * @param value the bytes
     * @param source where and how the property was written
     * @return the property
     * @throws IllegalArgumentException if the name holds a NUL or a character above U+00FF
     */
    public static DtProperty of(String name, PropertyValue value, PropertySource source) {
        NodeName.checkBytes("property", name);
        return new DtProperty(name, value, Objects.requireNonNull(source, "source"));
    }

    /**
     * Makes a property of the same name with other bytes.
     *
     * @param value the bytes
     * @return the property, without source facts
     */
    public DtProperty withValue(PropertyValue value) {
        return new DtProperty(name, value, null);
    }

    /**
     * Makes the same property with a place where it was written.
     *
     * @param source where and how the property was written
     * @return the property with the source facts
     */
    public DtProperty withSource(PropertySource source) {
        return new DtProperty(name, bytes, offset, length, Objects.requireNonNull(source, "source"));
    }

    /**
     * Makes a property of the same name whose bytes are part of a value, such as that of a whole blob.
     *
     * @param whole a value; it is not copied, and kept alive
     * @param from first byte, from 0
     * @param size number of bytes
     * @return the property, without source facts
     * @throws IndexOutOfBoundsException if the part does not lie within the value
     */
    public DtProperty withValue(PropertyValue whole, int from, int size) {
        Objects.checkFromIndexSize(from, size, whole.length);
        return new DtProperty(name, whole.bytes, whole.offset + from, size, null);
    }

    /**
     * Returns the name.
     *
     * @return the name; each character is one byte of a blob (ISO 8859-1)
     */
    public String name() {
        return name;
    }

    /**
     * Returns the bytes with their typed views, whose errors name this property.
     *
     * @return the value
     */
    public PropertyValue value() {
        return new PropertyValue(bytes, offset, length, name);
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
     * Returns where and how the property was written.
     *
     * @return the source facts; empty unless the tree was compiled from text
     */
    public Optional<PropertySource> source() {
        return Optional.ofNullable(source);
    }

    /**
     * Returns the place of the property's name in the source.
     *
     * @return the place; empty unless the tree was compiled from text
     */
    public Optional<SourceSpan> span() {
        return source == null ? Optional.empty() : Optional.of(source.name());
    }

    /**
     * Reads one 32-bit cell.
     *
     * @return as {@link PropertyValue#u32}
     * @throws PropertyTypeException unless there are exactly 4 bytes
     */
    public int u32() {
        return value().u32();
    }

    /**
     * Reads one 64-bit number.
     *
     * @return as {@link PropertyValue#u64}
     * @throws PropertyTypeException unless there are exactly 8 bytes
     */
    public long u64() {
        return value().u64();
    }

    /**
     * Reads 32-bit cells.
     *
     * @return as {@link PropertyValue#u32List}
     * @throws PropertyTypeException if the number of bytes is no multiple of 4
     */
    public int[] u32List() {
        return value().u32List();
    }

    /**
     * Reads 64-bit numbers.
     *
     * @return as {@link PropertyValue#u64List}
     * @throws PropertyTypeException if the number of bytes is no multiple of 8
     */
    public long[] u64List() {
        return value().u64List();
    }

    /**
     * Reads one string.
     *
     * @return as {@link PropertyValue#string}
     * @throws PropertyTypeException unless there is exactly one NUL, at the end
     */
    public String string() {
        return value().string();
    }

    /**
     * Reads a string list.
     *
     * @return as {@link PropertyValue#stringList}
     * @throws PropertyTypeException if there are bytes and the last is not a NUL
     */
    public List<String> stringList() {
        return value().stringList();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || other instanceof DtProperty that
                        && name.equals(that.name)
                        && Arrays.equals(
                                bytes, offset, offset + length, that.bytes, that.offset, that.offset + that.length);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + value().hashCode();
    }

    @Override
    public String toString() {
        return length == 0 ? name : name + " = " + value();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts.check;

import io.kerf.tree.DtNode;
import io.kerf.tree.DtProperty;
import org.jspecify.annotations.Nullable;

/** What the checks want to know of one node. Filled by {@link FactCollector}; the buses are set by the checks that find them. */
final class NodeFacts {
    /** The kinds of bus whose children are addressed by rules of their own; a later check may find another kind. */
    enum Bus {
        PCI,
        SIMPLE,
        I2C,
        SPI,
        GRAPH_PORT,
        GRAPH_PORTS
    }

    static final int INTERRUPT_PROVIDER = 1;
    static final int INTERRUPT_PARENT = 1 << 1;
    static final int DMA_RANGES = 1 << 2;
    static final int SPI_SETTING = 1 << 3;
    static final int SPI_SLAVE = 1 << 4;
    static final int REMOTE_ENDPOINT = 1 << 5;
    static final int GPIO_HOG = 1 << 6;
    static final int OVERLAY = 1 << 7;

    /** There is something behind the {@code @} of the name. */
    static final int UNIT = 1 << 8;

    /** The unit address is the number {@link #unit}, written as a unit address should be. */
    static final int PLAIN_UNIT = 1 << 9;

    private static final int MAX_DIGITS = Long.SIZE / 4;

    private static final int LONGEST_PATH = 2000;

    final DtNode node;
    final @Nullable NodeFacts parent;

    /** Position in document order, from 0. */
    int order;

    /** Where the {@code @} stands in the name; -1 if there is none. */
    final int at;

    /** Flags of the name, and of the properties and children that are there. */
    int flags;

    /** The unit address as a number, if it is one in lower-case hexadecimal digits without zeros in front: {@link #PLAIN_UNIT}. */
    private long unit;

    @Nullable
    DtProperty reg;

    @Nullable
    DtProperty ranges;

    /** {@code #address-cells} and {@code #size-cells} as signed numbers, as {@code dtc} takes them; -1 if not given. */
    int addressCells = -1;

    int sizeCells = -1;

    int phandle;

    @Nullable
    Bus bus;

    @Nullable
    NodeFacts firstChild;

    @Nullable
    NodeFacts nextSibling;

    /** The nearest node above that handles interrupts or says who does. */
    final @Nullable NodeFacts interruptScope;

    NodeFacts(DtNode node, @Nullable NodeFacts parent) {
        this.node = node;
        this.parent = parent;
        this.interruptScope =
                parent == null || parent.has(INTERRUPT_PROVIDER | INTERRUPT_PARENT) ? parent : parent.interruptScope;
        this.at = node.name().indexOf('@');
        if (at >= 0) {
            readUnit(node.name());
        }
    }

    private void readUnit(String name) {
        int first = at + 1;
        int digits = name.length() - first;
        if (digits == 0) {
            return;
        }
        flags |= UNIT;
        if (digits > MAX_DIGITS || digits > 1 && name.charAt(first) == '0') {
            return;
        }
        long number = 0;
        for (int i = first; i < name.length(); i++) {
            int digit = lowerDigit(name.charAt(i));
            if (digit < 0) {
                return;
            }
            number = number << 4 | digit;
        }
        unit = number;
        flags |= PLAIN_UNIT;
    }

    private static int lowerDigit(char c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    boolean hasUnitAddress() {
        return has(UNIT);
    }

    /** Whether the unit address is a number in lower-case hexadecimal digits, without zeros in front. */
    boolean hasUnit(long number) {
        return has(PLAIN_UNIT) && unit == number;
    }

    /** The number that a {@linkplain #PLAIN_UNIT plain} unit address is. */
    long plainUnit() {
        return unit;
    }

    /** Whether the name in front of the unit address is a given word. */
    boolean isNamed(String base) {
        // Most names are told by the length, without a look at the node, which is far away in memory.
        if (at >= 0) {
            return at == base.length() && node.name().startsWith(base);
        }
        return node.name().equals(base);
    }

    String baseName() {
        return at < 0 ? node.name() : node.name().substring(0, at);
    }

    String unitAddress() {
        return at < 0 ? "" : node.name().substring(at + 1);
    }

    /** Cells of a child's address: 2 if the node does not say, as the Devicetree Specification has it (section 2.3.5). */
    long childAddressCells() {
        return addressCells == -1 ? 2 : Integer.toUnsignedLong(addressCells);
    }

    /** Cells of a child's size: 1 if the node does not say. */
    long childSizeCells() {
        return sizeCells == -1 ? 1 : Integer.toUnsignedLong(sizeCells);
    }

    boolean isRoot() {
        return parent == null;
    }

    @Nullable
    DtProperty property(String name) {
        return node.property(name).orElse(null);
    }

    /** The path; of a very long one only the end, behind an ellipsis. */
    String path() {
        if (parent == null) {
            return "/";
        }
        StringBuilder reversed = new StringBuilder();
        for (NodeFacts up = this; up.parent != null; up = up.parent) {
            if (reversed.length() > LONGEST_PATH) {
                return reversed.append('…').reverse().toString();
            }
            String name = up.node.name();
            String shown = name.length() > LONGEST_PATH ? name.substring(0, LONGEST_PATH) + '…' : name;
            reversed.append(new StringBuilder(shown).reverse()).append('/');
        }
        return reversed.reverse().toString();
    }
}

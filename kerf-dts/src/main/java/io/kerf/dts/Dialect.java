// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

/** The language of a source, told by its first line. */
public enum Dialect {
    /** The language of {@code dtc}: sources that begin with {@code /dts-v1/;}. */
    DTS_V1("/dts-v1/;"),

    /**
     * The same with two rules added: a cell above 32 bits makes its list one of 64-bit numbers, and properties may stand behind child
     * nodes, with a warning. Sources begin with {@code /multikernel-v1/;}.
     *
     * <p>{@code <0x400000000>} is the one number 0x400000000. {@code <0x0 0x400000000>} is a high and a low cell and the same number;
     * four cells are two such pairs. A high cell other than 0 beside a low one above 32 bits, or such a cell in a list of any other
     * length, is an error; {@code /bits/ 64} is what to write there. The lists of one property count as one, as they do in its bytes.
     *
     * <p>The check {@code unit_address_vs_reg} is off unless it is asked for: devices are numbered like {@code ethernet@0} and have no
     * {@code reg}.
     */
    KERF_V1("/multikernel-v1/;");

    private final String header;

    Dialect(String header) {
        this.header = header;
    }

    /**
     * Returns the header of the dialect's sources.
     *
     * @return the first line, with its semicolon
     */
    public String header() {
        return header;
    }
}

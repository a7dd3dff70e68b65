// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import java.util.Objects;

/** How a tree is printed. Immutable. By default the source is of dialect {@link Dialect#DTS_V1}. */
public final class DtsPrintOptions {
    private static final DtsPrintOptions DEFAULTS = new DtsPrintOptions(Dialect.DTS_V1);

    private final Dialect dialect;

    private DtsPrintOptions(Dialect dialect) {
        this.dialect = dialect;
    }

    /**
     * Returns the options that {@link Dts#print(io.kerf.tree.DeviceTree)} uses.
     *
     * @return the defaults
     */
    public static DtsPrintOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Sets the header. The rest reads the same in all dialects: no printed cell is above 32 bits.
     *
     * @param dialect the dialect
     * @return a copy with the dialect
     */
    public DtsPrintOptions withDialect(Dialect dialect) {
        return new DtsPrintOptions(Objects.requireNonNull(dialect, "dialect"));
    }

    /**
     * Returns the dialect whose header is printed.
     *
     * @return the dialect
     */
    public Dialect dialect() {
        return dialect;
    }
}

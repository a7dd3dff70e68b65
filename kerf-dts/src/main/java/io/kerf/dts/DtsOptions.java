// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a source is compiled. Immutable: each {@code with…} method returns a copy.
 *
 * <table>
 * <caption>Defaults</caption>
 * <tr><td>dialect</td><td>as the header says</td></tr>
 * <tr><td>includes</td><td>for a file, its own folder; for text, none</td></tr>
 * <tr><td>findings</td><td>1000</td></tr>
 * <tr><td>source length</td><td>64 Mi characters, and as much again in included files</td></tr>
 * </table>
 */
public final class DtsOptions {
    private static final DtsOptions DEFAULTS = new DtsOptions(null, null, 1000, 64L << 20);

    private final @Nullable Dialect dialect;
    private final @Nullable IncludeResolver includes;
    private final int maxFindings;
    private final long maxSourceLength;

    private DtsOptions(
            @Nullable Dialect dialect, @Nullable IncludeResolver includes, int maxFindings, long maxSourceLength) {
        this.dialect = dialect;
        this.includes = includes;
        this.maxFindings = maxFindings;
        this.maxSourceLength = maxSourceLength;
    }

    /**
     * Returns the options that {@link Dts} uses when none are given.
     *
     * @return the defaults
     */
    public static DtsOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Requires a dialect: a source with the header of another one is an error that names the right header.
     *
     * @param dialect the dialect
     * @return a copy with the requirement
     */
    public DtsOptions withDialect(Dialect dialect) {
        return new DtsOptions(Objects.requireNonNull(dialect, "dialect"), includes, maxFindings, maxSourceLength);
    }

    /**
     * Sets where included files come from. A server that compiles what strangers send should leave this to the default for text, or
     * give {@link IncludeResolver#none}.
     *
     * @param includes the resolver
     * @return a copy with the resolver
     */
    public DtsOptions withIncludes(IncludeResolver includes) {
        return new DtsOptions(dialect, Objects.requireNonNull(includes, "includes"), maxFindings, maxSourceLength);
    }

    /**
     * Sets after how many findings the compiler gives up.
     *
     * @param maxFindings at least 1
     * @return a copy with the limit
     * @throws IllegalArgumentException if the limit is less than 1
     */
    public DtsOptions withMaxFindings(int maxFindings) {
        if (maxFindings < 1) {
            throw new IllegalArgumentException("a limit of " + maxFindings + " findings leaves nothing to report");
        }
        return new DtsOptions(dialect, includes, maxFindings, maxSourceLength);
    }

    /**
     * Sets how long a source may be, and how long all that it includes may be together.
     *
     * @param maxSourceLength characters, at least 1; for {@code /incbin/}, bytes
     * @return a copy with the limit
     * @throws IllegalArgumentException if the limit is less than 1
     */
    public DtsOptions withMaxSourceLength(long maxSourceLength) {
        if (maxSourceLength < 1) {
            throw new IllegalArgumentException("no source fits into " + maxSourceLength + " characters");
        }
        return new DtsOptions(dialect, includes, maxFindings, maxSourceLength);
    }

    /**
     * Returns the required dialect.
     *
     * @return the dialect; empty to go by the header
     */
    public Optional<Dialect> dialect() {
        return Optional.ofNullable(dialect);
    }

    /**
     * Returns where included files come from.
     *
     * @return the resolver; empty for the default, which depends on whether the source is a file
     */
    public Optional<IncludeResolver> includes() {
        return Optional.ofNullable(includes);
    }

    /**
     * Returns after how many findings the compiler gives up.
     *
     * @return the limit
     */
    public int maxFindings() {
        return maxFindings;
    }

    /**
     * Returns how long a source may be.
     *
     * @return the limit in characters
     */
    public long maxSourceLength() {
        return maxSourceLength;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.dts.check.CheckLevels;
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
 * <tr><td>checks</td><td>those of {@code dtc}, at its levels; but see {@link Dialect#KERF_V1}</td></tr>
 * <tr><td>source length</td><td>64 Mi characters, and as much again in included files</td></tr>
 * <tr><td>symbols, aliases, local fixups</td><td>none, except that overlays always have their fixups</td></tr>
 * <tr><td>phandles</td><td>{@link PhandleFormat#EPAPR}</td></tr>
 * </table>
 */
public final class DtsOptions {
    private static final DtsOptions DEFAULTS =
            new DtsOptions(null, null, 1000, 64L << 20, Extras.NONE, CheckSwitches.NONE);

    private final @Nullable Dialect dialect;
    private final @Nullable IncludeResolver includes;
    private final int maxFindings;
    private final long maxSourceLength;
    private final Extras extras;
    private final CheckSwitches checks;

    private DtsOptions(
            @Nullable Dialect dialect,
            @Nullable IncludeResolver includes,
            int maxFindings,
            long maxSourceLength,
            Extras extras,
            CheckSwitches checks) {
        this.dialect = dialect;
        this.includes = includes;
        this.maxFindings = maxFindings;
        this.maxSourceLength = maxSourceLength;
        this.extras = extras;
        this.checks = checks;
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
     * Requires a dialect: a source with the header of another one is an error that names the right header. {@link Dts#check} and
     * {@link Dts#checkOverlay} take the tree for one of that dialect.
     *
     * @param dialect the dialect
     * @return a copy with the requirement
     */
    public DtsOptions withDialect(Dialect dialect) {
        return new DtsOptions(
                Objects.requireNonNull(dialect, "dialect"), includes, maxFindings, maxSourceLength, extras, checks);
    }

    /**
     * Sets where included files come from. A server that compiles what strangers send should leave this to the default for text, or
     * give {@link IncludeResolver#none}.
     *
     * @param includes the resolver
     * @return a copy with the resolver
     */
    public DtsOptions withIncludes(IncludeResolver includes) {
        return new DtsOptions(
                dialect, Objects.requireNonNull(includes, "includes"), maxFindings, maxSourceLength, extras, checks);
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
        return new DtsOptions(dialect, includes, maxFindings, maxSourceLength, extras, checks);
    }

    /**
     * Sets how long a source may be, and how long all that it includes may be together.
     *
     * @param maxSourceLength characters, at least 1; for {@code /incbin/}, bytes, of the files as such and of what goes into values
     * @return a copy with the limit
     * @throws IllegalArgumentException if the limit is less than 1
     */
    public DtsOptions withMaxSourceLength(long maxSourceLength) {
        if (maxSourceLength < 1) {
            throw new IllegalArgumentException("no source fits into " + maxSourceLength + " characters");
        }
        return new DtsOptions(dialect, includes, maxFindings, maxSourceLength, extras, checks);
    }

    /**
     * Adds {@code /__symbols__}, in which each label of a node is a property with the node's path, and gives each labelled node a
     * phandle; option {@code -@} of {@code dtc}. Overlays can refer to the nodes of such a tree by label. Nodes marked
     * {@code /omit-if-no-ref/} then stay if they have a label. An entry that the source gives stays, with a warning.
     *
     * <pre>{@code
     * DeviceTree base = Dts.compile(board, DtsOptions.defaults().withSymbols());
     * DeviceTree result = Overlays.apply(base, Dts.compile(overlay));
     * }</pre>
     *
     * @return a copy that adds them
     */
    public DtsOptions withSymbols() {
        return with(extras.withSymbols());
    }

    /**
     * Adds to {@code /aliases} a property with the path of its node for each label; option {@code -A} of {@code dtc}. An entry that
     * the source gives stays, with a warning.
     *
     * @return a copy that adds them
     */
    public DtsOptions withAliases() {
        return with(extras.withAliases());
    }

    /**
     * Adds {@code /__local_fixups__}, which tells where in the tree phandles are; option {@code -L} of {@code dtc}. A source with
     * {@code /plugin/} gets it without being asked, and so does {@code /__fixups__}.
     *
     * @return a copy that adds them
     */
    public DtsOptions withLocalFixups() {
        return with(extras.withLocalFixups());
    }

    /**
     * Sets the properties that hold the phandles which the compiler gives; option {@code -H} of {@code dtc}.
     *
     * @param format which of the two names
     * @return a copy with the format
     */
    public DtsOptions withPhandleFormat(PhandleFormat format) {
        return with(extras.withPhandles(Objects.requireNonNull(format, "format")));
    }

    private DtsOptions with(Extras more) {
        return new DtsOptions(dialect, includes, maxFindings, maxSourceLength, more, checks);
    }

    /**
     * Sets how much the findings of a check weigh. As in {@code dtc}, the checks that it stands on are raised with it to the same
     * level, and those that stand on it are lowered with it.
     *
     * <p>When a source is compiled, the checks without which there is no sound tree stay errors: {@code duplicate_node_names},
     * {@code duplicate_property_names}, {@code name_is_string}, {@code name_properties}, {@code duplicate_label}, {@code
     * explicit_phandles}, {@code phandle_references} and {@code path_references}. For {@link Dts#check} all can be switched.
     *
     * @param name the name of the check, as in {@link Dts#checks}
     * @param level how much its findings weigh
     * @return a copy with the level
     * @throws IllegalArgumentException if there is no such check; the message names the nearest one
     */
    public DtsOptions withCheck(String name, CheckLevel level) {
        return withChecks(checks.with(name, Objects.requireNonNull(level, "level")));
    }

    /**
     * Turns the warning of a check on or off, as an option {@code -W} of {@code dtc} does. A check has a switch for warnings and one
     * for errors; if both are on, its findings are errors.
     *
     * @param option the name of a check, such as {@code reg_format}, or with {@code no-} in front
     * @return a copy with the switch
     * @throws IllegalArgumentException if there is no such check; the message names the nearest one
     */
    public DtsOptions withWarning(String option) {
        return withChecks(checks.withWarning(option));
    }

    /**
     * Turns the error of a check on or off, as an option {@code -E} of {@code dtc} does; otherwise as {@link #withWarning}.
     *
     * @param option the name of a check, such as {@code reg_format}, or with {@code no-} in front
     * @return a copy with the switch
     * @throws IllegalArgumentException if there is no such check; the message names the nearest one
     */
    public DtsOptions withError(String option) {
        return withChecks(checks.withError(option));
    }

    private DtsOptions withChecks(CheckSwitches checks) {
        return new DtsOptions(dialect, includes, maxFindings, maxSourceLength, extras, checks);
    }

    /** The levels for a source of a dialect; for a tree without one, of the dialect that is required, if any. */
    CheckLevels checkLevels(@Nullable Dialect found) {
        return checks.levels(found == null ? dialect : found);
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

    /**
     * Tells whether {@code /__symbols__} is added.
     *
     * @return true after {@link #withSymbols}
     */
    public boolean symbols() {
        return extras.symbols();
    }

    /**
     * Tells whether labels are added to {@code /aliases}.
     *
     * @return true after {@link #withAliases}
     */
    public boolean aliases() {
        return extras.aliases();
    }

    /**
     * Tells whether {@code /__local_fixups__} is added to trees that are no overlays.
     *
     * @return true after {@link #withLocalFixups}
     */
    public boolean localFixups() {
        return extras.localFixups();
    }

    /**
     * Returns which properties hold the phandles that the compiler gives.
     *
     * @return the format
     */
    public PhandleFormat phandleFormat() {
        return extras.phandles();
    }

    Extras extras() {
        return extras;
    }
}

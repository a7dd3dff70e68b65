// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.SourceText;
import io.kerf.dts.check.Checks;
import io.kerf.tree.DeviceTree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * Compiles device tree source to a tree and prints trees as source.
 *
 * <pre>{@code
 * DeviceTree tree = Dts.compile(Path.of("baseline.dts"));
 * byte[] blob = Fdt.encode(tree);          // the bytes that dtc writes
 * String source = Dts.print(tree);
 * }</pre>
 *
 * <p>The language is that of {@code dtc} 1.7.2, and {@linkplain Dialect#KERF_V1 kerf's own} for sources that begin with
 * {@code /multikernel-v1/;}. The tree knows where each node and property was written ({@link io.kerf.tree.DtNode#source},
 * {@link io.kerf.tree.DtProperty#source}). Compiling takes time and memory in proportion to the length of the source.
 *
 * <p>A source with {@code /plugin/;} behind its header is an overlay: a body whose node is not in the source becomes a fragment, and the
 * tree says where phandles of the other tree go. That other tree needs symbols:
 *
 * <pre>{@code
 * DeviceTree base = Dts.compile("/dts-v1/; / { uart: uart { }; };", "base.dts", DtsOptions.defaults().withSymbols());
 * DeviceTree overlay = Dts.compile("/dts-v1/; /plugin/; &uart { status = \"okay\"; };", "overlay.dts");
 * DeviceTree result = Overlays.apply(base, overlay);
 * }</pre>
 *
 * <p>All methods may be called from any thread; they keep no state.
 */
public final class Dts {
    private Dts() {}

    /**
     * Compiles a file. Files that it includes must lie in its own folder or below.
     *
     * @param source the file
     * @return the tree
     * @throws DtsException if the file cannot be read, or has errors
     */
    public static DeviceTree compile(Path source) {
        return parse(source).orElseThrow();
    }

    /**
     * Compiles a file.
     *
     * @param source the file
     * @param options how
     * @return the tree
     * @throws DtsException if the file cannot be read, or has errors
     */
    public static DeviceTree compile(Path source, DtsOptions options) {
        return parse(source, options).orElseThrow();
    }

    /**
     * Compiles text, which cannot include files.
     *
     * @param text the source
     * @param name what messages call it
     * @return the tree
     * @throws DtsException if the source has errors
     */
    public static DeviceTree compile(String text, String name) {
        return parse(text, name).orElseThrow();
    }

    /**
     * Compiles text.
     *
     * @param text the source
     * @param name what messages call it
     * @param options how
     * @return the tree
     * @throws DtsException if the source has errors
     */
    public static DeviceTree compile(String text, String name, DtsOptions options) {
        return parse(text, name, options).orElseThrow();
    }

    /**
     * Reads a file and tells all about it. Files that it includes must lie in its own folder or below.
     *
     * @param source the file
     * @return the tree, if there are no errors, and the findings; a file that cannot be read is a finding, too
     */
    public static DtsResult parse(Path source) {
        return parse(source, DtsOptions.defaults());
    }

    /**
     * Reads a file and tells all about it.
     *
     * @param source the file
     * @param options how
     * @return the tree, if there are no errors, and the findings; a file that cannot be read is a finding, too
     */
    public static DtsResult parse(Path source, DtsOptions options) {
        Objects.requireNonNull(options, "options");
        try {
            long size = Files.size(source);
            if (size / 4 > options.maxSourceLength()) {
                return unusable(
                        Codes.TOO_LARGE,
                        source + " has " + size + " bytes, more than the limit of " + options.maxSourceLength(),
                        "raise the limit with DtsOptions.withMaxSourceLength");
            }
            byte[] bytes = read(source, options);
            if (bytes.length / 4 > options.maxSourceLength()) {
                return unusable(
                        Codes.TOO_LARGE,
                        source + " has more bytes than the limit of " + options.maxSourceLength() + " allows",
                        "raise the limit with DtsOptions.withMaxSourceLength");
            }
            SourceDecoder.Decoded decoded = SourceDecoder.decode(bytes);
            SourceUnit unit = new SourceUnit(SourceText.of(source.toString(), decoded.text()), decoded.latin1());
            return new Compilation(unit, options, resolver(source, options)).run();
        } catch (NoSuchFileException e) {
            return unusable(Codes.UNREADABLE, "there is no file " + source, "check the name");
        } catch (IOException e) {
            return unusable(
                    Codes.UNREADABLE,
                    "cannot read " + source + ": " + e.getMessage(),
                    "check the file and its permissions");
        }
    }

    /**
     * Reads text, which cannot include files, and tells all about it.
     *
     * @param text the source
     * @param name what messages call it
     * @return the tree, if there are no errors, and the findings
     */
    public static DtsResult parse(String text, String name) {
        return parse(text, name, DtsOptions.defaults());
    }

    /**
     * Reads text and tells all about it.
     *
     * @param text the source
     * @param name what messages call it
     * @param options how
     * @return the tree, if there are no errors, and the findings
     */
    public static DtsResult parse(String text, String name, DtsOptions options) {
        SourceUnit unit = new SourceUnit(SourceText.of(name, text), false);
        return new Compilation(unit, options, options.includes().orElseGet(IncludeResolver::none)).run();
    }

    /**
     * Makes the checks of {@code dtc} on a tree of any origin, at their default levels. A compiled tree has passed them already; what
     * they found is in {@link DtsResult#diagnostics}.
     *
     * <pre>{@code
     * for (Diagnostic finding : Dts.check(Fdt.read(Path.of("board.dtb")))) {
     *     System.err.println(finding.subject().orElse("/") + ": " + finding.message());
     * }
     * }</pre>
     *
     * @param tree the tree
     * @return the findings, node by node in document order; their places are known if the tree was compiled from text, and the path of
     *     the node is the {@linkplain Diagnostic#subject subject}
     */
    public static List<Diagnostic> check(DeviceTree tree) {
        return check(tree, DtsOptions.defaults());
    }

    /**
     * Makes the checks of {@code dtc} on a tree of any origin. Takes time in proportion to the tree. A tree does not say in which
     * dialect it was written; for one of {@link Dialect#KERF_V1} require that dialect, or {@code unit_address_vs_reg} finds fault with
     * its devices:
     *
     * <pre>{@code
     * Dts.check(Fdt.read(Path.of("baseline.dtb")), DtsOptions.defaults().withDialect(Dialect.KERF_V1));
     * }</pre>
     *
     * @param tree the tree
     * @param options the levels of the checks, the dialect, and after how many findings to give up
     * @return the findings, node by node in document order, as {@link #check(DeviceTree)} gives them
     */
    public static List<Diagnostic> check(DeviceTree tree, DtsOptions options) {
        return TreeCheck.check(Objects.requireNonNull(tree, "tree"), Objects.requireNonNull(options, "options"));
    }

    /**
     * Makes the checks of {@code dtc} on an overlay of any origin, as they are made of a source with {@code /plugin/;}: a phandle that is
     * still open may be any node of the other tree, and {@code /__fixups__}, {@code /__local_fixups__} and {@code /__symbols__} are left
     * out.
     *
     * <pre>{@code
     * List<Diagnostic> findings = Dts.checkOverlay(Fdt.read(Path.of("camera.dtbo")), DtsOptions.defaults());
     * }</pre>
     *
     * @param overlay the tree of fragments
     * @param options as for {@link #check(DeviceTree, DtsOptions)}
     * @return the findings, as {@link #check(DeviceTree)} gives them
     */
    public static List<Diagnostic> checkOverlay(DeviceTree overlay, DtsOptions options) {
        return TreeCheck.checkOverlay(
                Objects.requireNonNull(overlay, "overlay"), Objects.requireNonNull(options, "options"));
    }

    /**
     * Lists the checks, which {@link DtsOptions#withCheck} switches.
     *
     * @return all checks in the order in which they are made
     */
    public static List<DtsCheck> checks() {
        return Checks.ALL.stream().map(DtsCheck::of).toList();
    }

    /**
     * Prints a tree as {@code dtc -O dts} prints a blob: strings, cells and bytes by the look of the values.
     * The boot CPU id is left out: source cannot state it.
     *
     * <p>Source cannot state every tree. What is printed compiles to an equal tree if {@link #check(DeviceTree)} finds no error and no
     * node has a property {@code name}, which the compiler leaves out. That holds below {@code /__local_fixups__} as well, where the
     * offset of a {@code phandle = <&label>} in an overlay is a {@code phandle = <0>}: such text is printed as {@code dtc} prints it, and
     * refused as {@code dtc} refuses it.
     *
     * @param tree the tree
     * @return source that compiles to an equal tree, if source can state that
     */
    public static String print(DeviceTree tree) {
        return print(tree, DtsPrintOptions.defaults());
    }

    /**
     * Prints a tree as source.
     *
     * @param tree the tree
     * @param options how
     * @return source that compiles to an equal tree, if source can state that, as for {@link #print(DeviceTree)}
     */
    public static String print(DeviceTree tree, DtsPrintOptions options) {
        return new DtsPrinter(tree, options).print();
    }

    /** Reads a file, device or pipe, a little more at most than the limit allows: a character has four bytes at most. */
    private static byte[] read(Path source, DtsOptions options) throws IOException {
        long most = Math.min(4 * Math.min(options.maxSourceLength(), Integer.MAX_VALUE) + 8, Integer.MAX_VALUE - 8);
        try (InputStream in = Files.newInputStream(source)) {
            return in.readNBytes((int) most);
        }
    }

    private static IncludeResolver resolver(Path source, DtsOptions options) {
        return options.includes().orElseGet(() -> {
            Path folder = source.toAbsolutePath().getParent();
            return folder == null ? IncludeResolver.none() : IncludeResolver.folders(folder);
        });
    }

    private static DtsResult unusable(String code, String message, String suggestion) {
        return new DtsResult(
                null,
                null,
                false,
                false,
                List.of(Diagnostic.error(code, message).withSuggestion(suggestion)));
    }
}

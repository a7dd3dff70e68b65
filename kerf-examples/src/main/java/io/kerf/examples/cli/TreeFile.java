// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.diag.Diagnostic;
import io.kerf.dts.Dialect;
import io.kerf.dts.Dts;
import io.kerf.dts.DtsOptions;
import io.kerf.dts.DtsResult;
import io.kerf.fdt.Fdt;
import io.kerf.fdt.FdtLimits;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.DtNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A device tree as a file has it. The content tells whether it is source or a blob; the file's name says nothing.
 *
 * @param file the file
 * @param tree the tree; empty if it is source with errors
 * @param blob the bytes, if it is a blob
 * @param dialect what the header of source names
 * @param overlay true for a tree of fragments
 * @param said what the compiler of source has to say; nothing of a blob
 */
record TreeFile(
        Path file,
        Optional<DeviceTree> tree,
        Optional<byte[]> blob,
        Optional<Dialect> dialect,
        boolean overlay,
        List<Diagnostic> said) {
    /** What a blob begins with (Devicetree Specification, section 5.2). */
    private static final int MAGIC = 0xd00dfeed;

    private static final String HOST = "linux,multikernel-host";

    boolean isBlob() {
        return blob.isPresent();
    }

    /** Reads a file, which is not a blob's or a source's by its name. */
    static TreeFile read(Path file, SourceChoice choice, DtsOptions options) throws IOException {
        InputFile.required(file, "file");
        if (!Files.isRegularFile(file)) { // a pipe cannot be read twice
            return read(file, InputFile.read(file), choice, options);
        }
        if (hasMagic(file)) {
            return ofBlob(file, InputFile.read(file));
        }
        DtsResult result = Dts.parse(file, options);
        return isMultikernel(result)
                ? ofSource(file, Dts.parse(file, choice.multikernel(options)))
                : ofSource(file, result);
    }

    private static TreeFile read(Path file, byte[] bytes, SourceChoice choice, DtsOptions options) {
        if (bytes.length >= Integer.BYTES && ByteBuffer.wrap(bytes).getInt() == MAGIC) {
            return ofBlob(file, bytes);
        }
        String text = text(bytes);
        DtsResult result = Dts.parse(text, file.toString(), options);
        return isMultikernel(result)
                ? ofSource(file, Dts.parse(text, file.toString(), choice.multikernel(options)))
                : ofSource(file, result);
    }

    private static String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException otherwise) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }

    private static boolean hasMagic(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] start = in.readNBytes(Integer.BYTES);
            return start.length == Integer.BYTES && ByteBuffer.wrap(start).getInt() == MAGIC;
        }
    }

    private static TreeFile ofBlob(Path file, byte[] bytes) {
        DeviceTree tree = Fdt.decode(file.toString(), ByteBuffer.wrap(bytes), FdtLimits.defaults());
        return new TreeFile(file, Optional.of(tree), Optional.of(bytes), Optional.empty(), isOverlay(tree), List.of());
    }

    private static TreeFile ofSource(Path file, DtsResult result) {
        boolean overlay =
                result.isPlugin() || result.tree().map(TreeFile::isOverlay).orElse(false);
        return new TreeFile(
                file,
                result.tree(),
                Optional.empty(),
                result.dialect(),
                overlay,
                result.diagnostics().stream().map(SourceChoice::reworded).toList());
    }

    private static boolean isMultikernel(DtsResult result) {
        return result.dialect().filter(each -> each == Dialect.DTS_V1).isPresent()
                && result.tree().map(TreeFile::isMultikernel).orElse(false);
    }

    private static boolean isOverlay(DeviceTree tree) {
        return tree.root().children().stream()
                .anyMatch(each -> each.child("__overlay__").isPresent());
    }

    /** Whether the tree describes a multikernel host, which is then held to kerf's rules. */
    boolean isMultikernel() {
        return !overlay
                && (dialect.filter(each -> each == Dialect.KERF_V1).isPresent()
                        || tree.map(TreeFile::isMultikernel).orElse(false));
    }

    /** Whether the tree is a kernel's tree of one instance, which has its id at the root. */
    boolean isInstance() {
        return !overlay && tree.filter(TreeFile::isInstance).isPresent();
    }

    private static boolean isInstance(DeviceTree tree) {
        DtNode root = tree.root();
        return root.property("id").isPresent() && root.child("resources").isPresent();
    }

    /** By what it says of itself, or by what only such a tree has: resources with CPUs. */
    static boolean isMultikernel(DeviceTree tree) {
        DtNode root = tree.root();
        boolean said = root.property("compatible")
                .filter(each -> each.value().looksLikeStrings()
                        && each.value().stringList().contains(HOST))
                .isPresent();
        return said
                || !isInstance(tree)
                        && root.child("resources")
                                .filter(each -> each.property("cpus").isPresent()
                                        || each.child("cpus").isPresent())
                                .isPresent();
    }
}

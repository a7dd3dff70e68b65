// SPDX-License-Identifier: Apache-2.0
package io.kerf.desired;

import io.kerf.dts.Dts;
import io.kerf.fdt.Fdt;
import io.kerf.model.Instance;
import io.kerf.model.SystemState;
import io.kerf.model.binding.Bindings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads a desired state from a file; the first bytes tell what it is. */
final class DesiredFile {
    /** What a blob begins with (Devicetree Specification, section 5.2). */
    private static final int BLOB_MAGIC = 0xd00dfeed;

    /** Behind blanks and comments, a source has its version or another directive, or its root. No YAML begins so. */
    private static final Pattern SOURCE =
            Pattern.compile("\\A(?:\\s+|/\\*.*?\\*/|//[^\n]*)*+/[a-z{ \t]", Pattern.DOTALL);

    private DesiredFile() {}

    static DesiredState read(Path file) {
        Objects.requireNonNull(file, "file");
        byte[] bytes = bytes(file);
        if (bytes.length >= Integer.BYTES && ByteBuffer.wrap(bytes).getInt() == BLOB_MAGIC) {
            return ofTree(Bindings.read(Fdt.decode(bytes)));
        }
        String text = text(file, bytes);
        return SOURCE.matcher(text).find()
                ? ofTree(Bindings.read(Dts.compile(file)))
                : DesiredText.parse(text, file.toString());
    }

    /** The ids that a tree gives are meant. The hardware beside the instances is that of the host, whatever the file says of it. */
    private static DesiredState ofTree(SystemState state) {
        return new DesiredState(DesiredState.of(state).instances().stream()
                .map(wanted -> state.instance(wanted.name())
                        .flatMap(Instance::id)
                        .map(id -> wanted.withId(id.value()))
                        .orElse(wanted))
                .toList());
    }

    private static byte[] bytes(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(YamlFields.LONGEST + 1);
            if (bytes.length > YamlFields.LONGEST) {
                throw new DesiredStateException(
                        file + " is longer than " + YamlFields.LONGEST + " bytes, and a desired state is not",
                        Optional.empty());
            }
            return bytes;
        } catch (IOException e) {
            throw new DesiredStateException(
                    file + " cannot be read: " + e.getMessage() + "; name a file with a desired state",
                    Optional.empty(),
                    e);
        }
    }

    private static String text(Path file, byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new DesiredStateException(file + " is neither a blob nor text in UTF-8", Optional.empty(), e);
        }
    }
}

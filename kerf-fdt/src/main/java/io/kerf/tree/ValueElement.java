// SPDX-License-Identifier: Apache-2.0
package io.kerf.tree;

import io.kerf.diag.SourceSpan;
import java.util.Objects;

/**
 * One element of a property's value as its author wrote it: {@code cpus = <4 5>} has two {@link Cell}s whatever bytes they
 * became.
 */
public sealed interface ValueElement {
    /**
     * Returns where the element's bytes start.
     *
     * @return bytes from the start of the value
     */
    int offset();

    /**
     * Returns how many bytes the element takes.
     *
     * @return bytes, from 0
     */
    int length();

    /**
     * Returns where the element is written.
     *
     * @return the place in the source
     */
    SourceSpan span();

    /**
     * A number in angle brackets.
     *
     * @param offset first byte within the value
     * @param bits width of the element in the value: 8, 16, 32 or 64
     * @param value the number as written, before it was cut to the width; unsigned
     * @param span where it is written
     */
    record Cell(int offset, int bits, long value, SourceSpan span) implements ValueElement {
        /** Checks the arguments. */
        public Cell {
            Objects.requireNonNull(span, "span");
            if (bits != 8 && bits != 16 && bits != 32 && bits != 64) {
                throw new IllegalArgumentException(bits + " is not a width of 8, 16, 32 or 64 bits");
            }
        }

        @Override
        public int length() {
            return bits / 8;
        }
    }

    /**
     * A reference in angle brackets, which became the target's phandle: {@code <&eth0>} or {@code <&{/soc/eth}>}.
     *
     * @param offset first byte within the value
     * @param target the label without {@code &}, or the full path
     * @param span where it is written
     */
    record PhandleReference(int offset, String target, SourceSpan span) implements ValueElement {
        /** Checks the arguments. */
        public PhandleReference {
            Objects.requireNonNull(target, "target");
            Objects.requireNonNull(span, "span");
        }

        @Override
        public int length() {
            return Integer.BYTES;
        }
    }

    /**
     * A reference outside angle brackets, which became the target's full path: {@code &eth0}.
     *
     * @param offset first byte within the value
     * @param length bytes of the path with its NUL
     * @param target the label without {@code &}, or the path as written
     * @param span where it is written
     */
    record PathReference(int offset, int length, String target, SourceSpan span) implements ValueElement {
        /** Checks the arguments. */
        public PathReference {
            Objects.requireNonNull(target, "target");
            Objects.requireNonNull(span, "span");
        }
    }

    /**
     * A string in quotes.
     *
     * @param offset first byte within the value
     * @param length bytes with the NUL
     * @param span where it is written, quotes included
     */
    record Text(int offset, int length, SourceSpan span) implements ValueElement {
        /** Checks the arguments. */
        public Text {
            Objects.requireNonNull(span, "span");
        }
    }

    /**
     * Bytes in square brackets, or the content of a file.
     *
     * @param offset first byte within the value
     * @param length number of bytes
     * @param span where it is written
     */
    record Bytes(int offset, int length, SourceSpan span) implements ValueElement {
        /** Checks the arguments. */
        public Bytes {
            Objects.requireNonNull(span, "span");
        }
    }
}

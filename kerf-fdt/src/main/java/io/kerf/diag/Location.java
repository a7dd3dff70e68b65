// SPDX-License-Identifier: Apache-2.0
package io.kerf.diag;

/** The place that a {@link Diagnostic} points at: characters of a source text, or a byte of a blob. */
public sealed interface Location permits SourceSpan, BlobOffset {
    /**
     * Describes the place in one short phrase, such as {@code base.dts:4:17} or {@code base.dtb at offset 0x38}.
     *
     * @return the phrase, without line breaks
     */
    String describe();
}

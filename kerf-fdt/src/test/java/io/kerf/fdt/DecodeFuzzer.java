// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import java.util.Arrays;

/**
 * What must hold of {@link Fdt#decode(byte[])} for all bytes. Jazzer drives {@link #fuzzerTestOneInput} under profile {@code fuzz};
 * {@link HostileBlobTest} drives it over the stored corpus and over spoilt blobs.
 */
public final class DecodeFuzzer {
    private DecodeFuzzer() {}

    /**
     * Decodes, and if the bytes are a blob checks that the tree survives encoding.
     *
     * @param input any bytes
     */
    public static void fuzzerTestOneInput(byte[] input) {
        try {
            byte[] encoded = Fdt.encode(Fdt.decode(input));
            if (!Arrays.equals(Fdt.encode(Fdt.decode(encoded)), encoded)) {
                throw new IllegalStateException("a tree does not survive encoding");
            }
        } catch (FdtFormatException refused) {
            if (refused.expected().isEmpty() || refused.found().isEmpty() || refused.offset() < 0) {
                throw new IllegalStateException("a refusal without its facts", refused);
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import io.kerf.fdt.FdtCursor.Event;
import java.nio.ByteBuffer;

/**
 * What must hold of {@link Fdt#cursor(ByteBuffer)} for all bytes. Jazzer drives {@link #fuzzerTestOneInput} under profile
 * {@code fuzz}; {@link HostileBlobTest} drives it over the stored corpus and over spoilt blobs.
 */
public final class CursorFuzzer {
    private CursorFuzzer() {}

    /**
     * Walks and searches, and compares the walk with decoding.
     *
     * @param input any bytes
     */
    public static void fuzzerTestOneInput(byte[] input) {
        if (!CursorLaws.agreesWithDecode(input)) {
            throw new IllegalStateException("a cursor and the decoder disagree");
        }
        try {
            search(Fdt.cursor(ByteBuffer.wrap(input)));
            search(Fdt.cursor(ByteBuffer.allocateDirect(input.length).put(input).flip()));
        } catch (FdtFormatException refused) {
            if (refused.expected().isEmpty() || refused.found().isEmpty() || refused.offset() < 0) {
                throw new IllegalStateException("a refusal without its facts", refused);
            }
        }
    }

    /** Walks, touching what there is to touch. */
    static void walk(byte[] input) {
        FdtCursor cursor = Fdt.cursor(ByteBuffer.wrap(input));
        int bytes = 0;
        for (Event event = cursor.next(); event != Event.END; event = cursor.next()) {
            if (event == Event.PROPERTY) {
                bytes += cursor.nameLength() + cursor.valueLength();
            }
        }
        if (bytes < 0) {
            throw new IllegalStateException("more bytes than there are");
        }
    }

    private static void search(FdtCursor cursor) {
        cursor.find("alias/below");
        if (cursor.find("/a") || cursor.find("/")) {
            cursor.findProperty("reg");
            cursor.skipNode();
        }
    }
}

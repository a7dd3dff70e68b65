// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import java.nio.ByteBuffer;

/** Blobs as text: eight cells a line. */
final class HexDump {
    private HexDump() {}

    static String of(byte[] blob) {
        StringBuilder out = new StringBuilder();
        ByteBuffer bytes = ByteBuffer.wrap(blob);
        for (int i = 0; bytes.remaining() >= Integer.BYTES; i++) {
            out.append(i == 0 ? "" : i % 8 == 0 ? "\n" : " ").append(String.format("%08x", bytes.getInt()));
        }
        return out.append('\n').toString();
    }
}

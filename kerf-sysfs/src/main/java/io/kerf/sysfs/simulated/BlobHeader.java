// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import java.nio.ByteBuffer;

/** The check the kernel makes of a blob's header before anything else ({@code fdt_check_header} of libfdt). */
final class BlobHeader {
    private static final int MAGIC = 0xd00dfeed;
    private static final int BYTES = 40;
    private static final int TOTAL_SIZE = 4;
    private static final int OFF_STRUCT = 8;
    private static final int OFF_STRINGS = 12;
    private static final int OFF_RESERVE = 16;
    private static final int VERSION = 20;
    private static final int LAST_COMPATIBLE = 24;
    private static final int OLDEST = 2;
    private static final int NEWEST = 17;

    private BlobHeader() {}

    static boolean isValid(byte[] blob) {
        if (blob.length < BYTES) {
            return false;
        }
        ByteBuffer header = ByteBuffer.wrap(blob);
        int version = header.getInt(VERSION);
        int compatible = header.getInt(LAST_COMPATIBLE);
        int total = header.getInt(TOTAL_SIZE);
        return header.getInt(0) == MAGIC
                && version >= OLDEST
                && compatible <= NEWEST
                && compatible <= version
                && total >= BYTES
                && isInside(header.getInt(OFF_RESERVE), total)
                && isInside(header.getInt(OFF_STRUCT), total)
                && isInside(header.getInt(OFF_STRINGS), total);
    }

    static int totalSize(byte[] blob) {
        return ByteBuffer.wrap(blob).getInt(TOTAL_SIZE);
    }

    private static boolean isInside(int offset, int total) {
        return offset >= BYTES && offset <= total;
    }
}

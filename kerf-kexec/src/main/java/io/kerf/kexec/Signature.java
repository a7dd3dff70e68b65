// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Tells whether an image carries a signature: a certificate table (Microsoft PE format, "Attribute Certificate Table") where it is a
 * PE file as well, as kernels with an EFI stub are; or what {@code sign-file} appends.
 */
final class Signature {
    static final byte[] APPENDED = "~Module signature appended~\n".getBytes(StandardCharsets.US_ASCII);

    private static final int DOS_MAGIC = 0x5a4d;
    private static final int PE_OFFSET = 0x3c;
    private static final int PE_MAGIC = 0x4550;
    private static final int OPTIONAL_HEADER = 24;
    private static final int PE32_PLUS = 0x20b;
    private static final int PE32 = 0x10b;
    private static final int CERTIFICATES = 4;

    private Signature() {}

    /** Looks at the beginning of a file and at its last bytes, as many as the mark has or fewer. */
    static boolean isIn(ByteBuffer head, byte[] tail, long size) {
        return Arrays.equals(tail, APPENDED) || hasCertificates(head, size);
    }

    private static boolean hasCertificates(ByteBuffer head, long size) {
        if (head.limit() < 64 || Short.toUnsignedInt(head.getShort(0)) != DOS_MAGIC) {
            return false;
        }
        long pe = Integer.toUnsignedLong(head.getInt(PE_OFFSET));
        if (pe > head.limit() - 256 || head.getInt((int) pe) != PE_MAGIC) {
            return false;
        }
        int optional = (int) pe + OPTIONAL_HEADER;
        int magic = Short.toUnsignedInt(head.getShort(optional));
        if (magic != PE32 && magic != PE32_PLUS) {
            return false;
        }
        int directories = optional + (magic == PE32_PLUS ? 112 : 96);
        if (Integer.toUnsignedLong(head.getInt(directories - 4)) <= CERTIFICATES) {
            return false;
        }
        long offset = Integer.toUnsignedLong(head.getInt(directories + CERTIFICATES * 8));
        long length = Integer.toUnsignedLong(head.getInt(directories + CERTIFICATES * 8 + 4));
        return offset > 0 && length > 0 && offset <= size - length;
    }
}

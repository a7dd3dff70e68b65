// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How the kernel inside an image is packed. These are all ways that the build of Linux knows ({@code lib/decompress.c}). */
public enum Compression {
    /** Not at all. */
    NONE(""),
    /** By {@code gzip}. */
    GZIP("1f8b08"),
    /** By {@code xz}. */
    XZ("fd377a585a00"),
    /** By {@code lzma}, the older format of {@code xz}. */
    LZMA("5d0000"),
    /** By {@code bzip2}; needs the optional {@code commons-compress}. */
    BZIP2("425a68"),
    /** By {@code lz4 -l}, the legacy frame. */
    LZ4("02214c18"),
    /** By {@code lzop}. */
    LZO("894c5a4f000d0a1a0a"),
    /** By {@code zstd}. */
    ZSTD("28b52ffd");

    private final String magic;

    Compression(String magic) {
        this.magic = magic;
    }

    /** What bytes are packed by, told by their first ones; null if by none of these. */
    static @Nullable Compression of(ByteBuffer head, int offset) {
        byte[] first = new byte[Math.min(16, head.limit() - offset)];
        head.get(offset, first);
        String hex = HexFormat.of().formatHex(first);
        for (Compression each : values()) {
            if (each != NONE && hex.startsWith(each.magic)) {
                return each;
            }
        }
        return null;
    }

    /** The name of the program that packs so, {@code lzo} for {@code lzop}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

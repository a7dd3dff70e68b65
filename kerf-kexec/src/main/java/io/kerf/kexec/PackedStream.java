// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.kerf.kexec.KernelImageException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.tukaani.xz.BasicArrayCache;
import org.tukaani.xz.LZMAInputStream;
import org.tukaani.xz.SingleXZInputStream;

/**
 * Unpacks. Each library is in a class of its own, so that one that is not installed, or cannot load its native part, is missed only by the
 * images that need it.
 */
final class PackedStream {
    /** For xz and lzma: builds of the kernel use dictionaries of 128 MiB at most, and the decoder needs a little more than that. */
    private static final int MEMORY_KIB = 160 << 10;

    private PackedStream() {}

    static InputStream of(Path path, Compression compression, InputStream packed) throws IOException {
        return switch (compression) {
            case NONE -> packed;
            case GZIP -> new GzipStream(packed);
            case LZ4 -> new Lz4LegacyStream(packed);
            case LZO -> new LzopStream(packed);
            case XZ -> Xz.open(packed);
            case LZMA -> Lzma.open(packed);
            case ZSTD -> openZstd(packed);
            case BZIP2 -> openBzip2(path, packed);
        };
    }

    private static InputStream openZstd(InputStream packed) throws IOException {
        try {
            return Zstd.open(packed);
        } catch (UnsatisfiedLinkError | ExceptionInInitializerError | NoClassDefFoundError e) {
            throw NativeLibraryException.ofZstd(e);
        }
    }

    private static InputStream openBzip2(Path path, InputStream packed) throws IOException {
        try {
            return Bzip2.open(packed);
        } catch (NoClassDefFoundError e) {
            throw new KernelImageException(
                    Reason.UNSUPPORTED,
                    path,
                    "the kernel in it is packed by bzip2, for which org.apache.commons:commons-compress is needed and not"
                            + " installed; add that artifact (on a module path also --add-modules org.apache.commons.compress),"
                            + " or take a kernel that is packed otherwise",
                    e);
        }
    }

    private static final class Xz {
        static InputStream open(InputStream packed) throws IOException {
            // Each block may want a dictionary of its own: the arrays of the last one are taken again.
            return new SingleXZInputStream(packed, MEMORY_KIB, true, new BasicArrayCache());
        }
    }

    private static final class Lzma {
        static InputStream open(InputStream packed) throws IOException {
            return new LZMAInputStream(packed, MEMORY_KIB);
        }
    }

    /** The library takes windows of up to 128 MiB unless told otherwise, which is what builds of the kernel declare. */
    private static final class Zstd {
        static InputStream open(InputStream packed) throws IOException {
            return new ZstdInputStreamNoFinalizer(packed);
        }
    }

    private static final class Bzip2 {
        static InputStream open(InputStream packed) throws IOException {
            return new BZip2CompressorInputStream(packed);
        }
    }
}

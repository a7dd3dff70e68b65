// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

/** Spoils sound blobs in the ways that find faults in decoders. Everything follows from the seed. */
final class BlobMutator {
    private static final int[] TELLING = {
        0, 1, 2, 3, 4, 9, 8, 16, 17, -1, -2, 0x7fffffff, 0x80000000, 0x7ffffff8, 0xfffffff0
    };
    private static final int HEADER_FIELDS = 10;

    private final Random random;

    BlobMutator(long seed) {
        random = new Random(seed);
    }

    /** Returns a spoilt copy. */
    byte[] spoil(byte[] sound) {
        byte[] blob = sound.clone();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            blob = once(blob);
        }
        return blob;
    }

    private byte[] once(byte[] blob) {
        if (blob.length < 44) {
            return Arrays.copyOf(blob, 44);
        }
        return switch (random.nextInt(9)) {
            case 0 -> flipBits(blob);
            case 1 -> Arrays.copyOf(blob, random.nextInt(blob.length));
            case 2 -> withCell(blob, 4 * random.nextInt(HEADER_FIELDS), telling(blob));
            case 3 -> withCell(blob, structureCell(blob), telling(blob));
            case 4 -> spliceTokens(blob);
            case 5 -> stringOffsetLie(blob);
            case 6 -> totalSizeLie(blob);
            case 7 -> Arrays.copyOf(withCell(blob, 4, 0x7fffffff), 40);
            default -> fill(blob);
        };
    }

    private int telling(byte[] blob) {
        return switch (random.nextInt(3)) {
            case 0 -> TELLING[random.nextInt(TELLING.length)];
            case 1 -> random.nextInt(blob.length + 8);
            default -> random.nextInt();
        };
    }

    private byte[] flipBits(byte[] blob) {
        for (int i = 1 + random.nextInt(8); i > 0; i--) {
            blob[random.nextInt(blob.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return blob;
    }

    private int structureCell(byte[] blob) {
        int start = Math.min(0x38, blob.length - 4);
        return start + 4 * random.nextInt((blob.length - start) / 4);
    }

    private static byte[] withCell(byte[] blob, int offset, int value) {
        ByteBuffer.wrap(blob).putInt(offset, value);
        return blob;
    }

    /** Copies a run of cells over another place. */
    private byte[] spliceTokens(byte[] blob) {
        int from = structureCell(blob);
        int to = structureCell(blob);
        int size = Math.min(4 * random.nextInt(32), blob.length - Math.max(from, to));
        System.arraycopy(blob, from, blob, to, Math.max(0, size));
        return blob;
    }

    /** Finds a property token and changes where its name lies. */
    private byte[] stringOffsetLie(byte[] blob) {
        ByteBuffer bytes = ByteBuffer.wrap(blob);
        for (int at = structureCell(blob); at + 12 <= blob.length; at += 4) {
            if (bytes.getInt(at) == Token.PROP) {
                return withCell(blob, at + 8, telling(blob));
            }
        }
        return blob;
    }

    private byte[] totalSizeLie(byte[] blob) {
        int lie = blob.length + random.nextInt(64) - 32;
        return withCell(random.nextBoolean() ? Arrays.copyOf(blob, lie) : blob, 4, lie);
    }

    private byte[] fill(byte[] blob) {
        int from = random.nextInt(blob.length);
        Arrays.fill(blob, from, Math.min(blob.length, from + random.nextInt(64)), (byte) random.nextInt());
        return blob;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** Looks at what is handed to the kernel while it passes: its beginning, its digest, and the banner with the version in it. */
final class ContentScan {
    private static final int HEAD = 1 << 16;
    private static final byte[] BANNER = "Linux version ".getBytes(StandardCharsets.US_ASCII);
    private static final int LONGEST_VERSION = 64;

    private final MessageDigest digest = sha256();
    private final byte[] head = new byte[HEAD];
    private final StringBuilder version = new StringBuilder();
    private long size;
    private int matched;
    private boolean found;

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }

    static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    void accept(byte[] bytes, int length) {
        digest.update(bytes, 0, length);
        if (size < HEAD) {
            System.arraycopy(bytes, 0, head, (int) size, (int) Math.min(length, HEAD - size));
        }
        size += length;
        for (int i = 0; i < length && !found; i++) {
            look(bytes[i]);
        }
    }

    /** The first letter of the banner is nowhere else in it, so a mismatch can only begin anew. */
    private void look(byte next) {
        if (matched < BANNER.length) {
            matched = next == BANNER[matched] ? matched + 1 : next == BANNER[0] ? 1 : 0;
        } else if (version.length() == 0 ? next >= '0' && next <= '9' : next > ' ' && next < 0x7f) {
            version.append((char) next);
            if (version.length() > LONGEST_VERSION) {
                forget();
            }
        } else if (version.length() > 0 && next == ' ') {
            found = true;
        } else {
            forget();
        }
    }

    private void forget() {
        version.setLength(0);
        matched = 0;
    }

    /** The first bytes so far, in little-endian order, from 0 to the limit. */
    ByteBuffer head() {
        return ByteBuffer.wrap(head, 0, (int) Math.min(size, HEAD)).order(ByteOrder.LITTLE_ENDIAN);
    }

    long size() {
        return size;
    }

    Optional<String> version() {
        return found ? Optional.of(version.toString()) : Optional.empty();
    }

    /** The digest of all; once. */
    String sha256Hex() {
        return hex(digest);
    }
}

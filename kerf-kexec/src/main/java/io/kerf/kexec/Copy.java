// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

/** Copies of earlier bytes of one array, which may reach into what they write: that is how runs are packed. */
final class Copy {
    private Copy() {}

    static void overlapping(byte[] out, int at, int distance, int count) {
        if (distance >= count) {
            System.arraycopy(out, at - distance, out, at, count);
            return;
        }
        for (int i = at; i < at + count; i++) {
            out[i] = out[i - distance];
        }
    }
}

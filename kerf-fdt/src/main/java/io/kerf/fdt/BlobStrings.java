// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import org.jspecify.annotations.Nullable;

/** The strings block of one blob in the making: that of the blob before as long as the names are the same, else one of its own. */
final class BlobStrings {
    private final NameReplay before;
    private @Nullable StringsBlock own;
    /** How many names were asked for, counted as long as they are compared with those before. */
    private int asked;

    /** Begins as another blob of this thread did. */
    BlobStrings(NameReplay before) {
        this.before = before;
    }

    /** Adds names to those that a block holds already. */
    BlobStrings(StringsBlock own) {
        this.before = NameReplay.NONE;
        this.own = own;
    }

    /** Returns where the name of the next property stands, and puts it there if it does not stand there yet. */
    int offsetOf(String name) {
        StringsBlock block = own;
        if (block == null) {
            int offset = before.offset(asked, name);
            if (offset >= 0) {
                asked++;
                return offset;
            }
            block = blockSoFar();
            own = block;
        }
        int offset = block.offsetOf(name);
        before.note(asked++, name, offset, block.size());
        return offset;
    }

    private StringsBlock blockSoFar() {
        before.forget();
        StringsBlock block = new StringsBlock();
        for (int i = 0; i < asked; i++) {
            block.offsetOf(before.name(i));
        }
        return block;
    }

    boolean isAsBefore() {
        return own == null;
    }

    int size() {
        return own == null ? before.size(asked) : own.size();
    }

    void copyTo(byte[] target, int at) {
        if (own == null) {
            before.copyTo(target, at, size());
        } else {
            own.copyTo(target, at);
        }
    }

    /** Lets the next blob begin as this one; nothing is asked of this one any more. */
    void keep() {
        if (own != null) {
            before.keep(asked, own.wholeArray());
        }
    }
}

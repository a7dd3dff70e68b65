// SPDX-License-Identifier: Apache-2.0
package io.kerf.tree;

import java.util.AbstractList;
import java.util.RandomAccess;

/** An unmodifiable list over an array that nobody changes; saves the copy that {@code List.of} would make. */
final class ArrayView<E> extends AbstractList<E> implements RandomAccess {
    private final E[] items;

    ArrayView(E[] items) {
        this.items = items;
    }

    @Override
    public E get(int index) {
        return items[index];
    }

    @Override
    public int size() {
        return items.length;
    }
}

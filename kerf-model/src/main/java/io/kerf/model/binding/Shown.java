// SPDX-License-Identifier: Apache-2.0
package io.kerf.model.binding;

import java.util.Collection;
import java.util.stream.Collectors;

/** Lists as messages show them: short, however long they are. */
final class Shown {
    private static final int MOST = 16;

    private Shown() {}

    static String first(Collection<?> items) {
        String first = items.stream().limit(MOST).map(String::valueOf).collect(Collectors.joining(", "));
        return items.size() > MOST ? first + " and " + (items.size() - MOST) + " more" : first;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** How messages of this package spell numbers and lists. */
final class Words {
    private Words() {}

    static String cpus(long count) {
        return count == 1 ? "1 CPU" : count + " CPUs";
    }

    static String cores(long count) {
        return count == 1 ? "1 core" : count + " cores";
    }

    static String nodes(List<Integer> ids) {
        return (ids.size() == 1 ? "node " : "nodes ") + list(ids);
    }

    static String address(long address) {
        return "0x" + Long.toHexString(address);
    }

    static String list(Collection<?> items) {
        return items.stream().map(Object::toString).collect(Collectors.joining(", "));
    }
}

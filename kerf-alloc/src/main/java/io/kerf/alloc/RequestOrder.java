// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.model.CpuAffinity;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The order in which requests are placed together; only equal requests are equal in it. */
final class RequestOrder {
    /** Those that name things have least choice; then one node, own cores, many CPUs, much memory; then whatever else they ask. */
    static final Comparator<PlacementRequest> HARDEST_FIRST = Comparator.comparing(
                    (PlacementRequest each) -> each.id().isEmpty())
            .thenComparing(each -> each.cpus().isEmpty())
            .thenComparing(each -> each.devices().isEmpty())
            .thenComparing(each -> each.memoryBase().isEmpty())
            .thenComparing(each -> each.numaNodes().isEmpty())
            .thenComparing(Comparator.comparingInt(PlacementRequest::cpuCount).reversed())
            .thenComparing(Comparator.comparing(PlacementRequest::memory).reversed())
            .thenComparing(each -> each.affinity() != CpuAffinity.LOCAL)
            .thenComparing(Comparator.comparing(PlacementRequest::smt).reversed())
            .thenComparing(PlacementRequest::parts, RequestOrder::compareAll);

    private RequestOrder() {}

    private static int compareAll(List<?> some, List<?> others) {
        int order = Integer.compare(some.size(), others.size());
        for (int i = 0; i < some.size() && order == 0; i++) {
            order = compare(some.get(i), others.get(i));
        }
        return order;
    }

    /** By what they are, then by their own order, or else as they are written. */
    @SuppressWarnings("unchecked") // both are of one class
    private static int compare(Object one, Object other) {
        if (one instanceof List<?> some && other instanceof List<?> others) {
            return compareAll(some, others);
        }
        if (one instanceof Optional<?> some && other instanceof Optional<?> others) {
            return compareAll(some.stream().toList(), others.stream().toList());
        }
        int order = one.getClass().getName().compareTo(other.getClass().getName());
        if (order != 0) {
            return order;
        }
        return one instanceof Comparable<?>
                ? ((Comparable<Object>) one).compareTo(other)
                : one.toString().compareTo(other.toString());
    }
}

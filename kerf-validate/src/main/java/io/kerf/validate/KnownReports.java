// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.model.SystemState;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The last few reports. A state gets an earlier one if it is made of the same parts as the state of that one: rules are pure, so it would come
 * out the same. Instances, devices, places and extras must be the very same objects, as more of them is quoted than takes part in their equality.
 * Safe for use by several threads.
 */
final class KnownReports {
    private static final int MOST = 4;

    private final Deque<Report> last = new ArrayDeque<>(MOST);

    /** The report of a state made of the same parts, now for this one. */
    Optional<Report> find(SystemState state) {
        Report same = null;
        synchronized (last) {
            for (Report report : last) {
                if (isMadeOfTheSame(report.state(), state)) {
                    same = report;
                    break;
                }
            }
        }
        return Optional.ofNullable(same).map(report -> report.of(state));
    }

    void add(Report report) {
        synchronized (last) {
            if (last.size() == MOST) {
                last.removeLast();
            }
            last.addFirst(report);
        }
    }

    private static boolean isMadeOfTheSame(SystemState one, SystemState other) {
        return one.dialect() == other.dialect()
                && areSame(one.instances(), other.instances())
                && areSame(one.devices(), other.devices())
                && areSame(one.findings(), other.findings())
                && isSame(one.topology(), other.topology())
                && isSame(one.places(), other.places())
                && isSame(one.extras(), other.extras())
                && one.kernelFreeCpus().equals(other.kernelFreeCpus())
                && one.cpus().equals(other.cpus())
                && one.memory().equals(other.memory())
                && one.cacheWays().equals(other.cacheWays());
    }

    private static boolean isSame(Object one, Object other) {
        return one == other;
    }

    private static boolean areSame(List<?> some, List<?> others) {
        if (some.size() != others.size()) {
            return false;
        }
        for (int i = 0; i < some.size(); i++) {
            if (!isSame(some.get(i), others.get(i))) {
                return false;
            }
        }
        return true;
    }
}

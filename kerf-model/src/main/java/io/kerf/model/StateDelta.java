// SPDX-License-Identifier: Apache-2.0
package io.kerf.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What has to happen to the instances of one state so that they become those of another. The host itself is not compared, nor
 * are the states that instances are in: these change by other means. Lists are sorted by name.
 *
 * @param removed instances that are to go
 * @param created instances that are to come
 * @param changed instances whose resources or options differ
 */
public record StateDelta(List<Instance> removed, List<Instance> created, List<InstanceChange> changed) {
    /** Copies the lists. */
    public StateDelta {
        removed = List.copyOf(removed);
        created = List.copyOf(created);
        changed = List.copyOf(changed);
    }

    /**
     * Compares the instances of two states. An instance that changes its id is removed and created. Cost n log n.
     *
     * @param before the state as it is
     * @param after the state as it is to be
     * @return what differs; of several instances of one name the first counts
     */
    public static StateDelta between(SystemState before, SystemState after) {
        Map<InstanceName, Instance> old = byName(before);
        Map<InstanceName, Instance> next = byName(after);
        List<Instance> removed = new ArrayList<>();
        List<Instance> created = new ArrayList<>();
        List<InstanceChange> changed = new ArrayList<>();
        old.forEach((name, was) -> {
            Instance is = next.get(name);
            if (is == null || isAnother(was, is)) {
                removed.add(was);
            } else if (!was.equals(is) && !was.hasSameResources(is)) {
                changed.add(new InstanceChange(was, is));
            }
        });
        next.forEach((name, is) -> {
            Instance was = old.get(name);
            if (was == null || isAnother(was, is)) {
                created.add(is);
            }
        });
        removed.sort(Comparator.comparing(Instance::name));
        created.sort(Comparator.comparing(Instance::name));
        changed.sort(Comparator.comparing(InstanceChange::name));
        return new StateDelta(removed, created, changed);
    }

    /** An id that is not stated may be any. */
    private static boolean isAnother(Instance was, Instance is) {
        return was.id().isPresent() && is.id().isPresent() && !was.id().equals(is.id());
    }

    private static Map<InstanceName, Instance> byName(SystemState state) {
        Map<InstanceName, Instance> byName =
                new LinkedHashMap<>(2 * state.instances().size());
        for (Instance instance : state.instances()) {
            byName.putIfAbsent(instance.name(), instance);
        }
        return byName;
    }

    /**
     * Tells whether nothing has to happen.
     *
     * @return true if no instance is removed, created or changed
     */
    public boolean isEmpty() {
        return removed.isEmpty() && created.isEmpty() && changed.isEmpty();
    }
}

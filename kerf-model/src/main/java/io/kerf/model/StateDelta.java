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
    private static final int FEW = 8;

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
        List<Instance> all = before.instances();
        List<Instance> allNext = after.instances();
        int start = commonStart(all, allNext);
        int end = commonEnd(all, allNext, start);
        List<Instance> some = all.subList(start, all.size() - end);
        List<Instance> someNext = allNext.subList(start, allNext.size() - end);
        if (some.size() + someNext.size() <= FEW && isApart(some, all) && isApart(someNext, allNext)) {
            return between(byName(some), byName(someNext));
        }
        return between(byName(all), byName(allNext));
    }

    /** How many instances two states share at the start of their lists: of two states, one is mostly made of the other. */
    private static int commonStart(List<Instance> one, List<Instance> other) {
        int most = Math.min(one.size(), other.size());
        int same = 0;
        while (same < most && isSame(one.get(same), other.get(same))) {
            same++;
        }
        return same;
    }

    private static int commonEnd(List<Instance> one, List<Instance> other, int start) {
        int most = Math.min(one.size(), other.size()) - start;
        int same = 0;
        while (same < most && isSame(one.get(one.size() - 1 - same), other.get(other.size() - 1 - same))) {
            same++;
        }
        return same;
    }

    private static boolean isSame(Object one, Object other) {
        return one == other;
    }

    /** Whether no name of a few instances is in a list more often than among them, where the first of a name counts. */
    private static boolean isApart(List<Instance> few, List<Instance> all) {
        for (Instance each : few) {
            int times = 0;
            for (Instance other : all) {
                times += other.name().equals(each.name()) ? 1 : 0;
            }
            if (times > 1) {
                return false;
            }
        }
        return true;
    }

    private static StateDelta between(Map<InstanceName, Instance> old, Map<InstanceName, Instance> next) {
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

    private static Map<InstanceName, Instance> byName(List<Instance> instances) {
        Map<InstanceName, Instance> byName = new LinkedHashMap<>(2 * instances.size());
        for (Instance instance : instances) {
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

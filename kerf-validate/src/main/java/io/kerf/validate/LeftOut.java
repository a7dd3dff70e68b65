// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.model.Device;
import io.kerf.model.Instance;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What rules that are checked have to leave out of a state: instances, devices and chunks of which something is not known. */
final class LeftOut {
    private static final int SHOWN = 4;

    private LeftOut() {}

    /** Instances whose CPUs could not be read; the finding about that is in the report already. */
    static Optional<String> cpus(Ground ground) {
        return instances(ground, "the CPUs could not be read of ", instance -> hasUnreadCpus(ground, instance));
    }

    /** Whether the CPUs of an instance could not be read, which then seems to have none. */
    static boolean hasUnreadCpus(Ground ground, Instance instance) {
        return instance.cpus().isEmpty() && ground.isUnread(instance);
    }

    /** Instances that have memory whose place nobody knows, as in a kernel's tree of an instance, or whose memory could not be read. */
    static Optional<String> memory(Ground ground) {
        return both(
                instances(
                        ground,
                        "the place of the memory is not known of ",
                        instance -> instance.regions().isEmpty()
                                && !instance.memory().isZero()),
                unreadMemory(ground));
    }

    /** Instances whose memory could not be read. */
    static Optional<String> unreadMemory(Ground ground) {
        return instances(ground, "the memory could not be read of ", instance -> hasUnreadMemory(ground, instance));
    }

    /** Whether the memory of an instance could not be read, which then seems to have none. */
    static boolean hasUnreadMemory(Ground ground, Instance instance) {
        return instance.memory().isZero() && ground.isUnread(instance);
    }

    /** Instances whose ways of the cache could not be read. Most have none, so it counts whether any are written. */
    static Optional<String> cacheWays(Ground ground) {
        return instances(
                ground,
                "the cache ways could not be read of ",
                instance -> instance.options().cacheWays().isEmpty()
                        && ground.isUnread(instance)
                        && !instance.places()
                                .find("cache-ways")
                                .equals(instance.places().find("")));
    }

    /** Devices of which something could not be read. */
    static Optional<String> devices(Ground ground) {
        return named(
                "not all could be read of ",
                ground.devices().stream().filter(ground::isUnread).map(Device::name));
    }

    /** Chunks of the pool that have no place yet. */
    static Optional<String> chunks(Ground ground) {
        long unplaced = ground.memory().pool().chunks().stream()
                .filter(chunk -> chunk.range().isEmpty())
                .count();
        return unplaced == 0
                ? Optional.empty()
                : Optional.of("the place is not known of " + Words.count(unplaced, "chunk") + " of the pool");
    }

    /** Two reasons as one. */
    static Optional<String> both(Optional<String> first, Optional<String> second) {
        if (first.isEmpty() || second.isEmpty()) {
            return first.isPresent() ? first : second;
        }
        return Optional.of(first.get() + "; " + second.get());
    }

    static Optional<String> instances(Ground ground, String what, Predicate<Instance> which) {
        List<String> names = new ArrayList<>();
        for (Instance instance : ground.instances()) {
            if (which.test(instance)) {
                names.add(instance.name().text());
            }
        }
        return names.isEmpty() ? Optional.empty() : named(what, names.stream());
    }

    private static Optional<String> named(String what, Stream<String> names) {
        List<String> quoted = new ArrayList<>();
        names.forEach(name -> quoted.add("'" + name + "'"));
        return quoted.isEmpty() ? Optional.empty() : Optional.of(what + Words.names(quoted, SHOWN));
    }
}

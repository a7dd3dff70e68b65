// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.HostOperation.Part;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Draws what is asked of a host that was initialized with the sample of four NUMA nodes. */
final class HostOperations {
    private static final List<String> NAMES = List.of("a", "b", "c", "d");
    private static final List<String> DEVICES =
            List.of("eth0", "eth1", "nvme0", "nvme1", "eth0_vf1", "eth1_vf2", "nvme1_ns1", "eth9");

    private HostOperations() {}

    /** Anything, by either of two hosts. */
    static Arbitrary<HostOperation> any() {
        return Arbitraries.frequencyOf(List.of(
                Tuple.of(6, one(creations(), "create", "plan-create")),
                Tuple.of(4, one(updates(), "update", "plan-update")),
                Tuple.of(4, one(names(), "delete", "delete-loaded")),
                Tuple.of(4, one(names(), "load", "boot", "halt", "force-halt", "unload")),
                Tuple.of(2, one(Arbitraries.integers().between(0, 3).map(age -> Part.of(age.toString())), "rollback")),
                Tuple.of(3, several(batches(), "batch", "plan-batch")),
                Tuple.of(2, desired())));
    }

    /** What makes a state that a desired one then takes the place of. */
    static Arbitrary<HostOperation> beginnings() {
        return Arbitraries.frequencyOf(List.of(
                Tuple.of(6, one(creations(), "create")),
                Tuple.of(3, one(names(), "load", "boot")),
                Tuple.of(2, one(updates(), "update")),
                Tuple.of(1, one(names(), "delete"))));
    }

    static Arbitrary<HostOperation> desired() {
        return several(unique(wishes().list().ofMaxSize(NAMES.size())), "apply", "plan-apply", "stored-apply");
    }

    static Arbitrary<Part> creations() {
        Arbitrary<Part> sized = Combinators.combine(names(), cpus(), memory())
                .as((name, cpus, memory) -> name.with(cpus.contains("-") ? "cpus" : "count", Optional.of(cpus))
                        .with("memory", Optional.of(memory)));
        return Combinators.combine(
                        sized,
                        Arbitraries.integers().between(0, 3).optional(0.2),
                        Arbitraries.of("compact", "spread", "local").optional(0.3),
                        Arbitraries.of("avoid", "whole", "share", "require").optional(0.3),
                        Arbitraries.of("local", "bind", "interleave").optional(0.2),
                        Arbitraries.of(DEVICES).optional(0.3),
                        Arbitraries.integers().between(1, 6).optional(0.1))
                .as((part, node, affinity, smt, policy, device, id) -> part.with("node", node)
                        .with("affinity", affinity)
                        .with("smt", smt)
                        .with("policy", policy)
                        .with("device", device)
                        .with("id", id));
    }

    /** Instances of a desired state, of which more can be said than of those that are created one by one. */
    private static Arbitrary<Part> wishes() {
        return Combinators.combine(
                        creations(),
                        Arbitraries.integers().between(1, 3).optional(0.2),
                        Arbitraries.of("none", "kcore", "rings").optional(0.3))
                .as((part, regions, options) -> part.with("regions", regions).with("options", options));
    }

    private static Arbitrary<Part> updates() {
        return Combinators.combine(
                        names(),
                        cpuRange().optional(0.4),
                        cpuRange().optional(0.4),
                        memory().optional(0.4),
                        Arbitraries.of(DEVICES).optional(0.2),
                        Arbitraries.of(DEVICES).optional(0.2))
                .as((name, add, remove, memory, device, undevice) -> name.with("add", add)
                        .with("remove", remove)
                        .with("memory", memory)
                        .with("device", device)
                        .with("undevice", undevice));
    }

    /** Each instance is deleted, changed, created, or deleted and created again. */
    private static Arbitrary<List<Part>> batches() {
        Arbitrary<List<Part>> about = Arbitraries.oneOf(
                names().map(name -> List.of(name.signed('-'))),
                creations().map(part -> List.of(part.signed('+'))),
                updates().map(part -> List.of(part.signed('~'))),
                creations().map(part -> List.of(Part.of(part.name()).signed('-'), part.signed('+'))));
        return about.list()
                .ofMinSize(1)
                .ofMaxSize(NAMES.size())
                .uniqueElements(parts -> parts.get(0).unsigned().name())
                .map(lists -> lists.stream().flatMap(List::stream).toList());
    }

    private static Arbitrary<List<Part>> unique(Arbitrary<List<Part>> parts) {
        return parts.map(list -> list.stream()
                .collect(Collectors.toMap(Part::name, part -> part, (first, other) -> first, LinkedHashMap::new))
                .values()
                .stream()
                .toList());
    }

    private static Arbitrary<Part> names() {
        return Arbitraries.of(NAMES).map(Part::of);
    }

    /** A number, or a range of ids. */
    private static Arbitrary<String> cpus() {
        return Arbitraries.oneOf(Arbitraries.integers().between(1, 14).map(String::valueOf), cpuRange());
    }

    private static Arbitrary<String> cpuRange() {
        return Combinators.combine(
                        Arbitraries.integers().between(4, 63),
                        Arbitraries.integers().between(0, 7))
                .as((first, more) -> String.format(Locale.ROOT, "%d-%d", first, Math.min(63, first + more)));
    }

    /** Few MiB, or up to two thirds of what a NUMA node has. */
    private static Arbitrary<Integer> memory() {
        return Arbitraries.oneOf(
                Arbitraries.integers().between(1, 64),
                Arbitraries.integers().between(1, 80).map(quarters -> 256 * quarters));
    }

    private static Arbitrary<HostOperation> one(Arbitrary<Part> parts, String... verbs) {
        return several(parts.map(List::of), verbs);
    }

    private static Arbitrary<HostOperation> several(Arbitrary<List<Part>> parts, String... verbs) {
        return Combinators.combine(Arbitraries.integers().between(1, 2), Arbitraries.of(verbs), parts)
                .as(HostOperation::new);
    }
}

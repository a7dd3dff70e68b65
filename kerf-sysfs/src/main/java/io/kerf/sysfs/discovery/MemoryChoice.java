// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import io.kerf.diag.Diagnostic;
import io.kerf.model.ByteSize;
import io.kerf.model.MemoryRange;
import io.kerf.model.PoolChunk;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Holds the memory that a pool is to have against what the machine has. */
final class MemoryChoice {
    private final HostHardware hardware;
    private final List<Diagnostic> findings;

    MemoryChoice(HostHardware hardware, List<Diagnostic> findings) {
        this.hardware = hardware;
        this.findings = findings;
    }

    List<PoolChunk> of(List<PoolChunk> chunks, boolean reserved) {
        List<PoolChunk> pool = new ArrayList<>();
        if (reserved) {
            reserved(pool);
        }
        Map<Integer, ByteSize> byNode = new TreeMap<>();
        ByteSize all = ByteSize.ZERO;
        for (PoolChunk chunk : chunks) {
            pool.add(chunk);
            all = all.plusIfFits(chunk.size()).orElse(new ByteSize(Long.MAX_VALUE));
            chunk.numaNode()
                    .ifPresent(node -> byNode.merge(
                            node, chunk.size(), (a, b) -> a.plusIfFits(b).orElse(new ByteSize(Long.MAX_VALUE))));
        }
        byNode.forEach(this::check);
        whole(all);
        if (reserved) {
            used();
        }
        return pool;
    }

    private void reserved(List<PoolChunk> pool) {
        for (MemoryRange range : hardware.memory().pool()) {
            if (range.size() > 0) {
                pool.add(PoolChunk.at(range));
            }
        }
        if (pool.isEmpty()) {
            String why = hardware.memory().addressesVisible()
                    ? "/proc/iomem has no Multikernel Memory Pool"
                    : "the addresses in /proc/iomem are hidden";
            findings.add(Diagnostic.error(Codes.MEMORY, "no memory is known to be reserved: " + why)
                    .withSubject("memory")
                    .withSuggestion("discover as root; a flat kernel reserves memory when it is booted with"
                            + " mkkernel_pool=<size>@<start>"));
        }
    }

    /** A baseline takes whole chunks, whatever of them instances have. */
    private void used() {
        List<String> regions = hardware.memory().regions().stream()
                .map(region -> region.name() + " at " + region.range())
                .toList();
        if (!regions.isEmpty()) {
            findings.add(Diagnostic.warning(
                            Codes.MEMORY, "of the memory that is reserved some is in use: " + Cores.some(regions))
                    .withSubject("memory")
                    .withSuggestion("delete the instances that have it before the baseline is applied"));
        }
    }

    private void check(int id, ByteSize wanted) {
        Optional<HostNode> node = hardware.node(id);
        if (node.isEmpty()) {
            findings.add(Diagnostic.error(
                            Codes.MEMORY, wanted + " of NUMA node " + id + " were asked for, and there is no such node")
                    .withSubject("memory")
                    .withPresentState("nodes: "
                            + Cores.some(hardware.nodes().stream()
                                    .map(each -> each.id() + " (" + Sizes.round(each.total()) + ")")
                                    .toList()))
                    .withSuggestion("ask for memory of one of these"));
            return;
        }
        compare("NUMA node " + id, wanted, node.get().total(), node.get().free());
    }

    private void whole(ByteSize wanted) {
        if (hardware.nodes().size() != 1 && !wanted.isZero()) {
            compare(
                    "the host",
                    wanted,
                    hardware.memory().total(),
                    hardware.memory().available());
        } else if (hardware.nodes().size() == 1 && !wanted.isZero()) {
            HostNode only = hardware.nodes().get(0);
            if (findings.stream().noneMatch(each -> each.code().equals(Codes.MEMORY))) {
                compare("NUMA node " + only.id(), wanted, only.total(), only.free());
            }
        }
    }

    /** A kernel can only give what it can move away from; the rest of the host has to live on something, too. */
    private void compare(String where, ByteSize wanted, ByteSize total, ByteSize free) {
        if (total.isZero()) {
            return;
        }
        if (wanted.compareTo(total) >= 0) {
            findings.add(Diagnostic.error(Codes.MEMORY, wanted + " of " + where + " were asked for, which has " + total)
                    .withSubject("memory")
                    .withSuggestion("ask for less than " + Sizes.round(total) + ", so that the host keeps some"));
        } else if (wanted.compareTo(free) > 0) {
            findings.add(Diagnostic.warning(
                            Codes.MEMORY,
                            wanted + " of " + where + " were asked for, of which " + Sizes.round(free)
                                    + " are free at the moment")
                    .withSubject("memory")
                    .withSuggestion(
                            "free memory first, or ask for less: the kernel answers ENOMEM if it cannot move enough"
                                    + " away"));
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import io.kerf.model.Cache;
import io.kerf.model.Core;
import io.kerf.model.CpuSet;
import io.kerf.model.NumaNode;
import io.kerf.model.Topology;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/** Says the topology of a machine in physical ids. */
final class HostTopology {
    private HostTopology() {}

    static Topology of(HostHardware hardware) {
        SortedMap<Integer, CpuSet.Builder> threads = new TreeMap<>();
        Map<Integer, OptionalInt> sockets = new HashMap<>();
        SortedMap<Integer, CpuSet.Builder> nodes = new TreeMap<>();
        hardware.nodes().forEach(node -> nodes.put(node.id(), CpuSet.builder()));
        for (HostCpu cpu : hardware.cpus()) {
            if (cpu.physicalId().isPresent()) {
                long id = cpu.physicalId().getAsLong();
                cpu.core().ifPresent(core -> {
                    threads.computeIfAbsent(core, absent -> CpuSet.builder()).add(id);
                    sockets.putIfAbsent(core, cpu.socket());
                });
                cpu.node()
                        .ifPresent(node -> nodes.computeIfAbsent(node, absent -> CpuSet.builder())
                                .add(id));
            }
        }
        List<Core> cores = new ArrayList<>();
        threads.forEach((core, ids) -> {
            Core made = Core.of(core, ids.build());
            OptionalInt socket = sockets.getOrDefault(core, OptionalInt.empty());
            cores.add(socket.isPresent() ? made.onSocket(socket.getAsInt()) : made);
        });
        List<NumaNode> numa = new ArrayList<>();
        nodes.forEach((id, ids) -> numa.add(hardware.node(id)
                .map(node -> new NumaNode(id, ids.build(), node.memory(), node.type()))
                .orElseGet(() -> NumaNode.of(id, ids.build()))));
        List<Cache> caches = new ArrayList<>();
        for (HostCache cache : hardware.caches()) {
            CpuSet ids = hardware.physicalIds(cache.cpuNumbers());
            if (cache.type() != HostCache.Type.INSTRUCTION && !ids.isEmpty()) {
                caches.add(new Cache(cache.level(), ids, cache.size()));
            }
        }
        Topology topology = Topology.of(numa, cores, hardware.distances());
        return caches.isEmpty() ? topology : topology.withCaches(caches);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.model.CpuInventory;
import io.kerf.model.CpuSet;
import io.kerf.model.Instance;
import io.kerf.model.MemoryInventory;
import io.kerf.model.MemoryPool;
import io.kerf.model.NumaDistances;
import io.kerf.model.NumaNode;
import io.kerf.model.SystemState;
import io.kerf.model.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Makes one thing wrong in a state of {@link LegalHosts}. */
@FunctionalInterface
interface Violation {
    Broken in(Legal legal);

    /** A state with one thing wrong, whom the findings about it are about, and which rules it breaks as a consequence. */
    record Broken(SystemState state, HostFacts host, Set<String> subjects, Set<String> consequences) {
        static Broken of(SystemState state, String subject, String... consequences) {
            return new Broken(state, HostFacts.unknown(), Set.of(subject), Set.of(consequences));
        }

        static Broken on(HostFacts host, SystemState state, String subject) {
            return new Broken(state, host, Set.of(subject), Set.of());
        }

        Broken alsoAbout(String subject) {
            return new Broken(state, host, Set.of(subjects.iterator().next(), subject), consequences);
        }
    }

    /** A legal state with what violations need of it. */
    record Legal(SystemState state, Random random) {
        private static final int LARGE = 1000;

        /** The instance that is made wrong. */
        Instance one() {
            return state.instances().get(1);
        }

        /** An instance that is listed before {@link #one}, on another node. */
        Instance earlier() {
            return state.instances().get(0);
        }

        int some() {
            return random.nextInt(LARGE);
        }

        int nodeOf(Instance instance) {
            return state.topology().nodesOf(instance.cpus()).get(0);
        }

        NumaNode node(int id) {
            return state.topology().node(id).orElseThrow();
        }

        /** The last core of a node, of which no CPU is in use. */
        CpuSet freeCore(int node) {
            return state.topology().siblings(node(node).cpus().last());
        }

        SystemState with(Instance instance) {
            return state.withInstance(instance);
        }

        SystemState bare() {
            return state.withInstances(List.of());
        }

        SystemState cpus(long total, CpuSet host, CpuSet available) {
            return state.toBuilder()
                    .cpus(new CpuInventory(total, host, available))
                    .build();
        }

        SystemState memory(MemoryInventory memory) {
            return state.toBuilder().memory(memory).build();
        }

        SystemState pool(MemoryPool pool) {
            return memory(
                    new MemoryInventory(state.memory().total(), state.memory().hostReserved(), pool));
        }

        SystemState node(NumaNode changed) {
            List<NumaNode> nodes = new ArrayList<>();
            for (NumaNode node : state.topology().nodes()) {
                nodes.add(node.id() == changed.id() ? changed : node);
            }
            return nodes(nodes);
        }

        SystemState nodes(List<NumaNode> nodes) {
            return state.toBuilder()
                    .topology(Topology.of(nodes, state.topology().cores(), NumaDistances.none()))
                    .build();
        }
    }
}

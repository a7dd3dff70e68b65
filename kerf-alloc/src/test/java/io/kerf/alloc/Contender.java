// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.alloc.ChurnHost.Choice;
import io.kerf.alloc.PlacementOutcome.Placed;
import io.kerf.model.CpuAffinity;
import io.kerf.model.CpuSet;
import io.kerf.model.Instance;
import io.kerf.model.InstanceName;
import io.kerf.model.MemoryPolicy;
import io.kerf.model.MemoryRange;
import io.kerf.model.SystemState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** An allocator in the simulator; each keeps a host of its own. */
abstract class Contender {
    final String name;
    final ChurnHost host;

    Contender(String name, SystemState state) {
        this.name = name;
        this.host = new ChurnHost(state);
    }

    /** Decides; changes nothing. */
    abstract Optional<Choice> place(PlacementRequest request);

    void accept(Choice choice, int instance) {
        host.take(choice, instance);
    }

    void release(Choice choice, int instance) {
        host.giveBack(choice);
    }

    /** The engine under test. */
    static final class Kerf extends Contender {
        private final TopologyIndex index;
        private final SystemState state;

        Kerf(SystemState state) {
            super("kerf", state);
            this.state = state;
            this.index = TopologyIndex.of(state);
        }

        @Override
        Optional<Choice> place(PlacementRequest request) {
            if (!(new Decision(index).decide(request) instanceof Placed placed)) {
                return Optional.empty();
            }
            List<long[]> pieces = new ArrayList<>();
            for (MemoryRange region : placed.regions()) {
                int node = state.topology().nodeOf(region).orElseThrow();
                pieces.add(new long[] {node, region.base(), region.size()});
            }
            int[] cpus = placed.cpus().union(placed.reserved()).stream()
                    .mapToInt(cpu -> (int) cpu)
                    .toArray();
            return Optional.of(new Choice(cpus, pieces));
        }

        @Override
        void accept(Choice choice, int instance) {
            super.accept(choice, instance);
            index.add(Instance.named("i" + instance)
                    .withCpus(CpuSet.of(
                            Arrays.stream(choice.cpus()).asLongStream().toArray()))
                    .withRegions(choice.pieces().stream()
                            .map(piece -> new MemoryRange(piece[1], piece[2]))
                            .toList()));
        }

        @Override
        void release(Choice choice, int instance) {
            super.release(choice, instance);
            index.remove(InstanceName.of("i" + instance));
        }
    }

    /** What both references do alike: CPUs by an order, then memory on the lowest node that has room. */
    abstract static class Reference extends Contender {
        Reference(String name, SystemState state) {
            super(name, state);
        }

        /** The free CPUs of some nodes in the order in which they are taken. */
        abstract int[] order(PlacementRequest request, boolean[] allowed);

        /** The nodes of the memory in the order in which they are tried. */
        abstract int[] memoryOrder(int[] cpus);

        @Override
        Optional<Choice> place(PlacementRequest request) {
            boolean[] allowed = allowed(request);
            int[] order = order(request, allowed);
            if (request.smt() == SmtPolicy.REQUIRE || request.smt() == SmtPolicy.WHOLE) {
                boolean[] held = host.heldCores();
                order = Arrays.stream(order)
                        .filter(cpu -> !held[host.coreOf[cpu]])
                        .toArray();
            }
            if (order.length < request.cpuCount()) {
                return Optional.empty();
            }
            int[] cpus = Arrays.copyOf(order, request.cpuCount());
            if (request.memory().isZero()) {
                return Optional.of(new Choice(cpus, List.of()));
            }
            long bytes = FreeMemory.roundUp(request.memory().bytes());
            for (int node : memoryOrder(cpus)) {
                boolean isAllowed = request.memoryPolicy() != MemoryPolicy.BIND
                        || request.numaNodes().contains(node);
                long base = isAllowed ? host.firstFit(node, bytes) : -1;
                if (base >= 0) {
                    return Optional.of(new Choice(cpus, List.of(new long[] {node, base, bytes})));
                }
            }
            return Optional.empty();
        }

        private boolean[] allowed(PlacementRequest request) {
            boolean[] allowed = new boolean[host.nodes];
            int[] free = host.free(false);
            for (int node = 0; node < host.nodes; node++) {
                allowed[node] =
                        request.numaNodes().isEmpty() || request.numaNodes().contains(node);
            }
            if (request.affinity() == CpuAffinity.LOCAL) {
                int chosen = IntStream.range(0, host.nodes)
                        .filter(node -> allowed[node] && free[node] >= request.cpuCount())
                        .findFirst()
                        .orElse(-1);
                for (int node = 0; node < host.nodes; node++) {
                    allowed[node] = node == chosen;
                }
            }
            return allowed;
        }

        int[] free(boolean[] allowed) {
            return IntStream.range(0, host.cpus)
                    .filter(cpu -> host.isFree(cpu) && allowed[host.nodeOf[cpu]])
                    .toArray();
        }

        /** One CPU of each node in turn. */
        int[] inTurn(int[] cpus) {
            int[] seen = new int[host.nodes];
            long[] keys = new long[cpus.length];
            for (int i = 0; i < cpus.length; i++) {
                int node = host.nodeOf[cpus[i]];
                keys[i] = (long) seen[node]++ << 40 | (long) node << 24 | cpus[i];
            }
            return Arrays.stream(keys)
                    .sorted()
                    .mapToInt(key -> (int) (key & 0xffffff))
                    .toArray();
        }
    }

    /** CPUs by ascending id, memory from the lowest address. */
    static final class FirstFitById extends Reference {
        FirstFitById(SystemState state) {
            super("first fit by id", state);
        }

        @Override
        int[] order(PlacementRequest request, boolean[] allowed) {
            int[] free = free(allowed);
            return request.affinity() == CpuAffinity.SPREAD ? inTurn(free) : free;
        }

        @Override
        int[] memoryOrder(int[] cpus) {
            return IntStream.range(0, host.nodes).toArray();
        }
    }

    /**
     * The static CPU manager of kubelet: the fullest node that holds all, else whole nodes and the rest from the fullest that holds
     * it; in a node whole cores, then single threads of cores in use; memory on the node of most CPUs if there is room.
     */
    static final class PackedByNode extends Reference {
        PackedByNode(SystemState state) {
            super("packed by node", state);
        }

        @Override
        int[] order(PlacementRequest request, boolean[] allowed) {
            int[] free = free(allowed);
            int[] sorted = cores(free);
            if (request.affinity() == CpuAffinity.SPREAD) {
                return inTurn(sorted);
            }
            int[] perNode = host.free(false);
            List<Integer> nodes = new ArrayList<>();
            int missing = request.cpuCount();
            boolean[] isUsed = new boolean[host.nodes];
            while (missing > 0 && nodes.size() < host.nodes) {
                int best = -1;
                for (int node = 0; node < host.nodes; node++) {
                    if (!isUsed[node] && allowed[node] && (best < 0 || isBetter(perNode, node, best, missing))) {
                        best = node;
                    }
                }
                if (best < 0) {
                    break;
                }
                isUsed[best] = true;
                nodes.add(best);
                missing -= perNode[best];
            }
            return nodes.stream()
                    .flatMapToInt(node -> Arrays.stream(sorted).filter(cpu -> host.nodeOf[cpu] == node))
                    .toArray();
        }

        private static boolean isBetter(int[] free, int node, int best, int missing) {
            return free[best] >= missing ? free[node] >= missing && free[node] < free[best] : free[node] > free[best];
        }

        private int[] cores(int[] free) {
            int[] count = new int[host.cpus];
            for (int cpu : free) {
                count[host.coreOf[cpu]]++;
            }
            long[] keys = new long[free.length];
            for (int i = 0; i < free.length; i++) {
                keys[i] = (long) (host.threads - count[host.coreOf[free[i]]]) << 24 | free[i];
            }
            return Arrays.stream(keys)
                    .sorted()
                    .mapToInt(key -> (int) (key & 0xffffff))
                    .toArray();
        }

        @Override
        int[] memoryOrder(int[] cpus) {
            int[] count = new int[host.nodes];
            for (int cpu : cpus) {
                count[host.nodeOf[cpu]]++;
            }
            return IntStream.range(0, host.nodes)
                    .boxed()
                    .sorted((a, b) -> count[a] != count[b] ? count[b] - count[a] : a - b)
                    .mapToInt(Integer::intValue)
                    .toArray();
        }
    }
}

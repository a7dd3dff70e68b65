// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.alloc.PlacementOutcome.Placed;
import io.kerf.model.Core;
import io.kerf.model.CpuAffinity;
import io.kerf.model.CpuSet;
import io.kerf.model.Instance;
import io.kerf.model.MemoryRange;
import io.kerf.model.NumaNode;
import io.kerf.model.SystemState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Every figure of an explanation is worked out again, from the state and from what was given, and the text put together from it. */
class ExplanationProperties {
    private static final Pattern WEIGHED = Pattern.compile("the best of (\\d+) choices of nodes\n");

    @Provide
    Arbitrary<SystemState> hosts() {
        return SmallHosts.inUse();
    }

    @Provide
    Arbitrary<PlacementRequest> requests() {
        return SmallHosts.requests();
    }

    @Property(tries = 6000, edgeCases = EdgeCasesMode.NONE)
    void everyFigureIsRight(@ForAll("hosts") SystemState state, @ForAll("requests") PlacementRequest request) {
        if (Allocator.place(state, request) instanceof Placed placed) {
            Figures figures = new Figures(state, placed);

            String text = placed.explain();

            assertThat(WEIGHED.matcher(text).replaceAll("")).isEqualTo(figures.text());
            Matcher weighed = WEIGHED.matcher(text);
            int candidates = weighed.find() ? Integer.parseInt(weighed.group(1)) : 1;
            assertThat(placed.quality().candidates()).isEqualTo(candidates);
            assertThat(placed.quality().meanCpuDistance()).isEqualTo(figures.meanDistance());
            if (!placed.regions().isEmpty()) {
                assertThat(placed.quality().memoryDistance().orElseThrow()).isEqualTo(figures.memoryDistance());
            }
            assertThatAlternativesAreCounted(state, request, placed, candidates);
        }
    }

    /**
     * A compact request that one node can serve is weighed on each node where it shares as few cores as it must, if that weighs most; a
     * spread one has one answer, and no other has more than there are ways to share it out, each once for every set of nodes that could
     * have the memory.
     */
    private static void assertThatAlternativesAreCounted(
            SystemState state, PlacementRequest request, Placed placed, int candidates) {
        boolean isOnOneNode = placed.quality().nodes().size() == 1;
        boolean isSimple = request.memory().isZero()
                && request.numaNodes().isEmpty()
                && request.priority() == PlacementPriority.ISOLATION;
        List<NumaNode> nodes = state.topology().nodes();
        if (request.affinity() == CpuAffinity.SPREAD) {
            assertThat(candidates).isEqualTo(1);
        } else if (request.affinity() == CpuAffinity.COMPACT && isOnOneNode && isSimple) {
            int shared = request.smt() == SmtPolicy.SHARE
                    ? Integer.MAX_VALUE
                    : placed.quality().sharedCores().size();
            assertThat(candidates).isEqualTo((int) nodes.stream()
                    .filter(node -> sharedOn(state, node, request.cpuCount()) <= shared)
                    .count());
        } else {
            long ways = ways(state, nodes, request.cpuCount());
            assertThat((long) candidates).isBetween(1L, ways << nodes.size());
        }
    }

    /** The fewest cores shared by so many CPUs of one node; more than any number if it has fewer. */
    private static long sharedOn(SystemState state, NumaNode node, int wanted) {
        long least = Long.MAX_VALUE;
        long free = BruteForceNodes.mask(state.freeCpus().intersection(node.cpus()));
        for (long set = free; set != 0; set = (set - 1) & free) {
            if (Long.bitCount(set) == wanted) {
                least = Math.min(least, new Figures(state, set).sharedCores().size());
            }
        }
        return least;
    }

    private static long ways(SystemState state, List<NumaNode> nodes, int wanted) {
        long[] ways = new long[wanted + 1];
        ways[0] = 1;
        for (NumaNode node : nodes) {
            int free = state.freeCpus().intersection(node.cpus()).size();
            for (int sum = wanted; sum > 0; sum--) {
                for (int given = 1; given <= Math.min(free, sum); given++) {
                    ways[sum] += ways[sum - given];
                }
            }
        }
        return ways[wanted];
    }

    /** What is true of some CPUs, and of the placement that has them. */
    private static final class Figures {
        private final SystemState state;
        private final Placed placed;
        private final long[] cpus;

        Figures(SystemState state, Placed placed) {
            this.state = state;
            this.placed = placed;
            this.cpus = placed.cpus().toArray();
        }

        Figures(SystemState state, long mask) {
            this.state = state;
            this.placed = null; // no text is asked of it
            this.cpus = LongStream.range(0, 64)
                    .filter(cpu -> (mask >>> cpu & 1) != 0)
                    .toArray();
        }

        private int node(long cpu) {
            return state.topology().nodes().stream()
                    .filter(node -> node.cpus().contains(cpu))
                    .findFirst()
                    .orElseThrow()
                    .id();
        }

        private List<Core> cores() {
            CpuSet mine = CpuSet.of(cpus);
            return state.topology().cores().stream()
                    .filter(core -> core.cpus().intersects(mine))
                    .toList();
        }

        List<Core> sharedCores() {
            return cores().stream().filter(core -> !owners(core).isEmpty()).toList();
        }

        private List<String> owners(Core core) {
            List<String> owners = new ArrayList<>();
            if (!state.cpus().available().containsAll(core.cpus())) {
                owners.add("the host");
            }
            state.instances().stream()
                    .filter(instance -> instance.cpus().intersects(core.cpus()))
                    .map(Instance::name)
                    .map(name -> "'" + name + "'")
                    .sorted()
                    .forEach(owners::add);
            return owners;
        }

        double meanDistance() {
            long sum = 0;
            for (long from : cpus) {
                for (long to : cpus) {
                    sum += from == to ? 0 : state.topology().distances().between(node(from), node(to));
                }
            }
            return cpus.length == 1 ? 10 : (double) sum / (cpus.length * (cpus.length - 1L));
        }

        double memoryDistance() {
            double sum = 0;
            double bytes = 0;
            for (MemoryRange region : placed.regions()) {
                int to = state.topology().nodeOf(region).orElseThrow();
                long distance = 0;
                for (long cpu : cpus) {
                    distance += state.topology().distances().between(node(cpu), to);
                }
                sum += (double) distance / cpus.length * region.size();
                bytes += region.size();
            }
            return sum / bytes;
        }

        String text() {
            StringBuilder out = new StringBuilder();
            TreeSet<Integer> nodes = new TreeSet<>();
            for (long cpu : cpus) {
                nodes.add(node(cpu));
            }
            TreeSet<Integer> sockets = new TreeSet<>();
            cores().forEach(core -> sockets.add(core.socket().orElseThrow()));
            int cores = cores().size();
            int shared = sharedCores().size();
            out.append("CPUs " + placed.cpus() + " on " + some("node", nodes) + ", " + some("socket", sockets) + ": ");
            out.append(cores + (cores == 1 ? " core, " : " cores, ") + (shared == 0 ? "none" : shared));
            out.append(" of them shared");
            out.append(nodes.size() == 1 ? "" : ", mean distance " + digits(meanDistance()));
            out.append("; boots on CPU " + cpus[0] + "\n");
            for (Core core : sharedCores()) {
                out.append("  shares CPUs " + core.cpus() + " with " + String.join(", ", owners(core)) + "\n");
            }
            out.append(memory());
            out.append("id " + placed.id() + "\n");
            if (!placed.reserved().isEmpty()) {
                out.append("CPUs " + reserved() + " stay unused beside them\n");
            }
            placed.warnings().forEach(warning -> out.append("note: " + warning + "\n"));
            return out.toString();
        }

        /** The rest of cores that are owned as a whole. */
        private CpuSet reserved() {
            CpuSet all = CpuSet.empty();
            for (Core core : cores()) {
                all = all.union(core.cpus());
            }
            return all.minus(placed.cpus());
        }

        private String memory() {
            List<MemoryRange> regions = placed.regions();
            if (regions.isEmpty()) {
                return "";
            }
            String places = regions.stream()
                    .map(region -> (regions.size() == 1 ? "" : region.byteSize() + " ") + "at 0x"
                            + Long.toHexString(region.base()))
                    .collect(Collectors.joining(", "));
            return "memory " + placed.memory() + (regions.size() == 1 ? " " : ": ") + places
                    + (regions.size() == 1
                            ? " on node "
                                    + state.topology().nodeOf(regions.get(0)).orElseThrow()
                            : "")
                    + ", distance " + digits(memoryDistance()) + " from the CPUs\n";
        }

        private static String some(String word, TreeSet<Integer> ids) {
            String all = ids.stream().map(Object::toString).collect(Collectors.joining(", "));
            return word + (ids.size() == 1 ? " " : "s ") + all;
        }

        private static String digits(double number) {
            return String.format(Locale.ROOT, "%.1f", number).replaceAll("\\.0$", "");
        }
    }
}

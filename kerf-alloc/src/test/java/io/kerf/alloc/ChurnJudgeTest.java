// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import static io.kerf.alloc.Placing.cpus;
import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.alloc.ChurnHost.Choice;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuAffinity;
import io.kerf.model.CpuSet;
import io.kerf.model.MemoryPolicy;
import io.kerf.model.SystemState;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The judge of the simulator is given answers with faults that it has to notice, and some without. */
class ChurnJudgeTest {
    private static final long GIB = 1L << 30;
    /** Two sockets of two nodes, each 4 cores of 2 threads. */
    private static final SystemState HOST = Machines.synthetic("socket:2 node:2 core:4 thread:2 mem:16GB");

    private final ChurnHost host = new ChurnHost(HOST);

    /** Some CPUs of a node, core by core. */
    private static int[] on(ChurnHost host, int node, int first, int count) {
        return IntStream.range(0, host.cpus)
                .filter(cpu -> host.nodeOf[cpu] == node)
                .boxed()
                .sorted(Comparator.comparingInt((Integer cpu) -> host.coreOf[cpu])
                        .thenComparingInt(cpu -> cpu))
                .skip(first)
                .limit(count)
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private static int[] both(int[] some, int[] others) {
        return IntStream.concat(IntStream.of(some), IntStream.of(others)).toArray();
    }

    private static long[] piece(ChurnHost host, int node, long from, long bytes) {
        return new long[] {node, host.runs.get(node).firstKey() + from, bytes};
    }

    private static Choice choice(int[] cpus, long[]... pieces) {
        return new Choice(cpus, List.of(pieces));
    }

    private static ChurnMeasures judged(ChurnHost host, PlacementRequest.Builder request, Choice answer) {
        ChurnMeasures measures = new ChurnMeasures();
        new ChurnJudge(host, request.build(), measures).judge(Optional.of(answer));
        return measures;
    }

    private static ChurnMeasures refused(ChurnHost host, PlacementRequest.Builder request) {
        ChurnMeasures measures = new ChurnMeasures();
        new ChurnJudge(host, request.build(), measures).judge(Optional.empty());
        return measures;
    }

    private static ChurnMeasures after(ChurnHost host) {
        ChurnMeasures measures = new ChurnMeasures();
        ChurnSimulator.cuts(host, measures);
        return measures;
    }

    private static PlacementRequest.Builder plain(int count) {
        return cpus(count).memory(ByteSize.ofGiB(1));
    }

    /** The same four CPUs and a gibibyte without and with a fault; every measure has one. */
    private record Planted(ChurnMeasures good, ChurnMeasures bad) {}

    private Planted planted(ChurnMeasure measure) {
        Choice fine = choice(on(host, 0, 0, 4), piece(host, 0, 0, GIB));
        Choice apart = choice(both(on(host, 0, 0, 2), on(host, 2, 0, 2)), piece(host, 0, 0, GIB));
        Choice farMemory = choice(on(host, 0, 0, 4), piece(host, 2, 0, GIB));
        ChurnMeasures good = judged(host, plain(4), fine);
        return switch (measure) {
            case ACCEPTED -> new Planted(good, refused(host, plain(4)));
            case FALSE_REFUSALS -> new Planted(refused(host, plain(33)), refused(host, plain(4)));
            case INVALID ->
                new Planted(good, judged(host, plain(4), choice(on(host, 0, 0, 3), piece(host, 0, 0, GIB))));
            case WRONG -> {
                PlacementRequest.Builder named = plain(4).numaNodes(List.of(0));
                yield new Planted(
                        judged(host, named, fine),
                        judged(host, named, choice(on(host, 1, 0, 4), piece(host, 1, 0, GIB))));
            }
            case LEAKY, LEAK_EXCESS -> {
                host.take(choice(on(host, 0, 0, 1)), 1);
                yield new Planted(
                        judged(host, plain(2), choice(on(host, 0, 2, 2), piece(host, 0, 0, GIB))),
                        judged(host, plain(2), choice(on(host, 0, 1, 2), piece(host, 0, 0, GIB))));
            }
            case SHARED -> {
                host.take(choice(on(host, 0, 0, 1)), 1);
                ChurnMeasures before = after(host);
                host.take(choice(on(host, 0, 1, 1)), 2);
                yield new Planted(before, after(host));
            }
            case NODES_EXCESS, NODES_EXCESS_ISOLATED, SOCKETS_EXCESS, PAIR_REGRET, PAIR_REGRET_ISOLATED ->
                new Planted(good, judged(host, plain(4), apart));
            case CACHES_EXCESS -> {
                ChurnHost caches = new ChurnHost(Machines.synthetic("llc:2 core:4 thread:2 mem:16GB"));
                yield new Planted(
                        judged(caches, plain(4), choice(on(caches, 0, 0, 4), piece(caches, 0, 0, GIB))),
                        judged(
                                caches,
                                plain(4),
                                choice(both(on(caches, 0, 0, 2), on(caches, 0, 14, 2)), piece(caches, 0, 0, GIB))));
            }
            case MEMORY_REGRET, MEMORY_REGRET_ISOLATED, REMOTE, REMOTE_EXCESS, REMOTE_EXCESS_ISOLATED ->
                new Planted(good, judged(host, plain(4), farMemory));
            case TIER, TIER_EXCESS -> {
                ChurnHost tiers = new ChurnHost(Machines.tieredMemory());
                int other = IntStream.range(0, tiers.nodes)
                        .filter(node -> !tiers.isOrdinary[node])
                        .findFirst()
                        .orElseThrow();
                yield new Planted(
                        judged(tiers, plain(4), choice(on(tiers, 0, 0, 4), piece(tiers, 0, 0, GIB))),
                        judged(tiers, plain(4), choice(on(tiers, 0, 0, 4), piece(tiers, other, 0, GIB))));
            }
            case SPREAD_GAP, SPREAD_GAP_ISOLATED -> {
                PlacementRequest.Builder spread = plain(4).affinity(CpuAffinity.SPREAD);
                int[] even = IntStream.range(0, 4)
                        .flatMap(node -> Arrays.stream(on(host, node, 0, 1)))
                        .toArray();
                yield new Planted(
                        judged(host, spread, choice(even, piece(host, 0, 0, GIB))), judged(host, spread, fine));
            }
            case INTERLEAVE_GAP -> {
                PlacementRequest.Builder shares = plain(4).affinity(CpuAffinity.SPREAD)
                        .memoryPolicy(MemoryPolicy.INTERLEAVE)
                        .maxRegions(4);
                yield new Planted(
                        judged(
                                host,
                                shares,
                                choice(apart.cpus(), piece(host, 0, 0, GIB / 2), piece(host, 2, 0, GIB / 2))),
                        judged(host, shares, apart));
            }
            case MEMORY_CUT, NODE_MEMORY_CUT, CPUS_CUT, CPUS_CUT_ISOLATED, STRANDED -> {
                ChurnMeasures before = after(host);
                for (int node = 0; node < 4; node++) {
                    host.take(choice(on(host, node, 0, 1), piece(host, node, 8 * GIB, GIB)), node + 1);
                }
                yield new Planted(before, after(host));
            }
            case BALANCE -> {
                ChurnHost even = new ChurnHost(HOST);
                for (int node = 0; node < 4; node++) {
                    even.take(choice(on(even, node, 0, 1)), 1);
                }
                host.take(choice(on(host, 0, 0, 4)), 1);
                yield new Planted(after(even), after(host));
            }
            case FAIR -> {
                ChurnMeasures even = new ChurnMeasures();
                ChurnMeasures uneven = new ChurnMeasures();
                for (int size : new int[] {1, 16}) {
                    even.addRequest(size, true);
                    uneven.addRequest(size, size == 1);
                }
                yield new Planted(even, uneven);
            }
        };
    }

    @ParameterizedTest
    @EnumSource
    void everyMeasureNoticesItsFault(ChurnMeasure measure) {
        Planted planted = planted(measure);
        double good = planted.good.value(measure);
        double bad = planted.bad.value(measure);

        assertThat(measure.isMoreBetter ? -bad : bad)
                .as("%s beside %s", bad, good)
                .isGreaterThan((measure.isMoreBetter ? -good : good) + 0.01);
    }

    static Stream<Arguments> impossible() {
        ChurnHost host = new ChurnHost(HOST);
        int[] four = on(host, 0, 0, 4);
        long[] memory = piece(host, 0, 0, GIB);
        int[] twice = {four[0], four[1], four[2], four[0]};
        return Stream.of(
                Arguments.of("a CPU twice", plain(4), choice(twice, memory)),
                Arguments.of("a CPU that is held", plain(4), choice(on(host, 3, 4, 4), memory)),
                Arguments.of("a CPU more", plain(4), choice(on(host, 0, 0, 5), memory)),
                Arguments.of("half the memory", plain(4), choice(four, piece(host, 0, 0, GIB / 2))),
                Arguments.of("memory that is held", plain(4), choice(four, piece(host, 3, GIB / 2, GIB))),
                Arguments.of("memory beyond the node", plain(4), choice(four, piece(host, 0, 16 * GIB - GIB / 2, GIB))),
                Arguments.of(
                        "the same memory twice",
                        plain(4).maxRegions(2),
                        choice(four, piece(host, 0, 0, GIB / 2), piece(host, 0, 0, GIB / 2))),
                Arguments.of(
                        "a core less than whole", plain(3).smt(SmtPolicy.WHOLE), choice(on(host, 0, 0, 3), memory)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void impossible(String what, PlacementRequest.Builder request, Choice answer) {
        host.take(choice(on(host, 3, 7, 1), piece(host, 3, 0, GIB)), 1);

        ChurnMeasures measures = judged(host, request, answer);

        assertThat(measures.value(ChurnMeasure.INVALID)).isOne();
        assertThat(measures.value(ChurnMeasure.ACCEPTED)).isZero();
    }

    static Stream<Arguments> againstADemand() {
        ChurnHost host = new ChurnHost(HOST);
        int[] four = on(host, 0, 0, 4);
        long[] memory = piece(host, 0, 0, GIB);
        long[] far = piece(host, 2, 0, GIB);
        int[] apart = both(on(host, 0, 0, 2), on(host, 1, 0, 2));
        int[] besideOther = on(host, 3, 3, 4);
        return Stream.of(
                Arguments.of("CPUs on another node", plain(4).numaNodes(List.of(1)), choice(four, memory)),
                Arguments.of("local memory far away", plain(4).memoryPolicy(MemoryPolicy.LOCAL), choice(four, far)),
                Arguments.of("one node's memory far away", plain(4).affinity(CpuAffinity.LOCAL), choice(four, far)),
                Arguments.of("local CPUs apart", plain(4).affinity(CpuAffinity.LOCAL), choice(apart, memory)),
                Arguments.of("a core shared", plain(4).smt(SmtPolicy.REQUIRE), choice(besideOther, memory)),
                Arguments.of("a whole core shared", plain(4).smt(SmtPolicy.WHOLE), choice(besideOther, memory)),
                Arguments.of(
                        "bound memory elsewhere",
                        plain(4).memoryPolicy(MemoryPolicy.BIND).numaNodes(List.of(0)),
                        choice(four, far)),
                Arguments.of(
                        "other CPUs",
                        PlacementRequest.builder()
                                .cpus(CpuSet.of(Arrays.stream(on(host, 1, 0, 4))
                                        .asLongStream()
                                        .toArray()))
                                .memory(ByteSize.ofGiB(1)),
                        choice(four, memory)),
                Arguments.of("memory at another address", plain(4).memoryBase(memory[1]), choice(four, far)),
                Arguments.of(
                        "more regions",
                        plain(4),
                        choice(four, piece(host, 0, 0, GIB / 2), piece(host, 0, GIB, GIB / 2))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void againstADemand(String what, PlacementRequest.Builder request, Choice answer) {
        host.take(choice(on(host, 3, 2, 1)), 1);

        ChurnMeasures measures = judged(host, request, answer);

        assertThat(measures.value(ChurnMeasure.WRONG)).isOne();
        assertThat(measures.value(ChurnMeasure.ACCEPTED)).isZero();
    }

    private static PlacementRequest.Builder inTwo(long gib, MemoryPolicy policy) {
        return cpus(4).memory(ByteSize.ofGiB(gib)).memoryPolicy(policy).maxRegions(2);
    }

    static Stream<Arguments> requests() {
        ChurnHost host = new ChurnHost(HOST);
        long base = piece(host, 1, 0, GIB)[1];
        CpuSet four = CpuSet.of(Arrays.stream(on(host, 1, 0, 4)).asLongStream().toArray());
        PlacementRequest.Builder exact = PlacementRequest.builder().cpus(four).memory(ByteSize.ofGiB(1));
        PlacementRequest.Builder much = cpus(1).memory(ByteSize.ofGiB(15)).memoryPolicy(MemoryPolicy.LOCAL);
        // Of node 1 one CPU is held, and half a gibibyte behind the first one.
        return Stream.of(
                Arguments.of("31 CPUs", plain(31), false),
                Arguments.of("all and one that is held", plain(32), true),
                Arguments.of("cores that are whole", plain(30).smt(SmtPolicy.REQUIRE), false),
                Arguments.of("a core that is shared", plain(31).smt(SmtPolicy.REQUIRE), true),
                Arguments.of("29 CPUs of 15 cores", plain(29).smt(SmtPolicy.WHOLE), false),
                Arguments.of("31 CPUs of 16 cores", plain(31).smt(SmtPolicy.WHOLE), true),
                Arguments.of("exact CPUs", exact, false),
                Arguments.of("memory where it would be", plain(4).memoryBase(base), false),
                Arguments.of("memory where something is", plain(4).memoryBase(base + GIB), true),
                Arguments.of(
                        "bound memory that is there",
                        plain(4).memory(ByteSize.ofGiB(14))
                                .memoryPolicy(MemoryPolicy.BIND)
                                .numaNodes(List.of(1)),
                        false),
                Arguments.of(
                        "bound memory that is not",
                        plain(4).memory(ByteSize.ofGiB(15))
                                .memoryPolicy(MemoryPolicy.BIND)
                                .numaNodes(List.of(1)),
                        true),
                Arguments.of("local memory in one region", much, false),
                Arguments.of(
                        "local memory in two",
                        cpus(1).memory(ByteSize.ofGiB(16))
                                .memoryPolicy(MemoryPolicy.LOCAL)
                                .maxRegions(2),
                        true),
                Arguments.of(
                        "of two nodes",
                        cpus(2).memory(ByteSize.ofGiB(31))
                                .memoryPolicy(MemoryPolicy.LOCAL)
                                .maxRegions(2),
                        false),
                Arguments.of("memory of two nodes", inTwo(30, MemoryPolicy.NONE), false),
                Arguments.of("memory that takes three", inTwo(32, MemoryPolicy.NONE), true),
                Arguments.of(
                        "bound memory of two nodes",
                        inTwo(29, MemoryPolicy.BIND).numaNodes(List.of(0, 1)),
                        false),
                Arguments.of("bound memory of one", inTwo(29, MemoryPolicy.BIND).numaNodes(List.of(1)), true),
                Arguments.of("shares of two nodes", inTwo(30, MemoryPolicy.INTERLEAVE), false),
                Arguments.of(
                        "shares of named nodes of which one has too little",
                        inTwo(30, MemoryPolicy.INTERLEAVE).numaNodes(List.of(0, 1)),
                        true),
                Arguments.of(
                        "exact CPUs with memory of two nodes",
                        exact.build().toBuilder().memory(ByteSize.ofGiB(30)).maxRegions(2),
                        false),
                Arguments.of("nine CPUs of one node", plain(9).affinity(CpuAffinity.LOCAL), true),
                Arguments.of(
                        "eight CPUs of one node",
                        plain(8).affinity(CpuAffinity.LOCAL).maxRegions(2),
                        false));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("requests")
    void refusalsAreRightOnlyIfThereIsNoAnswer(String what, PlacementRequest.Builder request, boolean isRight) {
        host.take(choice(on(host, 1, 4, 1), piece(host, 1, GIB, GIB / 2)), 1);

        assertThat(refused(host, request).value(ChurnMeasure.FALSE_REFUSALS)).isEqualTo(isRight ? 0 : 1);
    }

    @Test
    void whatIsWithoutFaultIsAccepted() {
        PlacementRequest.Builder whole = plain(3).smt(SmtPolicy.WHOLE);

        assertThat(judged(host, whole, choice(on(host, 0, 0, 4), piece(host, 0, 0, GIB)))
                        .value(ChurnMeasure.ACCEPTED))
                .isOne();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.alloc.ChurnHost.Choice;
import io.kerf.model.CpuAffinity;
import io.kerf.model.CpuSet;
import io.kerf.model.MemoryPolicy;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Judges one answer in the state of the host just before it, knowing nothing of how it was found. */
final class ChurnJudge {
    private final ChurnHost host;
    private final PlacementRequest request;
    private final ChurnMeasures measures;
    private final ChurnRoom room;

    ChurnJudge(ChurnHost host, PlacementRequest request, ChurnMeasures measures) {
        this.host = host;
        this.request = request;
        this.measures = measures;
        this.room = new ChurnRoom(host, request);
    }

    /** Judges; returns whether the answer may be carried out. */
    boolean judge(Optional<Choice> answer) {
        boolean isInvalid = answer.isPresent() && isInvalid(answer.get());
        boolean isWrong = answer.isPresent() && !isInvalid && isWrong(answer.get());
        boolean isAccepted = answer.isPresent() && !isInvalid && !isWrong;
        measures.addRequest(room.wanted, isAccepted);
        measures.add(ChurnMeasure.INVALID, isInvalid);
        measures.add(ChurnMeasure.WRONG, isWrong);
        measures.add(ChurnMeasure.FALSE_REFUSALS, answer.isEmpty() && room.isFeasible());
        if (isAccepted && !room.isUnweighed) {
            CpuFigures cpus = new CpuFigures(host, request, room, answer.get());
            cpus.addTo(measures);
            new MemoryFigures(host, request, room, answer.get()).addTo(measures);
        }
        return isAccepted;
    }

    /** What is held, is not there or is too little cannot be carried out. */
    private boolean isInvalid(Choice choice) {
        Set<Integer> cpus = new HashSet<>();
        boolean isHeld = false;
        for (int cpu : choice.cpus()) {
            isHeld |= !host.isFree(cpu) || !cpus.add(cpu);
        }
        long sum = 0;
        for (long[] piece : choice.pieces()) {
            sum += piece[2];
            isHeld |= !host.isFree(piece);
        }
        return isHeld || cpus.size() != room.wanted || sum != room.bytes || isOverlapping(choice);
    }

    private static boolean isOverlapping(Choice choice) {
        return choice.pieces().stream()
                .anyMatch(piece -> choice.pieces().stream()
                        .anyMatch(other ->
                                other != piece && other[1] < piece[1] + piece[2] && piece[1] < other[1] + other[2]));
    }

    private boolean isWrong(Choice choice) {
        Set<Integer> nodes = new HashSet<>();
        boolean isElsewhere = false;
        boolean isShared = false;
        for (int cpu : choice.cpus()) {
            nodes.add(host.nodeOf[cpu]);
            isElsewhere |= !room.eligible[host.nodeOf[cpu]];
            isShared |= room.held[host.coreOf[cpu]];
        }
        boolean isFar = choice.pieces().stream().anyMatch(piece -> !nodes.contains((int) piece[0]));
        boolean isOnOneNode = request.affinity() == CpuAffinity.LOCAL;
        boolean isLocal = isOnOneNode || request.memoryPolicy() == MemoryPolicy.LOCAL;
        boolean isUnbound = request.memoryPolicy() == MemoryPolicy.BIND
                && choice.pieces().stream()
                        .anyMatch(piece -> !request.numaNodes().contains((int) piece[0]));
        boolean isElsewhereInMemory = request.memoryBase().isPresent()
                && choice.pieces().get(0)[1] != request.memoryBase().getAsLong();
        boolean isOther = request.cpus().isPresent()
                && !CpuSet.of(IntStream.of(choice.cpus()).asLongStream().toArray())
                        .equals(request.cpus().get());
        if (isUnbound || isElsewhereInMemory || isOther || choice.pieces().size() > request.maxRegions()) {
            return true;
        }
        return isElsewhere || room.isStrict && isShared || isOnOneNode && nodes.size() > 1 || isLocal && isFar;
    }

    /** Counts the CPUs of a choice by node. */
    static int[] counts(ChurnHost host, Choice choice) {
        int[] counts = new int[host.nodes];
        IntStream.of(choice.cpus()).forEach(cpu -> counts[host.nodeOf[cpu]]++);
        return counts;
    }
}

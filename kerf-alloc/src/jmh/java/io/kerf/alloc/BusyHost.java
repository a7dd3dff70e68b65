// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.alloc.PlacementOutcome.Placed;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuAffinity;
import io.kerf.model.CpuSet;
import io.kerf.model.Instance;
import io.kerf.model.MemoryRange;
import io.kerf.model.SystemState;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Hosts that instances have come to and gone from until 55 % of the CPUs are held, and requests for them. */
final class BusyHost {
    private static final double FULL = 0.55;
    private static final int[] SIZES = {1, 2, 2, 3, 4, 4, 5, 6, 8, 16};

    private BusyHost() {}

    /** A host of 32, 512 or 4,096 CPUs. */
    static SystemState of(int cpus) {
        SystemState host = switch (cpus) {
            case 32 -> Machines.synthetic("socket:2 core:8 thread:2 mem:64GB");
            case 512 -> Machines.synthetic("socket:2 node:4 llc:4 core:8 thread:2 mem:128GB");
            case 4096 -> Machines.sixtyFourNodes();
            default -> throw new IllegalArgumentException("no host of " + cpus + " CPUs");
        };
        SplittableRandom random = new SplittableRandom(3);
        TopologyIndex index = TopologyIndex.of(host);
        List<Instance> live = new ArrayList<>();
        int used = 0;
        for (int number = 0; used < FULL * cpus; number++) {
            if (index.decide(request(random)) instanceof Placed placed) {
                Instance instance = Instance.named("i" + number)
                        .withId(placed.id())
                        .withCpus(placed.cpus())
                        .withRegions(placed.regions());
                index.add(instance);
                live.add(instance);
                used += placed.cpus().size();
            }
            if (number % 3 == 2 && !live.isEmpty()) {
                Instance gone = live.remove(random.nextInt(live.size()));
                index.remove(gone.name());
                used -= gone.cpus().size();
            }
        }
        return host.withInstances(live);
    }

    /** Sixty-four nodes of 64 CPUs, of which 24 are held on each. */
    static SystemState evenlyHeld() {
        CpuSet.Builder held = CpuSet.builder();
        for (int node = 0; node < 64; node++) {
            held.addRange(node * 64L, node * 64L + 23);
        }
        return Machines.sixtyFourNodes().withInstance(Instance.named("others").withCpus(held.build()));
    }

    /**
     * The same nodes with little of their memory free: each has two gaps, larger ones on nodes of higher number, and on every second
     * node of the upper half all cores are in use, which half of their threads are not.
     */
    static SystemState unevenMemory() {
        SystemState host = evenlyHeld();
        CpuSet.Builder halves = CpuSet.builder();
        List<MemoryRange> regions = new ArrayList<>();
        for (int node = 0; node < 64; node++) {
            MemoryRange all = host.topology().nodes().get(node).memory().get(0);
            long gap = (1L + node / 4) << 30;
            long held = all.base() + gap;
            regions.add(new MemoryRange(held, 1L << 30));
            held += (1L << 30) + gap / 2;
            regions.add(new MemoryRange(held, all.base() + all.size() - held));
            for (int cpu = 24; cpu < 64 && node > 32 && node % 2 == 1; cpu += 2) {
                halves.add(node * 64L + cpu);
            }
        }
        return host.withInstance(Instance.named("more").withCpus(halves.build()).withRegions(regions));
    }

    /** The nodes of {@link #evenlyHeld} with 25 to 74 gaps of up to 64 MB on each, and no other memory. */
    static SystemState manyGaps() {
        SystemState host = evenlyHeld();
        SplittableRandom random = new SplittableRandom(5);
        List<MemoryRange> regions = new ArrayList<>();
        for (int node = 0; node < 64; node++) {
            MemoryRange all = host.topology().nodes().get(node).memory().get(0);
            long base = all.base();
            for (int gaps = 25 + random.nextInt(50); gaps > 0; gaps--) {
                base += (1L + random.nextInt(64)) << 20;
                regions.add(new MemoryRange(base, 1L << 20));
                base += 1L << 20;
            }
            regions.add(new MemoryRange(base, all.base() + all.size() - base));
        }
        return host.withInstance(Instance.named("more").withRegions(regions));
    }

    /** Compact in six of ten cases, spread and local in two each. */
    static PlacementRequest request(SplittableRandom random) {
        int die = random.nextInt(10);
        CpuAffinity affinity = die < 6 ? CpuAffinity.COMPACT : die < 8 ? CpuAffinity.SPREAD : CpuAffinity.LOCAL;
        return PlacementRequest.builder()
                .cpuCount(SIZES[random.nextInt(SIZES.length)])
                .memory(ByteSize.ofMiB(256L << random.nextInt(4)))
                .affinity(affinity)
                .smt(random.nextInt(10) == 0 ? SmtPolicy.REQUIRE : SmtPolicy.AVOID)
                .build();
    }
}

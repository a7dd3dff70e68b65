// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.alloc.ChurnWorkload.Arrival;
import io.kerf.model.CpuAffinity;
import io.kerf.model.MemoryPolicy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Accepts a request if all that live and it could be packed from scratch, whatever moves; memory in any pieces, cores shared at will.
 * So it accepts at least what an allocator can that may move everything at any time.
 */
final class RepackOracle {
    private final ChurnHost host;
    private final List<Arrival> live = new ArrayList<>();
    private final List<Integer> until = new ArrayList<>();

    RepackOracle(ChurnHost empty) {
        this.host = empty;
    }

    int accepted(List<Arrival> arrivals) {
        int accepted = 0;
        for (int step = 1; step <= arrivals.size(); step++) {
            for (int i = live.size() - 1; i >= 0; i--) {
                if (until.get(i) <= step) {
                    live.remove(i);
                    until.remove(i);
                }
            }
            Arrival arrival = arrivals.get(step - 1);
            live.add(arrival);
            until.add(step + arrival.stay());
            if (isPackable()) {
                accepted++;
            } else {
                live.remove(live.size() - 1);
                until.remove(until.size() - 1);
            }
        }
        return accepted;
    }

    private boolean isPackable() {
        int[] cpus = host.free(false);
        long[] bytes = new long[host.nodes];
        for (int node = 0; node < host.nodes; node++) {
            bytes[node] = host.freeBytes(node);
        }
        int wanted = live.stream().mapToInt(each -> each.request().cpuCount()).sum();
        int all = 0;
        for (int count : cpus) {
            all += count;
        }
        List<PlacementRequest> requests = live.stream()
                .map(Arrival::request)
                .sorted(Comparator.comparing((PlacementRequest each) -> each.affinity() != CpuAffinity.LOCAL)
                        .thenComparing(
                                Comparator.comparing(PlacementRequest::memory).reversed()))
                .toList();
        return wanted <= all && isPackable(requests, 0, cpus, bytes);
    }

    private boolean isPackable(List<PlacementRequest> requests, int at, int[] cpus, long[] bytes) {
        if (at == requests.size()) {
            return true;
        }
        PlacementRequest request = requests.get(at);
        boolean isLocal = request.affinity() == CpuAffinity.LOCAL;
        boolean isNamed = !request.numaNodes().isEmpty();
        boolean isSoft = request.memoryPolicy() == MemoryPolicy.INTERLEAVE;
        for (int node = 0; node < host.nodes; node++) {
            if (bytes[node] < request.memory().bytes() && !isSoft) {
                continue;
            }
            int cpuNode = isNamed ? request.numaNodes().get(0) : node;
            boolean isElsewhere = isLocal && cpuNode != node;
            int reserved =
                    isLocal || isNamed ? request.cpuCount() : request.memoryPolicy() == MemoryPolicy.LOCAL ? 1 : 0;
            if (isElsewhere || cpus[cpuNode] < reserved) {
                continue;
            }
            cpus[cpuNode] -= reserved;
            bytes[node] -= isSoft ? 0 : request.memory().bytes();
            boolean isDone = isPackable(requests, at + 1, cpus, bytes);
            cpus[cpuNode] += reserved;
            bytes[node] += isSoft ? 0 : request.memory().bytes();
            if (isDone) {
                return true;
            }
        }
        return false;
    }
}

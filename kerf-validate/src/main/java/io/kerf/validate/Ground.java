// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuInventory;
import io.kerf.model.CpuSet;
import io.kerf.model.Device;
import io.kerf.model.Dialect;
import io.kerf.model.Instance;
import io.kerf.model.MemoryInventory;
import io.kerf.model.MemoryRange;
import io.kerf.model.Places;
import io.kerf.model.SystemState;
import io.kerf.model.Topology;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What rules stand on: the state, the facts about the live host, and what is computed of them. What several findings quote is computed
 * once, so that a thousand findings cost no more than one. For one run of one thread.
 */
final class Ground {
    /** The codes of the bindings for what they could not read: malformed, missing, no such number, dangling, no such word. */
    private static final Set<String> UNREADABLE = Set.of("BIND-001", "BIND-002", "BIND-003", "BIND-006", "BIND-008");

    private final SystemState state;
    private final HostFacts host;
    private final CpuSet known;
    private final Set<String> unread = new HashSet<>();
    private @Nullable CpuSet freeCpus;
    private @Nullable String freeText;
    private @Nullable List<MemoryRange> freeRanges;
    private @Nullable PartsInUse partsInUse;
    private @Nullable NodeMemory nodeMemory;

    Ground(SystemState state, HostFacts host) {
        this.state = state;
        this.host = host;
        this.known = state.cpus().known();
        for (Diagnostic finding : state.findings()) {
            if (finding.severity() == Severity.ERROR && UNREADABLE.contains(finding.code())) {
                finding.subject().ifPresent(unread::add);
            }
        }
    }

    HostFacts host() {
        return host;
    }

    Dialect dialect() {
        return state.dialect();
    }

    CpuInventory cpus() {
        return state.cpus();
    }

    /** All listed CPUs, the host's and the pool's. */
    CpuSet known() {
        return known;
    }

    MemoryInventory memory() {
        return state.memory();
    }

    Topology topology() {
        return state.topology();
    }

    List<Device> devices() {
        return state.devices();
    }

    Optional<Device> device(String name) {
        return state.device(name);
    }

    List<Instance> instances() {
        return state.instances();
    }

    Places places() {
        return state.places();
    }

    ByteSize usedMemory() {
        return state.usedMemory();
    }

    ByteSize freeMemory() {
        return state.freeMemory();
    }

    CpuSet freeCpus() {
        if (freeCpus == null) {
            freeCpus = state.freeCpus();
        }
        return freeCpus;
    }

    String freeText() {
        if (freeText == null) {
            freeText = "free CPUs: " + freeCpus();
        }
        return freeText;
    }

    List<MemoryRange> freeRanges() {
        if (freeRanges == null) {
            freeRanges = state.freeRanges();
        }
        return freeRanges;
    }

    PartsInUse partsInUse() {
        if (partsInUse == null) {
            partsInUse = new PartsInUse(state.instances());
        }
        return partsInUse;
    }

    NodeMemory nodeMemory() {
        if (nodeMemory == null) {
            nodeMemory = new NodeMemory(state.topology());
        }
        return nodeMemory;
    }

    /** Whether what the tree says below a path, or above it, could not be read; the finding about that is in the report already. */
    boolean isUnread(String path) {
        return unread.stream()
                .anyMatch(subject -> subject.startsWith("/")
                        && (subject.equals("/")
                                || subject.equals(path)
                                || path.startsWith(subject + "/")
                                || subject.startsWith(path + "/")
                                || subject.startsWith(path + "@")));
    }

    /** Whether something about an instance could not be read. */
    boolean isUnread(Instance instance) {
        return unread.contains(instance.name().text());
    }
}

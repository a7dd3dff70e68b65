// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.model.ByteSize;
import io.kerf.model.CpuInventory;
import io.kerf.model.CpuSet;
import io.kerf.model.Device;
import io.kerf.model.Dialect;
import io.kerf.model.Instance;
import io.kerf.model.MemoryInventory;
import io.kerf.model.MemoryRange;
import io.kerf.model.Places;
import io.kerf.model.PoolChunk;
import io.kerf.model.SystemState;
import io.kerf.model.Topology;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What rules stand on: the state, the facts about the live host, and what is computed of them. What several findings quote is computed
 * once, so that a thousand findings cost no more than one. For one run of one thread.
 */
final class Ground {
    private static final int CHUNKS_SHOWN = 8;

    private final SystemState state;
    private final HostFacts host;
    private final CpuSet known;
    private final Unread unread;
    private @Nullable CpuSet usedCpus;
    private @Nullable CpuSet freeCpus;
    private @Nullable String freeText;
    private @Nullable String knownText;
    private @Nullable String availableText;
    private @Nullable String hostReservedText;
    private @Nullable String poolText;
    private @Nullable ByteSize freeMemory;
    private @Nullable List<MemoryRange> freeRanges;
    private @Nullable FreeMemory freePlaces;
    private @Nullable FreeCpus cpusToGive;
    private @Nullable NearMemory nearMemory;
    private @Nullable PartsInUse partsInUse;
    private @Nullable NodeMemory nodeMemory;

    Ground(SystemState state, HostFacts host) {
        this.state = state;
        this.host = host;
        this.known = state.cpus().known();
        this.unread = new Unread(state);
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

    /** The ways of the cache that instances can get, a bit each; 0 if none. */
    int cacheWays() {
        return state.cacheWays().orElse(0);
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
        if (freeMemory == null) {
            freeMemory = state.freeMemory();
        }
        return freeMemory;
    }

    /** The CPUs that any instance has. */
    CpuSet usedCpus() {
        if (usedCpus == null) {
            usedCpus = state.usedCpus();
        }
        return usedCpus;
    }

    CpuSet freeCpus() {
        if (freeCpus == null) {
            freeCpus = state.cpus().available().minus(usedCpus());
        }
        return freeCpus;
    }

    String freeText() {
        if (freeText == null) {
            freeText = "free CPUs: " + Words.list(freeCpus());
        }
        return freeText;
    }

    /** The list of all listed CPUs. */
    String knownText() {
        if (knownText == null) {
            knownText = Words.list(known);
        }
        return knownText;
    }

    /** The list of the CPUs of the pool. */
    String availableText() {
        if (availableText == null) {
            availableText = Words.list(state.cpus().available());
        }
        return availableText;
    }

    /** The list of the CPUs that the host keeps. */
    String hostReservedText() {
        if (hostReservedText == null) {
            hostReservedText = Words.list(state.cpus().hostReserved());
        }
        return hostReservedText;
    }

    /** The chunks of the pool, or the first of them. */
    String poolText() {
        if (poolText == null) {
            List<PoolChunk> chunks = state.memory().pool().chunks();
            poolText = chunks.isEmpty()
                    ? "empty"
                    : Words.names(chunks.stream().map(PoolChunk::toString).toList(), CHUNKS_SHOWN);
        }
        return poolText;
    }

    List<MemoryRange> freeRanges() {
        if (freeRanges == null) {
            freeRanges = state.freeRanges();
        }
        return freeRanges;
    }

    FreeMemory freePlaces() {
        if (freePlaces == null) {
            freePlaces = new FreeMemory(freeRanges());
        }
        return freePlaces;
    }

    FreeCpus cpusToGive() {
        if (cpusToGive == null) {
            cpusToGive = new FreeCpus(freeCpus());
        }
        return cpusToGive;
    }

    NearMemory nearMemory() {
        if (nearMemory == null) {
            nearMemory = new NearMemory(state.topology(), freeRanges());
        }
        return nearMemory;
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

    /** Whether what the tree says at a path, below it, or around it could not be read. */
    boolean isUnread(String path) {
        return unread.isAt(path);
    }

    /** Whether something about an instance could not be read. */
    boolean isUnread(Instance instance) {
        return unread.isIn(instance);
    }

    /** Whether something about a device could not be read. */
    boolean isUnread(Device device) {
        return unread.isIn(device);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.model.ByteSize;
import io.kerf.model.Core;
import io.kerf.model.CpuSet;
import io.kerf.model.MemoryInventory;
import io.kerf.model.SystemState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What a description leaves to the host, as far as it tells. A description of the pool alone does not. */
record HostReserve(OptionalInt cores, Optional<ByteSize> memory) {
    static HostReserve of(SystemState state) {
        CpuSet own = state.cpus().hostReserved();
        boolean tells = state.cpus().isTotalKnown() || !own.isEmpty();
        MemoryInventory memory = state.memory();
        return new HostReserve(
                tells ? OptionalInt.of(wholeCores(state, own)) : OptionalInt.empty(),
                memory.isTotalKnown() ? Optional.of(left(memory)) : Optional.empty());
    }

    /** What the pool leaves. */
    private static ByteSize left(MemoryInventory memory) {
        ByteSize pool = memory.pool().size();
        return memory.total().compareTo(pool) < 0
                ? ByteSize.ZERO
                : memory.total().minus(pool);
    }

    /** A CPU of which no core is known counts as one. */
    private static int wholeCores(SystemState state, CpuSet own) {
        CpuSet.Builder known = CpuSet.builder();
        int whole = 0;
        for (Core core : state.topology().cores()) {
            known.addAll(core.cpus());
            whole += !core.cpus().isEmpty() && own.containsAll(core.cpus()) ? 1 : 0;
        }
        return whole + own.minus(known.build()).size();
    }

    /** What falls short of a policy, in words; empty if nothing does. */
    Optional<String> shortOf(HostPolicy policy) {
        List<String> left = new ArrayList<>();
        if (cores.isPresent() && cores.getAsInt() < policy.cores()) {
            left.add(cores.getAsInt() + (cores.getAsInt() == 1 ? " whole core" : " whole cores"));
        }
        if (memory.isPresent() && memory.get().compareTo(policy.memory()) < 0) {
            left.add(memory.get() + " of memory");
        }
        return left.isEmpty() ? Optional.empty() : Optional.of(String.join(" and ", left));
    }

    static void require(HostPolicy policy, SystemState baseline) {
        HostReserve.of(baseline).shortOf(policy).ifPresent(left -> {
            throw new HostPolicyException(policy, left);
        });
    }
}

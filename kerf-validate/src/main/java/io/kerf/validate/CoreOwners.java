// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.model.Core;
import io.kerf.model.CpuSet;
import io.kerf.model.Instance;
import io.kerf.model.InstanceName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

/** Whose the threads of cores are. Nothing is computed before it is asked for: most instances have whole cores, and most hosts no others. */
final class CoreOwners {
    private final Ground ground;
    private final IdentityHashMap<Core, Owners> ofCore = new IdentityHashMap<>();
    private final Map<Long, InstanceName> ofCpu = new HashMap<>();

    private record Owners(boolean host, Set<InstanceName> instances) {}

    CoreOwners(Ground ground) {
        this.ground = ground;
    }

    /** Whether a thread of a core is the host's or another instance's; one that two instances claim is the first one's. */
    boolean isShared(Core core, Instance instance) {
        Owners owners = ofCore.computeIfAbsent(core, this::ownersOf);
        return owners.host()
                || owners.instances().size() > 1
                || owners.instances().size() == 1 && !owners.instances().contains(instance.name());
    }

    private Owners ownersOf(Core core) {
        if (ofCpu.isEmpty()) {
            for (Instance instance : ground.instances()) {
                instance.cpus().stream().forEach(cpu -> ofCpu.putIfAbsent(cpu, instance.name()));
            }
        }
        CpuSet host = ground.cpus().hostReserved();
        Set<InstanceName> instances = new HashSet<>();
        core.cpus().stream().mapToObj(ofCpu::get).filter(owner -> owner != null).forEach(instances::add);
        return new Owners(host.intersects(core.cpus()), instances);
    }
}

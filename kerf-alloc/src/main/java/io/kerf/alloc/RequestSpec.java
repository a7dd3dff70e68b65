// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.model.ByteSize;
import io.kerf.model.CpuAffinity;
import io.kerf.model.CpuSet;
import io.kerf.model.DeviceRef;
import io.kerf.model.InstanceId;
import io.kerf.model.MemoryPolicy;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is asked for so far, with its defaults. A builder changes its own; a request has a copy that nobody changes. */
final class RequestSpec {
    int cpuCount;

    @Nullable
    CpuSet cpus;

    CpuSet excludedCpus = CpuSet.empty();
    CpuAffinity affinity = CpuAffinity.COMPACT;
    SmtPolicy smt = SmtPolicy.AVOID;
    List<Integer> numaNodes = List.of();
    ByteSize memory = ByteSize.ZERO;

    @Nullable
    Long memoryBase;

    MemoryPolicy memoryPolicy = MemoryPolicy.NONE;
    boolean isMemoryPolicySoft;
    int maxRegions = 1;
    MemoryFit memoryFit = MemoryFit.FIRST;
    List<DeviceRef> devices = List.of();
    List<DeviceUnits> deviceUnits = List.of();
    PlacementPriority priority = PlacementPriority.ISOLATION;

    @Nullable
    InstanceId id;

    RequestSpec copy() {
        RequestSpec copy = new RequestSpec();
        copy.cpuCount = cpuCount;
        copy.cpus = cpus;
        copy.excludedCpus = excludedCpus;
        copy.affinity = affinity;
        copy.smt = smt;
        copy.numaNodes = numaNodes;
        copy.memory = memory;
        copy.memoryBase = memoryBase;
        copy.memoryPolicy = memoryPolicy;
        copy.isMemoryPolicySoft = isMemoryPolicySoft;
        copy.maxRegions = maxRegions;
        copy.memoryFit = memoryFit;
        copy.devices = devices;
        copy.deviceUnits = deviceUnits;
        copy.priority = priority;
        copy.id = id;
        return copy;
    }

    /** Returns all that equality goes by; a set of CPUs takes the place of their number. */
    List<Object> parts() {
        return List.of(
                cpus == null ? cpuCount : cpus,
                excludedCpus,
                affinity,
                smt,
                numaNodes,
                memory,
                Optional.ofNullable(memoryBase),
                memoryPolicy,
                isMemoryPolicySoft,
                maxRegions,
                memoryFit,
                devices,
                deviceUnits,
                priority,
                Optional.ofNullable(id));
    }
}

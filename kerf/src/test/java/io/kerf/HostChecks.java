// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.model.ByteSize;
import io.kerf.model.CpuSet;
import io.kerf.model.DeviceRef;
import io.kerf.model.Instance;
import io.kerf.model.MemoryRange;
import io.kerf.model.SystemState;
import java.util.ArrayList;
import java.util.List;

/** What holds of every host, whatever was asked of it. */
final class HostChecks {
    private HostChecks() {}

    /** Nothing is owned twice, and what is owned and what is free make up the pool. */
    static void sound(SystemState state, SystemState empty) {
        CpuSet cpus = CpuSet.empty();
        List<MemoryRange> regions = new ArrayList<>();
        List<DeviceRef> devices = new ArrayList<>();
        long bytes = 0;
        for (Instance instance : state.instances()) {
            assertThat(cpus.intersects(instance.cpus()))
                    .as("CPUs %s of '%s'", instance.cpus(), instance.name())
                    .isFalse();
            cpus = cpus.union(instance.cpus());
            for (MemoryRange region : instance.regions()) {
                assertThat(regions).noneMatch(region::overlaps);
                regions.add(region);
                bytes += region.size();
            }
            devices.addAll(instance.devices());
        }
        assertThat(devices).doesNotHaveDuplicates();
        assertThat(state.instances()).extracting(Instance::id).doesNotHaveDuplicates();
        assertThat(empty.freeCpus().containsAll(cpus)).isTrue();
        assertThat(state.freeCpus()).isEqualTo(empty.freeCpus().minus(cpus));
        CpuSet owned = cpus;
        state.kernelFreeCpus()
                .ifPresent(free -> assertThat(free).isEqualTo(empty.freeCpus().minus(owned)));
        assertThat(state.usedMemory()).isEqualTo(ByteSize.ofBytes(bytes));
    }
}

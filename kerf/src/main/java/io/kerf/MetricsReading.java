// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.diag.KerfException;
import io.kerf.model.Instance;
import io.kerf.model.InstanceState;
import io.kerf.model.SystemState;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Puts {@link HostMetrics} together; a host that cannot be read has no pool, since figures are no place for exceptions. */
final class MetricsReading {
    private MetricsReading() {}

    static HostMetrics of(OperationMeter meter, Supplier<SystemState> state) {
        Map<InstanceState, Integer> instances = new EnumMap<>(InstanceState.class);
        for (InstanceState each : InstanceState.values()) {
            instances.put(each, 0);
        }
        Optional<SystemState> current = read(state);
        current.stream()
                .flatMap(each -> each.instances().stream())
                .map(Instance::state)
                .forEach(each -> instances.merge(each, 1, Integer::sum));
        return new HostMetrics(meter.figures(), current.map(MetricsReading::pool), instances);
    }

    private static Optional<SystemState> read(Supplier<SystemState> state) {
        try {
            return Optional.of(state.get());
        } catch (KerfException e) {
            return Optional.empty();
        }
    }

    private static HostMetrics.PoolFigures pool(SystemState state) {
        return new HostMetrics.PoolFigures(
                state.cpus().available().size(),
                state.freeCpus().size(),
                state.memory().pool().size(),
                state.freeMemory());
    }
}

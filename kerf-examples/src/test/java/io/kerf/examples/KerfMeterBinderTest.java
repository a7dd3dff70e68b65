// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kerf.Host;
import io.kerf.Kerf;
import io.kerf.PlacementException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class KerfMeterBinderTest {
    @Test
    void figuresOfAHostArriveInTheRegistry() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (Host host = Kerf.simulated(Samples.baseline("minimal.dts"))) {
            host.initialize(Samples.baseline("minimal.dts")).apply();
            host.createInstance("web").cpuCount(2).memory("1GB").create();
            assertThatExceptionOfType(PlacementException.class)
                    .isThrownBy(() ->
                            host.createInstance("big").cpuCount(6).memory("1GB").create());

            new KerfMeterBinder(host).bindTo(registry);

            assertThat(registry.get("kerf.pool.cpus").gauge().value()).isEqualTo(6);
            assertThat(registry.get("kerf.pool.cpus.free").gauge().value()).isEqualTo(4);
            assertThat(registry.get("kerf.pool.memory.free").gauge().value()).isEqualTo(5.0 * (1 << 30));
            assertThat(registry.get("kerf.instances")
                            .tag("state", "ready")
                            .gauge()
                            .value())
                    .isEqualTo(1);
            assertThat(count(registry, "create", "success")).isEqualTo(1);
            assertThat(count(registry, "create", "exhausted")).isEqualTo(1);
            assertThat(count(registry, "boot", "success")).isZero();
            assertThat(registry.get("kerf.operation.duration")
                            .tag("operation", "create")
                            .functionTimer()
                            .count())
                    .isEqualTo(2);
            assertThat(registry.get("kerf.operation.duration.percentile")
                            .tag("operation", "create")
                            .tag("share", "0.99")
                            .gauge()
                            .value())
                    .isPositive();
        }
        assertThat(registry.get("kerf.pool.cpus").gauge().value())
                .as("after the host was closed")
                .isEqualTo(6);
    }

    private static double count(SimpleMeterRegistry registry, String operation, String outcome) {
        return registry.get("kerf.operations")
                .tag("operation", operation)
                .tag("outcome", outcome)
                .functionCounter()
                .count();
    }
}

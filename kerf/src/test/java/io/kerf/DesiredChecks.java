// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.desired.DesiredInstance;
import io.kerf.desired.DesiredState;
import io.kerf.diag.KerfException;
import io.kerf.model.Instance;
import io.kerf.model.InstanceName;
import io.kerf.model.InstanceState;
import io.kerf.model.SystemState;
import java.util.Set;
import java.util.TreeSet;

/** What holds of a desired state that was brought about or refused. */
final class DesiredChecks {
    private DesiredChecks() {}

    static void granted(SystemState state, DesiredState wanted) {
        assertThat(state.instances()).hasSize(wanted.instances().size());
        for (DesiredInstance wish : wanted.instances()) {
            Instance real = state.instance(wish.name()).orElseThrow();
            assertThat(real.cpus().size()).isEqualTo(wish.cpuCount());
            wish.cpus().ifPresent(cpus -> assertThat(real.cpus()).isEqualTo(cpus));
            assertThat(real.memory()).isEqualTo(wish.memory());
            assertThat(real.devices().stream().map(Object::toString).sorted().toList())
                    .isEqualTo(wish.devices());
            wish.options().ifPresent(options -> assertThat(real.options()).isEqualTo(options));
            wish.memoryRegions().ifPresent(most -> assertThat(real.regions()).hasSizeLessThanOrEqualTo(most));
            wish.id().ifPresent(id -> assertThat(real.id()).contains(id));
            if (!wish.numaNodes().isEmpty()) {
                assertThat(wish.numaNodes()).containsAll(state.topology().nodesOf(real.cpus()));
            }
        }
    }

    /** Of what cannot be whatever else is asked, nothing is left out. */
    static void allReasons(KerfException refused, DesiredState wanted, SystemState current) {
        Set<InstanceName> hopeless = new TreeSet<>();
        for (DesiredInstance wish : wanted.instances()) {
            if (wish.devices().contains("eth9")) {
                hopeless.add(wish.name());
            }
        }
        for (Instance instance : current.instances()) {
            boolean busy = instance.state() == InstanceState.LOADED || instance.state() == InstanceState.ACTIVE;
            if (busy && wanted.instance(instance.name()).isEmpty()) {
                hopeless.add(instance.name());
            }
        }
        if (refused instanceof ChangeRefusedException several) {
            assertThat(several.reasons())
                    .flatExtracting(each -> each.instance().stream().toList())
                    .containsAll(hopeless);
            assertThat(several.reasons()).extracting(Object::toString).doesNotHaveDuplicates();
        } else {
            assertThat(hopeless)
                    .as("but the only reason is: %s", refused.getMessage())
                    .hasSizeLessThan(2);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.SourceText;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuInventory;
import io.kerf.model.CpuSet;
import io.kerf.model.Device;
import io.kerf.model.Dialect;
import io.kerf.model.Extras;
import io.kerf.model.Instance;
import io.kerf.model.MemoryInventory;
import io.kerf.model.Places;
import io.kerf.model.SystemState;
import io.kerf.model.Topology;
import io.kerf.tree.DtProperty;
import io.kerf.tree.PropertyValue;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class KnownReportsTest {
    private final SystemState state = LegalHosts.from(7);

    /** One change for each part of a state, by the name of its field. */
    private Map<String, UnaryOperator<SystemState.Builder>> changes() {
        Map<String, UnaryOperator<SystemState.Builder>> changes = new TreeMap<>();
        CpuInventory cpus = state.cpus();
        MemoryInventory memory = state.memory();
        Topology topology = state.topology();
        changes.put("dialect", each -> each.dialect(other(state.dialect())));
        changes.put(
                "cpus", each -> each.cpus(new CpuInventory(cpus.total() + 1, cpus.hostReserved(), cpus.available())));
        changes.put(
                "memory",
                each -> each.memory(new MemoryInventory(
                        memory.total().plus(ByteSize.ofGiB(1)), memory.hostReserved(), memory.pool())));
        changes.put(
                "topology",
                each -> each.topology(Topology.of(topology.nodes(), topology.cores(), topology.distances())));
        changes.put("devices", each -> each.device(Device.named("another")));
        changes.put("instances", each -> each.instance(Instance.named("another")));
        changes.put("cacheWays", each -> each.cacheWays(0xf0));
        changes.put("kernelFreeCpus", each -> each.kernelFreeCpus(CpuSet.of(1)));
        changes.put("findings", each -> each.findings(List.of(Diagnostic.error("BIND-001", "bytes"))));
        changes.put(
                "places",
                each -> each.places(
                        Places.of(Map.of("cpus", SourceText.of("a.dts", "cpus").span(0, 4)))));
        changes.put(
                "extras",
                each -> each.extras(Extras.builder()
                        .property("memory", DtProperty.of("odd", PropertyValue.ofU32(1)))
                        .build()));
        return changes;
    }

    private static Dialect other(Dialect dialect) {
        return dialect == Dialect.POOL ? Dialect.INVENTORY : Dialect.POOL;
    }

    @Test
    void aStateThatDiffersInOnePartHasNoKnownReport() {
        KnownReports known = new KnownReports();
        known.add(Validator.standard().validate(state));
        assertThat(known.find(state.toBuilder().build())).isPresent();

        changes()
                .forEach((part, change) -> assertThat(
                                known.find(change.apply(state.toBuilder()).build()))
                        .as(part)
                        .isEmpty());
    }

    @Test
    void noPartOfAStateIsLeftOut() {
        List<String> parts = new ArrayList<>();
        for (Field field : SystemState.class.getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers()) && !field.isSynthetic()) {
                parts.add(field.getName());
            }
        }
        parts.remove("devicesByName");

        assertThat(changes().keySet()).containsExactlyInAnyOrderElementsOf(parts);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The key {@code utilization} of the report's data. */
final class UtilizationData {
    private UtilizationData() {}

    static Map<String, Object> of(Utilization use) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("cpus", share(use.cpus()));
        data.put("memory_bytes", share(use.memory()));
        data.put("virtual_functions", share(use.functions()));
        data.put("namespaces", share(use.namespaces()));
        data.put("devices", share(use.devices()));
        List<Object> nodes = new ArrayList<>();
        for (Utilization.Node node : use.nodes()) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("id", (long) node.id());
            entry.put("cpus", share(node.cpus()));
            entry.put("memory_bytes", share(node.memory()));
            nodes.add(entry);
        }
        data.put("numa_nodes", nodes);
        data.put("unplaced_memory_bytes", use.unplaced().bytes());
        return data;
    }

    private static Object share(Utilization.Share share) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("allocated", share.used());
        data.put("free", share.free());
        data.put("total", share.total());
        return data;
    }
}

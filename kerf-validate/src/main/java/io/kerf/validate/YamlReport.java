// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/** The report as YAML 1.2 in block style, keys sorted. */
final class YamlReport {
    private static final int WIDTH = 160;

    private YamlReport() {}

    static String render(Map<String, ?> data) {
        DumpSettings settings = DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setDereferenceAliases(true)
                .setWidth(WIDTH)
                .setBestLineBreak("\n")
                .build();
        return new Dump(settings).dumpToString(sorted(data));
    }

    private static @Nullable Object sorted(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> keys = new TreeMap<>();
            map.forEach((key, each) -> keys.put((String) key, sorted(each)));
            return keys;
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> copy = new ArrayList<>(list.size());
            list.forEach(each -> copy.add(sorted(each)));
            return copy;
        }
        return value == ReportData.NULL ? null : value;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.model.ByteSize;
import io.kerf.sysfs.discovery.BaselineBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Memory for a pool: an amount from anywhere, or amounts of NUMA nodes. */
record PoolSize(List<Part> parts) {
    /** An amount, of one node or from anywhere. */
    record Part(ByteSize size, OptionalInt node) {}

    void addTo(BaselineBuilder builder) {
        for (Part part : parts) {
            if (part.node().isPresent()) {
                builder.memory(part.node().getAsInt(), part.size());
            } else {
                builder.memory(part.size());
            }
        }
    }

    /** Reads {@code 14GB} or {@code 8GB@0,8GB@1}. */
    static final class Reader implements ITypeConverter<PoolSize> {
        @Override
        public PoolSize convert(String text) {
            List<Part> parts = new ArrayList<>();
            for (String word : text.split(",", -1)) {
                int at = word.indexOf('@');
                ByteSize size = new Conversions.Size().convert(at < 0 ? word : word.substring(0, at));
                parts.add(new Part(size, at < 0 ? OptionalInt.empty() : OptionalInt.of(node(word.substring(at + 1)))));
            }
            return new PoolSize(List.copyOf(parts));
        }

        private static int node(String text) {
            List<Integer> nodes = new Conversions.Nodes().convert(text).nodes();
            if (nodes.size() != 1) {
                throw new TypeConversionException("'" + text + "' is not one NUMA node: write 8GB@0,8GB@1");
            }
            return nodes.get(0);
        }
    }
}

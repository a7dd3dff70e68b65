// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Something that is asked of a host, as data: it can be drawn, shrunk, printed, and read again from its line.
 *
 * <pre>
 * 1 create a count=3 memory=2048
 * 2 batch -a; +a cpus=4-7 memory=512; ~b add=12 memory=1024
 * 1 apply a count=3 memory=2048; b count=1 memory=64 device=eth0
 * 1 rollback 0
 * </pre>
 *
 * @param host the host it is asked of, 1 or 2
 * @param verb what is asked
 * @param parts the instances that it is about; for {@code rollback} how many transactions are newer than the one that is meant
 */
record HostOperation(int host, String verb, List<Part> parts) {
    /**
     * An instance, and what is wanted of it.
     *
     * @param name its name; in a batch with {@code +} in front if it is created, {@code ~} if it is changed, {@code -} if it is deleted
     * @param wishes words such as {@code count} with their values; memory is in MiB
     */
    record Part(String name, SortedMap<String, String> wishes) {
        static Part of(String name) {
            return new Part(name, new TreeMap<>());
        }

        Part with(String word, Optional<?> value) {
            SortedMap<String, String> more = new TreeMap<>(wishes);
            value.ifPresent(some -> more.put(word, some.toString()));
            return new Part(name, more);
        }

        Part signed(char sign) {
            return new Part(sign + name, wishes);
        }

        Part unsigned() {
            return new Part(name.substring(1), wishes);
        }

        char sign() {
            return name.charAt(0);
        }

        Optional<String> wish(String word) {
            return Optional.ofNullable(wishes.get(word));
        }

        private static Part parse(String text) {
            String[] words = text.strip().split(" +", -1);
            Part part = of(words[0]);
            for (int i = 1; i < words.length; i++) {
                int equals = words[i].indexOf('=');
                part = part.with(words[i].substring(0, equals), Optional.of(words[i].substring(equals + 1)));
            }
            return part;
        }

        @Override
        public String toString() {
            StringBuilder out = new StringBuilder(name);
            wishes.forEach(
                    (word, value) -> out.append(' ').append(word).append('=').append(value));
            return out.toString();
        }
    }

    static HostOperation parse(String line) {
        String[] words = line.strip().split(" +", 3);
        List<Part> parts = new ArrayList<>();
        if (words.length > 2) {
            for (String part : words[2].split(";", -1)) {
                parts.add(Part.parse(part));
            }
        }
        return new HostOperation(Integer.parseInt(words[0]), words[1], parts);
    }

    Part part() {
        return parts.get(0);
    }

    /** Whether the parts are all instances that the host is to have. */
    boolean isDesired() {
        return verb.endsWith("apply");
    }

    @Override
    public String toString() {
        return (host + " " + verb + " "
                        + String.join("; ", parts.stream().map(Part::toString).toList()))
                .strip();
    }
}

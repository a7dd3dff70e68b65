// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Data by name. Two things of one name are an error, but must not hide each other: the second is called {@code name#2}. */
final class OnceByName {
    private final Map<String, Object> data = new LinkedHashMap<>();
    private final Map<String, Integer> last = new HashMap<>();

    void put(String name, Object value) {
        String key = name;
        if (data.containsKey(key)) {
            int number = last.getOrDefault(name, 1);
            do {
                number++;
                key = name + "#" + number;
            } while (data.containsKey(key));
            last.put(name, number);
        }
        data.put(key, value);
    }

    Map<String, Object> data() {
        return data;
    }
}

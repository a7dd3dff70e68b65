// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import java.util.List;
import java.util.Map;

/** Says with commands what the library says with calls: whoever types commands has no {@code initialize(…)}. */
final class CommandWords {
    private static final String TRY = "kerf --simulated DIR init --input=FILE";

    private static final List<Map.Entry<String, String>> WORDS = List.of(
            Map.entry("apply one with initialize(…)", "apply one: kerf init --input=FILE"),
            Map.entry("create it, or see instances()", "'kerf show' lists those that there are"),
            Map.entry("see instances()", "'kerf show' lists those that there are"),
            Map.entry("give the pool less, or set another HostPolicy", "give the pool less"),
            Map.entry("give the pool less, or set another policy with HostConfig.withPolicy(…)", "give the pool less"),
            Map.entry(
                    "raise the limit with DtsOptions.withMaxSourceLength",
                    "name a file with a device tree, or divide it"),
            Map.entry(", or raise the limit with DtsOptions.withMaxFindings", ""),
            Map.entry("allow its folder with FolderIncludes.allowing", "put it beside the source"),
            Map.entry("halt them, or say evenIfActive()", "halt them: kerf kill NAME"),
            Map.entry(". qualify() says what else is missing", ". 'kerf doctor' says what else is missing"),
            Map.entry(
                    "use a simulated one: Kerf.simulated(Path.of(\"numa_topology.dts\"))",
                    "use a simulated one: " + TRY),
            Map.entry("until then try kerf on the simulated kernel: Kerf.simulated(…)", "until then try " + TRY));

    private CommandWords() {}

    static String of(String text) {
        String told = text;
        for (Map.Entry<String, String> pair : WORDS) {
            told = told.replace(pair.getKey(), pair.getValue());
        }
        return told;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the compiler found wrong with the meaning of a source, and which checks can then be made of its tree all the same. One fault is to
 * be reported once: checks that go by a value or name that is known to be wrong are barred.
 */
final class FailedChecks {
    /** Checks that follow phandles to other nodes. */
    private static final List<String> PHANDLES =
            List.of("phandle_references", "interrupts_property", "graph_child_address", "graph_port", "graph_endpoint");

    /** Checks that read strings, where a path may be missing. */
    private static final List<String> STRINGS = List.of(
            "device_type_is_string",
            "model_is_string",
            "status_is_string",
            "label_is_string",
            "compatible_is_string_list",
            "names_is_string_list",
            "chosen_node_bootargs",
            "chosen_node_stdout_path",
            "alias_paths");

    /** By the codes of errors that leave a tree which can be checked: the checks that these errors bar. */
    private static final Map<String, List<String>> BARRED = Map.of(
            Codes.DUPLICATE_PROPERTY, List.of("duplicate_property_names"),
            Codes.DUPLICATE_LABEL, List.of("duplicate_label"),
            Codes.NODE_NAME_CHARS, List.of("node_name_chars", "node_name_chars_strict"),
            Codes.NODE_NAME_FORMAT, List.of("node_name_format", "node_name_chars_strict"),
            Codes.PROPERTY_NAME_CHARS, List.of("property_name_chars", "property_name_chars_strict"),
            Codes.NAME_IS_STRING, List.of("name_is_string"),
            Codes.NAME_PROPERTIES, List.of("name_properties"),
            Codes.EXPLICIT_PHANDLE, PHANDLES,
            Codes.PHANDLE_REFERENCES, PHANDLES,
            Codes.PATH_REFERENCES, STRINGS);

    private final Set<String> codes;

    FailedChecks(Set<String> codes) {
        this.codes = Set.copyOf(codes);
    }

    /** Whether the tree is not worth checking: it is not whole, or two nodes have the same path. */
    boolean leaveNoSoundTree() {
        return !BARRED.keySet().containsAll(codes);
    }

    /** The names of the checks that cannot be made, or would find the same again. */
    Set<String> barred() {
        Set<String> barred = new HashSet<>();
        codes.forEach(code -> barred.addAll(BARRED.getOrDefault(code, List.of())));
        return barred;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import java.util.Locale;

/** How an answer is written. */
enum Format {
    /** For people. */
    TEXT,
    /** JSON, indented by two. */
    JSON,
    /** YAML 1.2 in block style, with the data of the JSON. */
    YAML;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

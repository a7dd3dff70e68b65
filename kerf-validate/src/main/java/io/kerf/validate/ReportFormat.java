// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

/** How a report is written. The same report gives the same text everywhere, with {@code \n} as line break. */
public enum ReportFormat {
    /** For people: blocks of lines. */
    TEXT,
    /**
     * For tools: one object, indented by two, keys in the fixed order of {@code docs/report-schema.json}. Numbers can exceed 2^53; a
     * reader has to take them as 64-bit unsigned integers.
     */
    JSON,
    /** For tools that read YAML: the data of {@link #JSON} in block style, keys sorted. */
    YAML
}

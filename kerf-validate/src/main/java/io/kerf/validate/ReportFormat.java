// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

/** How a report is written. */
public enum ReportFormat {
    /** For people: blocks of lines. The only form so far; JSON and YAML are to come with their schema. */
    TEXT
}

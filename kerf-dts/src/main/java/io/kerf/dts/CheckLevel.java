// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

/** How much the findings of a {@linkplain DtsCheck check} weigh. */
public enum CheckLevel {
    /** The check finds nothing. It still runs if another check stands on it. */
    OFF,
    /** Its findings are warnings. */
    WARNING,
    /** Its findings are errors: a source that has one does not compile. */
    ERROR
}

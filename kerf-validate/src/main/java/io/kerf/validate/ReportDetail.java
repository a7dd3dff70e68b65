// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

/** How much a report tells. */
public enum ReportDetail {
    /** Errors and warnings. */
    NORMAL,
    /** Also findings of severity {@code INFO}, and the rules that were not checked, each with what it was missing. */
    VERBOSE
}

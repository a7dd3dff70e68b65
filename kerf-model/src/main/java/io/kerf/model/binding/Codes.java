// SPDX-License-Identifier: Apache-2.0
package io.kerf.model.binding;

/** The codes of what bindings find. */
final class Codes {
    /** The bytes are not what the property holds. */
    static final String MALFORMED = "BIND-001";
    /** A required node or property is not there. */
    static final String MISSING = "BIND-002";
    /** A number that cannot be. */
    static final String OUT_OF_RANGE = "BIND-003";
    /** One thing listed twice. */
    static final String TWICE = "BIND-004";
    /** A name that cannot be. */
    static final String BAD_NAME = "BIND-005";
    /** A reference to nothing. */
    static final String DANGLING = "BIND-006";
    /** A node or property that kerf does not know. */
    static final String UNKNOWN = "BIND-007";
    /** A word that kerf does not know. */
    static final String UNKNOWN_WORD = "BIND-008";
    /** A decimal number where the Python tool read hexadecimal. */
    static final String LOOKS_HEXADECIMAL = "BIND-009";
    /** Two statements that contradict each other. */
    static final String CONTRADICTION = "BIND-010";

    /** Bytes that can be read in two ways. */
    static final String GUESSED = "BIND-011";

    private Codes() {}
}

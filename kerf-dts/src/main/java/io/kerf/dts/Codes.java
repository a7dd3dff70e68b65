// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.dts.check.CheckRun;

/** The stable codes of what kerf-dts reports, beside those of the checks, which {@link Dts#checks} lists. */
final class Codes {
    static final String NO_HEADER = "dts-no-header";
    static final String HEADER_MISMATCH = "dts-header-mismatch";
    static final String WRONG_DIALECT = "dts-wrong-dialect";
    static final String SYNTAX = "dts-syntax";
    static final String NO_ROOT = "dts-no-root";
    static final String MISSING_SEMICOLON = "dts-missing-semicolon";
    static final String MISSING_CLOSE = "dts-missing-close";
    static final String UNBALANCED_BRACE = "dts-unbalanced-brace";
    static final String UNTERMINATED = "dts-unterminated";
    static final String BAD_CHARACTER = "dts-bad-character";
    static final String BAD_NUMBER = "dts-bad-number";
    static final String BAD_ESCAPE = "dts-bad-escape";
    static final String BAD_LITERAL = "dts-bad-char-literal";
    static final String BAD_CELL = "dts-bad-cell";
    static final String BAD_BYTES = "dts-bad-bytes";
    static final String BAD_BITS = "dts-bad-bits";
    static final String BAD_EXPRESSION = "dts-bad-expression";
    static final String DIVISION_BY_ZERO = "dts-division-by-zero";
    static final String TRUNCATED = "dts-cell-truncated";
    static final String WIDE_CELL = "dts-wide-cell";
    static final String UNKNOWN_KEYWORD = "dts-unknown-keyword";
    static final String PROPERTY_AFTER_NODE = "dts-property-after-node";
    static final String MISPLACED = "dts-misplaced";
    static final String DUPLICATE_NODE = "dts-duplicate-node";
    static final String DUPLICATE_PROPERTY = "dts-duplicate-property";
    static final String DUPLICATE_LABEL = "dts-duplicate-label";
    static final String NODE_NAME = "dts-node-name";
    static final String PROPERTY_NAME = "dts-property-name";
    static final String NAME_PROPERTY = "dts-name-property";
    static final String EXPLICIT_PHANDLE = "dts-explicit-phandle";
    static final String UNRESOLVED = "dts-unresolved-reference";
    static final String RELATIVE_PATH = "dts-relative-path";
    static final String LOST_FIXUPS = "dts-lost-fixups";
    static final String LABEL_ENTRY = "dts-label-entry";
    static final String DELETED_ROOT = "dts-deleted-root";
    static final String PREPROCESSOR = "dts-preprocessor";
    static final String LINE_MARKER = "dts-line-marker";
    static final String INCLUDE = "dts-include";
    static final String TOO_LARGE = "dts-too-large";
    static final String UNREADABLE = "dts-unreadable";
    static final String TOO_MANY = "dts-too-many-findings";
    static final String CHECKS_NOT_RUN = CheckRun.NOT_RUN;

    private Codes() {}
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.dts.check.CheckRun;

/**
 * The stable codes of what the compiler reports, beside those of the checks of a finished tree. A fault for which {@code dtc} has a check
 * has the code of that check, {@code dts-} and its name, whoever finds it.
 */
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
    static final String DUPLICATE_NODE = "dts-duplicate-node-names";
    static final String DUPLICATE_PROPERTY = "dts-duplicate-property-names";
    static final String DUPLICATE_LABEL = "dts-duplicate-label";
    static final String NODE_NAME_CHARS = "dts-node-name-chars";
    static final String NODE_NAME_FORMAT = "dts-node-name-format";
    static final String PROPERTY_NAME_CHARS = "dts-property-name-chars";
    static final String NAME_IS_STRING = "dts-name-is-string";
    static final String NAME_PROPERTIES = "dts-name-properties";
    static final String EXPLICIT_PHANDLE = "dts-explicit-phandles";
    static final String PHANDLE_REFERENCES = "dts-phandle-references";
    static final String PATH_REFERENCES = "dts-path-references";
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

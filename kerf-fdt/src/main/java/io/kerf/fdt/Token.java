// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

/** The tokens of the structure block (Devicetree Specification, section 5.4.1). */
final class Token {
    static final int BEGIN_NODE = 1;
    static final int END_NODE = 2;
    static final int PROP = 3;
    static final int NOP = 4;
    static final int END = 9;

    private Token() {}

    static String describe(int token) {
        return switch (token) {
            case BEGIN_NODE -> "the start of a node";
            case END_NODE -> "the end of a node";
            case PROP -> "a property";
            case NOP -> "an empty token";
            case END -> "the end of the structure block";
            default -> "0x" + Integer.toHexString(token) + ", which is no token";
        };
    }
}

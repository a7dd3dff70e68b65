// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import java.util.ArrayDeque;
import java.util.Deque;

/** Guesses which opening brace lacks its closing one: the first whose closing brace is indented differently. */
final class BraceBalance {
    private BraceBalance() {}

    /** Returns the place of the brace, or {@code innermost} if the layout tells nothing. */
    static int suspect(SourceUnit unit, NameTable names, int innermost) {
        Findings silent = new Findings(0);
        silent.mute();
        Lexer lexer = new Lexer(unit, names, Includes.known(), silent);
        Deque<Integer> open = new ArrayDeque<>();
        while (lexer.next() != TokenKind.END) {
            if (lexer.unit() != unit) {
                continue;
            }
            if (lexer.kind() == TokenKind.LEFT_BRACE) {
                open.push(lexer.start());
            } else if (lexer.kind() == TokenKind.RIGHT_BRACE && !open.isEmpty()) {
                int brace = open.pop();
                int column = unit.columnOf(lexer.start());
                if (unit.indentOf(lexer.start()) == column && unit.indentOf(brace) != column) {
                    return brace;
                }
            }
        }
        return open.isEmpty() ? innermost : open.peek();
    }
}

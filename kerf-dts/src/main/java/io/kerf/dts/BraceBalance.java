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
        char[] chars = unit.chars();
        while (lexer.next() != TokenKind.END) {
            if (lexer.unit() != unit) {
                continue;
            }
            if (lexer.kind() == TokenKind.LEFT_BRACE) {
                open.push(lexer.start());
            } else if (lexer.kind() == TokenKind.RIGHT_BRACE && !open.isEmpty()) {
                int brace = open.pop();
                int line = lineStart(chars, lexer.start());
                boolean first = indent(chars, line) == lexer.start() - line;
                if (first && indent(chars, lineStart(chars, brace)) != lexer.start() - line) {
                    return brace;
                }
            }
        }
        return open.isEmpty() ? innermost : open.peek();
    }

    /** The start of the line, or a place some way back on a line too long to be laid out by hand. */
    private static int lineStart(char[] chars, int from) {
        int at = from;
        while (at > 0 && chars[at - 1] != '\n' && from - at < 200) {
            at--;
        }
        return at;
    }

    private static int indent(char[] chars, int line) {
        int at = line;
        while (chars[at] == ' ' || chars[at] == '\t') {
            at++;
        }
        return at - line;
    }
}

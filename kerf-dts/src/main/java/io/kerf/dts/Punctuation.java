// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import org.jspecify.annotations.Nullable;

/** Tokens of one or two characters. */
final class Punctuation {
    /** By character, the tokens of one character, if none of {@code = < > |} follows, which could make two of them one. */
    private static final @Nullable TokenKind[] SINGLE = new TokenKind[256];

    static {
        for (char c : "{};[],()=<>".toCharArray()) {
            SINGLE[c] = of(c, ' ');
        }
    }

    private Punctuation() {}

    /** Returns the frequent tokens of one character, without asking what each character means; null leaves it to {@link #of}. */
    static @Nullable TokenKind single(byte c, byte next) {
        return next == '=' || next == '<' || next == '>' ? null : SINGLE[c & 0xff];
    }

    /** Returns the token that begins with a character, given the one behind it. */
    static TokenKind of(int c, int next) {
        return switch (c) {
            case '{' -> TokenKind.LEFT_BRACE;
            case '}' -> TokenKind.RIGHT_BRACE;
            case ';' -> TokenKind.SEMICOLON;
            case '[' -> TokenKind.LEFT_BRACKET;
            case ']' -> TokenKind.RIGHT_BRACKET;
            case ',' -> TokenKind.COMMA;
            case '(' -> TokenKind.LEFT_PAREN;
            case ')' -> TokenKind.RIGHT_PAREN;
            case '?' -> TokenKind.QUESTION;
            case ':' -> TokenKind.COLON;
            case '^' -> TokenKind.XOR;
            case '+' -> TokenKind.PLUS;
            case '-' -> TokenKind.MINUS;
            case '*' -> TokenKind.STAR;
            case '%' -> TokenKind.PERCENT;
            case '~' -> TokenKind.TILDE;
            case '=' -> next == '=' ? TokenKind.EQUAL : TokenKind.EQUALS;
            case '!' -> next == '=' ? TokenKind.NOT_EQUAL : TokenKind.NOT;
            case '|' -> next == '|' ? TokenKind.OR_OR : TokenKind.OR;
            case '<' -> next == '<' ? TokenKind.SHIFT_LEFT : next == '=' ? TokenKind.LESS_EQUAL : TokenKind.LESS;
            case '>' -> next == '>' ? TokenKind.SHIFT_RIGHT : next == '=' ? TokenKind.GREATER_EQUAL : TokenKind.GREATER;
            default -> TokenKind.BAD_CHARACTER;
        };
    }

    static boolean isDouble(TokenKind kind) {
        return switch (kind) {
            case EQUAL, NOT_EQUAL, OR_OR, SHIFT_LEFT, SHIFT_RIGHT, LESS_EQUAL, GREATER_EQUAL -> true;
            default -> false;
        };
    }

    static boolean isOperator(TokenKind kind) {
        return switch (kind) {
            case PLUS, MINUS, STAR, SLASH, PERCENT, TILDE, NOT, OR, AND, XOR, QUESTION, COLON, AND_AND -> true;
            default -> isDouble(kind);
        };
    }

    static boolean isKeyword(String word) {
        return word.equals("include") || keyword(word) != TokenKind.UNKNOWN_KEYWORD;
    }

    /** Returns the keyword between two slashes. */
    static TokenKind keyword(String word) {
        return switch (word) {
            case "dts-v1" -> TokenKind.DTS_V1;
            case "multikernel-v1" -> TokenKind.MULTIKERNEL_V1;
            case "plugin" -> TokenKind.PLUGIN;
            case "memreserve" -> TokenKind.MEMRESERVE;
            case "bits" -> TokenKind.BITS;
            case "incbin" -> TokenKind.INCBIN;
            case "delete-node" -> TokenKind.DELETE_NODE;
            case "delete-property" -> TokenKind.DELETE_PROPERTY;
            case "omit-if-no-ref" -> TokenKind.OMIT_IF_NO_REF;
            default -> TokenKind.UNKNOWN_KEYWORD;
        };
    }
}

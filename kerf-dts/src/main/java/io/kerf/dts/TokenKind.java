// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

/** What the lexer tells apart. */
enum TokenKind {
    END("the end of the source"),
    NAME("a name"),
    LABEL("a label"),
    LABEL_REFERENCE("a reference"),
    PATH_REFERENCE("a reference"),
    NUMBER("a number"),
    CHARACTER("a character"),
    STRING("a string"),
    BYTE("a byte"),
    DTS_V1("'/dts-v1/'"),
    MULTIKERNEL_V1("'/multikernel-v1/'"),
    PLUGIN("'/plugin/'"),
    MEMRESERVE("'/memreserve/'"),
    BITS("'/bits/'"),
    INCBIN("'/incbin/'"),
    DELETE_NODE("'/delete-node/'"),
    DELETE_PROPERTY("'/delete-property/'"),
    OMIT_IF_NO_REF("'/omit-if-no-ref/'"),
    LEFT_BRACE("'{'"),
    RIGHT_BRACE("'}'"),
    SEMICOLON("';'"),
    EQUALS("'='"),
    COMMA("','"),
    LESS("'<'"),
    GREATER("'>'"),
    LEFT_PAREN("'('"),
    RIGHT_PAREN("')'"),
    LEFT_BRACKET("'['"),
    RIGHT_BRACKET("']'"),
    SLASH("'/'"),
    QUESTION("'?'"),
    COLON("':'"),
    OR_OR("'||'"),
    AND_AND("'&&'"),
    OR("'|'"),
    XOR("'^'"),
    AND("'&'"),
    EQUAL("'=='"),
    NOT_EQUAL("'!='"),
    LESS_EQUAL("'<='"),
    GREATER_EQUAL("'>='"),
    SHIFT_LEFT("'<<'"),
    SHIFT_RIGHT("'>>'"),
    PLUS("'+'"),
    MINUS("'-'"),
    STAR("'*'"),
    PERCENT("'%'"),
    TILDE("'~'"),
    NOT("'!'"),
    /** A word that begins like an identifier, or a number with letters in it. */
    WORD("a word"),
    /** A word between slashes that is no keyword. */
    UNKNOWN_KEYWORD("an unknown keyword"),
    /** A string, character or comment without its end. */
    UNTERMINATED("text without an end"),
    BAD_CHARACTER("a character that means nothing here");

    private final String description;

    TokenKind(String description) {
        this.description = description;
    }

    String description() {
        return description;
    }
}

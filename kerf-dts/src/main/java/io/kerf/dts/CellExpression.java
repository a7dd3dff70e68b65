// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.diag.Diagnostic;
import java.util.Arrays;

/**
 * Evaluates an expression in parentheses: unsigned 64-bit arithmetic with the operators and the precedence of C. Operators wait on
 * a stack until one that binds less follows, so that depth costs memory and never recursion.
 */
final class CellExpression {
    private static final int MARK = -1;
    private static final int TERNARY = 0;
    private static final int UNARY = 11;

    private final Lexer lexer;
    private final Findings findings;

    private long[] values = new long[16];
    private int valueCount;
    private Operator[] operators = new Operator[16];
    private int[] places = new int[16];
    private int operatorCount;
    private boolean failed;
    private SourceUnit unit;
    private int open;

    /** What waits on the stack: brackets and operators with how tightly they bind. */
    private enum Operator {
        PAREN(MARK),
        QUESTION(MARK),
        CHOICE(TERNARY),
        OR_OR(1),
        AND_AND(2),
        OR(3),
        XOR(4),
        AND(5),
        EQUAL(6),
        NOT_EQUAL(6),
        LESS(7),
        GREATER(7),
        LESS_EQUAL(7),
        GREATER_EQUAL(7),
        SHIFT_LEFT(8),
        SHIFT_RIGHT(8),
        PLUS(9),
        MINUS(9),
        TIMES(10),
        DIVIDE(10),
        MODULO(10),
        NEGATE(UNARY),
        COMPLEMENT(UNARY),
        NOT(UNARY);

        private final int precedence;

        Operator(int precedence) {
            this.precedence = precedence;
        }
    }

    CellExpression(Lexer lexer, Findings findings) {
        this.lexer = lexer;
        this.findings = findings;
        this.unit = lexer.unit();
    }

    /** The value after {@link #evaluate} said true. */
    long value() {
        return values[0];
    }

    /** Takes a number that stands alone for the value of an expression. */
    void set(long value) {
        values[0] = value;
    }

    /**
     * Reads from the opening parenthesis, which is the current token, to the one that closes it, which then is.
     *
     * @return false if the expression cannot be read on, which is reported; a wrong operand, such as a division by zero, is
     *     reported too, but the expression is read to its end
     */
    boolean evaluate() {
        valueCount = 0;
        operatorCount = 0;
        failed = false;
        unit = lexer.unit();
        open = lexer.start();
        push(Operator.PAREN);
        boolean wantsOperand = true;
        while (operatorCount > 0) {
            TokenKind kind = lexer.next();
            boolean more = wantsOperand ? operand(kind) : operator(kind);
            if (!more) {
                return false;
            }
            wantsOperand = wantsOperand
                    ? kind != TokenKind.NUMBER && kind != TokenKind.CHARACTER
                    : kind != TokenKind.RIGHT_PAREN;
        }
        return true;
    }

    private boolean operand(TokenKind kind) {
        switch (kind) {
            case NUMBER, CHARACTER -> push(lexer.number());
            case LEFT_PAREN -> push(Operator.PAREN);
            case MINUS -> push(Operator.NEGATE);
            case TILDE -> push(Operator.COMPLEMENT);
            case NOT -> push(Operator.NOT);
            default -> {
                return fail("a number is missing in this expression", kind);
            }
        }
        return true;
    }

    private boolean operator(TokenKind kind) {
        switch (kind) {
            case RIGHT_PAREN -> {
                reduceAbove(MARK);
                if (operators[operatorCount - 1] == Operator.QUESTION) {
                    return fail("'?' has no ':' in this expression", kind);
                }
                operatorCount--;
            }
            case QUESTION -> {
                reduceAbove(TERNARY);
                push(Operator.QUESTION);
            }
            case COLON -> {
                reduceAbove(MARK);
                if (operators[operatorCount - 1] != Operator.QUESTION) {
                    return fail("':' has no '?' in this expression", kind);
                }
                operators[operatorCount - 1] = Operator.CHOICE;
            }
            default -> {
                Operator binary = binary(kind);
                if (binary == Operator.PAREN) {
                    return fail("an operator or ')' is missing in this expression", kind);
                }
                reduceAbove(binary.precedence - 1);
                push(binary);
            }
        }
        return true;
    }

    /** PAREN stands for none. */
    private static Operator binary(TokenKind kind) {
        return switch (kind) {
            case OR_OR -> Operator.OR_OR;
            case AND_AND -> Operator.AND_AND;
            case OR -> Operator.OR;
            case XOR -> Operator.XOR;
            case AND -> Operator.AND;
            case EQUAL -> Operator.EQUAL;
            case NOT_EQUAL -> Operator.NOT_EQUAL;
            case LESS -> Operator.LESS;
            case GREATER -> Operator.GREATER;
            case LESS_EQUAL -> Operator.LESS_EQUAL;
            case GREATER_EQUAL -> Operator.GREATER_EQUAL;
            case SHIFT_LEFT -> Operator.SHIFT_LEFT;
            case SHIFT_RIGHT -> Operator.SHIFT_RIGHT;
            case PLUS -> Operator.PLUS;
            case MINUS -> Operator.MINUS;
            case STAR -> Operator.TIMES;
            case SLASH -> Operator.DIVIDE;
            case PERCENT -> Operator.MODULO;
            default -> Operator.PAREN;
        };
    }

    private void reduceAbove(int precedence) {
        while (operators[operatorCount - 1].precedence > precedence) {
            reduce();
        }
    }

    private void reduce() {
        Operator operator = operators[--operatorCount];
        if (operator.precedence == UNARY) {
            long value = values[valueCount - 1];
            values[valueCount - 1] = switch (operator) {
                case NEGATE -> -value;
                case COMPLEMENT -> ~value;
                default -> value == 0 ? 1 : 0;
            };
            return;
        }
        long right = values[--valueCount];
        long left = values[valueCount - 1];
        if (operator == Operator.CHOICE) {
            valueCount--;
            values[valueCount - 1] = values[valueCount - 1] != 0 ? left : right;
            return;
        }
        values[valueCount - 1] = apply(operator, left, right);
    }

    private long apply(Operator operator, long left, long right) {
        return switch (operator) {
            case OR_OR -> truth(left != 0 || right != 0);
            case AND_AND -> truth(left != 0 && right != 0);
            case OR -> left | right;
            case XOR -> left ^ right;
            case AND -> left & right;
            case EQUAL -> truth(left == right);
            case NOT_EQUAL -> truth(left != right);
            case LESS -> truth(Long.compareUnsigned(left, right) < 0);
            case GREATER -> truth(Long.compareUnsigned(left, right) > 0);
            case LESS_EQUAL -> truth(Long.compareUnsigned(left, right) <= 0);
            case GREATER_EQUAL -> truth(Long.compareUnsigned(left, right) >= 0);
            case SHIFT_LEFT -> Long.compareUnsigned(right, 64) < 0 ? left << right : 0;
            case SHIFT_RIGHT -> Long.compareUnsigned(right, 64) < 0 ? left >>> right : 0;
            case PLUS -> left + right;
            case MINUS -> left - right;
            case TIMES -> left * right;
            default -> divide(operator, left, right);
        };
    }

    private long divide(Operator operator, long left, long right) {
        if (right == 0) {
            if (!failed) {
                failed = true;
                int place = places[operatorCount];
                findings.add(
                        Diagnostic.error(Codes.DIVISION_BY_ZERO, "this expression divides by zero"),
                        lexer.unit(),
                        Math.min(place, lexer.unit().length()),
                        place + 1);
            }
            return 0;
        }
        return operator == Operator.DIVIDE ? Long.divideUnsigned(left, right) : Long.remainderUnsigned(left, right);
    }

    private static long truth(boolean claim) {
        return claim ? 1 : 0;
    }

    private boolean fail(String message, TokenKind found) {
        if (found == TokenKind.SEMICOLON || found == TokenKind.RIGHT_BRACE || found == TokenKind.END) {
            findings.add(
                    Wording.missingBefore(
                            Diagnostic.error(Codes.MISSING_CLOSE, "')' is missing at the end of this expression")
                                    .withRelated("the expression begins here", unit.span(open, open + 1)),
                            lexer),
                    lexer.previousUnit(),
                    lexer.previousEnd(),
                    lexer.previousEnd());
        } else if (found != TokenKind.UNTERMINATED) {
            Diagnostic finding = Diagnostic.error(Codes.BAD_EXPRESSION, message);
            if (found == TokenKind.WORD) {
                finding = Diagnostic.error(Codes.BAD_EXPRESSION, "'" + lexer.tokenText() + "' is not a number")
                        .withSuggestion("names from header files need the C preprocessor");
            }
            if (found != TokenKind.WORD || !lexer.lacksPreprocessor()) {
                findings.add(finding, lexer.unit(), lexer.start(), lexer.end());
            }
        }
        return false;
    }

    private void push(long value) {
        if (valueCount == values.length) {
            values = Arrays.copyOf(values, valueCount * 2);
        }
        values[valueCount++] = value;
    }

    private void push(Operator operator) {
        if (operatorCount == operators.length) {
            operators = Arrays.copyOf(operators, operatorCount * 2);
            places = Arrays.copyOf(places, operatorCount * 2);
        }
        places[operatorCount] = lexer.start();
        operators[operatorCount++] = operator;
    }
}

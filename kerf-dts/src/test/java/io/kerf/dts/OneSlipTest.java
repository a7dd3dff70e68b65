// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.diag.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** One slip of the pen, one error: makes typical slips at every token of the good sources and counts errors. */
class OneSlipTest {
    private static final Pattern TOKEN = Pattern.compile(
            "/\\*(?s:.*?)\\*/|//[^\\n]*|^#(?:line)?[ \\t]+[0-9].*$|\"(?:[^\"\\\\]|\\\\(?s:.))*\"|'(?:[^'\\\\]|\\\\.)*'"
                    + "|/[a-z0-9-]+/|&\\{[^}]*\\}|&[A-Za-z_]\\w*|[A-Za-z_]\\w*:|\\\\?[A-Za-z0-9,._+*#?@-]+"
                    + "|<<|>>|<=|>=|==|!=|&&|\\|\\||\\S",
            Pattern.MULTILINE);

    /** At least how many per cent of the sources with a slip of a kind have one error at most; and why not all have. */
    private static final Map<String, Integer> SHARE = Map.ofEntries(
            Map.entry("a second =", 98), // "a == <1>" may be half of an expression
            Map.entry("a word twice", 99), // "/include/ /include/" and what it leaves open
            Map.entry("a second }", 98), // on one line nothing tells which of two braces is wrong
            Map.entry("no quote before a string", 97), // where several strings and braces share a line
            Map.entry("no quote behind a string", 96), // the same, and names of files that go on to the next quote
            Map.entry("no (", 98), // "<1 > 2)>": the first > may end the list
            Map.entry("no */", 83), // two of twelve; a comment then ends within another line
            Map.entry("no :", 93), // two labels in a row, and labels within values, become properties
            Map.entry("no ;", 99), // "a b c" on one line
            Map.entry("no =", 98), // a name and a comment before its value
            Map.entry("no >", 98), // "<1 label:" on one line
            Map.entry("a keyword without its first slash", 97), // within cell lists, and before labels
            Map.entry("a keyword without a letter", 98), // "/omit-if-no-ref/" misspelt between two others
            Map.entry("a keyword without its last slash", 98), // the same
            Map.entry("a stray $", 99), // behind a label outside of nodes
            // Two neighbours in each other's place are two slips at two places; here only what is left of it is
            // bounded.
            Map.entry("two tokens swapped", 75));

    private final Map<String, int[]> counts = new TreeMap<>();
    private final Map<String, List<String>> worst = new TreeMap<>();

    @Test
    void aSlipMakesOneErrorAtMost() throws IOException {
        for (Path source : GoldenFiles.in("good")) {
            String text = Files.readString(source);
            slips(
                    text,
                    (kind, broken) -> count(kind, broken, source.getFileName().toString()));
        }

        assertThat(counts.get("no ;")[1]).isGreaterThan(600);
        counts.forEach((kind, count) -> assertThat(100.0 * count[0] / count[1])
                .as("%s: %d of %d; %s", kind, count[0], count[1], worst.get(kind))
                .isGreaterThanOrEqualTo(SHARE.getOrDefault(kind, 100)));
        int good = counts.entrySet().stream()
                .filter(OneSlipTest::isOneSlip)
                .mapToInt(e -> e.getValue()[0])
                .sum();
        int all = counts.entrySet().stream()
                .filter(OneSlipTest::isOneSlip)
                .mapToInt(e -> e.getValue()[1])
                .sum();
        assertThat(100.0 * good / all).as("%d of %d", good, all).isGreaterThan(99.0);
    }

    /** A line such as {@code u: broken} among the statements of a source, in a node, or before it. */
    @Test
    void aStrayLineMakesOneErrorAtMost() throws IOException {
        int sources = 0;
        for (String line : List.of("u: broken", "broken", "u: broken;", "broken;")) {
            for (Path source : GoldenFiles.in("good")) {
                String text = Files.readString(source);
                for (Matcher root = Pattern.compile("(?m)^/ \\{\\n").matcher(text); root.find(); ) {
                    for (int at : new int[] {root.start(), root.end()}) {
                        String broken = text.substring(0, at) + line + "\n" + text.substring(at);
                        assertThat(errors(broken, source.toString())).as(broken).isLessThanOrEqualTo(1);
                        sources++;
                    }
                }
                assertThat(errors(text + line + "\n", source.toString()))
                        .as(text)
                        .isLessThanOrEqualTo(1);
            }
        }
        assertThat(sources).isGreaterThan(100);
    }

    private static boolean isOneSlip(Map.Entry<String, int[]> entry) {
        return !entry.getKey().equals("two tokens swapped");
    }

    private static long errors(String source, String name) {
        return Dts.parse(source, name, DtsOptions.defaults().withIncludes(GoldenFiles.includes("good")))
                .diagnostics()
                .stream()
                .filter(each -> each.severity() == Severity.ERROR)
                .count();
    }

    private void count(String kind, String broken, String name) {
        long errors = errors(broken, name);
        int[] count = counts.computeIfAbsent(kind, any -> new int[2]);
        count[0] += errors <= 1 ? 1 : 0;
        count[1]++;
        List<String> bad = worst.computeIfAbsent(kind, any -> new ArrayList<>());
        if (errors > 1 && bad.size() < 3) {
            bad.add(name + " (" + errors + ")");
        }
    }

    private static void slips(String text, BiConsumer<String, String> slip) {
        List<int[]> tokens = new ArrayList<>();
        for (Matcher found = TOKEN.matcher(text); found.find(); ) {
            if (found.group().startsWith("/*")) {
                slip.accept("no */", text.substring(0, found.end() - 2) + text.substring(found.end()));
            } else if (!found.group().startsWith("//") && !found.group().matches("#(line)?[ \\t].*")) {
                tokens.add(new int[] {found.start(), found.end()});
            }
        }
        for (int i = 0; i < tokens.size(); i++) {
            int start = tokens.get(i)[0];
            int end = tokens.get(i)[1];
            String token = text.substring(start, end);
            Slips at = (kind, instead) -> slip.accept(kind, text.substring(0, start) + instead + text.substring(end));
            punctuation(token, at);
            words(token, at);
            at.make("a stray $", "$ " + token);
            if (i + 1 < tokens.size()) {
                int[] next = tokens.get(i + 1);
                String between = text.substring(end, next[0]);
                slip.accept(
                        "two tokens swapped",
                        text.substring(0, start)
                                + text.substring(next[0], next[1])
                                + between
                                + token
                                + text.substring(next[1]));
            }
        }
    }

    /** Puts something else in the place of a token. */
    private interface Slips {
        void make(String kind, String instead);
    }

    private static void punctuation(String token, Slips at) {
        if (token.length() == 1 && ";{}<>[](),=".contains(token)) {
            at.make("no " + token, "");
            at.make("a second " + token, token + token);
        } else if (!token.startsWith("\"")) {
            at.make("a word twice", token + " " + token);
        }
    }

    private static void words(String token, Slips at) {
        String inside = token.length() > 1 ? token.substring(1) : "";
        String before = token.substring(0, token.length() - 1);
        switch (token.charAt(0)) {
            case '"' -> {
                at.make("no quote before a string", inside);
                at.make("no quote behind a string", before);
            }
            case '/' -> {
                if (inside.length() > 1) {
                    at.make("a keyword without its first slash", inside);
                    at.make("a keyword without its last slash", before);
                    at.make("a keyword without a letter", "/" + inside.substring(1));
                }
            }
            case '&' -> {
                at.make("no &", inside);
                if (token.endsWith("}")) {
                    at.make("no } behind a path", before);
                    at.make("a path misspelt", "&{/q" + inside.substring(1));
                } else if (!inside.isEmpty()) {
                    at.make("a label misspelt", "&q" + inside);
                }
            }
            default -> {
                if (token.endsWith(":") && !before.isEmpty()) {
                    at.make("no :", before);
                }
                if (token.matches("0x[0-9a-fA-F]+")) {
                    at.make("a wrong digit", "0xg" + token.substring(2));
                }
            }
        }
    }
}

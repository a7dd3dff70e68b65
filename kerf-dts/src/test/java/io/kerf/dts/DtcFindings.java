// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.SourceSpan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the checks of the reference compiler say, and what ours say, in a form in which the two can be compared. */
final class DtcFindings {
    private static final Pattern LINE = Pattern.compile(
            "(?:<stdout>|(.*?):(\\d+)\\.\\d+(?:-\\d+(?:\\.\\d+)?)?|.*?): (Warning|ERROR) \\(([a-z_0-9]+)\\): (/[^ ]*?)(?::([^:/ ]+))?: (.*)");
    private static final Map<String, String> NAMES = names();

    private static final Set<String> UNREAD = Set.of("address_cells_is_cell", "size_cells_is_cell");

    /** What the compared source is called with us. */
    static final String SOURCE = "board.dts";

    private DtcFindings() {}

    /**
     * One line of the reference compiler.
     *
     * @param key the check and the path of the node
     * @param file the name of the included file; empty for the source itself
     * @param line the line of the file; 0 if it says none
     * @param error whether it is an error
     * @param message what is wrong
     */
    record Said(String key, String file, int line, boolean error, String message) {
        String check() {
            return key.substring(0, key.indexOf(' '));
        }
    }

    /**
     * Reads the messages. Of graphs, {@code dtc} takes all cell counts for 0 if one of them could not be read, so nothing that it then
     * says about the counts of graphs is kept; on simple buses, it reads addresses behind the end of a 'ranges' that is too short.
     */
    static List<Said> parse(String messages) {
        return comparable(all(messages), Said::key, Said::message);
    }

    private static List<Said> all(String messages) {
        List<Said> said = new ArrayList<>();
        for (String line : messages.split("\n")) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) {
                String name = matcher.group(4);
                // Of /chosen's obsolete property dtc complains at the root.
                String path = name.equals("obsolete_chosen_interrupt_controller") ? "/chosen" : matcher.group(5);
                // Where a graph's parent lacks cell counts, dtc points at those of the node itself.
                boolean ownCells = name.startsWith("graph_")
                        && String.valueOf(matcher.group(6)).startsWith("#");
                String at = ownCells ? null : matcher.group(2);
                boolean error = matcher.group(3).equals("ERROR");
                int place = at == null ? 0 : Integer.parseInt(at);
                said.add(new Said(name + " " + path, fileName(matcher.group(1)), place, error, matcher.group(7)));
            }
        }
        return said;
    }

    /** The findings of checks, without the one that tells which were not run. */
    static Stream<Diagnostic> ofChecks(List<Diagnostic> findings) {
        return findings.stream().filter(finding -> NAMES.containsKey(finding.code()));
    }

    static List<String> keys(List<Diagnostic> findings) {
        return comparable(ofChecks(findings).toList(), DtcFindings::key, Diagnostic::message).stream()
                .map(DtcFindings::key)
                .sorted()
                .toList();
    }

    /** Leaves out what {@code dtc} says about values that it did not read, or read behind their end. */
    private static <T> List<T> comparable(List<T> findings, Function<T, String> key, Function<T, String> message) {
        Set<String> keys = findings.stream().map(key).collect(Collectors.toSet());
        boolean unread = keys.stream().anyMatch(each -> UNREAD.contains(each.split(" ", 2)[0]));
        return findings.stream()
                .filter(finding -> !unread
                        || !key.apply(finding).startsWith("graph_")
                        || !message.apply(finding).contains("#address-cells")
                                && !message.apply(finding).contains("#size-cells"))
                .filter(finding -> !isBehindRanges(key.apply(finding), keys))
                .toList();
    }

    private static boolean isBehindRanges(String key, Set<String> keys) {
        return key.startsWith("simple_bus_reg ") && keys.contains(key.replace("simple_bus_reg", "ranges_format"));
    }

    static String key(Diagnostic finding) {
        return NAMES.get(finding.code()) + " " + finding.subject().orElse("");
    }

    private static String fileName(String path) {
        return path == null || path.equals("<stdin>") ? "" : path.substring(path.lastIndexOf('/') + 1);
    }

    /** Whether a finding, or a place that it shows beside, is on the line that was said. */
    static boolean pointsAt(Diagnostic finding, Said said) {
        return Stream.concat(
                        finding.location().stream(), finding.related().stream().map(Diagnostic.Related::location))
                .anyMatch(place -> place instanceof SourceSpan span
                        && span.line() == said.line()
                        && span.source().name().equals(said.file().isEmpty() ? SOURCE : said.file()));
    }

    private static Map<String, String> names() {
        Map<String, String> names = new HashMap<>();
        Dts.checks().forEach(check -> names.put(check.code(), check.name()));
        return names;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Location;
import io.kerf.diag.Severity;
import io.kerf.diag.SourceSpan;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Where a source with one fault is wrong: the reference compiler names a line, and so do we, by an error or what it relates to. */
class FaultLinesOracleTest {
    private static final int GENERATED = Integer.getInteger("kerf.dts.generated", 2000);

    /** A place of dtc: {@code Error: <stdin>:3.5-8}, {@code <stdin>:3.5-4.6: ERROR (name)}, {@code also defined at <stdin>:9.1-4}. */
    private static final Pattern PLACE = Pattern.compile("<stdin>:(\\d+)\\.\\d+(?:-(\\d+)\\.\\d+)?");

    /** First and last line. */
    private record Lines(int first, int last) {
        boolean touch(Location at) {
            return at instanceof SourceSpan span
                    && span.line() <= last
                    && span.source().span(span.end(), span.end()).line() >= first;
        }
    }

    @Test
    void aFaultIsShownOnTheLineOfDtcOrRelatesToIt() {
        ReferenceDtc dtc = ReferenceDtc.require();
        List<String> elsewhere = new ArrayList<>();
        int refused = 0;
        for (int start = 0; start < GENERATED; start += ReferenceDtc.BATCH) {
            List<String> sources = IntStream.range(start, Math.min(GENERATED, start + ReferenceDtc.BATCH))
                    .mapToObj(i -> new SourceGenerator(7_000_000 + i).brokenSource())
                    .toList();
            List<ReferenceDtc.Run> runs = dtc.compileAll(sources);
            for (int i = 0; i < sources.size(); i++) {
                List<Lines> places = places(runs.get(i).messages());
                DtsResult ours = Dts.parse(sources.get(i), "<stdin>", DtsOracleTest.options());
                boolean listed = DtsOracleTest.isListed(sources.get(i), ours, runs.get(i));
                if (runs.get(i).status() != 0 && !places.isEmpty() && !listed) {
                    refused++;
                    if (ours.diagnostics().stream().noneMatch(finding -> touches(finding, places))) {
                        elsewhere.add(sources.get(i) + "\n" + runs.get(i).messages() + ours.render());
                    }
                }
            }
        }
        assertThat(refused).isGreaterThan(GENERATED / 2);
        assertThat(elsewhere).as("of %s sources", refused).isEmpty();
    }

    /** The places of all errors, and of what they say is defined elsewhere, too. */
    private static List<Lines> places(String messages) {
        List<Lines> places = new ArrayList<>();
        boolean error = false;
        for (String line : messages.lines().filter(each -> !each.isBlank()).toList()) {
            error = line.startsWith("Error:")
                    || line.startsWith("Lexical error:")
                    || line.contains(": ERROR (")
                    || error && line.startsWith("  also");
            Matcher place = PLACE.matcher(line);
            if (error && place.find()) {
                int first = Integer.parseInt(place.group(1));
                places.add(new Lines(first, place.group(2) == null ? first : Integer.parseInt(place.group(2))));
            }
        }
        return places;
    }

    private static boolean touches(Diagnostic finding, List<Lines> places) {
        return finding.severity() == Severity.ERROR
                && places.stream()
                        .anyMatch(
                                place -> finding.location().filter(place::touch).isPresent()
                                        || finding.related().stream()
                                                .anyMatch(related -> place.touch(related.location())));
    }
}

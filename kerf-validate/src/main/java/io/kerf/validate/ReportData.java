// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.BlobOffset;
import io.kerf.diag.Diagnostic;
import io.kerf.diag.Location;
import io.kerf.diag.Severity;
import io.kerf.diag.SourceSpan;
import io.kerf.model.SystemState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The report as nested maps, lists, texts and numbers, keys in the order in which they are written. {@code docs/report-schema.json}
 * describes it: keys are added, never renamed, and a change of meaning raises {@link #VERSION}.
 */
final class ReportData {
    /** What {@code schema} says. */
    static final long VERSION = 1;

    /** Stands for the null of JSON, so that no map here holds a null. */
    static final Object NULL = new Object();

    /** How many characters of a line of source are shown: one line can hold thousands of findings. */
    private static final int EXCERPT = 160;

    private ReportData() {}

    static Map<String, Object> of(Report report, ReportDetail detail) {
        SystemState state = report.state();
        Utilization use = Utilization.of(state);
        List<Diagnostic> shown = report.findings().stream()
                .filter(finding -> detail == ReportDetail.VERBOSE || finding.severity() != Severity.INFO)
                .toList();
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("schema", VERSION);
        data.put("status", report.isValid() ? "valid" : "invalid");
        data.put("errors", messages(report.errors()));
        data.put("warnings", messages(report.warnings()));
        data.put("suggestions", suggestions(shown));
        data.put("findings", shown.stream().map(ReportData::finding).toList());
        data.put("hardware", HardwareData.of(state));
        data.put("instances", InstanceData.of(report));
        data.put("utilization", UtilizationData.of(use));
        data.put("rules", rules(report));
        if (detail == ReportDetail.VERBOSE) {
            data.put(
                    "not_checked",
                    report.notChecked().stream().map(ReportData::notChecked).toList());
        }
        return data;
    }

    private static List<Object> messages(List<Diagnostic> findings) {
        return findings.stream().<Object>map(Diagnostic::message).toList();
    }

    private static List<Object> suggestions(List<Diagnostic> findings) {
        return findings.stream()
                .flatMap(finding -> finding.suggestion().stream())
                .distinct()
                .<Object>map(text -> text)
                .toList();
    }

    private static Object finding(Diagnostic finding) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("rule", finding.code());
        data.put("severity", finding.severity().word());
        data.put("subject", text(finding.subject()));
        data.put("subject_kind", finding.subjectKind().word());
        data.put("message", finding.message());
        data.put("present_state", text(finding.presentState()));
        data.put("suggestion", text(finding.suggestion()));
        data.put("alternative", text(finding.alternative()));
        data.put("place", finding.location().map(ReportData::place).orElse(NULL));
        List<Object> related = new ArrayList<>();
        for (Diagnostic.Related each : finding.related()) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("label", each.label());
            entry.put("place", place(each.location()));
            related.add(entry);
        }
        data.put("related", related);
        return data;
    }

    private static Object place(Location location) {
        Map<String, Object> place = new LinkedHashMap<>();
        if (location instanceof SourceSpan span) {
            place.put("file", span.file());
            place.put("line", (long) span.lineInFile());
            place.put("column", (long) span.column());
            place.put("text", Excerpt.of(span, EXCERPT).marked());
        } else {
            BlobOffset offset = (BlobOffset) location;
            place.put("file", offset.blob());
            place.put("offset", offset.offset());
        }
        return place;
    }

    private static Object rules(Report report) {
        long unasked = report.notChecked().size();
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("total", (long) report.rules());
        data.put("not_checked", unasked);
        return data;
    }

    private static Object notChecked(NotChecked each) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("rule", each.rule().id());
        data.put("title", each.rule().title());
        data.put("reason", each.reason());
        return data;
    }

    static Object text(Optional<String> text) {
        return text.<Object>map(each -> each).orElse(NULL);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.dts.Dialect;
import io.kerf.dts.Dts;
import io.kerf.dts.DtsOptions;
import io.kerf.model.InstanceName;
import io.kerf.model.SystemState;
import io.kerf.model.binding.Bindings;
import io.kerf.tree.DeviceTree;
import io.kerf.validate.Report;
import io.kerf.validate.Validator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What there is to say about a tree: of a multikernel host's what kerf's rules say, of an instance's what cannot be read, of any other what
 * the checks of {@code dtc} say.
 *
 * @param report the report of a multikernel host's tree
 * @param findings everything, errors first found first
 */
record TreeVerdict(Optional<Report> report, List<Diagnostic> findings) {
    /** The compiler's warning that a number did not fit its cells. */
    private static final String CELL_TRUNCATED = "dts-cell-truncated";

    /** Judges what a file has. */
    static TreeVerdict of(TreeFile file, SourceChoice choice, boolean baseline) {
        if (file.tree().isEmpty()) {
            return new TreeVerdict(Optional.empty(), file.said());
        }
        DeviceTree tree = file.tree().get();
        if (file.isMultikernel()) {
            return ofHost(tree, file.said(), baseline);
        }
        if (file.isInstance()) {
            return ofInstance(tree, file.said());
        }
        return new TreeVerdict(
                Optional.empty(), file.isBlob() ? checked(tree, file.overlay(), choice.checks()) : file.said());
    }

    /** Judges a tree that was made here. */
    static TreeVerdict of(DeviceTree tree, boolean multikernel, SourceChoice choice) {
        return multikernel
                ? ofHost(tree, List.of(), false)
                : new TreeVerdict(Optional.empty(), checked(tree, false, choice.checks()));
    }

    /** What of an instance cannot be read is wrong; the rest is for the kernel that made the tree to know. */
    private static TreeVerdict ofInstance(DeviceTree tree, List<Diagnostic> said) {
        InstanceName name = tree.root()
                .property("model")
                .filter(model -> model.value().isString())
                .map(model -> model.value().string())
                .filter(InstanceName::isValid)
                .map(InstanceName::of)
                .orElseGet(() -> InstanceName.of("instance"));
        List<Diagnostic> findings = new ArrayList<>(said);
        findings.addAll(Bindings.readInstance(tree, name, List.of()).findings());
        return new TreeVerdict(Optional.empty(), findings);
    }

    private static TreeVerdict ofHost(DeviceTree tree, List<Diagnostic> said, boolean baseline) {
        SystemState state = Bindings.read(tree);
        List<Diagnostic> findings = new ArrayList<>();
        said.forEach(each -> findings.add(weighed(each)));
        findings.addAll(state.findings());
        Validator validator = baseline || state.instances().isEmpty() ? Validator.baseline() : Validator.standard();
        Report report = validator.validate(state.toBuilder().findings(findings).build());
        return new TreeVerdict(Optional.of(report), report.findings());
    }

    private static List<Diagnostic> checked(DeviceTree tree, boolean overlay, DtsOptions options) {
        DtsOptions dtc = options.withDialect(Dialect.DTS_V1);
        return overlay ? Dts.checkOverlay(tree, dtc) : Dts.check(tree, dtc);
    }

    /** A number that was cut to its cells is legal source, but here it would be a pool of another size than was written. */
    private static Diagnostic weighed(Diagnostic finding) {
        if (!finding.code().equals(CELL_TRUNCATED)) {
            return finding;
        }
        Diagnostic error = Diagnostic.error(finding.code(), finding.message())
                .withSuggestion("begin the file with '/multikernel-v1/;', where such numbers are 64 bits wide");
        return finding.location().map(error::withLocation).orElse(error);
    }

    boolean isValid() {
        return count(Severity.ERROR) == 0;
    }

    long count(Severity severity) {
        return findings.stream().filter(each -> each.severity() == severity).count();
    }

    /** What a user who did not ask for more should see. */
    List<Diagnostic> shown(boolean verbose) {
        return findings.stream()
                .filter(each -> verbose || each.severity() != Severity.INFO)
                .toList();
    }

    /** Such as {@code 1 error and 3 warnings}; empty if there is neither. */
    String counts() {
        return Stream.of(counted(Severity.ERROR), counted(Severity.WARNING))
                .flatMap(Optional::stream)
                .collect(Collectors.joining(" and "));
    }

    private Optional<String> counted(Severity severity) {
        long count = count(severity);
        return count == 0 ? Optional.empty() : Optional.of(count + " " + severity.word() + (count == 1 ? "" : "s"));
    }
}

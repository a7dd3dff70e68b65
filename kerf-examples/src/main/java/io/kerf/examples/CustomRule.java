// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples;

import io.kerf.diag.Diagnostic;
import io.kerf.dts.Dts;
import io.kerf.model.Instance;
import io.kerf.model.SystemState;
import io.kerf.model.binding.Bindings;
import io.kerf.validate.Report;
import io.kerf.validate.ReportFormat;
import io.kerf.validate.Validator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Adds a rule of one's own to the validation: a site where each instance has at least 1 GB for each of its CPUs. A rule is a function of the
 * state; what it finds goes into the findings of the state, and so into the report, with the line of source, beside what kerf's rules find.
 */
public final class CustomRule {
    private static final long LEAST_PER_CPU = 1L << 30;

    private CustomRule() {}

    /**
     * Runs the example, which exits with 1 if the state breaks a rule.
     *
     * @param args a device tree source with instances, or nothing for {@code conflict_example.dts}
     * @throws IOException never
     * @throws InterruptedException never
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path file = args.length > 0 ? Path.of(args[0]) : Samples.baseline("conflict_example.dts");
        Example.run(out -> {
            SystemState state = Bindings.read(Dts.compile(file));
            List<Diagnostic> findings = new ArrayList<>(state.findings());
            state.instances().forEach(instance -> check(instance, findings));

            Report report = Validator.standard()
                    .validate(state.toBuilder().findings(findings).build());
            out.print(report.requireValid().state().instances().size() + " instances keep all rules\n");
            out.print(report.render(ReportFormat.TEXT));
        });
    }

    private static void check(Instance instance, List<Diagnostic> findings) {
        long least = instance.cpus().size() * LEAST_PER_CPU;
        if (instance.memory().bytes() < least) {
            String problem = "instance '" + instance.name() + "' has " + instance.memory() + " for "
                    + instance.cpus().size() + " CPUs";
            Diagnostic finding = Diagnostic.error("SITE-001", problem)
                    .withSuggestion("give it " + (least >> 30) + "GB, 1GB for each CPU");
            findings.add(instance.declaredAt().map(finding::withLocation).orElse(finding));
        }
    }
}

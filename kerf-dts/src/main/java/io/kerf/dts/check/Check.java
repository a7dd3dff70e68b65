// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts.check;

import io.kerf.diag.Severity;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One check: what it is called, how much its findings weigh by default, which checks must have passed before it runs, and the
 * code that runs it.
 *
 * @param name the name, which is {@code dtc}'s
 * @param code the code of its findings
 * @param level the severity by default; empty for a check that is off
 * @param description what it demands, as one sentence
 * @param prerequisites names of the checks that must pass first
 * @param silent whether it only reads what others stand on: nothing has its code
 * @param body the check itself
 */
public record Check(
        String name,
        String code,
        Optional<Severity> level,
        String description,
        List<String> prerequisites,
        boolean silent,
        Body body) {
    /** Looks at a tree and reports what it finds. */
    @FunctionalInterface
    public interface Body {
        /**
         * Runs the check.
         *
         * @param tree the tree
         * @param report where findings go
         */
        void run(TreeFacts tree, Report report);
    }

    static Check error(String name, String description, Body body, String... prerequisites) {
        return of(name, Optional.of(Severity.ERROR), description, false, body, prerequisites);
    }

    static Check warning(String name, String description, Body body, String... prerequisites) {
        return of(name, Optional.of(Severity.WARNING), description, false, body, prerequisites);
    }

    /** One that gets no report, and so can have no findings. */
    static Check silent(
            String name, Severity level, String description, Consumer<TreeFacts> body, String... prerequisites) {
        return of(name, Optional.of(level), description, true, (tree, report) -> body.accept(tree), prerequisites);
    }

    static Check off(String name, String description, Body body, String... prerequisites) {
        return of(name, Optional.empty(), description, false, body, prerequisites);
    }

    private static Check of(
            String name,
            Optional<Severity> level,
            String description,
            boolean silent,
            Body body,
            String... prerequisites) {
        String code = "dts-" + name.replace('_', '-');
        return new Check(name, code, level, description, List.of(prerequisites), silent, body);
    }
}

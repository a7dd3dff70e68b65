// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts.check;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.tree.DeviceTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One run of the checks over one tree. A check that is on runs once, behind its prerequisites, which run even if they are off. If one
 * of them fails, the check does not run: what it would say could be wrong. Time and memory are linear in the tree and in what
 * is found.
 */
public final class CheckRun {
    /** The code of the finding that names the checks that were not run. */
    public static final String NOT_RUN = "dts-checks-not-run";

    private enum Status {
        UNCHECKED,
        PASSED,
        FAILED,
        NOT_RUN,
        BARRED
    }

    private final TreeFacts tree;
    private final CheckLevels levels;
    private final Report report;
    private final Status[] states = new Status[Checks.ALL.size()];

    /** For each check that failed those that were not run because of it. */
    private final Map<Integer, List<Integer>> notRun = new LinkedHashMap<>();

    private CheckRun(TreeFacts tree, CheckLevels levels, BitSet passed, BitSet barred, int limit) {
        this.tree = tree;
        this.levels = levels;
        this.report = new Report(limit);
        Arrays.fill(states, Status.UNCHECKED);
        passed.stream().forEach(check -> states[check] = Status.PASSED);
        barred.stream().forEach(check -> states[check] = Status.BARRED);
    }

    /**
     * What the checks found.
     *
     * @param findings the findings, node by node in document order, up to the limit
     * @param droppedErrors how many errors there are behind the limit
     * @param droppedWarnings how many warnings there are behind the limit, or had to make room for errors
     */
    public record Outcome(List<Diagnostic> findings, int droppedErrors, int droppedWarnings) {}

    /**
     * Checks a tree of any origin.
     *
     * @param tree the tree
     * @param plugin whether it is an overlay, whose references may be open
     * @param levels which checks warn and which are errors
     * @param limit how many findings to keep
     * @return what was found
     */
    public static Outcome ofTree(DeviceTree tree, boolean plugin, CheckLevels levels, int limit) {
        return new CheckRun(TreeFacts.of(tree, plugin, false), levels, new BitSet(), new BitSet(), limit).run();
    }

    /**
     * Checks a tree that was just compiled. What the compiler itself added to it is left out.
     *
     * @param tree the tree
     * @param plugin whether it is an overlay, whose references may be open
     * @param levels which checks warn and which are errors
     * @param passed the checks that the compiler has made already, by their positions in {@link Checks#ALL}
     * @param barred the checks that cannot be made because of what the compiler found, or would repeat it; they, and those that stand on
     *     them, are left out without a word
     * @param limit how many findings to keep
     * @return what was found
     */
    public static Outcome ofCompiled(
            DeviceTree tree, boolean plugin, CheckLevels levels, BitSet passed, BitSet barred, int limit) {
        return new CheckRun(TreeFacts.of(tree, plugin, true), levels, passed, barred, limit).run();
    }

    private Outcome run() {
        for (int check = 0; check < states.length; check++) {
            if (levels.of(check).isPresent()) {
                run(check);
            }
        }
        notRun.forEach(this::reportNotRun);
        return report.outcome();
    }

    /** Runs a check behind its prerequisites; the depth is that of the table of checks. */
    private void run(int check) {
        if (states[check] != Status.UNCHECKED) {
            return;
        }
        for (int prerequisite : Checks.PREREQUISITES[check]) {
            run(prerequisite);
            if (states[prerequisite] != Status.PASSED) {
                states[check] = Status.NOT_RUN;
            }
        }
        if (states[check] == Status.NOT_RUN) {
            noteNotRun(check);
            return;
        }
        report.begin(Checks.ALL.get(check), levels.of(check).orElse(null));
        Checks.ALL.get(check).body().run(tree, report);
        states[check] = report.hasFailed() ? Status.FAILED : Status.PASSED;
    }

    private void noteNotRun(int check) {
        if (levels.of(check).isEmpty()) {
            return;
        }
        for (int prerequisite : Checks.PREREQUISITES[check]) {
            while (states[prerequisite] == Status.NOT_RUN) {
                prerequisite = firstNotPassed(prerequisite);
            }
            if (states[prerequisite] == Status.FAILED) {
                notRun.computeIfAbsent(prerequisite, key -> new ArrayList<>()).add(check);
                return;
            }
        }
    }

    private int firstNotPassed(int check) {
        for (int prerequisite : Checks.PREREQUISITES[check]) {
            if (states[prerequisite] != Status.PASSED) {
                return prerequisite;
            }
        }
        throw new IllegalStateException(
                "no prerequisite of " + Checks.ALL.get(check).name() + " failed");
    }

    /** An error that was asked for must not be missed because another check stands in its way. */
    private void reportNotRun(int failed, List<Integer> missed) {
        boolean error = missed.stream().anyMatch(check -> levels.of(check).equals(Optional.of(Severity.ERROR)));
        StringBuilder names = new StringBuilder();
        for (int check : missed) {
            names.append(names.length() == 0 ? "" : ", ")
                    .append(Checks.ALL.get(check).name());
        }
        report.addLast(Diagnostic.of(
                        NOT_RUN,
                        error ? Severity.ERROR : Severity.INFO,
                        "because '" + Checks.ALL.get(failed).name() + "' failed, these checks could not be made: "
                                + names)
                .withSuggestion("mend what '" + Checks.ALL.get(failed).name() + "' found, and check again"));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.diag.Diagnostic;
import io.kerf.dts.check.CheckLevels;
import io.kerf.tree.DeviceTree;
import org.jspecify.annotations.Nullable;

/** One source on its way to a tree: read, checked, references resolved, assembled. */
final class Compilation {
    private final SourceUnit unit;
    private final DtsOptions options;
    private final IncludeResolver resolver;
    private final NameTable names;
    private final Findings findings;

    Compilation(SourceUnit unit, DtsOptions options, IncludeResolver resolver) {
        this.unit = unit;
        this.options = options;
        this.resolver = resolver;
        this.names = NameTable.forSource(unit.length());
        this.findings = new Findings(options.maxFindings());
    }

    DtsResult run() {
        if (unit.length() > options.maxSourceLength()) {
            findings.add(
                    Diagnostic.error(
                                    Codes.TOO_LARGE,
                                    "the source has more than " + options.maxSourceLength() + " characters")
                            .withSuggestion("raise the limit with DtsOptions.withMaxSourceLength"),
                    unit,
                    0,
                    0);
            return new DtsResult(null, null, false, false, findings.inOrder());
        }
        Includes includes = new Includes(resolver, options.maxSourceLength());
        Parser parser = new Parser(unit, options, includes, names, findings);
        parser.parse();
        boolean readable = !findings.hasErrors();
        NodeDraft root = parser.tree().root();
        DeviceTree tree = root == null || parser.isStructureDoubtful() ? null : finish(parser, root);
        unit.forgetChars();
        return new DtsResult(tree, parser.dialect(), parser.plugin(), readable, findings.inOrder());
    }

    private @Nullable DeviceTree finish(Parser parser, NodeDraft root) {
        boolean syntaxErrors = findings.hasErrors();
        int bootCpuId = bootCpuId(parser, root);
        CheckLevels levels = options.checkLevels(parser.dialect());
        TreeChecks checks = new TreeChecks(parser.tree(), names, parser.buffer(), findings, levels, parser.plugin());
        checks.check(root);
        Extras extras = options.extras();
        OutputBudget budget = new OutputBudget(findings, options.maxSourceLength());
        PhandleNumbers phandles =
                new PhandleNumbers(names, parser.buffer(), checks.explicitPhandles(), extras.phandles());
        new ReferenceResolver(
                        parser.tree(),
                        parser.buffer(),
                        findings,
                        phandles,
                        budget,
                        parser.plugin(),
                        extras.symbols(),
                        syntaxErrors ? parser.lostLabels() : null)
                .resolve(checks.referring(), checks.omittable(), root);
        // The paths that an overlay cannot refer to are found here, and belong among the other errors.
        if (!findings.hasErrors() || parser.plugin() && !syntaxErrors) {
            generate(parser, root, phandles, budget);
        }
        FailedChecks failed = new FailedChecks(findings.errorCodes());
        if (syntaxErrors || findings.full() || failed.leaveNoSoundTree()) {
            return null;
        }
        DeviceTree tree = new TreeAssembler(parser.buffer()).assemble(root, parser.reservations(), bootCpuId);
        TreeCheck.check(tree, parser.plugin(), levels, failed, unit, findings);
        return findings.hasErrors() ? null : tree;
    }

    /** Adds what the options or {@code /plugin/} ask for, in the order of {@code dtc}. */
    private void generate(Parser parser, NodeDraft root, PhandleNumbers phandles, OutputBudget budget) {
        Extras extras = options.extras();
        LabelEntries labels = new LabelEntries(names, parser.buffer(), findings, budget, phandles);
        if (extras.aliases()) {
            labels.addAliases(root);
        }
        if (extras.symbols()) {
            labels.addSymbols(root);
        }
        if (parser.plugin() || extras.localFixups()) {
            new FixupEntries(parser.tree(), root, names, parser.buffer(), findings, budget, parser.plugin()).add();
        }
    }

    /**
     * What {@code dtc} puts into the header: {@code reg} of the first child of {@code /cpus} that was ever defined, if it is one
     * cell, before references are resolved.
     */
    private int bootCpuId(Parser parser, NodeDraft root) {
        NodeDraft cpus = root.child(names.of("cpus"));
        NodeDraft first = cpus == null ? null : cpus.firstChild;
        PropertyDraft reg = first == null ? null : first.property(names.of("reg"));
        return reg == null || reg.length != Integer.BYTES ? 0 : parser.buffer().getInt(reg.offset);
    }
}

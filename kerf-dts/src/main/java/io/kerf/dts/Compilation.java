// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.diag.Diagnostic;
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
        this.names = new NameTable(512);
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
            return new DtsResult(null, null, findings.inOrder());
        }
        Includes includes = new Includes(resolver, options.maxSourceLength());
        Parser parser = new Parser(unit, options, includes, names, findings);
        parser.parse();
        NodeDraft root = parser.tree().root();
        DeviceTree tree = root == null ? null : finish(parser, root);
        unit.forgetChars();
        return new DtsResult(tree, parser.dialect(), findings.inOrder());
    }

    private @Nullable DeviceTree finish(Parser parser, NodeDraft root) {
        boolean syntaxErrors = findings.hasErrors();
        int bootCpuId = bootCpuId(parser, root);
        TreeChecks checks = new TreeChecks(parser.tree(), names, parser.buffer(), findings);
        checks.check(root);
        new ReferenceResolver(
                        parser.tree(),
                        names,
                        parser.buffer(),
                        findings,
                        checks.explicitPhandles(),
                        options.maxSourceLength(),
                        syntaxErrors)
                .resolve(root);
        if (findings.hasErrors()) {
            return null;
        }
        return new TreeAssembler(parser.buffer()).assemble(root, parser.reservations(), bootCpuId);
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

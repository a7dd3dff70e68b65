// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.dts.check.CheckLevels;
import io.kerf.dts.check.CheckRun;
import io.kerf.dts.check.Checks;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.DtNode;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Runs the checks of {@link io.kerf.dts.check} as {@link DtsOptions} say. */
final class TreeCheck {
    /** The checks that a compilation makes before there is a tree, and that are always errors there. */
    static final List<String> DONE = List.of(
            "duplicate_node_names",
            "duplicate_property_names",
            "name_is_string",
            "name_properties",
            "duplicate_label",
            "explicit_phandles",
            "phandle_references",
            "path_references");

    /** The checks that a compilation makes before there is a tree if they are errors, and leaves for later if they are not. */
    static final List<String> NAMES = List.of("node_name_chars", "node_name_format", "property_name_chars");

    /** Children of an overlay's root that are no device's. */
    private static final Set<String> ABOUT_OVERLAYS = Set.of("__symbols__", "__fixups__", "__local_fixups__");

    private TreeCheck() {}

    /** Checks a tree of any origin. */
    static List<Diagnostic> check(DeviceTree tree, DtsOptions options) {
        return check(tree, false, options);
    }

    /** Checks an overlay of any origin, without the nodes that tell how to apply it. */
    static List<Diagnostic> checkOverlay(DeviceTree overlay, DtsOptions options) {
        DtNode root = overlay.root();
        List<DtNode> described = root.children().stream()
                .filter(child -> !ABOUT_OVERLAYS.contains(child.name()))
                .toList();
        DtNode stripped = DtNode.of(root.name(), root.properties(), described);
        DtNode placed = root.source().map(stripped::withSource).orElse(stripped);
        return check(overlay.withRoot(placed), true, options);
    }

    private static List<Diagnostic> check(DeviceTree tree, boolean overlay, DtsOptions options) {
        CheckRun.Outcome outcome = CheckRun.ofTree(tree, overlay, options.checkLevels(null), options.maxFindings());
        return withRest(outcome, options.maxFindings());
    }

    /** Checks a tree that was just compiled, from an overlay or not, and from a source that may have failed some checks already. */
    static void check(
            DeviceTree tree,
            boolean plugin,
            CheckLevels levels,
            FailedChecks failed,
            SourceUnit unit,
            Findings findings) {
        BitSet passed = new BitSet();
        DONE.forEach(name -> passed.set(position(name)));
        NAMES.stream().filter(name -> isError(levels, name)).forEach(name -> passed.set(position(name)));
        BitSet barred = new BitSet();
        failed.barred().forEach(name -> barred.set(position(name)));
        findings.addChecked(CheckRun.ofCompiled(tree, plugin, levels, passed, barred, findings.room()), unit);
    }

    /** Whether a compilation is to refuse what a check of names finds. */
    static boolean isError(CheckLevels levels, String name) {
        return levels.of(position(name)).equals(Optional.of(Severity.ERROR));
    }

    private static int position(String name) {
        return Checks.find(name).orElseThrow();
    }

    private static List<Diagnostic> withRest(CheckRun.Outcome outcome, int limit) {
        if (outcome.droppedErrors() + outcome.droppedWarnings() == 0) {
            return outcome.findings();
        }
        List<Diagnostic> all = new ArrayList<>(outcome.findings());
        all.add(Findings.tooMany(outcome.droppedErrors() > 0, limit));
        return all;
    }
}

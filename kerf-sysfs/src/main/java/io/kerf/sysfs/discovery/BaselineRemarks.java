// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import io.kerf.diag.Diagnostic;
import io.kerf.model.Dialect;
import io.kerf.model.Loss;
import io.kerf.model.SystemState;
import io.kerf.model.binding.Bindings;
import io.kerf.tree.DtNode;
import io.kerf.tree.DtProperty;
import io.kerf.tree.NodePath;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Explains the tree of a baseline line by line: what a number means on this machine, and where it was found. */
final class BaselineRemarks {
    private final HostHardware hardware;
    private final SystemState state;
    private final Dialect dialect;
    private final List<Diagnostic> proposed;
    private final LineWords words;
    private final List<BaselineRemark> remarks = new ArrayList<>();

    /** A node and where it is. */
    private record Visit(NodePath path, DtNode node) {}

    BaselineRemarks(BaselineProposal proposal, Dialect dialect) {
        this.hardware = proposal.hardware();
        this.state = proposal.state(dialect);
        this.dialect = dialect;
        this.proposed = proposal.state().findings();
        this.words = new LineWords(hardware, state);
    }

    List<BaselineRemark> all() {
        DtNode root = Bindings.write(state, dialect).root();
        Deque<Visit> open = new ArrayDeque<>();
        open.push(new Visit(NodePath.root(), root));
        while (!open.isEmpty()) {
            Visit visit = open.pop();
            if (visit.path().isRoot()) {
                node(visit.path(), heading());
            }
            words.node(visit.path(), visit.node()).ifPresent(text -> node(visit.path(), text));
            properties(visit);
            List<DtNode> children = visit.node().children();
            for (int i = children.size() - 1; i >= 0; i--) {
                open.push(new Visit(visit.path().child(children.get(i).name()), children.get(i)));
            }
        }
        return List.copyOf(remarks);
    }

    private void node(NodePath path, String text) {
        remarks.add(new BaselineRemark(path.toString(), Optional.empty(), text));
    }

    private void properties(Visit visit) {
        for (DtProperty property : visit.node().properties()) {
            words.property(visit.path(), visit.node(), property)
                    .ifPresent(text -> remarks.add(
                            new BaselineRemark(visit.path().toString(), Optional.of(property.name()), text)));
        }
    }

    private String heading() {
        StringBuilder out = new StringBuilder("A baseline for ")
                .append(hardware.processor().orElse("this machine"))
                .append(":\n")
                .append(hardware)
                .append(".\nCPUs are listed by ")
                .append(hardware.architecture().idName())
                .append("; cpu<n> is what Linux calls them.");
        state.findings().stream()
                .filter(finding -> !proposed.contains(finding))
                .forEach(finding ->
                        out.append("\nNote: ").append(finding.message()).append('.'));
        List<Loss> losses = dialect.losses(state);
        if (!losses.isEmpty()) {
            out.append("\nWhat a tree of this kind cannot say:");
            losses.stream().limit(32).forEach(loss -> out.append("\n- ").append(loss));
        }
        return out.toString();
    }
}

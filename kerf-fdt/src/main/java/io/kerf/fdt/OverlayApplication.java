// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import io.kerf.fdt.OverlayException.Reason;
import io.kerf.fdt.OverlayException.Subject;
import io.kerf.fdt.OverlayTree.Node;
import io.kerf.tree.DtNode;
import io.kerf.tree.PropertyValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Applies one overlay, in the steps of libfdt's {@code fdt_overlay_apply}: move its phandles behind those of the base, let its
 * references follow, resolve labels, give way to phandles that targets have already, merge the fragments, merge the symbols.
 */
final class OverlayApplication {
    private static final String CONTENT = "__overlay__";
    private static final String SYMBOLS = "__symbols__";

    private final TargetTree target;
    private final OverlayTree overlay;
    private final OverlayReferences references;
    private final int index;

    OverlayApplication(TargetTree target, DtNode overlay, int index) {
        this.target = target;
        this.overlay = new OverlayTree(overlay);
        this.references = new OverlayReferences(this.overlay, index);
        this.index = index;
    }

    void run() {
        int delta = target.maxPhandle();
        references.movePhandles(delta);
        references.move(delta);
        resolveLabels();
        giveWay();
        merge();
        mergeSymbols();
    }

    private void resolveLabels() {
        Node fixups = overlay.child(overlay.root(), "__fixups__");
        if (fixups == null) {
            return;
        }
        TargetNode symbols = target.child(target.root(), SYMBOLS);
        for (int i = 0; i < fixups.propertyCount(); i++) {
            resolve(fixups, i, phandleOfLabel(symbols, fixups, i));
        }
    }

    private int phandleOfLabel(@Nullable TargetNode symbols, Node fixups, int fixup) {
        String label = fixups.propertyName(fixup);
        PropertyValue symbol = symbols == null ? null : target.value(symbols, label);
        if (symbol == null) {
            throw fail(
                    Reason.MISSING_SYMBOL,
                    fixups.subject(fixup, label),
                    "the base has no label '" + label + "'"
                            + (symbols == null ? ", since it has no /__symbols__: compile it with dtc -@" : ""));
        }
        String path = NodeSpace.text(symbol);
        TargetNode node = target.find(path);
        int phandle = node == null ? 0 : node.phandle();
        if (phandle == 0) {
            throw fail(
                    Reason.DANGLING_SYMBOL,
                    fixups.subject(fixup, label),
                    "the base says that label '" + label + "' is " + path
                            + (node == null ? ", which is no node there" : ", which has no phandle"));
        }
        return phandle;
    }

    private void resolve(Node fixups, int fixup, int phandle) {
        byte[] entries = fixups.value(fixup).toBytes();
        int start = 0;
        do {
            int end = start;
            while (end < entries.length && entries[end] != 0) {
                end++;
            }
            String text = new String(entries, start, end - start, StandardCharsets.ISO_8859_1);
            FixupEntry entry = end == entries.length ? null : FixupEntry.parse(text);
            if (entry == null) {
                throw badFixup(fixups, fixup, "'" + text + "' is not 'path:property:offset' with a NUL behind it");
            }
            resolve(fixups, fixup, entry, phandle);
            start = end + 1;
        } while (start < entries.length);
    }

    private void resolve(Node fixups, int fixup, FixupEntry entry, int phandle) {
        Node node = overlay.find(entry.path());
        int property = node == null ? -1 : node.indexOf(entry.property());
        if (node == null || property < 0) {
            throw badFixup(fixups, fixup, "the overlay has no property '" + entry.property() + "' in " + entry.path());
        }
        if (!node.hasCell(property, entry.offset())) {
            throw badFixup(fixups, fixup, OverlayReferences.outside(node, property, entry.offset()));
        }
        node.setCell(property, entry.offset(), phandle);
    }

    /** A node of the overlay, and the node of the base that it is merged into. */
    private record Pair(Node from, TargetNode to) {}

    /** Where a target has a phandle, it stays, and the overlay's node takes it over (libfdt 1.7.1 and later). */
    private void giveWay() {
        for (int i = 0; i < overlay.root().childCount(); i++) {
            Node fragment = overlay.root().child(i);
            Node content = overlay.child(fragment, CONTENT);
            TargetNode node = content == null ? null : targetOrAbsent(fragment);
            if (content != null && node != null) {
                giveWay(new Pair(content, node));
            }
        }
    }

    private void giveWay(Pair start) {
        Deque<Pair> open = new ArrayDeque<>();
        open.push(start);
        while (!open.isEmpty()) {
            Pair pair = open.pop();
            int mine = pair.from.phandle();
            int theirs = pair.to.phandle();
            if (mine != 0 && theirs != 0) {
                takeOver(pair.from, "phandle", theirs);
                takeOver(pair.from, "linux,phandle", theirs);
                references.replace(mine, theirs);
            }
            for (int i = pair.from.childCount() - 1; i >= 0; i--) {
                Node child = pair.from.child(i);
                TargetNode present = target.child(pair.to, child.name());
                if (present != null) {
                    open.push(new Pair(child, present));
                }
            }
        }
    }

    private static void takeOver(Node node, String name, int phandle) {
        int property = node.indexOf(name);
        if (property >= 0 && node.size(property) == Integer.BYTES) {
            node.setCell(property, 0, phandle);
        }
    }

    private void merge() {
        for (int i = 0; i < overlay.root().childCount(); i++) {
            Node fragment = overlay.root().child(i);
            Node content = overlay.child(fragment, CONTENT);
            if (content != null) {
                merge(content, targetOf(fragment));
            }
        }
    }

    private void merge(Node content, TargetNode into) {
        mergeProperties(content, into);
        Deque<Pair> open = new ArrayDeque<>();
        pushChildren(content, into, open);
        while (!open.isEmpty()) {
            Pair pair = open.pop();
            TargetNode node = target.childOrNew(pair.to, pair.from.origin());
            mergeProperties(pair.from, node);
            pushChildren(pair.from, node, open);
        }
    }

    private void mergeProperties(Node from, TargetNode to) {
        for (int i = 0; i < from.propertyCount(); i++) {
            target.set(to, from.property(i));
        }
    }

    /** Pairs each child with its future parent: it is looked up only when its turn comes, behind all before it. */
    private static void pushChildren(Node from, TargetNode parent, Deque<Pair> open) {
        for (int i = from.childCount() - 1; i >= 0; i--) {
            open.push(new Pair(from.child(i), parent));
        }
    }

    private void mergeSymbols() {
        Node symbols = overlay.child(overlay.root(), SYMBOLS);
        if (symbols == null) {
            return;
        }
        TargetNode into = target.childOrNew(target.root(), DtNode.of(SYMBOLS));
        for (int i = 0; i < symbols.propertyCount(); i++) {
            String path = symbolPath(symbols, i);
            int end = path.indexOf('/', 1);
            String below = end < 0 ? null : contentPath(path.substring(end));
            if (below != null) {
                PropertyValue value = PropertyValue.ofLatin1(symbolPrefix(symbols, i, path.substring(1, end)) + below);
                target.set(into, symbols.origin().properties().get(i).withValue(value));
            }
        }
    }

    private String symbolPath(Node symbols, int property) {
        PropertyValue value = symbols.value(property);
        String path = NodeSpace.text(value);
        if (path.length() + 1 != value.size() || !path.startsWith("/")) {
            throw fail(
                    Reason.BAD_SYMBOL,
                    symbols.subject(property, symbols.propertyName(property)),
                    value + " is not the absolute path of a node");
        }
        return path;
    }

    /** Returns what is below {@code /__overlay__/}; null for a path that does not lead into a fragment's content. */
    private static @Nullable String contentPath(String inFragment) {
        String content = "/" + CONTENT;
        if (inFragment.equals(content)) {
            return "";
        }
        return inFragment.startsWith(content + "/") ? inFragment.substring(content.length() + 1) : null;
    }

    /** Returns the path of a fragment's target with a slash behind it, as libfdt puts it together. */
    private String symbolPrefix(Node symbols, int symbol, String fragmentName) {
        Node fragment = overlay.child(overlay.root(), fragmentName);
        if (fragment == null || overlay.child(fragment, CONTENT) == null) {
            throw fail(
                    Reason.BAD_SYMBOL,
                    symbols.subject(symbol, symbols.propertyName(symbol)),
                    "the overlay has no node /" + fragmentName + "/" + CONTENT);
        }
        TargetNode node = targetOf(fragment);
        PropertyValue targetPath = targetPhandle(fragment) == 0 ? overlay.value(fragment, "target-path") : null;
        String path = targetPath == null ? node.path() : NodeSpace.text(targetPath);
        // An alias of one letter is taken for the root here, in libfdt as well.
        return path.length() > 1 ? path + "/" : "/";
    }

    /** Returns the cell of {@code target}, 0 if there is none. */
    private int targetPhandle(Node fragment) {
        int property = fragment.indexOf("target");
        if (property < 0) {
            return 0;
        }
        if (fragment.size(property) != Integer.BYTES || fragment.value(property).u32() == -1) {
            throw fail(
                    Reason.BAD_TARGET,
                    fragment.subject(property),
                    fragment.value(property) + " is not the phandle of a node");
        }
        return fragment.value(property).u32();
    }

    private TargetNode targetOf(Node fragment) {
        TargetNode node = targetOrAbsent(fragment);
        if (node == null) {
            int phandle = targetPhandle(fragment);
            int property = fragment.indexOf(phandle == 0 ? "target-path" : "target");
            throw missingTarget(
                    fragment, property, phandle == 0 ? fragment.value(property).toString() : "phandle " + hex(phandle));
        }
        return node;
    }

    /** Finds a fragment's target; null if it is not there, but may be once nodes are added. */
    private @Nullable TargetNode targetOrAbsent(Node fragment) {
        int phandle = targetPhandle(fragment);
        if (phandle != 0) {
            return target.byPhandle(phandle);
        }
        int property = fragment.indexOf("target-path");
        if (property < 0) {
            throw fail(Reason.BAD_TARGET, fragment.subject(), "it has neither 'target' nor 'target-path'");
        }
        String path = NodeSpace.text(fragment.value(property));
        TargetNode node = target.find(path);
        if (node == null && !target.mayComeToBe(path)) {
            throw missingTarget(fragment, property, fragment.value(property).toString());
        }
        return node;
    }

    private OverlayException missingTarget(Node fragment, int property, String what) {
        return fail(Reason.MISSING_TARGET, fragment.subject(property), "the base has no node " + what);
    }

    private OverlayException badFixup(Node fixups, int fixup, String problem) {
        return fail(Reason.BAD_FIXUP, fixups.subject(fixup, fixups.propertyName(fixup)), problem);
    }

    private OverlayException fail(Reason reason, Subject subject, String problem) {
        return new OverlayException(reason, index, subject, problem);
    }

    private static String hex(int value) {
        return "0x" + Integer.toHexString(value);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.model.binding;

import io.kerf.diag.Diagnostic;
import io.kerf.tree.DtNode;
import io.kerf.tree.DtProperty;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Names that a node gives to several properties or several children. A source cannot, but a blob can, and whoever reads it by name gets
 * the first and never sees the others (Devicetree Specification, sections 2.2.1 and 2.2.4: names are unique).
 */
final class Repeats {
    /** Among so few, each is compared with each: that takes no memory. */
    private static final int FEW = 12;

    private Repeats() {}

    /** Reports each name that is given twice, once; children that may repeat are somebody else's business. */
    static void report(NodeReader reader, KnownNames known) {
        DtNode node = reader.node();
        for (List<DtProperty> same : repeated(node.properties(), DtProperty::name)) {
            String name = same.get(0).name();
            reader.report(twice(reader, same.size() + " properties " + NodeReader.quoted(name)), name);
        }
        if (known.mayAllRepeat()) {
            return;
        }
        for (List<DtNode> same : repeated(node.children(), DtNode::name)) {
            String name = same.get(0).name();
            if (!known.mayRepeat(name)) {
                reader.child(same.get(1)).report(twice(reader, same.size() + " nodes " + NodeReader.quoted(name)));
            }
        }
    }

    private static Diagnostic twice(NodeReader reader, String what) {
        String message = reader.shownPath() + " has " + what + ", and only the first can be meant";
        return Diagnostic.error(Codes.TWICE, message).withSuggestion("keep one of them");
    }

    private static <T> List<List<T>> repeated(List<T> all, Function<T, String> name) {
        if (all.size() < 2 || areDistinct(all, name)) {
            return List.of();
        }
        Map<String, List<T>> byName = new LinkedHashMap<>();
        all.forEach(each -> byName.computeIfAbsent(name.apply(each), any -> new ArrayList<>())
                .add(each));
        return byName.values().stream().filter(same -> same.size() > 1).toList();
    }

    private static <T> boolean areDistinct(List<T> all, Function<T, String> name) {
        if (all.size() > FEW) {
            Set<String> seen = new HashSet<>(all.size() * 2);
            for (T each : all) {
                if (!seen.add(name.apply(each))) {
                    return false;
                }
            }
            return true;
        }
        for (int i = 1; i < all.size(); i++) {
            String later = name.apply(all.get(i));
            for (int j = 0; j < i; j++) {
                if (later.equals(name.apply(all.get(j)))) {
                    return false;
                }
            }
        }
        return true;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.tree.DeviceTree;
import io.kerf.tree.DtNode;
import io.kerf.tree.DtProperty;
import io.kerf.tree.NodePath;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The labels that a printed tree gets, found in one walk before it is printed. Nodes go by their position in document order, since
 * the same node object may stand at several places of a tree. Each label is given once.
 */
final class PrintedNames {
    private static final String SYMBOLS = "__symbols__";

    private record Symbol(String label, String path) {}

    private final Map<String, Integer> byPath = new HashMap<>();
    private final Set<String> taken = new HashSet<>();
    private final Map<String, Integer> positions = new HashMap<>();
    private final Map<Integer, List<String>> labels = new HashMap<>();
    private final Map<Integer, List<String>> propertyLabels = new HashMap<>();
    private final Map<Integer, Integer> byPhandle = new HashMap<>();
    private final Set<Integer> ambiguous = new HashSet<>();
    private DtNode[] nodes = new DtNode[64];
    private int[] parents = new int[64];
    private int count;
    private int propertyCount;

    PrintedNames(DeviceTree tree) {
        Deque<Iterator<DtNode>> open = new ArrayDeque<>();
        Deque<Integer> at = new ArrayDeque<>();
        PathTree<Symbol> symbols = symbols(tree);
        // A place without symbols still needs an entry of its own, which a deque cannot hold as null.
        PathTree<Symbol> none = new PathTree<>();
        Deque<PathTree<Symbol>> places = new ArrayDeque<>();
        at.push(visit(tree.root(), -1, symbols));
        places.push(symbols);
        open.push(tree.root().children().iterator());
        while (!open.isEmpty()) {
            if (open.getFirst().hasNext()) {
                DtNode child = open.getFirst().next();
                PathTree<Symbol> place = places.getFirst().child(child.name());
                at.push(visit(child, at.getFirst(), place));
                places.push(place == null ? none : place);
                open.push(child.children().iterator());
            } else {
                open.pop();
                at.pop();
                places.pop();
            }
        }
    }

    private static PathTree<Symbol> symbols(DeviceTree tree) {
        PathTree<Symbol> symbols = new PathTree<>();
        DtNode node = tree.root().child(SYMBOLS).orElse(null);
        if (node != null) {
            for (DtProperty property : node.properties()) {
                String path = pathIn(property);
                if (path != null) {
                    symbols.add(NodePath.of(path), new Symbol(property.name(), path));
                }
            }
        }
        return symbols;
    }

    /** The full path that a property is, in plain characters; null if it is anything else. */
    static @Nullable String pathIn(DtProperty property) {
        if (property.size() < 2 || property.value().byteAt(0) != '/') {
            return null;
        }
        StringBuilder path = new StringBuilder(property.size());
        for (int i = 0; i < property.size() - 1; i++) {
            char c = (char) (property.value().byteAt(i) & 0xff);
            if (c != '/' && !CharType.is(c, CharType.NAME)) {
                return null;
            }
            path.append(c);
        }
        return property.value().byteAt(property.size() - 1) == 0 ? path.toString() : null;
    }

    private int visit(DtNode node, int parent, @Nullable PathTree<Symbol> place) {
        int position = count++;
        if (position == nodes.length) {
            nodes = Arrays.copyOf(nodes, position * 2);
            parents = Arrays.copyOf(parents, position * 2);
        }
        nodes[position] = node;
        parents[position] = parent;
        claim(position, node.labels());
        if (place != null) {
            claim(position, place.here().stream().map(Symbol::label).toList());
            place.here().forEach(symbol -> byPath.putIfAbsent(symbol.path(), position));
        }
        for (DtProperty property : node.properties()) {
            int index = propertyCount++;
            List<String> written =
                    property.source().map(source -> source.labels()).orElse(List.of());
            for (String label : written) {
                if (CharType.isLabel(label) && taken.add(label)) {
                    propertyLabels
                            .computeIfAbsent(index, any -> new ArrayList<>(1))
                            .add(label);
                }
            }
        }
        int phandle = phandle(node);
        if (phandle != 0 && byPhandle.putIfAbsent(phandle, position) != null) {
            ambiguous.add(phandle);
        }
        return position;
    }

    private void claim(int position, List<String> wanted) {
        for (String label : wanted) {
            if (CharType.isLabel(label) && taken.add(label)) {
                positions.put(label, position);
                labels.computeIfAbsent(position, any -> new ArrayList<>(1)).add(label);
            }
        }
    }

    /** The number that a node can be referred to by; 0 if there is none. */
    private static int phandle(DtNode node) {
        for (String name : List.of("phandle", "linux,phandle")) {
            DtProperty property = node.property(name).orElse(null);
            if (property != null) {
                int value = property.size() == Integer.BYTES ? (int) ValuePrinter.cell(property.value(), 0) : 0;
                return value == -1 ? 0 : value;
            }
        }
        return 0;
    }

    /** The labels of the node at a position, in order. */
    List<String> labels(int position) {
        return labels.getOrDefault(position, List.of());
    }

    /** The labels of a property, counted through the whole tree. */
    List<String> propertyLabels(int index) {
        return propertyLabels.getOrDefault(index, List.of());
    }

    /** Returns the position of the node with a label; -1 if no label of that name is printed. */
    int withLabel(String label) {
        return positions.getOrDefault(label, -1);
    }

    /** Returns the position of the node whose path {@code /__symbols__} lists; -1 if it lists no such node. */
    int withPath(String path) {
        return byPath.getOrDefault(path, -1);
    }

    /** Returns the position of the one node with a phandle; -1 if there is none or more than one. */
    int withPhandle(int phandle) {
        return ambiguous.contains(phandle) ? -1 : byPhandle.getOrDefault(phandle, -1);
    }

    /** The number that references to the node at a position give; 0 if there is none that is its own. */
    int phandleOf(int position) {
        int phandle = phandle(nodes[position]);
        return withPhandle(phandle) == position ? phandle : 0;
    }

    /** The full path of a position, or null if it is longer than some length. */
    @Nullable
    String path(int position, int longest) {
        int length = 0;
        for (int at = position; parents[at] >= 0; at = parents[at]) {
            length += nodes[at].name().length() + 1;
            if (length > longest) {
                return null;
            }
        }
        if (length == 0) {
            return "/";
        }
        char[] path = new char[length];
        int end = length;
        for (int at = position; parents[at] >= 0; at = parents[at]) {
            String name = nodes[at].name();
            end -= name.length();
            name.getChars(0, name.length(), path, end);
            path[--end] = '/';
        }
        return new String(path);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.tree;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A device tree: a root node, memory reservations, and the physical id of the boot CPU.
 *
 * <pre>{@code
 * DeviceTree tree = DeviceTree.builder()
 *         .property("compatible", PropertyValue.ofStrings("acme,board"))
 *         .beginNode("cpus").property("total", PropertyValue.ofU32(8)).endNode()
 *         .build();
 * int total = tree.find("/cpus").orElseThrow().property("total").orElseThrow().u32();
 * DeviceTree bigger = tree.update(NodePath.of("/cpus"), cpus -> cpus.withProperty("total", PropertyValue.ofU32(16)));
 * }</pre>
 *
 * <p>Immutable and safe to share. Equality covers the reservations, the boot CPU and the whole tree, but not source facts.
 */
public final class DeviceTree {
    private final DtNode root;
    private final List<ReservedRange> reservations;
    private final int bootCpuId;
    private @Nullable Map<Integer, DtNode> phandles;

    DeviceTree(DtNode root, List<ReservedRange> reservations, int bootCpuId) {
        this.root = Objects.requireNonNull(root, "root");
        this.reservations = List.copyOf(reservations);
        this.bootCpuId = bootCpuId;
    }

    /**
     * Makes a tree without reservations, whose boot CPU is 0.
     *
     * @param root the root node
     * @return the tree
     */
    public static DeviceTree of(DtNode root) {
        return new DeviceTree(root, List.of(), 0);
    }

    /**
     * Starts a tree whose root node has an empty name.
     *
     * @return a builder that stands in the root node
     */
    public static DeviceTreeBuilder builder() {
        return new DeviceTreeBuilder("");
    }

    /**
     * Returns the root node.
     *
     * @return the root; its name is empty, but for trees of some kernels
     */
    public DtNode root() {
        return root;
    }

    /**
     * Returns the memory reservation block.
     *
     * @return the entries in order, without the one of zeros that ends the block
     */
    public List<ReservedRange> reservations() {
        return reservations;
    }

    /**
     * Returns the physical id of the CPU that boots ({@code boot_cpuid_phys}, Devicetree Specification, section 5.2).
     *
     * @return the id, to be taken as unsigned
     */
    public int bootCpuId() {
        return bootCpuId;
    }

    /**
     * Finds a node by path as libfdt does ({@code fdt_path_offset}): a path that does not begin with {@code /} begins with an alias
     * from {@code /aliases}; a name without a unit address stands for the first node of that base name.
     *
     * @param path such as {@code /soc/ethernet@0}, {@code /soc/ethernet} or {@code eth0/phy}
     * @return the node, or empty
     */
    public Optional<DtNode> find(String path) {
        int start = 0;
        DtNode from = root;
        if (!path.startsWith("/")) {
            start = path.indexOf('/') < 0 ? path.length() : path.indexOf('/');
            from = findAlias(path.substring(0, start));
        }
        return Optional.ofNullable(descend(from, path, start));
    }

    /**
     * Finds a node by path, as {@link #find(String)}.
     *
     * @param path the path
     * @return the node, or empty
     */
    public Optional<DtNode> find(NodePath path) {
        DtNode at = root;
        for (String name : path.names()) {
            at = at == null ? null : at.findByPathName(name);
        }
        return Optional.ofNullable(at);
    }

    /**
     * Finds the node that has a phandle, by its {@code phandle} or {@code linux,phandle} property. The first call indexes the tree.
     *
     * @param phandle the phandle
     * @return the first such node in document order, or empty
     */
    public Optional<DtNode> byPhandle(Phandle phandle) {
        return Optional.ofNullable(phandles().get(phandle.value()));
    }

    /**
     * Returns all nodes, each before its children.
     *
     * @return a sequential stream in document order, the root first
     */
    public Stream<DtNode> stream() {
        return root.stream();
    }

    /**
     * Walks the tree in document order.
     *
     * @param visitor is told of every node, with its path, before its children and behind them
     */
    public void visit(TreeVisitor visitor) {
        Objects.requireNonNull(visitor, "visitor");
        TreeWalk.walk(root, visitor);
    }

    /**
     * Returns a copy with another root node.
     *
     * @param root the root
     * @return the copy
     */
    public DeviceTree withRoot(DtNode root) {
        return new DeviceTree(root, reservations, bootCpuId);
    }

    /**
     * Returns a copy with other memory reservations.
     *
     * @param reservations the entries in order
     * @return the copy
     */
    public DeviceTree withReservations(List<ReservedRange> reservations) {
        return new DeviceTree(root, reservations, bootCpuId);
    }

    /**
     * Returns a copy with another boot CPU.
     *
     * @param bootCpuId the physical id, unsigned
     * @return the copy
     */
    public DeviceTree withBootCpuId(int bootCpuId) {
        return new DeviceTree(root, reservations, bootCpuId);
    }

    /**
     * Returns a copy in which one node is changed. All nodes that are not on the path are shared.
     *
     * @param path the path of the node; names without a unit address stand for the first node of that base name
     * @param change gives the new node for the old one
     * @return the copy
     * @throws IllegalArgumentException if there is no such node
     */
    public DeviceTree update(NodePath path, UnaryOperator<DtNode> change) {
        List<DtNode> line = new ArrayList<>(path.names().size() + 1);
        line.add(root);
        for (String name : path.names()) {
            DtNode next = line.get(line.size() - 1).findByPathName(name);
            if (next == null) {
                throw new IllegalArgumentException("no node " + path + ": there is no '" + name + "'");
            }
            line.add(next);
        }
        DtNode changed = change.apply(line.get(line.size() - 1));
        for (int i = line.size() - 2; i >= 0; i--) {
            changed = line.get(i).replaceChild(line.get(i + 1), changed);
        }
        return withRoot(changed);
    }

    private static @Nullable DtNode descend(@Nullable DtNode from, String path, int start) {
        DtNode at = from;
        int begin = start;
        while (at != null && begin < path.length()) {
            if (path.charAt(begin) == '/') {
                begin++;
                continue;
            }
            int end = path.indexOf('/', begin);
            end = end < 0 ? path.length() : end;
            at = at.findByPathName(path.substring(begin, end));
            begin = end;
        }
        return at;
    }

    private @Nullable DtNode findAlias(String alias) {
        DtNode aliases = root.findByPathName("aliases");
        DtProperty property = aliases == null ? null : aliases.findProperty(alias);
        if (property == null || property.size() == 0) {
            return null;
        }
        // As libfdt: a value that ends in a NUL, read up to its first one; names are ISO 8859-1.
        String target = new String(property.value().toBytes(), StandardCharsets.ISO_8859_1);
        return target.startsWith("/") && target.endsWith("\0")
                ? descend(root, target.substring(0, target.indexOf('\0')), 0)
                : null;
    }

    /** Racy single-check: two threads may both build the index, to the same content. */
    private Map<Integer, DtNode> phandles() {
        Map<Integer, DtNode> known = phandles;
        if (known == null) {
            Map<Integer, DtNode> found = new HashMap<>();
            stream().forEach(node -> addPhandle(node, found));
            known = found;
            phandles = known;
        }
        return known;
    }

    private static void addPhandle(DtNode node, Map<Integer, DtNode> found) {
        for (String name : List.of("phandle", "linux,phandle")) {
            DtProperty property = node.findProperty(name);
            if (property != null && property.size() == Integer.BYTES && Phandle.isValid(property.u32())) {
                found.putIfAbsent(property.u32(), node);
            }
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || other instanceof DeviceTree that
                        && bootCpuId == that.bootCpuId
                        && reservations.equals(that.reservations)
                        && root.equals(that.root);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * root.hashCode() + reservations.hashCode()) + bootCpuId;
    }

    @Override
    public String toString() {
        return "device tree of " + stream().count() + " nodes";
    }
}

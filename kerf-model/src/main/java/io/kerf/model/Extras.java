// SPDX-License-Identifier: Apache-2.0
package io.kerf.model;

import io.kerf.tree.DtNode;
import io.kerf.tree.DtProperty;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The nodes and properties of a tree that kerf does not know, kept so that writing the tree again does not lose them. Each is kept
 * with the part that it was found in: {@code ""} is the root node, other parts are named as in {@link Places}, and one that has no
 * name there by its full path. What {@code /aliases} and {@code /chosen} hold is kept, too, and phandles that something kept may refer to. Those of an instance are relative to it: {@code ""}, {@code /resources}, {@code /options}.
 *
 * <p>They say nothing that kerf understands, so they take no part in the equality of a state or an instance. Immutable.
 *
 * <pre>{@code
 * Extras kept = Bindings.read(tree).extras();
 * kept.properties("device/eth0")      // what kerf does not know of eth0
 * }</pre>
 */
public final class Extras {
    private static final Extras NONE = new Extras(Map.of());

    private final Map<String, Kept> byPart;

    /** What is kept of one part, in the order it was found. */
    private record Kept(List<DtProperty> properties, List<DtNode> nodes) {}

    private Extras(Map<String, Kept> byPart) {
        this.byPart = byPart;
    }

    /**
     * Returns the extras of a tree in which kerf knows everything.
     *
     * @return nothing
     */
    public static Extras none() {
        return NONE;
    }

    /**
     * Starts without extras.
     *
     * @return a builder that is not thread-safe
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Tells whether nothing is kept.
     *
     * @return true if there is no unknown node or property
     */
    public boolean isEmpty() {
        return byPart.isEmpty();
    }

    /**
     * Returns the parts that something is kept of.
     *
     * @return their names, in the order they were found
     */
    public Set<String> parts() {
        return byPart.keySet();
    }

    /**
     * Returns the unknown properties of a part.
     *
     * @param part such as {@code memory} or {@code device/eth0}
     * @return the properties in the order of the source
     */
    public List<DtProperty> properties(String part) {
        Kept kept = byPart.get(part);
        return kept == null ? List.of() : kept.properties();
    }

    /**
     * Returns the unknown child nodes of a part.
     *
     * @param part such as {@code memory} or {@code device/eth0}
     * @return the nodes with all that is below them, in the order of the source
     */
    public List<DtNode> nodes(String part) {
        Kept kept = byPart.get(part);
        return kept == null ? List.of() : kept.nodes();
    }

    /**
     * Returns what is kept of some parts only.
     *
     * @param parts tells which
     * @return a copy with these
     */
    public Extras only(Predicate<String> parts) {
        Map<String, Kept> some = new LinkedHashMap<>();
        byPart.forEach((part, kept) -> {
            if (parts.test(part)) {
                some.put(part, kept);
            }
        });
        return some.size() == byPart.size() ? this : some.isEmpty() ? NONE : new Extras(some);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Extras that && byPart.equals(that.byPart);
    }

    @Override
    public int hashCode() {
        return byPart.hashCode();
    }

    @Override
    public String toString() {
        return isEmpty() ? "none" : "of " + String.join(", ", byPart.keySet());
    }

    /** Collects extras. */
    public static final class Builder {
        private final Map<String, Kept> byPart = new LinkedHashMap<>();

        private Builder() {}

        /**
         * Keeps a property.
         *
         * @param part what it was found in
         * @param property the property
         * @return this builder
         */
        public Builder property(String part, DtProperty property) {
            kept(part).properties().add(Objects.requireNonNull(property, "property"));
            return this;
        }

        /**
         * Keeps a node.
         *
         * @param part what it was found in
         * @param node the node
         * @return this builder
         */
        public Builder node(String part, DtNode node) {
            kept(part).nodes().add(Objects.requireNonNull(node, "node"));
            return this;
        }

        private Kept kept(String part) {
            return byPart.computeIfAbsent(
                    Objects.requireNonNull(part, "part"), any -> new Kept(new ArrayList<>(), new ArrayList<>()));
        }

        /**
         * Makes the extras; the builder can go on being used.
         *
         * @return what was kept so far
         */
        public Extras build() {
            Map<String, Kept> copy = new LinkedHashMap<>();
            byPart.forEach((part, kept) ->
                    copy.put(part, new Kept(List.copyOf(kept.properties()), List.copyOf(kept.nodes()))));
            return copy.isEmpty() ? NONE : new Extras(copy);
        }
    }
}

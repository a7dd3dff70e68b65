// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.diag.SourceSpan;
import io.kerf.tree.DeviceTree;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells where the nodes and properties of a compiled tree are written, through includes, overrides, merges and deletions. Immutable.
 *
 * <pre>{@code
 * SourceMap map = Dts.parse(Path.of("board.dts")).sourceMap();
 * map.node("/soc/uart@0").ifPresent(places -> log(places.name().describe()));   // soc.dtsi:12:3
 * map.property("/soc/uart@0", "status").orElseThrow().alsoAt();                 // the places it overrides
 * }</pre>
 *
 * <p>A {@linkplain io.kerf.diag.SourceText#includedFrom place in an included file} knows which file includes that.
 */
public final class SourceMap {
    private final @Nullable DeviceTree tree;

    /**
     * Where a node or property is written.
     *
     * @param name the name: of a node where it is first defined; of a property where it got its value
     * @param extent the whole of that definition
     * @param alsoAt the names in other definitions, in the order of the source: of a node, those that were merged into it later; of a
     *     property, those before, which it overrides. What was deleted in between does not count
     */
    public record Places(SourceSpan name, SourceSpan extent, List<SourceSpan> alsoAt) {
        /** Copies the list. */
        public Places {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(extent, "extent");
            alsoAt = List.copyOf(alsoAt);
        }
    }

    SourceMap(@Nullable DeviceTree tree) {
        this.tree = tree;
    }

    /**
     * Finds a node, as {@link DeviceTree#find(String)} does.
     *
     * @param path the node's path
     * @return its places; empty if the tree has no such node, if the compiler added the node, such as {@code /__symbols__} and what is in
     *     it, or if there is no tree because of errors
     * @throws IllegalArgumentException if the path does not begin with {@code /}
     */
    public Optional<Places> node(String path) {
        return Optional.ofNullable(tree)
                .flatMap(found -> found.find(path))
                .flatMap(node -> node.source())
                .map(source -> new Places(source.name(), source.extent(), source.alsoAt()));
    }

    /**
     * Finds a property.
     *
     * @param path the path of its node
     * @param property its name
     * @return its places; empty if there is no such property, or if the compiler added it: a {@code phandle}, an alias, the properties of
     *     {@code /__symbols__}, {@code /__fixups__} and {@code /__local_fixups__}
     * @throws IllegalArgumentException if the path does not begin with {@code /}
     */
    public Optional<Places> property(String path, String property) {
        return Optional.ofNullable(tree)
                .flatMap(found -> found.find(path))
                .flatMap(node -> node.property(property))
                .flatMap(found -> found.source())
                .map(source -> new Places(source.name(), source.extent(), source.alsoAt()));
    }
}

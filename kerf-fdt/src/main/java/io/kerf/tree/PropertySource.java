// SPDX-License-Identifier: Apache-2.0
package io.kerf.tree;

import io.kerf.diag.SourceSpan;
import java.util.List;
import java.util.Objects;

/**
 * Where a property was written, and how. An interface, so that a compiler can keep these facts in a compact form of its own;
 * implementations are immutable.
 */
public interface PropertySource {
    /**
     * Returns where the property's name stands in the definition that gave it its value.
     *
     * @return the place of the name
     */
    SourceSpan name();

    /**
     * Returns where the whole definition stands.
     *
     * @return the place from the name to the end of the value
     */
    SourceSpan extent();

    /**
     * Returns the labels in front of the property.
     *
     * @return the labels in order, without colons
     */
    List<String> labels();

    /**
     * Returns the value's elements as written.
     *
     * @return the elements in order; empty for a property without a value
     */
    List<ValueElement> elements();

    /**
     * Returns where the definitions stand that this one overrides.
     *
     * @return the places of the names, in order; empty for a property that is defined once
     */
    default List<SourceSpan> alsoAt() {
        return List.of();
    }

    /**
     * Makes source facts from plain lists.
     *
     * @param name where the name stands
     * @param extent where the whole definition stands
     * @param labels the labels in order
     * @param elements the elements in order
     * @return the facts
     */
    static PropertySource of(SourceSpan name, SourceSpan extent, List<String> labels, List<ValueElement> elements) {
        return new ListedPropertySource(name, extent, labels, elements);
    }
}

/** The plain form of the facts. */
record ListedPropertySource(SourceSpan name, SourceSpan extent, List<String> labels, List<ValueElement> elements)
        implements PropertySource {
    ListedPropertySource {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(extent, "extent");
        labels = List.copyOf(labels);
        elements = List.copyOf(elements);
    }
}

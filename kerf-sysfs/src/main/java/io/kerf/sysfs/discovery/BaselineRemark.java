// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import java.util.Objects;
import java.util.Optional;

/**
 * What is to be said about a line of a baseline's source text.
 *
 * @param node the full path of a node
 * @param property the property that it is about; empty if it is about the node
 * @param text one or more lines
 */
public record BaselineRemark(String node, Optional<String> property, String text) {
    /** Checks the arguments. */
    public BaselineRemark {
        Objects.requireNonNull(node, "node");
        Objects.requireNonNull(property, "property");
        Objects.requireNonNull(text, "text");
    }
}

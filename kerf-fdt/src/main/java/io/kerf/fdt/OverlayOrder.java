// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

/** Where {@link Overlays} puts the properties and nodes that an overlay adds. Which ones it adds does not depend on this. */
public enum OverlayOrder {
    /**
     * New properties go last in their node, and new nodes last among their siblings, in the order of the overlays. This is the order in
     * which {@code dtc} merges source text.
     */
    APPEND,
    /**
     * Each new property goes first in its node, and each new node before its siblings, so that what was added last comes first. This
     * is the order in which libfdt edits a blob, and so that of {@code fdtoverlay}.
     */
    LIBFDT
}

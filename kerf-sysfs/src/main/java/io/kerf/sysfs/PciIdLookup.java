// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import io.kerf.model.PciAddress;
import java.util.Optional;

/** Finds out which PCI function is at an address. Kernels want the ids, descriptions of hosts seldom state them. */
@FunctionalInterface
public interface PciIdLookup {
    /**
     * Looks a function up.
     *
     * @param address where
     * @return its ids, or empty if nothing is known there
     */
    Optional<PciIds> idsAt(PciAddress address);

    /**
     * Returns a lookup that knows nothing, so that descriptions must state all ids.
     *
     * @return the lookup
     */
    static PciIdLookup none() {
        return address -> Optional.empty();
    }
}

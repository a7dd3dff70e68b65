// SPDX-License-Identifier: Apache-2.0
package io.kerf.model;

import io.kerf.diag.Location;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the parts of a model were written, so that a finding can point there. Parts are named by a path:
 *
 * <pre>
 * cpus               cpus/total          cpus/host-reserved   cpus/available
 * memory             memory/total        memory/host-reserved memory/pool        memory/pool/0
 * cache-ways
 * topology           node/1              node/1/cpus          node/1/memory      core/3
 * device/eth0        device/eth0/virtual-functions            device/eth0/namespaces
 * instances                                                   (an instance has places of its own: see below)
 * </pre>
 *
 * <p>Those of an instance are {@code ""} (the node), {@code id}, {@code cpus}, {@code memory}, {@code devices},
 * {@code numa-nodes}, {@code cache-ways}. A part without a place of its own has the place of what it is part of: {@link #find} walks up. Places
 * say nothing about the host and take no part in the equality of what they belong to. Immutable.
 */
public final class Places {
    private static final Places NONE = new Places(Map.of());

    private final Map<String, Location> locations;

    private Places(Map<String, Location> locations) {
        this.locations = locations;
    }

    /**
     * Returns the places of what was never written down.
     *
     * @return no places
     */
    public static Places none() {
        return NONE;
    }

    /**
     * Makes places.
     *
     * @param locations the place of each path
     * @return the places
     */
    public static Places of(Map<String, Location> locations) {
        return locations.isEmpty() ? NONE : new Places(Map.copyOf(locations));
    }

    /**
     * Finds the place of a part, or of the nearest thing around it that has one.
     *
     * @param path the part, such as {@code cpus/available}
     * @return the place, or empty where nothing around it has one
     */
    public Optional<Location> find(String path) {
        Objects.requireNonNull(path, "path");
        String part = path;
        while (true) {
            Location found = locations.get(part);
            if (found != null || part.isEmpty()) {
                return Optional.ofNullable(found);
            }
            int slash = part.lastIndexOf('/');
            part = slash < 0 ? "" : part.substring(0, slash);
        }
    }

    /**
     * Returns these places without one part.
     *
     * @param path the part that is no longer what was written
     * @return a copy without it
     */
    public Places without(String path) {
        if (!locations.containsKey(path)) {
            return this;
        }
        Map<String, Location> kept = new HashMap<>(locations);
        kept.remove(path);
        return of(kept);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Places that && locations.equals(that.locations);
    }

    @Override
    public int hashCode() {
        return locations.hashCode();
    }

    @Override
    public String toString() {
        return locations.size() + " places";
    }
}

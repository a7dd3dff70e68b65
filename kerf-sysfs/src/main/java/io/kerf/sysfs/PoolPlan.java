// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import io.kerf.model.Device;
import io.kerf.model.SystemState;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What turns the pool of a kernel into another one while instances run on: CPUs, whole chunks of memory and PCI devices that leave for the
 * host or come from it. Made by {@link ChangePlanner}. Nothing is written until {@link ChangeEngine#resize} gets it.
 *
 * <p>Immutable.
 */
public final class PoolPlan {
    private final KernelAbi abi;
    private final PoolShape before;
    private final PoolShape after;
    private final List<Device> known;
    private final @Nullable SystemState description;
    private final List<PoolOverlays.Part> parts;

    PoolPlan(
            KernelAbi abi,
            PoolShape before,
            PoolShape after,
            List<Device> known,
            @Nullable SystemState description,
            List<PoolOverlays.Part> parts) {
        this.abi = abi;
        this.before = before;
        this.after = after;
        this.known = List.copyOf(known);
        this.description = description;
        this.parts = List.copyOf(parts);
    }

    /**
     * Returns the generation that the plan was made for.
     *
     * @return the interface that the kernel is taken to speak
     */
    public KernelAbi abi() {
        return abi;
    }

    /**
     * Returns the description of the host that the pool is to follow.
     *
     * @return the description, or empty if the pool is to be emptied
     */
    public Optional<SystemState> description() {
        return Optional.ofNullable(description);
    }

    /**
     * Returns what is written.
     *
     * @return the overlays in order; empty if the pool is already as it is to be
     */
    public List<Overlay> overlays() {
        return parts.stream().map(PoolOverlays.Part::overlay).toList();
    }

    PoolShape before() {
        return before;
    }

    PoolShape after() {
        return after;
    }

    /** The devices whose names instances are read with. */
    List<Device> known() {
        return known;
    }

    List<PoolOverlays.Part> parts() {
        return parts;
    }

    /** The change in words: {@code change the pool: remove CPU 7, add 2GB of memory}. */
    @Override
    public String toString() {
        return parts.isEmpty()
                ? "leave the pool as it is"
                : "change the pool: "
                        + String.join(
                                ", ",
                                parts.stream().map(PoolOverlays.Part::toString).toList());
    }
}

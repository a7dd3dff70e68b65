// SPDX-License-Identifier: Apache-2.0
package io.kerf.model;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an instance wants beside resources. Immutable. */
public final class InstanceOptions {
    /** The most virtio devices that an instance has: {@value}. */
    public static final int MOST_VIRTIO = 16;

    private static final InstanceOptions NONE = new InstanceOptions(false, null, List.of(), 0);

    private final boolean hostKcore;
    private final @Nullable Uring uring;
    private final List<VirtioDevice> virtio;
    /** 0 stands for none. */
    private final int cacheWays;

    /**
     * The size of the rings that host and instance talk over.
     *
     * @param sqEntries entries of the submission ring
     * @param cqEntries entries of the completion ring
     * @param shimDataPages pages for data
     */
    public record Uring(int sqEntries, int cqEntries, int shimDataPages) {
        /** Refuses negative numbers. */
        public Uring {
            if (sqEntries < 0 || cqEntries < 0 || shimDataPages < 0) {
                throw new IllegalArgumentException(
                        "ring sizes are not negative: " + sqEntries + ", " + cqEntries + ", " + shimDataPages);
            }
        }
    }

    private InstanceOptions(boolean hostKcore, @Nullable Uring uring, List<VirtioDevice> virtio, int cacheWays) {
        this.hostKcore = hostKcore;
        this.uring = uring;
        this.virtio = virtio;
        this.cacheWays = cacheWays;
    }

    /**
     * Returns the options of an instance that wants nothing special.
     *
     * @return no options
     */
    public static InstanceOptions none() {
        return NONE;
    }

    /**
     * Returns a copy that lets the instance read the host's memory image ({@code enable-host-kcore}).
     *
     * @return the copy
     */
    public InstanceOptions withHostKcore() {
        return new InstanceOptions(true, uring, virtio, cacheWays);
    }

    /**
     * Returns a copy with rings.
     *
     * @param uring their sizes
     * @return the copy
     */
    public InstanceOptions withUring(Uring uring) {
        return new InstanceOptions(hostKcore, Objects.requireNonNull(uring, "uring"), virtio, cacheWays);
    }

    /**
     * Returns a copy with virtio devices that the host emulates for the instance. Only the newest pool kernels have them.
     *
     * @param devices the devices instead of those before, of different names
     * @return the copy
     * @throws IllegalArgumentException if there are more than {@value #MOST_VIRTIO}, or two of one name
     */
    public InstanceOptions withVirtio(List<VirtioDevice> devices) {
        if (devices.size() > MOST_VIRTIO) {
            throw new IllegalArgumentException(
                    "an instance has at most " + MOST_VIRTIO + " virtio devices, not " + devices.size());
        }
        Set<String> names = new HashSet<>();
        for (VirtioDevice device : devices) {
            if (!names.add(device.name())) {
                throw new IllegalArgumentException("there are two virtio devices '" + device.name() + "'");
            }
        }
        return new InstanceOptions(hostKcore, uring, List.copyOf(devices), cacheWays);
    }

    /**
     * Returns a copy with ways of the last-level cache that the instance has to itself ({@code llc-way-mask}), among those of the pool
     * ({@link SystemState#cacheWays}). Only late flat kernels share them out, and only with cache allocation of resctrl.
     *
     * <pre>{@code
     * Instance web = Instance.named("web").withOptions(InstanceOptions.none().withCacheWays(0x30));   // ways 4 and 5
     * }</pre>
     *
     * @param mask a bit for each way
     * @return the copy
     * @throws IllegalArgumentException if no bit is set
     */
    public InstanceOptions withCacheWays(int mask) {
        return new InstanceOptions(hostKcore, uring, virtio, requireWays(mask));
    }

    static int requireWays(int mask) {
        if (mask == 0) {
            throw new IllegalArgumentException("a mask of cache ways has at least one bit set");
        }
        return mask;
    }

    /**
     * Tells whether the instance may read the host's memory image.
     *
     * @return true if {@code enable-host-kcore} is set
     */
    public boolean isHostKcoreEnabled() {
        return hostKcore;
    }

    /**
     * Returns the rings.
     *
     * @return their sizes, or empty where none are asked for
     */
    public Optional<Uring> uring() {
        return Optional.ofNullable(uring);
    }

    /**
     * Returns the virtio devices.
     *
     * @return the devices in the order they were listed; no kernel shows those of an instance, so of one that was read there are none
     */
    public List<VirtioDevice> virtio() {
        return virtio;
    }

    /**
     * Returns the ways of the last-level cache.
     *
     * @return a bit for each way, or empty where none are asked for; no kernel shows those of an instance, so of one that was read they are
     *     not known
     */
    public OptionalInt cacheWays() {
        return cacheWays == 0 ? OptionalInt.empty() : OptionalInt.of(cacheWays);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof InstanceOptions that
                && hostKcore == that.hostKcore
                && Objects.equals(uring, that.uring)
                && virtio.equals(that.virtio)
                && cacheWays == that.cacheWays;
    }

    @Override
    public int hashCode() {
        return Objects.hash(hostKcore, uring, virtio, cacheWays);
    }

    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        if (hostKcore) {
            parts.add("enable-host-kcore");
        }
        if (uring != null) {
            parts.add(uring.toString());
        }
        virtio.forEach(device -> parts.add(device.toString()));
        if (cacheWays != 0) {
            parts.add("llc-way-mask 0x" + Integer.toHexString(cacheWays));
        }
        return String.join(", ", parts);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.model;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an instance wants beside resources. Immutable. */
public final class InstanceOptions {
    private static final InstanceOptions NONE = new InstanceOptions(false, null);

    private final boolean hostKcore;
    private final @Nullable Uring uring;

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

    private InstanceOptions(boolean hostKcore, @Nullable Uring uring) {
        this.hostKcore = hostKcore;
        this.uring = uring;
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
        return new InstanceOptions(true, uring);
    }

    /**
     * Returns a copy with rings.
     *
     * @param uring their sizes
     * @return the copy
     */
    public InstanceOptions withUring(Uring uring) {
        return new InstanceOptions(hostKcore, Objects.requireNonNull(uring, "uring"));
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

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof InstanceOptions that
                && hostKcore == that.hostKcore
                && Objects.equals(uring, that.uring);
    }

    @Override
    public int hashCode() {
        return Objects.hash(hostKcore, uring);
    }

    @Override
    public String toString() {
        return (hostKcore ? "enable-host-kcore" : "")
                + (hostKcore && uring != null ? ", " : "")
                + (uring == null ? "" : uring.toString());
    }
}

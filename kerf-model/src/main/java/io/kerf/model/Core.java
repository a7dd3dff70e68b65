// SPDX-License-Identifier: Apache-2.0
package io.kerf.model;

import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A physical core and the CPUs (hardware threads) on it. */
public final class Core {
    private final int id;
    private final CpuSet cpus;
    private final @Nullable Integer socket;

    private Core(int id, CpuSet cpus, @Nullable Integer socket) {
        this.id = id;
        this.cpus = Objects.requireNonNull(cpus, "cpus");
        this.socket = socket;
    }

    /**
     * Makes a core on no stated socket.
     *
     * @param id the core's number, not negative
     * @param cpus its CPUs
     * @return the core
     * @throws IllegalArgumentException if the number is negative
     */
    public static Core of(int id, CpuSet cpus) {
        if (id < 0) {
            throw new IllegalArgumentException("core ids are not negative: " + id);
        }
        return new Core(id, cpus, null);
    }

    /**
     * Returns this core on a socket.
     *
     * @param socket the socket's number
     * @return a copy with the socket
     * @throws IllegalArgumentException if the number is negative
     */
    public Core onSocket(int socket) {
        if (socket < 0) {
            throw new IllegalArgumentException("socket numbers are not negative: " + socket);
        }
        return new Core(id, cpus, socket);
    }

    /**
     * Returns the core's number.
     *
     * @return the number, not negative
     */
    public int id() {
        return id;
    }

    /**
     * Returns the CPUs on the core.
     *
     * @return the SMT siblings
     */
    public CpuSet cpus() {
        return cpus;
    }

    /**
     * Returns the socket.
     *
     * @return its number, or empty where it is not stated
     */
    public OptionalInt socket() {
        return socket == null ? OptionalInt.empty() : OptionalInt.of(socket);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Core that
                && id == that.id
                && cpus.equals(that.cpus)
                && Objects.equals(socket, that.socket);
    }

    @Override
    public int hashCode() {
        return Objects.hash(id, cpus, socket);
    }

    @Override
    public String toString() {
        return "core " + id + " (CPUs " + cpus + (socket == null ? ")" : ", socket " + socket + ")");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * One thing that is done to a kernel from outside. What a kernel is follows from its machine and the events since it was booted, in their
 * order, and from nothing else; so two that see the same events are the same.
 */
final class KernelEvent {
    private final Kind kind;
    private final int number;
    private final byte[] payload;

    /** What is done; the names are what is stored. */
    enum Kind {
        WRITE_BASELINE,
        WRITE_OVERLAY,
        REMOVE_TRANSACTION,
        LOAD,
        UNLOAD,
        BOOT,
        HALT,
        FORCE_HALT,
        GUEST_POWERS_OFF,
        GUEST_STOPS_ANSWERING
    }

    private KernelEvent(Kind kind, int number, byte[] payload) {
        this.kind = kind;
        this.number = number;
        this.payload = payload;
    }

    /** A blob is written, to {@code device_tree} or to {@code overlays/new}. */
    static KernelEvent write(Kind kind, byte[] blob) {
        return new KernelEvent(kind, 0, blob.clone());
    }

    /** Something is done to the transaction or the instance of a number. */
    static KernelEvent of(Kind kind, int number) {
        return new KernelEvent(kind, number, new byte[0]);
    }

    /** An image is loaded for the instance of an id. */
    static KernelEvent load(int id, SimulatedImage image) {
        return new KernelEvent(Kind.LOAD, id, bytes(out -> {
            out.writeLong(image.bytes());
            out.writeInt(image.segments());
            out.writeUTF(image.commandLine());
        }));
    }

    Kind kind() {
        return kind;
    }

    int number() {
        return number;
    }

    byte[] blob() {
        return payload.clone();
    }

    SimulatedImage image() {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(payload))) {
            return new SimulatedImage(in.readLong(), in.readInt(), in.readUTF());
        } catch (IOException e) {
            throw new UncheckedIOException("an event without its image", e);
        }
    }

    /** The event as it is stored. */
    byte[] encode() {
        return bytes(out -> {
            out.writeUTF(kind.name());
            out.writeInt(number);
            out.write(payload);
        });
    }

    static KernelEvent decode(byte[] record) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(record))) {
            return new KernelEvent(Kind.valueOf(in.readUTF()), in.readInt(), in.readAllBytes());
        } catch (IllegalArgumentException e) {
            throw new IOException("an event of an unknown kind", e);
        }
    }

    private interface Content {
        void writeTo(DataOutputStream out) throws IOException;
    }

    private static byte[] bytes(Content content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            content.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException("a command line is too long to be kept", e);
        }
        return bytes.toByteArray();
    }
}

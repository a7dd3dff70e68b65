// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import io.kerf.model.InstanceId;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The flags of one {@code kexec_file_load}, with the id of the instance in bits 5 to 15 (multikernel's {@code include/uapi/linux/kexec.h}).
 * There is no way to make flags from a number: an id above 2047 would be cut to that of another instance, and flags without
 * the multikernel bit would replace the host's next kernel.
 *
 * <pre>{@code
 * KexecFlags.loadWithoutInitrd(InstanceId.of(3)).value();   // 0x74
 * KexecFlags.unload(InstanceId.of(3)).value();              // 0x71
 * }</pre>
 *
 * <p>Immutable.
 */
public final class KexecFlags {
    private static final int UNLOAD = 0x01;
    private static final int NO_INITRAMFS = 0x04;
    private static final int DEBUG = 0x08;
    private static final int MULTIKERNEL = 0x10;
    private static final int ID_SHIFT = 5;

    private final InstanceId instance;
    private final int base;

    private KexecFlags(InstanceId instance, int base) {
        this.instance = Objects.requireNonNull(instance, "instance");
        this.base = base;
    }

    /**
     * Makes the flags that load a kernel and an initial file system.
     *
     * @param instance for which instance
     * @return the flags
     */
    public static KexecFlags loadWithInitrd(InstanceId instance) {
        return new KexecFlags(instance, 0);
    }

    /**
     * Makes the flags that load a kernel alone. Without them the kernel would read an initial file system from descriptor -1.
     *
     * @param instance for which instance
     * @return the flags
     */
    public static KexecFlags loadWithoutInitrd(InstanceId instance) {
        return new KexecFlags(instance, NO_INITRAMFS);
    }

    /**
     * Makes the flags that drop a loaded kernel.
     *
     * @param instance of which instance
     * @return the flags
     */
    public static KexecFlags unload(InstanceId instance) {
        return new KexecFlags(instance, UNLOAD);
    }

    /**
     * Lets the kernel write down in its log what it makes of the files.
     *
     * @return a copy that does
     * @throws IllegalStateException if a kernel is dropped, of which there is nothing to write down
     */
    public KexecFlags withDebug() {
        if (isUnload()) {
            throw new IllegalStateException("there is nothing to write down of an unload: " + this);
        }
        return new KexecFlags(instance, base | DEBUG);
    }

    /**
     * Returns the instance.
     *
     * @return its id
     */
    public InstanceId instance() {
        return instance;
    }

    /**
     * Tells whether a kernel is dropped rather than loaded.
     *
     * @return true for {@link #unload}
     */
    public boolean isUnload() {
        return (base & UNLOAD) != 0;
    }

    /** Whether the kernel is to read an initial file system. */
    boolean takesInitrd() {
        return (base & (UNLOAD | NO_INITRAMFS)) == 0;
    }

    /**
     * Returns what the system call is given.
     *
     * @return the number, below 0x10000
     */
    public int value() {
        return base | MULTIKERNEL | instance.value() << ID_SHIFT;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof KexecFlags that && value() == that.value();
    }

    @Override
    public int hashCode() {
        return value();
    }

    @Override
    public String toString() {
        return "0x" + Integer.toHexString(value());
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

/**
 * The only three commands that kerf ever gives to {@code reboot(2)}; all of them act on an instance. No number from a caller becomes a
 * command: a wrong one restarts the machine.
 */
public enum RebootCommand {
    /** Starts the loaded kernel of an instance ("MKLI"); returns when its CPUs are started. */
    BOOT(0x4D4B4C49, "boot"),
    /** Asks the kernel of an instance to halt ("MKLH"); returns when it agrees, after 30 seconds at most. */
    HALT(0x4D4B4C48, "halt"),
    /** Stops the CPUs of an instance without asking ("MKLF"); returns at once. */
    FORCE_HALT(0x4D4B4C46, "force halt");

    private final int value;
    private final String words;

    RebootCommand(int value, String words) {
        this.value = value;
        this.words = words;
    }

    /**
     * Returns what the system call is given.
     *
     * @return the number
     */
    public int value() {
        return value;
    }

    /**
     * Returns the command in words.
     *
     * @return such as {@code force halt}
     */
    public String words() {
        return words;
    }

    @Override
    public String toString() {
        return words;
    }
}

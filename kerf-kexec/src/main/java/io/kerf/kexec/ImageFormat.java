// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

/** What kind of file a kernel image is. */
public enum ImageFormat {
    /** An ELF {@code vmlinux} for x86-64, handed to the kernel as it is. */
    ELF("ELF vmlinux", "x86_64"),
    /** An x86 {@code bzImage}, such as {@code /boot/vmlinuz-…}; the ELF {@code vmlinux} in it is handed to the kernel. */
    BZIMAGE("bzImage", "x86_64"),
    /** A flat {@code Image} for arm64, plain or packed by gzip; handed to the kernel unpacked. */
    ARM64_IMAGE("arm64 Image", "aarch64"),
    /** A flat {@code Image} for riscv64, plain or packed by gzip; handed to the kernel unpacked. */
    RISCV64_IMAGE("riscv64 Image", "riscv64");

    private final String words;
    private final String architecture;

    ImageFormat(String words, String architecture) {
        this.words = words;
        this.architecture = architecture;
    }

    /**
     * Returns what such a kernel runs on.
     *
     * @return the name that {@code uname -m} gives, such as {@code x86_64}
     */
    public String architecture() {
        return architecture;
    }

    /** The format in words, such as {@code arm64 Image}. */
    @Override
    public String toString() {
        return words;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

/** The kinds of processor that kerf knows the physical CPU ids of. */
public enum HostArchitecture {
    /** x86: physical ids are APIC ids, from {@code /proc/cpuinfo}. */
    X86("APIC id"),
    /** arm64: physical ids are MPIDR values, from the firmware's device tree or its ACPI table MADT. */
    ARM64("MPIDR"),
    /** riscv: physical ids are hart ids, from {@code /proc/cpuinfo}. */
    RISCV("hart id"),
    /** Any other, or one that {@code /proc/cpuinfo} does not tell. */
    UNKNOWN("physical id");

    private final String idName;

    HostArchitecture(String idName) {
        this.idName = idName;
    }

    /**
     * Returns what the architecture calls the physical id of a CPU.
     *
     * @return a noun, such as {@code APIC id}
     */
    public String idName() {
        return idName;
    }
}

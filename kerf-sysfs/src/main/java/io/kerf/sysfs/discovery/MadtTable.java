// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The ACPI table MADT, whose signature is {@code APIC}, as far as it names the MPIDR of arm64 CPUs (ACPI specification 6.5, section 5.2.12:
 * a header of 44 bytes, then structures of a type and a length; type 11 is GICC: ACPI processor UID at offset 8, MPIDR at offset 68).
 */
final class MadtTable {
    private static final int HEADER = 44;
    private static final int LENGTH_AT = 4;
    private static final int GICC = 11;
    private static final int UID_AT = 8;
    private static final int MPIDR_AT = 68;
    private static final int GICC_LEAST = 76;
    /** Aff3 in bits 39:32 and Aff2, Aff1, Aff0 in bits 23:0; the others say nothing of the place (Arm ARM, MPIDR_EL1). */
    static final long AFFINITY = 0xff00ffffffL;

    private MadtTable() {}

    /** The MPIDR of each CPU by its ACPI processor UID; empty if this is no such table. */
    static Optional<Map<Integer, Long>> mpidrByUid(byte[] table) {
        ByteBuffer in = ByteBuffer.wrap(table).order(ByteOrder.LITTLE_ENDIAN);
        boolean named =
                table.length >= HEADER && table[0] == 'A' && table[1] == 'P' && table[2] == 'I' && table[3] == 'C';
        if (!named || Integer.compareUnsigned(in.getInt(LENGTH_AT), table.length) > 0) {
            return Optional.empty();
        }
        int end = in.getInt(LENGTH_AT);
        Map<Integer, Long> found = new HashMap<>();
        int at = HEADER;
        while (at + 2 <= end) {
            int length = in.get(at + 1) & 0xff;
            if (length < 2 || at + length > end) {
                return Optional.empty();
            }
            if (in.get(at) == GICC && length >= GICC_LEAST) {
                found.putIfAbsent(in.getInt(at + UID_AT), in.getLong(at + MPIDR_AT) & AFFINITY);
            }
            at += length;
        }
        return Optional.of(found);
    }
}

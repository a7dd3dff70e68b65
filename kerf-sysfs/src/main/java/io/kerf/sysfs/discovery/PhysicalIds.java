// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import io.kerf.diag.Diagnostic;
import io.kerf.model.CpuSet;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds the physical ids of CPUs. x86 and riscv have them in {@code /proc/cpuinfo}. No file of an arm64 kernel gives the MPIDR itself; what
 * the firmware handed over has it: a device tree in {@code reg} of each CPU's node, which {@code cpu<number>/of_node} leads to; ACPI in the
 * table MADT, whose entries {@code cpu<number>/firmware_node/uid} names (Linux: {@code Documentation/ABI/testing/sysfs-bus-acpi}). The table
 * can be read by root alone.
 */
final class PhysicalIds {
    private static final int MADT_BOUND = 4 << 20;

    private final HostFiles files;
    private final Path sys;
    private final CpuinfoText cpuinfo;

    PhysicalIds(HostFiles files, Path sys, CpuinfoText cpuinfo) {
        this.files = files;
        this.sys = sys;
        this.cpuinfo = cpuinfo;
    }

    /**
     * Physical ids of online CPUs by Linux's number; a CPU that has none, or that of another one, is left out. The firmware lists offline CPUs,
     * too, of which no file tells the core.
     */
    Map<Integer, Long> read(CpuSet online) {
        Map<Integer, Long> ids = new HashMap<>();
        cpuinfo.ids().forEach((number, id) -> id.ifPresent(value -> ids.put(number, value)));
        if (ids.isEmpty() && cpuinfo.architecture() == HostArchitecture.ARM64) {
            fromFirmware(online, ids);
        }
        dropRepeated(ids);
        CpuSet.Builder without = CpuSet.builder();
        for (long number : online.toArray()) {
            if (!ids.containsKey((int) number)) {
                without.add(number);
            }
        }
        report(without.build());
        return ids;
    }

    private void report(CpuSet without) {
        if (without.isEmpty()) {
            return;
        }
        HostArchitecture kind = cpuinfo.architecture();
        String remedy = switch (kind) {
            case ARM64 ->
                "read " + sys.resolve("firmware/acpi/tables/APIC") + " as root, which has the MPIDR of every CPU";
            case X86, RISCV -> "see whether /proc/cpuinfo is that of the host and complete";
            case UNKNOWN -> "list the ids by hand: kerf does not know where this architecture tells them";
        };
        files.findings()
                .add(Diagnostic.warning(
                                Codes.PHYSICAL_IDS,
                                "the " + kind.idName() + " of CPUs " + without
                                        + " is not known, so they cannot be given to a pool")
                        .withSubject("cpus")
                        .withSuggestion(remedy));
    }

    private void fromFirmware(CpuSet online, Map<Integer, Long> ids) {
        Path cpus = sys.resolve("devices/system/cpu");
        for (long number : online.toArray()) {
            Path reg = cpus.resolve("cpu" + number + "/of_node/reg");
            Optional<byte[]> cells = files.bytes(reg, HostFiles.SYSFS_BOUND);
            if (cells.isEmpty()) {
                break;
            }
            mpidr(reg, cells.get()).ifPresent(id -> ids.put((int) number, id));
        }
        if (ids.isEmpty()) {
            fromMadt(cpus, online, ids);
        }
    }

    /** One cell, or two with the high one first, as {@code #address-cells} of {@code /cpus} says (Linux: {@code dt-bindings/arm/cpus}). */
    private Optional<Long> mpidr(Path reg, byte[] cells) {
        if (cells.length == Integer.BYTES) {
            return Optional.of(ByteBuffer.wrap(cells).getInt() & 0xffffffffL);
        }
        if (cells.length == Long.BYTES) {
            return Optional.of(ByteBuffer.wrap(cells).getLong() & MadtTable.AFFINITY);
        }
        files.findings().malformed(reg.toString(), cells.length + " bytes", "one cell or two");
        return Optional.empty();
    }

    private void fromMadt(Path cpus, CpuSet online, Map<Integer, Long> ids) {
        Path file = sys.resolve("firmware/acpi/tables/APIC");
        Optional<byte[]> table = files.bytes(file, MADT_BOUND);
        if (table.isEmpty()) {
            return;
        }
        Optional<Map<Integer, Long>> byUid = MadtTable.mpidrByUid(table.get());
        if (byUid.isEmpty()) {
            files.findings().malformed(file.toString(), table.get().length + " bytes", "a whole table MADT");
            return;
        }
        for (long number : online.toArray()) {
            OptionalInt uid = files.number(cpus.resolve("cpu" + number + "/firmware_node/uid"));
            Long id = uid.isEmpty() ? null : byUid.get().get(uid.getAsInt());
            if (id != null) {
                ids.put((int) number, id);
            }
        }
    }

    /** An id that two CPUs have is wrong for one of them, and nobody knows for which. */
    private void dropRepeated(Map<Integer, Long> ids) {
        Map<Long, Integer> owners = new HashMap<>();
        Set<Long> repeated = new TreeSet<>();
        ids.forEach((number, id) -> {
            if (owners.putIfAbsent(id, number) != null) {
                repeated.add(id);
            }
        });
        for (long id : repeated) {
            String name = cpuinfo.architecture().idName();
            files.findings()
                    .add(Diagnostic.warning(
                                    Codes.PHYSICAL_IDS,
                                    "several CPUs have the " + name + " " + Long.toUnsignedString(id)
                                            + ", so that none of them counts as having it")
                            .withSubject("cpus")
                            .withSuggestion("see whether /proc/cpuinfo is that of the host and complete"));
        }
        ids.values().removeIf(repeated::contains);
    }
}

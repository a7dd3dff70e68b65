// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.CpuSet;
import java.util.Optional;
import java.util.function.Consumer;

/** CPU ids are physical (APIC id, MPIDR, hart id), not the logical numbers under {@code /sys/devices/system/cpu}: a kernel answers ENODEV, or takes another CPU. */
final class HostHasCpus extends Rule {
    HostHasCpus() {
        super("HOST-001", Severity.ERROR, "listed CPUs are physical ids of the host");
    }

    @Override
    Optional<String> missing(Ground ground) {
        return ground.host().cpus().isEmpty()
                ? Optional.of("the CPUs of the live host are not known")
                : Optional.empty();
    }

    @Override
    void check(Ground ground, Consumer<Diagnostic> out) {
        CpuSet physical = ground.host().physicalCpus();
        check(ground, "host-reserved", ground.cpus().hostReserved(), physical, out);
        check(ground, "available", ground.cpus().available(), physical, out);
    }

    private void check(Ground ground, String list, CpuSet listed, CpuSet physical, Consumer<Diagnostic> out) {
        CpuSet unknown = listed.minus(physical);
        if (unknown.isEmpty()) {
            return;
        }
        Optional<CpuSet> meant = asLogical(ground, listed);
        Draft.of(
                        this,
                        Words.cpus(unknown) + " under '" + list + "' "
                                + (unknown.size() == 1 ? "is no physical id" : "are no physical ids") + " of this host")
                .about("cpus")
                .at(ground.places().find("cpus/" + list))
                .now("physical ids of the host: " + Words.list(ground.host().physicalCpus()))
                .suggest(meant.map(ids -> "use " + Words.list(ids) + ": " + Words.list(listed)
                                + (listed.size() == 1 ? " is a logical number" : " are logical numbers"))
                        .orElse("list ids that the host has: 'apicid' in /proc/cpuinfo on x86"))
                .to(out);
    }

    /** The physical ids of the CPUs of a list, if all of them are logical numbers, also those that happen to be a physical id, too. */
    private static Optional<CpuSet> asLogical(Ground ground, CpuSet listed) {
        CpuSet.Builder ids = CpuSet.builder();
        for (long cpu : listed.toArray()) {
            Long id =
                    cpu >= 0 && cpu <= Integer.MAX_VALUE ? ground.host().cpus().get((int) cpu) : null;
            if (id == null) {
                return Optional.empty();
            }
            ids.add(id);
        }
        return Optional.of(ids.build());
    }
}

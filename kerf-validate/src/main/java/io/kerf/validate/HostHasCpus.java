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
        check(ground, "host-reserved", ground.cpus().hostReserved().minus(physical), out);
        check(ground, "available", ground.cpus().available().minus(physical), out);
    }

    private void check(Ground ground, String list, CpuSet unknown, Consumer<Diagnostic> out) {
        if (unknown.isEmpty()) {
            return;
        }
        Optional<CpuSet> meant = asLogical(ground, unknown);
        Draft.of(
                        this,
                        Words.cpus(unknown) + " under '" + list + "' "
                                + (unknown.size() == 1 ? "is no physical id" : "are no physical ids") + " of this host")
                .about("cpus")
                .at(ground.places().find("cpus/" + list))
                .now("physical ids of the host: " + Words.list(ground.host().physicalCpus()))
                .suggest(meant.map(ids -> "use " + Words.list(ids) + ": " + Words.cpus(unknown)
                                + (unknown.size() == 1 ? " is a logical number" : " are logical numbers"))
                        .orElse("list ids that the host has: 'apicid' in /proc/cpuinfo on x86"))
                .to(out);
    }

    /** The physical ids of CPUs, if all of them are logical numbers. */
    private static Optional<CpuSet> asLogical(Ground ground, CpuSet unknown) {
        CpuSet.Builder ids = CpuSet.builder();
        for (long cpu : unknown.toArray()) {
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

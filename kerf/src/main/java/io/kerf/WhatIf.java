// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.alloc.PlacementOutcome;
import io.kerf.alloc.RepackPlan;
import io.kerf.diag.ErrorCategory;
import io.kerf.model.Instance;
import io.kerf.model.InstanceName;
import io.kerf.validate.Report;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What would come of creations that nobody carries out: one answer for each, in the order of the question. Each is answered as if those before
 * it had been created; one that is refused takes nothing.
 *
 * <pre>{@code
 * WhatIf answer = host.whatIf(
 *         host.createInstance("web").cpuCount(4).memory("2GB"),
 *         host.createInstance("db").cpuCount(64).memory("64GB"));
 * answer.refusals().forEach(refused -> System.out.println(refused.name() + ": " + refused.reason()));
 * }</pre>
 *
 * @param answers one for each creation
 */
public record WhatIf(List<Answer> answers) {
    /** Copies the list. */
    public WhatIf {
        answers = List.copyOf(answers);
    }

    /** {@return whether all of them would be created} */
    public boolean allFit() {
        return refusals().isEmpty();
    }

    /** {@return those that would be created} */
    public List<Fits> fits() {
        return answers.stream()
                .filter(Fits.class::isInstance)
                .map(Fits.class::cast)
                .toList();
    }

    /** {@return those that would be refused} */
    public List<Refused> refusals() {
        return answers.stream()
                .filter(Refused.class::isInstance)
                .map(Refused.class::cast)
                .toList();
    }

    /** One line for each answer. */
    @Override
    public String toString() {
        return answers.stream().map(Answer::toString).collect(Collectors.joining("\n"));
    }

    /** What would come of one creation. */
    public sealed interface Answer {
        /** {@return which instance it is about} */
        InstanceName name();
    }

    /**
     * The instance would be created.
     *
     * @param placement where it would sit, and why there
     * @param instance the instance with its CPUs, memory, devices and id
     * @param report what was found about the host with the instance: no errors, perhaps warnings
     * @param source the overlays that would be written, as device tree source
     */
    public record Fits(PlacementOutcome.Placed placement, Instance instance, Report report, String source)
            implements Answer {
        /** Checks the arguments. */
        public Fits {
            Objects.requireNonNull(placement, "placement");
            Objects.requireNonNull(instance, "instance");
            Objects.requireNonNull(report, "report");
            Objects.requireNonNull(source, "source");
        }

        @Override
        public InstanceName name() {
            return instance.name();
        }

        @Override
        public String toString() {
            return name() + ": fits, with CPUs " + instance.cpus() + " and " + instance.memory();
        }
    }

    /**
     * The instance would not be created: {@link CreateInstance.Ready#create} would throw.
     *
     * @param name the instance
     * @param category the sort of refusal, as of the exception
     * @param reason the message of the exception
     * @param placement the allocator's refusal, with the nearest request that fits; empty if it was refused for another reason
     * @param report the broken rules; empty if it was refused for another reason
     * @param moves instances to stop and create anew elsewhere so that it fits, if some that are not loaded or active would do
     */
    public record Refused(
            InstanceName name,
            ErrorCategory category,
            String reason,
            Optional<PlacementOutcome.Refused> placement,
            Optional<Report> report,
            Optional<RepackPlan> moves)
            implements Answer {
        /** Checks the arguments. */
        public Refused {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(category, "category");
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(placement, "placement");
            Objects.requireNonNull(report, "report");
            Objects.requireNonNull(moves, "moves");
        }

        @Override
        public String toString() {
            return name + ": refused (" + category + "): " + reason
                    + moves.map(plan -> "; it would fit once these are moved: "
                                    + plan.moves().stream()
                                            .map(move -> move.instance().text())
                                            .collect(Collectors.joining(", ")))
                            .orElse("");
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import static io.kerf.validate.Hosts.GIB;
import static io.kerf.validate.Hosts.busy;

import io.kerf.model.CpuSet;
import io.kerf.model.Instance;
import io.kerf.model.InstanceId;
import io.kerf.model.MemoryRange;
import io.kerf.model.SystemState;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** For each rule, states that break it (and nothing else, but what is named beside it) and states that come close. */
final class RuleCases {
    private RuleCases() {}

    /** A state, the rule that it breaks, whom the finding is about, a piece of its sentence, and what else it has to break. */
    record Broken(
            String rule, String subject, String message, SystemState state, HostFacts host, List<String> alsoBreaks) {
        Broken(String rule, String subject, String message, SystemState state, String... alsoBreaks) {
            this(rule, subject, message, state, HostFacts.unknown(), List.of(alsoBreaks));
        }

        Broken and(String other) {
            List<String> more = new ArrayList<>(alsoBreaks);
            more.add(other);
            return new Broken(rule, subject, message, state, host, more);
        }

        @Override
        public String toString() {
            return rule + ": " + message;
        }
    }

    /** A state that keeps to a rule, though not by much. */
    record Kept(String rule, SystemState state, HostFacts host) {
        Kept(String rule, SystemState state) {
            this(rule, state, HostFacts.unknown());
        }

        @Override
        public String toString() {
            return rule;
        }
    }

    static Stream<Broken> broken() {
        return Stream.of(
                        CpuRuleCases.broken(),
                        MemoryRuleCases.broken(),
                        InstanceRuleCases.broken(),
                        DeviceRuleCases.broken(),
                        TopologyRuleCases.broken(),
                        HostRuleCases.broken())
                .flatMap(each -> each);
    }

    static Stream<Kept> kept() {
        return Stream.of(
                        CpuRuleCases.kept(),
                        MemoryRuleCases.kept(),
                        InstanceRuleCases.kept(),
                        DeviceRuleCases.kept(),
                        TopologyRuleCases.kept(),
                        HostRuleCases.kept())
                .flatMap(each -> each);
    }

    static SystemState with(Instance instance) {
        return busy().withInstance(instance);
    }

    static Instance vm() {
        return Instance.named("vm")
                .withId(InstanceId.of(3))
                .withCpus(CpuSet.parse("12-13"))
                .withRegions(List.of(new MemoryRange(12 * GIB, GIB)));
    }
}

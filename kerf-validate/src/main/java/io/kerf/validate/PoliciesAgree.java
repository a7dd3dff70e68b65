// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.CpuAffinity;
import io.kerf.model.Instance;
import io.kerf.model.MemoryPolicy;
import java.util.function.Consumer;

/** Affinity {@code local} puts CPUs and memory on one node, memory policy {@code interleave} on several: nothing can do both. */
final class PoliciesAgree extends Rule {
    PoliciesAgree() {
        super("TOPO-014", Severity.ERROR, "an instance is not both local and interleaved");
    }

    @Override
    void check(Ground ground, Consumer<Diagnostic> out) {
        for (Instance instance : ground.instances()) {
            if (instance.affinity() == CpuAffinity.LOCAL && instance.memoryPolicy() == MemoryPolicy.INTERLEAVE) {
                Draft.of(
                                this,
                                instance,
                                "",
                                "'" + instance.name() + "' is to be local, with its memory interleaved over nodes")
                        .now("cpu-affinity is local, memory-policy interleave")
                        .suggest("set 'memory-policy' to local")
                        .or("set 'cpu-affinity' to spread")
                        .to(out);
            }
        }
    }
}

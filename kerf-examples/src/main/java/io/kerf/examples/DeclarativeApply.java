// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples;

import io.kerf.DesiredPlan;
import io.kerf.Host;
import io.kerf.Kerf;
import io.kerf.desired.DesiredState;
import io.kerf.desired.PlanData;
import java.io.IOException;
import java.nio.file.Path;

/** Says what instances there are to be, looks at the plan, stores it, and applies it; a second time nothing is left to do. */
public final class DeclarativeApply {
    private static final String WANTED = """
            instances:
              web:
                cpus: 4-7
                memory: 2GB
              database:
                cpu-count: 8
                memory: 8GB
                numa-nodes: [1]
            """;

    private DeclarativeApply() {}

    /**
     * Runs the example.
     *
     * @param args a file with a desired state, or nothing for the one above
     * @throws IOException never
     * @throws InterruptedException never
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Example.run(out -> {
            DesiredState wanted =
                    args.length > 0 ? DesiredState.read(Path.of(args[0])) : DesiredState.parse(WANTED, "wanted.yaml");
            Path machine = Samples.baseline("numa_topology.dts");
            try (Host host = Kerf.simulated(machine)) {
                host.initialize(machine).apply();
                host.createInstance("old").cpus("36-37").memory("1GB").create();

                DesiredPlan plan = host.plan(wanted);
                out.print(plan.data());
                String stored = plan.data().toJson(); // for somebody to agree to
                host.plan(PlanData.parse(stored, "agreed plan")).apply();

                host.instances().forEach(each -> out.println("  " + each.describe()));
                out.print(host.plan(wanted).data());
            }
        });
    }
}

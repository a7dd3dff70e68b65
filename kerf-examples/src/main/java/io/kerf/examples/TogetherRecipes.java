// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples;

import io.kerf.BatchPlan;
import io.kerf.ChangeRefusedException;
import io.kerf.DesiredPlan;
import io.kerf.Host;
import io.kerf.StalePlanException;
import io.kerf.desired.DesiredInstance;
import io.kerf.desired.DesiredState;
import io.kerf.desired.PlanData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The recipes of {@code docs/cookbook.md} about several instances at once. */
final class TogetherRecipes {
    private TogetherRecipes() {}

    static void batch(Host host) {
        host.createInstance("web").cpus("4-7").memory("2GB").create();
        host.createInstance("old").cpuCount(2).memory("1GB").create();
        // recipe batch
        host.batch()
                .delete("old")
                .update(host.updateInstance("web").removeCpus("6-7"))
                .create(host.createInstance("cache").cpus("6-7").memory("1GB"))
                .apply();
        host.instances().forEach(each -> System.out.println(each.describe()));
        // end
    }

    static void planBatch(Host host) {
        // recipe planBatch
        BatchPlan plan = host.batch()
                .create(host.createInstance("web").cpuCount(4).memory("2GB"))
                .create(host.createInstance("database").cpuCount(8).memory("8GB"))
                .plan();
        plan.placements().forEach((name, place) -> System.out.println(name + " gets CPUs " + place.cpus()));
        System.out.println(plan.change().overlays().size() + " transaction:");
        System.out.print(plan.source());
        plan.apply();
        // end
    }

    static void refusedBatch(Host host) {
        // recipe refusedBatch
        try {
            host.batch()
                    .create(host.createInstance("huge").cpuCount(100).memory("1GB"))
                    .create(host.createInstance("vast").cpuCount(1).memory("900GB"))
                    .apply();
        } catch (ChangeRefusedException refused) {
            refused.reasons()
                    .forEach(reason -> System.out.println(reason.cause().category() + ": " + reason));
        }
        // end
    }

    static void desired(Host host) {
        // recipe desired
        DesiredState wanted = DesiredState.of(
                DesiredInstance.withCpuCount("web", 4, "2GB").withDevices("eth0"),
                DesiredInstance.withCpus("database", "16-23", "8GB").onNumaNodes(1));
        host.apply(wanted);
        System.out.println(host.plan(wanted).data().isEmpty() ? "nothing to do" : "something to do");
        // end
    }

    static void planDesired(Host host) {
        host.createInstance("web").cpuCount(4).memory("2GB").create();
        // recipe planDesired
        DesiredState wanted = DesiredState.parse("""
                instances:
                  web:
                    cpu-count: 6
                    memory: 2GB
                  cache:
                    cpu-count: 2
                    memory: 1GB
                """, "instances.yaml");
        DesiredPlan plan = host.plan(wanted);
        System.out.print(plan.data());
        plan.apply();
        // end
    }

    static void storedPlan(Host host, Path file) throws IOException {
        // recipe storedPlan
        DesiredState wanted = DesiredState.of(DesiredInstance.withCpuCount("web", 4, "2GB"));
        Files.writeString(file, host.plan(wanted).data().toJson());

        // Later, and perhaps in another program, once somebody has looked at it:
        PlanData stored = PlanData.parse(Files.readString(file), file.toString());
        try {
            host.plan(stored).apply();
        } catch (StalePlanException stale) {
            System.out.println("the host has changed since: " + stale.getMessage());
        }
        // end
    }
}

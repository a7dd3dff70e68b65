// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples;

import io.kerf.CreateInstance;
import io.kerf.Host;
import io.kerf.HostCapacity;
import io.kerf.HostConfig;
import io.kerf.HostPolicy;
import io.kerf.InitializePlan;
import io.kerf.Kerf;
import io.kerf.PlacementException;
import io.kerf.Qualification;
import io.kerf.TeardownResult;
import io.kerf.WhatIf;
import io.kerf.diag.KerfException;
import io.kerf.dts.Dts;
import io.kerf.model.ByteSize;
import io.kerf.model.SystemState;
import io.kerf.model.binding.Bindings;
import io.kerf.sysfs.simulated.SimulatedKernel;
import io.kerf.sysfs.simulated.SimulatedMachine;
import io.kerf.validate.Report;
import io.kerf.validate.ReportFormat;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The recipes of {@code docs/cookbook.md} about hosts, and about the room on them. A test runs each of them and compares the page with the
 * lines between the markers.
 *
 * <pre>{@code
 * Cookbook.capacity(host);
 * }</pre>
 */
public final class Cookbook {
    private Cookbook() {}

    static void simulate(Path machine) {
        // recipe simulate
        try (Host host = Kerf.simulated(machine)) {
            host.initialize(machine).apply();
            host.createInstance("web").cpuCount(4).memory("2GB").create();
            System.out.println(host.instances());
        }
        // end
    }

    static void checkBaseline(Host host, Path baseline) {
        // recipe checkBaseline
        Report report = host.initialize(baseline).validate();
        System.out.print(report.render(ReportFormat.TEXT));
        if (!report.isValid()) {
            System.out.print(report.render(ReportFormat.JSON));
        }
        // end
    }

    static void planInitialize(Host host, Path baseline) {
        // recipe planInitialize
        InitializePlan plan = host.initialize(baseline).plan();
        System.out.println(plan);
        System.out.print(plan.source());
        plan.apply();
        // end
    }

    static void qualify(Host host) {
        // recipe qualify
        Qualification found = host.qualify();
        for (Qualification.Check check : found.problems()) {
            System.out.println(check.title() + ": " + check.found() + "; " + check.remedy());
        }
        System.out.println(found.isReady() ? "ready" : "not ready");
        // end
    }

    static void changePool(Host host, Path larger) {
        host.createInstance("web").cpuCount(4).memory("2GB").create();
        // recipe changePool
        InitializePlan plan = host.initialize(larger).plan();
        System.out.println(plan.isAlreadySo() ? "nothing to do" : plan.toString());
        plan.apply();
        // end
    }

    static void policy(SimulatedKernel kernel, Path baseline) {
        // recipe policy
        HostConfig config = HostConfig.system()
                .withPolicy(HostPolicy.keeping(4, ByteSize.ofGiB(8)))
                .withLockTimeout(Duration.ofMinutes(2));
        try (Host host = Kerf.simulated(kernel, config)) {
            host.initialize(baseline).apply();
        } catch (KerfException e) {
            System.out.println(e.getMessage());
        }
        // end
    }

    static void teardown(Host host) {
        host.createInstance("web").cpuCount(4).memory("2GB").create();
        // recipe teardown
        System.out.println(host.teardown().plan());
        TeardownResult result = host.teardown().evenIfActive().apply();
        System.out.println(result);
        System.out.println(result.isComplete() ? "all came back" : "something stays until the next boot");
        // end
    }

    static void sharedSimulation(Path folder, Path machine) {
        // recipe sharedSimulation
        SystemState described = Bindings.read(Dts.compile(machine));
        SimulatedKernel kernel = SimulatedKernel.onDirectory(folder, SimulatedMachine.describedBy(described));
        try (Host host = Kerf.simulated(kernel);
                Host other = Kerf.simulated(SimulatedKernel.onDirectory(folder))) {
            host.initialize(machine).apply();
            host.createInstance("web").cpuCount(4).memory("2GB").create();
            System.out.println(other.instances());
        }
        // end
    }

    static void capacity(Host host) {
        // recipe capacity
        HostCapacity capacity = host.capacity();
        capacity.largestAnywhere().ifPresent(System.out::println);
        capacity.largestOn(2).ifPresent(System.out::println);
        System.out.println(capacity.limits().fragmentation());
        capacity.advice().ifPresent(System.out::println);
        // end
    }

    static void whatIf(Host host) {
        // recipe whatIf
        WhatIf answer = host.whatIf(
                host.createInstance("web").cpuCount(4).memory("2GB"),
                host.createInstance("database").cpuCount(8).memory("200GB"));
        for (WhatIf.Refused refused : answer.refusals()) {
            System.out.println(refused.name() + " (" + refused.category() + "): " + refused.reason());
        }
        // end
    }

    static void refusal(Host host) {
        // recipe refusal
        CreateInstance.NeedsMemory many = host.createInstance("huge").cpuCount(61);
        try {
            many.memory("1GB").create();
        } catch (PlacementException e) {
            System.out.println(e.getMessage());
            e.refusal().nearest().ifPresent(nearest -> System.out.println("would fit: " + nearest));
        }
        // end
    }
}

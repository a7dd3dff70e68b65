// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples;

import io.kerf.CreateInstance;
import io.kerf.CreatePlan;
import io.kerf.Host;
import io.kerf.HostCapacity;
import io.kerf.HostConfig;
import io.kerf.HostMetrics;
import io.kerf.HostPolicy;
import io.kerf.HostWatch;
import io.kerf.InitializePlan;
import io.kerf.InstanceHandle;
import io.kerf.Kerf;
import io.kerf.KeyReusedException;
import io.kerf.NumaShare;
import io.kerf.Operation;
import io.kerf.PlacementException;
import io.kerf.Qualification;
import io.kerf.TeardownResult;
import io.kerf.TransactionHandle;
import io.kerf.UpdatePlan;
import io.kerf.WhatIf;
import io.kerf.alloc.SmtPolicy;
import io.kerf.diag.KerfException;
import io.kerf.dts.Dts;
import io.kerf.kexec.KernelImage;
import io.kerf.kexec.LoadRequest;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuAffinity;
import io.kerf.model.Instance;
import io.kerf.model.InstanceOptions;
import io.kerf.model.InstanceState;
import io.kerf.model.MemoryPolicy;
import io.kerf.model.SystemState;
import io.kerf.model.binding.Bindings;
import io.kerf.sysfs.InstanceEvent;
import io.kerf.sysfs.simulated.SimulatedKernel;
import io.kerf.sysfs.simulated.SimulatedMachine;
import io.kerf.validate.Report;
import io.kerf.validate.ReportFormat;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Flow;

/**
 * The recipes of {@code docs/cookbook.md}. A test runs each of them and compares the page with the lines between the markers.
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

    static void create(Host host) {
        // recipe create
        InstanceHandle web =
                host.createInstance("web").cpuCount(4).memory("2GB").create();
        System.out.println(web.describe());
        // end
    }

    static void exactCpus(Host host) {
        // recipe exactCpus
        host.createInstance("pinned").cpus("8-11,14").memory("512MB").id(42).create();
        System.out.println(host.instance(42).describe().cpus());
        // end
    }

    static void onNode(Host host) {
        // recipe onNode
        InstanceHandle database = host.createInstance("database")
                .cpuCount(8)
                .memory("16GB")
                .numaNodes(1)
                .memoryPolicy(MemoryPolicy.BIND)
                .create();
        for (NumaShare share : database.numa()) {
            System.out.println(share);
        }
        // end
    }

    static void spread(Host host) {
        // recipe spread
        host.createInstance("batch")
                .cpuCount(8)
                .memory("8GB")
                .affinity(CpuAffinity.SPREAD)
                .memoryRegions(4)
                .create()
                .numa()
                .forEach(System.out::println);
        // end
    }

    static void wholeCores(Host host) {
        // recipe wholeCores
        CreatePlan plan = host.createInstance("quiet")
                .cpuCount(3)
                .memory("1GB")
                .smt(SmtPolicy.WHOLE)
                .plan();
        System.out.println("kept free: CPU " + plan.placement().reserved());
        plan.apply();
        // end
    }

    static void device(Host host) {
        // recipe device
        host.createInstance("router")
                .cpuCount(2)
                .memory("1GB")
                .device("eth1")
                .device("0000:31:00.0")
                .create();
        System.out.println(host.instance("router").describe().devices());
        // end
    }

    static void options(Host host) {
        // recipe options
        CreatePlan plan = host.createInstance("debug")
                .cpuCount(1)
                .memory("512MB")
                .options(InstanceOptions.none().withHostKcore())
                .plan();
        System.out.print(plan.source());
        // end
    }

    static void planCreate(Host host) {
        // recipe planCreate
        CreatePlan plan = host.createInstance("web").cpuCount(6).memory("8GB").plan();
        System.out.print(plan.placement().explain());
        plan.report().findings().forEach(System.out::println);
        System.out.print(plan.source());
        plan.apply();
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

    static void idempotent(Host host) {
        // recipe idempotent
        CreateInstance.Ready order =
                host.createInstance("web").cpuCount(4).memory("2GB").idempotencyKey("order-4711");
        InstanceHandle first = order.create();
        InstanceHandle again = order.create();
        System.out.println(first.id().equals(again.id()));
        try {
            host.createInstance("web")
                    .cpuCount(8)
                    .memory("2GB")
                    .idempotencyKey("order-4711")
                    .create();
        } catch (KeyReusedException e) {
            System.out.println(e.getMessage());
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

    static void grow(Host host) {
        // recipe grow
        host.createInstance("web").cpus("4-7").memory("2GB").create();
        host.updateInstance("web").addCpus("8-9").memory("6GB").apply();
        System.out.println(host.instance("web").describe());
        // end
    }

    static void planUpdate(Host host) {
        // recipe planUpdate
        host.createInstance("web").cpus("4-7").memory("2GB").create();
        UpdatePlan plan =
                host.updateInstance("web").removeCpus("6-7").addDevice("eth1").plan();
        System.out.println(plan.change());
        plan.apply();
        // end
    }

    static void boot(Host host, Path vmlinux) {
        // recipe boot
        InstanceHandle web =
                host.createInstance("web").cpuCount(4).memory("2GB").create();
        web.load(LoadRequest.of(KernelImage.open(vmlinux)).withCommandLine("console=mktty0"));
        web.boot();
        web.await(InstanceState.ACTIVE, Duration.ofSeconds(10));
        System.out.println(web.image().orElseThrow());
        // end
    }

    static void stop(Host host, Path vmlinux) {
        InstanceHandle made =
                host.createInstance("web").cpuCount(4).memory("2GB").create();
        made.load(LoadRequest.of(KernelImage.open(vmlinux)));
        made.boot();
        // recipe stop
        InstanceHandle web = host.instance("web");
        try {
            web.halt();
        } catch (KerfException e) {
            web.forceHalt();
        }
        web.deleteEvenIfLoaded();
        // end
    }

    static void list(Host host) {
        host.createInstance("web").cpuCount(4).memory("2GB").create();
        // recipe list
        for (Instance instance : host.state().instances()) {
            System.out.println(
                    instance.name() + " " + instance.state() + " CPUs " + instance.cpus() + " " + instance.memory());
        }
        System.out.println("free: CPUs " + host.state().freeCpus());
        // end
    }

    static void rollback(Host host) {
        // recipe rollback
        host.createInstance("mistake").cpuCount(4).memory("2GB").create();
        List<TransactionHandle> transactions = host.transactions();
        TransactionHandle newest = transactions.get(transactions.size() - 1);
        System.out.println(newest.details());
        newest.rollback();
        // end
    }

    static void retry(Host host) {
        // recipe retry
        for (int attempt = 1; ; attempt++) {
            try {
                host.createInstance("web").cpuCount(4).memory("2GB").create();
                break;
            } catch (KerfException e) {
                System.out.println(e.category() + ": " + e.getMessage());
                if (!e.isRetryable() || attempt == 3) {
                    throw e;
                }
            }
        }
        // end
    }

    @SuppressWarnings("try") // the watch has to be there, and nothing else
    static void watch(Host host) throws InterruptedException {
        // recipe watch
        try (HostWatch watch = host.watch(event -> System.out.println(event))) {
            host.createInstance("web").cpuCount(4).memory("2GB").create();
            Thread.sleep(1000);
        }
        // end
    }

    static void publisher(Host host) throws InterruptedException {
        // recipe publisher
        host.events().subscribe(new Flow.Subscriber<InstanceEvent>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(Long.MAX_VALUE);
            }

            @Override
            public void onNext(InstanceEvent event) {
                System.out.println(event);
            }

            @Override
            public void onError(Throwable failure) {
                System.out.println(failure);
            }

            @Override
            public void onComplete() {
                System.out.println("the host was closed");
            }
        });
        // end
        host.createInstance("web").cpuCount(4).memory("2GB").create();
        Thread.sleep(1000);
    }

    static void metrics(Host host) {
        host.createInstance("web").cpuCount(4).memory("2GB").create();
        // recipe metrics
        HostMetrics metrics = host.metrics();
        metrics.operations().forEach((operation, figures) -> {
            if (operation == Operation.CREATE) {
                System.out.println(figures.succeeded() + " created, " + figures.failed() + " failed, 99 of 100 within "
                        + figures.latency().percentile(0.99).toMillis() + " ms");
            }
        });
        metrics.pool().ifPresent(pool -> System.out.println(pool.freeCpus() + " of " + pool.cpus() + " CPUs are free"));
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
}

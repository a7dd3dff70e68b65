// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples;

import io.kerf.CreateInstance;
import io.kerf.CreatePlan;
import io.kerf.Host;
import io.kerf.InstanceHandle;
import io.kerf.KeyReusedException;
import io.kerf.NumaShare;
import io.kerf.TransactionHandle;
import io.kerf.UpdatePlan;
import io.kerf.alloc.SmtPolicy;
import io.kerf.diag.KerfException;
import io.kerf.kexec.KernelImage;
import io.kerf.kexec.LoadRequest;
import io.kerf.model.CpuAffinity;
import io.kerf.model.Instance;
import io.kerf.model.InstanceOptions;
import io.kerf.model.InstanceState;
import io.kerf.model.MemoryPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The recipes of {@code docs/cookbook.md} about single instances. */
final class InstanceRecipes {
    private InstanceRecipes() {}

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
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.diag.KerfException;
import io.kerf.model.Device;
import io.kerf.model.Instance;
import io.kerf.model.InstanceName;
import io.kerf.model.InstanceState;
import io.kerf.sysfs.KernelInterfaceException;
import io.kerf.sysfs.KernelSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.function.Predicate;

/** A teardown that was asked for. */
record TeardownDraft(KernelHost host, PoolWork pool, boolean halts) implements Teardown {
    private static final String HOST_TREE = "/sys/fs/multikernel/device_tree";

    @Override
    public Teardown evenIfActive() {
        return new TeardownDraft(host, pool, true);
    }

    @Override
    public Plan plan() {
        return plan(pool.snapshot());
    }

    private Plan plan(KernelSnapshot now) {
        if (!now.hasPool() && now.poolCpus().isEmpty()) {
            throw KernelInterfaceException.gone(HOST_TREE, "there is no pool to take down", "there is nothing to do");
        }
        if (!now.foreign().isEmpty()) {
            throw KernelInterfaceException.unsupported(
                    HOST_TREE,
                    "instances that another program made are there: " + String.join(", ", now.foreign()),
                    "let that program delete them first");
        }
        List<InstanceName> active = named(now, state -> state == InstanceState.ACTIVE);
        if (!active.isEmpty() && !halts) {
            throw KernelInterfaceException.unsupported(
                    "/sys/fs/multikernel/instances/" + active.get(0),
                    "the host cannot be taken down while kernels run: " + active + " active",
                    "halt them, or say evenIfActive()");
        }
        List<InstanceName> loaded = named(now, state -> state == InstanceState.ACTIVE || state == InstanceState.LOADED);
        return new Plan(active, loaded, named(now, state -> true), pool.planEmpty(now));
    }

    private static List<InstanceName> named(KernelSnapshot now, Predicate<InstanceState> wanted) {
        return now.instances().stream()
                .filter(instance -> wanted.test(instance.state()))
                .map(Instance::name)
                .sorted()
                .toList();
    }

    @Override
    public TeardownResult apply() {
        return host.exclusively(Operation.TEARDOWN, () -> {
            KernelSnapshot now = pool.snapshot();
            Plan plan = plan(now);
            TeardownResult.Holdings before = holdings(now);
            List<String> done = new ArrayList<>();
            plan.halts()
                    .forEach(each -> step(
                            "halt '" + each + "'", done, () -> host.booter().halt(each)));
            plan.unloads()
                    .forEach(each -> step(
                            "unload '" + each + "'", done, () -> host.loader().unload(each)));
            plan.deletes()
                    .forEach(each -> step(
                            "delete '" + each + "'", done, () -> host.work().delete(each)));
            step(plan.pool().toString(), done, pool::empty);
            return new TeardownResult(before, holdings(pool.snapshot()), done);
        });
    }

    private static void step(String words, List<String> done, Runnable action) {
        try {
            action.run();
        } catch (KerfException e) {
            throw new TeardownException(words, done, e);
        }
        done.add(words);
    }

    private TeardownResult.Holdings holdings(KernelSnapshot now) {
        TreeSet<String> devices = new TreeSet<>();
        if (now.hasPool()) {
            now.host().devices().stream().map(Device::name).forEach(devices::add);
        }
        now.instances().forEach(instance -> instance.devices().forEach(ref -> devices.add(ref.device())));
        int online = (int) host.fs()
                .cpuinfo()
                .lines()
                .filter(line -> line.startsWith("processor"))
                .count();
        return new TeardownResult.Holdings(
                now.poolCpus(),
                now.pool().size(),
                List.copyOf(devices),
                now.instances().size(),
                online == 0 ? OptionalInt.empty() : OptionalInt.of(online));
    }

    @Override
    public String toString() {
        return "teardown of the host" + (halts ? ", halting what runs" : "");
    }
}

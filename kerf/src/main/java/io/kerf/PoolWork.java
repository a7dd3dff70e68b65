// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.model.Device;
import io.kerf.model.SystemState;
import io.kerf.sysfs.ChangeEngine;
import io.kerf.sysfs.ChangePlanner;
import io.kerf.sysfs.KernelAbi;
import io.kerf.sysfs.KernelInterfaceException;
import io.kerf.sysfs.KernelSnapshot;
import io.kerf.sysfs.PoolPlan;
import io.kerf.validate.ValidatedState;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Gives a host its pool, changes it, and takes it back. */
final class PoolWork {
    private final KernelHost host;
    private final ChangeEngine engine;
    private final HostPolicy policy;
    private final Function<KernelAbi.Probe, ChangePlanner> planner;

    PoolWork(
            KernelHost host, ChangeEngine engine, HostPolicy policy, Function<KernelAbi.Probe, ChangePlanner> planner) {
        this.host = host;
        this.engine = engine;
        this.policy = policy;
        this.planner = planner;
    }

    PlannedInitialize plan(ValidatedState baseline) {
        return plan(baseline, KernelAbi.Probe.FORBIDDEN);
    }

    PlannedInitialize apply(ValidatedState baseline) {
        return host.exclusively(Operation.INITIALIZE, () -> carryOut(plan(baseline, KernelAbi.Probe.ALLOWED)));
    }

    private PlannedInitialize plan(ValidatedState baseline, KernelAbi.Probe probe) {
        host.requireKernel();
        HostReserve.require(policy, baseline.state());
        KernelSnapshot now = engine.snapshot(known());
        ChangePlanner planner = this.planner.apply(probe);
        if (now.hasPool() && !planner.abi().resizesPool() && isMadeOf(baseline.state(), now)) {
            return new PlannedInitialize(this, planner.abi(), baseline.state(), Optional.empty(), Optional.empty());
        }
        if (now.hasPool()) {
            return new PlannedInitialize(
                    this,
                    planner.abi(),
                    baseline.state(),
                    Optional.empty(),
                    Optional.of(change(planner, now, baseline)));
        }
        return new PlannedInitialize(
                this, planner.abi(), baseline.state(), Optional.of(planner.planBaseline(baseline)), Optional.empty());
    }

    /** Whether the baseline in force was made of this very description, by whoever applied it last, and nobody put another in its place. */
    private boolean isMadeOf(SystemState baseline, KernelSnapshot now) {
        return host.described().filter(baseline::equals).isPresent()
                && now.poolCpus().equals(baseline.cpus().available())
                && now.pool().size().equals(baseline.memory().pool().size());
    }

    private PoolPlan change(ChangePlanner planner, KernelSnapshot now, ValidatedState baseline) {
        if (!planner.abi().resizesPool()) {
            throw KernelInterfaceException.unsupported(
                    "/sys/fs/multikernel/device_tree",
                    "a baseline is in force already, and a " + planner.abi() + " kernel has no operation on its pool",
                    "reboot the host and apply the new one");
        }
        return planner.planPool(now, known(), baseline);
    }

    PlannedInitialize apply(PlannedInitialize plan) {
        return host.exclusively(Operation.INITIALIZE, () -> carryOut(plan));
    }

    private PlannedInitialize carryOut(PlannedInitialize plan) {
        plan.baseline().ifPresent(each -> engine.initialize(each).requireDone());
        plan.poolChange().ifPresent(each -> engine.resize(each).requireDone());
        host.describe(plan.description());
        return plan;
    }

    /** The devices whose names instances are read with. */
    List<Device> known() {
        return host.described().map(SystemState::devices).orElse(List.of());
    }

    KernelSnapshot snapshot() {
        host.requireKernel();
        return engine.snapshot(known());
    }

    /** Plans to give all back, as if there were no instances: what they have is in the pool again once they are gone. */
    PoolPlan planEmpty(KernelSnapshot now) {
        List<Device> known = known();
        SystemState tree = now.host();
        List<Device> held = known.stream()
                .filter(device -> now.instances().stream()
                        .flatMap(instance -> instance.devices().stream())
                        .anyMatch(ref -> ref.device().equals(device.name())))
                .filter(device ->
                        tree.devices().stream().noneMatch(each -> each.name().equals(device.name())))
                .toList();
        SystemState whole = tree.toBuilder()
                .devices(Stream.concat(tree.devices().stream(), held.stream()).toList())
                .kernelFreeCpus(now.poolCpus())
                .build();
        return planner.apply(KernelAbi.Probe.FORBIDDEN)
                .planEmptyPool(new KernelSnapshot(whole, List.of(), List.of()), known);
    }

    /** Gives all back; no instance may be there. */
    KernelSnapshot empty() {
        PoolPlan plan = planner.apply(KernelAbi.Probe.FORBIDDEN).planEmptyPool(snapshot(), known());
        KernelSnapshot after = engine.resize(plan).requireDone().after();
        host.describe(null);
        return after;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import io.kerf.model.ByteSize;
import io.kerf.model.CpuInventory;
import io.kerf.model.CpuSet;
import io.kerf.model.Device;
import io.kerf.model.DeviceRef;
import io.kerf.model.Instance;
import io.kerf.model.InstanceId;
import io.kerf.model.MemoryInventory;
import io.kerf.model.MemoryPool;
import io.kerf.model.MemoryRange;
import io.kerf.model.NumaDistances;
import io.kerf.model.NumaNode;
import io.kerf.model.PciAddress;
import io.kerf.model.SystemState;
import io.kerf.model.Topology;
import io.kerf.sysfs.simulated.KernelForm;
import io.kerf.sysfs.simulated.SimulatedKernel;
import io.kerf.sysfs.simulated.SimulatedMachine;
import io.kerf.sysfs.simulated.SimulatedRelease;
import io.kerf.validate.ValidatedState;
import io.kerf.validate.Validator;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A described host of two nodes, and the simulated kernel on it. */
final class TestHost {
    static final long GIB = 1L << 30;

    private final SystemState description = description().build();
    private final SimulatedMachine machine = SimulatedMachine.describedBy(description);
    private final SimulatedKernel kernel;
    private final AtomicInteger markers = new AtomicInteger();
    private final ChangePlanner planner;

    /** A host in memory. */
    TestHost() {
        this(SimulatedRelease.POOL);
    }

    /** A host in memory, with a kernel of some release; its pool is one range, which is reserved for a flat kernel. */
    TestHost(SimulatedRelease release) {
        kernel = SimulatedKernel.inMemory(machine, release);
        planner = planner(release);
    }

    TestHost(KernelForm.Booter booter) {
        this(booter, SimulatedRelease.POOL);
    }

    TestHost(KernelForm.Booter booter, SimulatedRelease release) {
        kernel = booter.boot(machine, release);
        planner = planner(release);
    }

    private ChangePlanner planner(SimulatedRelease release) {
        return ChangePlanner.of(release.abi(), 4096)
                .withPciIds(machine.pciIds())
                .withMarkers(() -> "marker-" + markers.incrementAndGet());
    }

    KernelAbi abi() {
        return kernel.release().abi();
    }

    /** 16 CPUs and 16 GiB on two nodes; CPUs 2 to 15 and 14 GiB are for instances; a card, a drive, a serial port. */
    static SystemState.Builder description() {
        return SystemState.builder()
                .cpus(new CpuInventory(16, CpuSet.parse("0-1"), CpuSet.parse("2-15")))
                .memory(new MemoryInventory(
                        ByteSize.ofGiB(16), ByteSize.ofGiB(2), MemoryPool.of(new MemoryRange(2 * GIB, 14 * GIB))))
                .topology(Topology.of(
                        List.of(
                                NumaNode.of(0, CpuSet.parse("0-7"), new MemoryRange(0, 8 * GIB)),
                                NumaNode.of(1, CpuSet.parse("8-15"), new MemoryRange(8 * GIB, 8 * GIB))),
                        List.of(),
                        NumaDistances.none()))
                .device(Device.named("eth0")
                        .withPciAddress(PciAddress.parse("0000:17:00.0"))
                        .withPciIds(0x8086, 0x1592))
                .device(Device.named("nvme0").withPciAddress(PciAddress.parse("0000:31:00.0")))
                .device(Device.named("uart1").withPlatformName("serial8250.1"));
    }

    static ValidatedState valid(SystemState state) {
        return Validator.standard().validate(state).requireValid();
    }

    static Instance instance(String name, int id, String cpus, long mib) {
        return Instance.named(name)
                .withId(InstanceId.of(id))
                .withCpus(CpuSet.parse(cpus))
                .withMemory(ByteSize.ofMiB(mib));
    }

    static Instance withDevices(Instance instance, String... names) {
        return instance.withDevices(
                List.of(names).stream().<DeviceRef>map(DeviceRef.Whole::new).toList());
    }

    /** The engine of a kernel on a directory, as each process that shares it has one. */
    static ChangeEngine engineOf(SimulatedKernel kernel) {
        return ChangeEngine.journaled(kernel.fs(), kernel.roots().orElseThrow().state());
    }

    /** The state of a kernel on a directory, by what its files and the record of its baseline say. */
    static SystemState stateOf(SimulatedKernel kernel, ChangeEngine engine) {
        SystemState described = engine.description().orElseThrow();
        return KernelSnapshot.read(kernel.fs(), kernel.release().abi(), described.devices())
                .onto(described);
    }

    /** A planner for a kernel on a directory, with markers of its own. */
    static ChangePlanner plannerOf(SimulatedKernel kernel) {
        return ChangePlanner.of(kernel.release().abi(), kernel.fs().pageSize())
                .withPciIds(kernel.machine().pciIds());
    }

    /** Lays a kernel of this host's release, with this host's baseline, on a directory. */
    SimulatedKernel onDirectory(Path directory) {
        SimulatedKernel shared = SimulatedKernel.onDirectory(directory, machine, kernel.release());
        engineOf(shared).initialize(planner.planBaseline(valid(description))).requireDone();
        return shared;
    }

    SimulatedMachine machine() {
        return machine;
    }

    SimulatedKernel kernel() {
        return kernel;
    }

    MultikernelFs fs() {
        return kernel.fs();
    }

    ChangePlanner planner() {
        return planner;
    }

    SystemState described() {
        return description;
    }

    TestHost initialized() {
        new ChangeEngine(fs())
                .initialize(planner.planBaseline(valid(description)))
                .requireDone();
        return this;
    }

    SystemState state() {
        return snapshot().onto(description);
    }

    KernelSnapshot snapshot() {
        return KernelSnapshot.read(fs(), abi(), description.devices());
    }

    /** Plans that the instances of the host become these. */
    ChangePlan plan(Instance... instances) {
        SystemState now = state();
        return planner.plan(valid(now), valid(now.withInstances(List.of(instances))));
    }

    /** The same with an overlay for each step, as where a page holds no more than one. */
    ChangePlan planApart(Instance... instances) {
        SystemState now = state();
        SystemState next = now.withInstances(List.of(instances));
        return new ChangePlan(planner.abi(), now, next, planner.apart(valid(now), valid(next)));
    }

    ChangeOutcome apply(Instance... instances) {
        return new ChangeEngine(fs()).apply(plan(instances));
    }
}

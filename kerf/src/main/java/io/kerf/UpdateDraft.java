// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.model.ByteSize;
import io.kerf.model.CpuSet;
import io.kerf.model.DeviceRef;
import io.kerf.model.Instance;
import io.kerf.model.InstanceName;
import io.kerf.model.SystemState;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** A change of an instance that is being asked for. Immutable. */
final class UpdateDraft implements UpdateInstance {
    private final KernelHost host;
    private final InstanceName name;
    private final List<BiFunction<SystemState, Instance, Instance>> changes;

    private UpdateDraft(KernelHost host, InstanceName name, List<BiFunction<SystemState, Instance, Instance>> changes) {
        this.host = host;
        this.name = name;
        this.changes = List.copyOf(changes);
    }

    static UpdateInstance of(KernelHost host, InstanceName name) {
        return new UpdateDraft(host, name, List.of());
    }

    InstanceName name() {
        return name;
    }

    KernelHost host() {
        return host;
    }

    /** The instance as it is to be on a host. */
    Instance on(SystemState state, Instance instance) {
        Instance changed = instance;
        for (BiFunction<SystemState, Instance, Instance> change : changes) {
            changed = change.apply(state, changed);
        }
        return changed;
    }

    private UpdateInstance with(BiFunction<SystemState, Instance, Instance> change) {
        List<BiFunction<SystemState, Instance, Instance>> more = new ArrayList<>(changes);
        more.add(change);
        return new UpdateDraft(host, name, more);
    }

    private UpdateInstance withCpus(UnaryOperator<CpuSet> change) {
        return with((state, instance) -> {
            Instance changed = instance.withCpus(change.apply(instance.cpus()));
            return instance.bootCpu().isPresent()
                            && changed.cpus().contains(instance.bootCpu().getAsLong())
                    ? changed.withBootCpu(instance.bootCpu().getAsLong())
                    : changed;
        });
    }

    @Override
    public UpdateInstance cpus(String list) {
        return cpus(CpuSet.parse(list));
    }

    @Override
    public UpdateInstance cpus(CpuSet exactly) {
        Objects.requireNonNull(exactly, "exactly");
        return withCpus(cpus -> exactly);
    }

    @Override
    public UpdateInstance addCpus(String list) {
        CpuSet more = CpuSet.parse(list);
        return withCpus(cpus -> cpus.union(more));
    }

    @Override
    public UpdateInstance removeCpus(String list) {
        CpuSet gone = CpuSet.parse(list);
        return withCpus(cpus -> cpus.minus(gone));
    }

    @Override
    public UpdateInstance memory(String size) {
        return memory(ByteSize.parse(size));
    }

    @Override
    public UpdateInstance memory(ByteSize size) {
        if (size.isZero()) {
            throw new IllegalArgumentException("an instance has memory, not 0 bytes");
        }
        ByteSize pages = CreateDraft.wholePages(size);
        return with((state, instance) -> instance.memory().equals(pages) ? instance : instance.withMemory(pages));
    }

    @Override
    public UpdateInstance addDevice(String device) {
        Objects.requireNonNull(device, "device");
        return with((state, instance) -> {
            List<DeviceRef> refs = new ArrayList<>(instance.devices());
            DeviceRef ref = state.deviceRef(device);
            if (!refs.contains(ref)) {
                refs.add(ref);
            }
            return instance.withDevices(refs);
        });
    }

    @Override
    public UpdateInstance removeDevice(String device) {
        Objects.requireNonNull(device, "device");
        return with((state, instance) -> {
            List<DeviceRef> refs = new ArrayList<>(instance.devices());
            refs.remove(state.deviceRef(device));
            return instance.withDevices(refs);
        });
    }

    @Override
    public UpdatePlan plan() {
        return host.work().planUpdate(this);
    }

    @Override
    public InstanceHandle apply() {
        return host.work().update(this);
    }

    @Override
    public String toString() {
        return "a change of instance '" + name + "'";
    }
}

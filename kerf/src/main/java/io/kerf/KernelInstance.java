// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.diag.KerfException;
import io.kerf.fdt.Fdt;
import io.kerf.kexec.LoadRecord;
import io.kerf.kexec.LoadRequest;
import io.kerf.model.Instance;
import io.kerf.model.InstanceId;
import io.kerf.model.InstanceName;
import io.kerf.model.InstanceState;
import io.kerf.model.SystemState;
import io.kerf.sysfs.KernelInterfaceException;
import io.kerf.sysfs.LoadedImage;
import io.kerf.tree.DeviceTree;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** An instance by name and id. */
record KernelInstance(KernelHost host, InstanceName name, InstanceId id) implements InstanceHandle {
    /** Reads the id of an instance that exists. */
    static KernelInstance of(KernelHost host, InstanceName name) {
        host.requireKernel();
        int id = host.fs().instanceId(name.text());
        if (!InstanceId.isValid(id)) {
            throw KernelInterfaceException.unsupported(
                    "/sys/fs/multikernel/instances/" + name,
                    "its id " + id + " is not one of " + InstanceId.FIRST + " to " + InstanceId.LAST
                            + ", which are all that can be loaded",
                    "leave it to the program that made it");
        }
        return new KernelInstance(host, name, InstanceId.of(id));
    }

    @Override
    public InstanceState status() {
        requireSame();
        return host.fs().instanceState(name.text());
    }

    @Override
    public Instance describe() {
        requireSame();
        return host.state().instance(name).orElseThrow(this::replaced);
    }

    @Override
    public List<NumaShare> numa() {
        requireSame();
        SystemState state = host.state();
        return NumaView.of(state.instance(name).orElseThrow(this::replaced), state);
    }

    @Override
    public DeviceTree tree() {
        requireSame();
        return Fdt.decode(host.fs().readInstanceTree(name.text()));
    }

    @Override
    public Optional<LoadedImage> image() {
        requireSame();
        return LoadedImage.parse(host.fs().kimage()).stream()
                .filter(row -> row.isOf(id.value()))
                .findFirst();
    }

    @Override
    public Optional<LoadRecord> loadRecord() {
        requireSame();
        return host.records()
                .flatMap(records -> records.read(name))
                .filter(record -> record.instance() == id.value()
                        && record.bootId().equals(host.fs().bootId()));
    }

    @Override
    public void load(LoadRequest request) {
        host.measured(Operation.LOAD, () -> {
            LoadRequest read = read(request);
            return host.exclusively(() -> {
                requireSame();
                host.loader().load(name, read);
                return this;
            });
        });
    }

    /**
     * Reads an initial file system before the host is locked, as that takes its time, for which nobody else need wait. What speaks against the
     * load is told by the load itself: whoever has the host now may be about to change it.
     */
    private LoadRequest read(LoadRequest request) {
        try {
            return checkLoad(request);
        } catch (KerfException told) {
            return request;
        }
    }

    @Override
    public LoadRequest checkLoad(LoadRequest request) {
        requireSame();
        return host.loader().check(name, request);
    }

    @Override
    public void boot() {
        change(Operation.BOOT, () -> host.booter().boot(name));
    }

    @Override
    public void halt() {
        change(Operation.HALT, () -> host.booter().halt(name));
    }

    @Override
    public void forceHalt() {
        change(Operation.FORCE_HALT, () -> host.booter().forceHalt(name));
    }

    @Override
    public void unload() {
        change(Operation.UNLOAD, () -> host.loader().unload(name));
    }

    @Override
    public void delete() {
        change(Operation.DELETE, () -> host.work().delete(name));
    }

    @Override
    public void deleteEvenIfLoaded() {
        change(Operation.DELETE, () -> {
            if (host.fs().instanceState(name.text()) == InstanceState.LOADED) {
                host.loader().unload(name);
            }
            host.work().delete(name);
        });
    }

    @Override
    public void await(InstanceState wanted, Duration timeout) {
        requireSame();
        host.booter().await(name, wanted, timeout);
    }

    private void change(Operation operation, Runnable change) {
        host.exclusively(operation, () -> {
            requireSame();
            change.run();
            return this;
        });
    }

    private void requireSame() {
        if (host.fs().instanceId(name.text()) != id.value()) {
            throw replaced();
        }
    }

    private KernelInterfaceException replaced() {
        return KernelInterfaceException.gone(
                "/sys/fs/multikernel/instances/" + name,
                "the instance with id " + id + " is gone, and another one may have its name",
                "ask the host for the instance again");
    }

    @Override
    public String toString() {
        return "instance '" + name + "' (id " + id + ")";
    }
}

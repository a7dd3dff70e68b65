// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.alloc.PlacementRequest;
import io.kerf.alloc.SmtPolicy;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuAffinity;
import io.kerf.model.CpuSet;
import io.kerf.model.InstanceId;
import io.kerf.model.InstanceName;
import io.kerf.model.MemoryPolicy;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * All steps of {@link CreateInstance} in one immutable object. Device names are kept as text: which devices there are is read when the
 * plan is made.
 */
final class CreateDraft implements CreateInstance, CreateInstance.NeedsMemory, CreateInstance.Ready {
    private final KernelHost host;
    private final InstanceName name;
    private final PlacementRequest request;
    private final List<String> devices;

    private CreateDraft(KernelHost host, InstanceName name, PlacementRequest request, List<String> devices) {
        this.host = host;
        this.name = name;
        this.request = request;
        this.devices = List.copyOf(devices);
    }

    static CreateInstance of(KernelHost host, InstanceName name) {
        return new CreateDraft(host, name, PlacementRequest.builder().build(), List.of());
    }

    /** The request as it is here, if it was made by a host. */
    static CreateDraft of(KernelHost host, CreateInstance.Ready request) {
        if (!(request instanceof CreateDraft draft) || draft.host != host) {
            throw new IllegalArgumentException("this host did not make the request: " + request);
        }
        return draft;
    }

    InstanceName name() {
        return name;
    }

    /** What to ask of the allocator, without the devices. */
    PlacementRequest request() {
        return request;
    }

    List<String> devices() {
        return devices;
    }

    @Override
    public NeedsMemory cpus(String list) {
        return cpus(CpuSet.parse(list));
    }

    @Override
    public NeedsMemory cpus(CpuSet exactly) {
        if (exactly.isEmpty()) {
            throw new IllegalArgumentException("an instance has at least one CPU, and the set is empty");
        }
        return with(request -> request.cpus(exactly));
    }

    @Override
    public NeedsMemory cpuCount(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("an instance has at least one CPU, not " + count);
        }
        return with(request -> request.cpuCount(count));
    }

    @Override
    public Ready memory(String size) {
        return memory(ByteSize.parse(size));
    }

    @Override
    public Ready memory(ByteSize size) {
        if (size.bytes() == 0) {
            throw new IllegalArgumentException("an instance has memory, not 0 bytes");
        }
        return with(request -> request.memory(size));
    }

    @Override
    public Ready affinity(CpuAffinity affinity) {
        Objects.requireNonNull(affinity, "affinity");
        return with(request -> request.affinity(affinity));
    }

    @Override
    public Ready smt(SmtPolicy smt) {
        Objects.requireNonNull(smt, "smt");
        return with(request -> request.smt(smt));
    }

    @Override
    public Ready numaNodes(int... nodes) {
        List<Integer> ids = IntStream.of(nodes).boxed().toList();
        return with(request -> request.numaNodes(ids));
    }

    @Override
    public Ready memoryPolicy(MemoryPolicy policy) {
        Objects.requireNonNull(policy, "policy");
        return with(request -> request.memoryPolicy(policy));
    }

    @Override
    public Ready memoryBase(long base) {
        return with(request -> request.memoryBase(base));
    }

    @Override
    public Ready device(String device) {
        Objects.requireNonNull(device, "device");
        List<String> more = Stream.concat(devices.stream(), Stream.of(device)).toList();
        return new CreateDraft(host, name, request, more);
    }

    @Override
    public Ready id(int id) {
        InstanceId wanted = InstanceId.of(id);
        return with(request -> request.id(wanted));
    }

    @Override
    public CreatePlan plan() {
        return host.planCreate(this);
    }

    @Override
    public InstanceHandle create() {
        return host.create(this);
    }

    private CreateDraft with(UnaryOperator<PlacementRequest.Builder> change) {
        return new CreateDraft(host, name, change.apply(request.toBuilder()).build(), devices);
    }

    @Override
    public String toString() {
        return "instance '" + name + "': " + request
                + (devices.isEmpty() ? "" : ", devices " + String.join(", ", devices));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.alloc.DeviceUnits;
import io.kerf.alloc.PlacementOutcome;
import io.kerf.alloc.PlacementPriority;
import io.kerf.alloc.PlacementRequest;
import io.kerf.alloc.SmtPolicy;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuAffinity;
import io.kerf.model.CpuSet;
import io.kerf.model.DeviceRef;
import io.kerf.model.Instance;
import io.kerf.model.InstanceId;
import io.kerf.model.InstanceName;
import io.kerf.model.InstanceOptions;
import io.kerf.model.MemoryPolicy;
import io.kerf.model.MemoryRange;
import io.kerf.model.SystemState;
import io.kerf.sysfs.KernelAbi;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * All steps of {@link CreateInstance} in one immutable object. Device names are kept as text: which devices there are is read when the
 * plan is made.
 */
final class CreateDraft implements CreateInstance, CreateInstance.NeedsMemory, CreateInstance.Ready {
    private static final int LONGEST_KEY = 255;

    private final KernelHost host;
    private final InstanceName name;
    private final PlacementRequest request;
    private final Extra extra;

    /** What is asked for beside what the allocator places. */
    private record Extra(List<String> devices, InstanceOptions options, Optional<String> key) {
        Extra {
            devices = List.copyOf(devices);
        }
    }

    private CreateDraft(KernelHost host, InstanceName name, PlacementRequest request, Extra extra) {
        this.host = host;
        this.name = name;
        this.request = request;
        this.extra = extra;
    }

    static CreateInstance of(KernelHost host, InstanceName name) {
        Extra none = new Extra(List.of(), InstanceOptions.none(), Optional.empty());
        return new CreateDraft(host, name, PlacementRequest.builder().build(), none);
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

    KernelHost host() {
        return host;
    }

    List<String> devices() {
        return extra.devices();
    }

    InstanceOptions options() {
        return extra.options();
    }

    Optional<String> key() {
        return extra.key();
    }

    /**
     * Whether an instance has what is asked for: neither less nor more of anything. What neither the kernel nor a note tells of an instance is
     * not known to be so.
     */
    boolean isMetBy(Instance instance, SystemState state) {
        if (!request.deviceUnits().isEmpty()
                || request.memoryBase().isPresent()
                || request.memoryPolicy() != MemoryPolicy.NONE
                || !options().equals(instance.options())) {
            return false;
        }
        List<Integer> nodes = request.numaNodes();
        boolean asPlaced = nodes.isEmpty() || nodes.containsAll(state.topology().nodesOf(instance.cpus()));
        return asPlaced
                && request.cpus()
                        .map(instance.cpus()::equals)
                        .orElse(instance.cpus().size() == request.cpuCount())
                && instance.memory().equals(wholePages(request.memory()))
                && request.id().map(id -> instance.id().equals(Optional.of(id))).orElse(true)
                && instance.devices().size() == devices().size()
                && instance.devices()
                        .containsAll(devices().stream().map(state::deviceRef).toList());
    }

    static ByteSize wholePages(ByteSize size) {
        long pages = (size.bytes() - 1) / MemoryRange.PAGE_SIZE + 1;
        return ByteSize.ofBytes(pages * MemoryRange.PAGE_SIZE);
    }

    /**
     * What to ask of the allocator on a host of which some free CPUs are not to be had. Where the kernel gives memory in one piece only, no wish
     * for several is passed on; a demand is, and is refused.
     */
    PlacementRequest requestOn(SystemState state, CpuSet excluded, KernelAbi abi) {
        List<DeviceRef> refs = devices().stream().map(state::deviceRef).toList();
        PlacementRequest.Builder asked = request.toBuilder().devices(refs).excludedCpus(excluded);
        boolean wishInVain = abi.isFlat() && request.isMemoryPolicySoft();
        if (request.memoryPolicy() == MemoryPolicy.INTERLEAVE && request.maxRegions() == 1 && !wishInVain) {
            asked.maxRegions(Math.max(2, state.topology().nodes().size()));
        }
        return asked.build();
    }

    /** The instance in a place that was found for it. */
    Instance instance(PlacementOutcome.Placed placed) {
        Instance instance = Instance.named(name)
                .withId(placed.id())
                .withCpus(placed.cpus())
                .withBootCpu(placed.bootCpu())
                .withNumaNodes(placed.numaNodes())
                .withAffinity(request.affinity())
                .withMemoryPolicy(request.memoryPolicy())
                .withDevices(placed.devices())
                .withOptions(options());
        return placed.regions().isEmpty()
                ? instance.withMemory(placed.memory())
                : instance.withRegions(placed.regions());
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
    public Ready memoryRegions(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("memory lies in at least one region, not " + most);
        }
        return with(request -> request.maxRegions(most));
    }

    @Override
    public Ready preferredMemoryPolicy(MemoryPolicy policy) {
        Objects.requireNonNull(policy, "policy");
        return with(request -> request.preferredMemoryPolicy(policy));
    }

    @Override
    public Ready priority(PlacementPriority priority) {
        Objects.requireNonNull(priority, "priority");
        return with(request -> request.priority(priority));
    }

    @Override
    public Ready device(String device) {
        Objects.requireNonNull(device, "device");
        List<String> more = Stream.concat(devices().stream(), Stream.of(device)).toList();
        return new CreateDraft(host, name, request, new Extra(more, extra.options(), extra.key()));
    }

    @Override
    public Ready anyFunctionOf(String device) {
        return parts(DeviceUnits.functions(1).of(device));
    }

    @Override
    public Ready anyNamespaceOf(String device) {
        return parts(DeviceUnits.namespaces(1).of(device));
    }

    @Override
    public Ready parts(DeviceUnits parts) {
        if (parts.count() < 1) {
            throw new IllegalArgumentException("at least one part of a device can be asked for, not " + parts.count());
        }
        List<DeviceUnits> more =
                Stream.concat(request.deviceUnits().stream(), Stream.of(parts)).toList();
        return with(request -> request.deviceUnits(more));
    }

    @Override
    public Ready options(InstanceOptions options) {
        Objects.requireNonNull(options, "options");
        return new CreateDraft(host, name, request, new Extra(extra.devices(), options, extra.key()));
    }

    @Override
    public Ready idempotencyKey(String key) {
        if (key.isBlank() || key.length() > LONGEST_KEY || key.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "a key has 1 to " + LONGEST_KEY + " characters, none of them a control character");
        }
        return new CreateDraft(host, name, request, new Extra(extra.devices(), extra.options(), Optional.of(key)));
    }

    @Override
    public Ready id(int id) {
        InstanceId wanted = InstanceId.of(id);
        return with(request -> request.id(wanted));
    }

    @Override
    public CreatePlan plan() {
        return host.work().planCreate(this);
    }

    @Override
    public InstanceHandle create() {
        return host.work().create(this);
    }

    private CreateDraft with(UnaryOperator<PlacementRequest.Builder> change) {
        return new CreateDraft(host, name, change.apply(request.toBuilder()).build(), extra);
    }

    @Override
    public String toString() {
        return "instance '" + name + "': " + request
                + (devices().isEmpty() ? "" : ", devices " + String.join(", ", devices()))
                + (options().equals(InstanceOptions.none()) ? "" : ", " + options());
    }
}

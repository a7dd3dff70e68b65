// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.ChangeRefusedException.Reason;
import io.kerf.alloc.PlacementOutcome.Placed;
import io.kerf.desired.DesiredInstance;
import io.kerf.desired.DesiredState;
import io.kerf.desired.PlanData;
import io.kerf.desired.PlannedAction;
import io.kerf.desired.PlannedAction.Kind;
import io.kerf.model.CpuSet;
import io.kerf.model.Instance;
import io.kerf.model.InstanceName;
import io.kerf.model.InstanceOptions;
import io.kerf.model.InstanceState;
import io.kerf.model.ModelException;
import io.kerf.model.SystemState;
import io.kerf.sysfs.KernelAbi;
import io.kerf.validate.ValidationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Finds the way to a desired state. Instances are changed where they stand as far as kernels can do that. An instance that holds no kernel
 * image is deleted and created again where they cannot: nobody notices, but for its id.
 */
final class DesiredPlanner {
    private final KernelHost host;
    private final SystemState current;
    private final DesiredState wanted;

    /** Wishes that nobody can grant, for devices that there are not; the others are looked at all the same. */
    private final List<Reason> unknown = new ArrayList<>();

    /** Instances to delete and create again, and why. */
    private final Map<InstanceName, String> replaced = new TreeMap<>();

    DesiredPlanner(KernelHost host, SystemState current, DesiredState wanted) {
        this.host = host;
        this.current = current;
        this.wanted = wanted;
    }

    PlannedDesired plan() {
        Map<InstanceName, InstanceWish> wishes = wishes();
        while (true) {
            JointPlanner joint = new JointPlanner(host, current, host.planner(KernelAbi.Probe.FORBIDDEN));
            CpuGrowth growth = new CpuGrowth(
                    current, wanted, wishes, replaced.keySet(), host.creations().keptFree(left(wishes)));
            Optional<PlannedBatch> plan = joint.attempt(batch(wishes, growth));
            List<Reason> reasons = new ArrayList<>(unknown);
            reasons.addAll(growth.reasons());
            reasons.addAll(joint.reasons());
            if (plan.isPresent() && reasons.isEmpty() && replaceScattered(wishes, plan.get())) {
                continue;
            }
            if (plan.isPresent() && reasons.isEmpty()) {
                return new PlannedDesired(
                        host,
                        new PlanData(StateDigest.of(current), actions(wishes, plan.get())),
                        plan.get().report(),
                        plan.get().change());
            }
            if (!replaceMore(reasons)) {
                throw ChangeRefusedException.of(reasons);
            }
        }
    }

    /** What is wanted of each instance that is there and wanted. */
    private Map<InstanceName, InstanceWish> wishes() {
        Map<InstanceName, InstanceWish> wishes = new TreeMap<>();
        for (DesiredInstance each : wanted.instances()) {
            Optional<Instance> there = current.instance(each.name());
            if (there.isEmpty()) {
                continue;
            }
            try {
                InstanceWish wish = InstanceWish.of(current, there.get(), each, claimed(each.name()));
                wishes.put(each.name(), wish);
                wish.replacement()
                        .or(() -> idWanted(each, there.get()))
                        .ifPresent(why -> replaced.put(each.name(), why));
            } catch (ModelException unknownDevice) {
                unknown.add(new Reason(Optional.of(each.name()), unknownDevice));
            }
        }
        return wishes;
    }

    /** CPUs that others are to have by id. */
    private CpuSet claimed(InstanceName name) {
        return wanted.instances().stream()
                .filter(each -> !each.name().equals(name))
                .flatMap(each -> each.cpus().stream())
                .reduce(CpuSet.empty(), CpuSet::union);
    }

    /** Why an instance to which its id does not matter gives it up. */
    private Optional<String> idWanted(DesiredInstance wish, Instance there) {
        return wanted.instances().stream()
                .filter(other -> wish.id().isEmpty() && there.state() == InstanceState.READY)
                .filter(other -> other.id().isPresent() && other.id().equals(there.id()))
                .findFirst()
                .map(other -> "its id is to be that of '" + other.name() + "'");
    }

    /** The host without what is deleted, and created anew. */
    private SystemState left(Map<InstanceName, InstanceWish> wishes) {
        SystemState left = current;
        for (Instance instance : current.instances()) {
            boolean stays = wishes.containsKey(instance.name()) && !replaced.containsKey(instance.name());
            left = stays ? left : left.withoutInstance(instance.name());
        }
        return left;
    }

    private BatchDraft batch(Map<InstanceName, InstanceWish> wishes, CpuGrowth growth) {
        BatchDraft batch = new BatchDraft(host);
        for (Instance instance : current.instances()) {
            boolean stays = wishes.containsKey(instance.name()) && !replaced.containsKey(instance.name());
            batch = stays || isUnknown(instance.name()) ? batch : batch.delete(instance.name());
        }
        for (DesiredInstance each : wanted.instances()) {
            InstanceWish wish = wishes.get(each.name());
            if (isUnknown(each.name())) {
                continue;
            }
            if (wish == null || replaced.containsKey(each.name())) {
                batch = batch.create(creation(each, current.instance(each.name())));
            } else if (!wish.isMet()) {
                batch = batch.update(wish.update(host, growth.cpusOf(wish)));
            }
        }
        return batch;
    }

    private boolean isUnknown(InstanceName name) {
        return unknown.stream()
                .anyMatch(reason -> reason.instance().filter(name::equals).isPresent());
    }

    /** Options that nothing is said of are kept where an instance comes in the place of one that had them. */
    private CreateInstance.Ready creation(DesiredInstance wish, Optional<Instance> there) {
        CreateInstance begun = host.createInstance(wish.name().text());
        CreateInstance.NeedsMemory withCpus =
                wish.cpus().isPresent() ? begun.cpus(wish.cpus().get()) : begun.cpuCount(wish.cpuCount());
        CreateInstance.Ready ready = withCpus.memory(wish.memory())
                .affinity(wish.affinity())
                .smt(wish.smt())
                .memoryPolicy(wish.memoryPolicy())
                .options(wish.options().or(() -> there.map(Instance::options)).orElse(InstanceOptions.none()))
                .numaNodes(wish.numaNodes().stream().mapToInt(Integer::intValue).toArray());
        ready = wish.memoryRegions().isPresent()
                ? ready.memoryRegions(wish.memoryRegions().getAsInt())
                : ready;
        for (String device : wish.devices()) {
            ready = ready.device(device);
        }
        return wish.id().isPresent() ? ready.id(wish.id().get().value()) : ready;
    }

    /** Takes the other way for what cannot be changed in place, and tells whether there was any such. */
    private boolean replaceMore(List<Reason> reasons) {
        boolean more = false;
        for (Reason reason : reasons) {
            Optional<Instance> there =
                    reason.instance().filter(name -> !isUnknown(name)).flatMap(current::instance);
            if (there.isPresent() && isReplaceable(there.get()) && !(reason.cause() instanceof ValidationException)) {
                replaced.put(there.get().name(), firstLine(reason.cause()));
                more = true;
            }
        }
        return more;
    }

    /** More memory comes as another region, which may be one too many; tells whether there was any such. */
    private boolean replaceScattered(Map<InstanceName, InstanceWish> wishes, PlannedBatch plan) {
        boolean more = false;
        for (InstanceWish wish : wishes.values()) {
            InstanceName name = wish.there().name();
            Optional<Instance> after = plan.change().next().instance(name).filter(wish::isScattered);
            if (after.isPresent() && !replaced.containsKey(name)) {
                replaced.put(name, wish.scattered(after.get()));
                more = true;
            }
        }
        return more;
    }

    private boolean isReplaceable(Instance instance) {
        return instance.state() == InstanceState.READY
                && wanted.instance(instance.name())
                        .filter(wish -> wish.id().isEmpty() || !wish.id().equals(instance.id()))
                        .isPresent()
                && !replaced.containsKey(instance.name());
    }

    private static String firstLine(Throwable cause) {
        return Objects.requireNonNullElse(cause.getMessage(), "it cannot be changed")
                .lines()
                .findFirst()
                .orElse("");
    }

    private List<PlannedAction> actions(Map<InstanceName, InstanceWish> wishes, PlannedBatch plan) {
        SystemState next = plan.change().next();
        List<PlannedAction> actions = new ArrayList<>();
        for (Instance before : current.instances()) {
            InstanceName name = before.name();
            Optional<Instance> after = next.instance(name);
            actions.add(new PlannedAction(
                    kind(wishes, name),
                    name,
                    Optional.of(before),
                    after,
                    reserved(plan, name),
                    why(wishes, before, after)));
        }
        for (Instance after : next.instances()) {
            if (current.instance(after.name()).isEmpty()) {
                actions.add(new PlannedAction(
                        Kind.CREATE,
                        after.name(),
                        Optional.empty(),
                        Optional.of(after),
                        reserved(plan, after.name()),
                        List.of("there is none of that name")));
            }
        }
        return actions;
    }

    private Kind kind(Map<InstanceName, InstanceWish> wishes, InstanceName name) {
        InstanceWish wish = wishes.get(name);
        if (wish == null) {
            return Kind.DELETE;
        }
        return replaced.containsKey(name) ? Kind.REPLACE : wish.isMet() ? Kind.UNCHANGED : Kind.UPDATE;
    }

    private List<String> why(Map<InstanceName, InstanceWish> wishes, Instance before, Optional<Instance> after) {
        InstanceWish wish = wishes.get(before.name());
        if (wish == null || after.isEmpty()) {
            return List.of("it is not wanted");
        }
        String replacement = replaced.get(before.name());
        if (replacement != null) {
            return List.of(replacement);
        }
        return wish.isMet() ? List.of("it is as it is wanted") : InstanceWish.differences(before, after.get());
    }

    private static CpuSet reserved(PlannedBatch plan, InstanceName name) {
        return Optional.ofNullable(plan.placements().get(name))
                .map(Placed::reserved)
                .orElse(CpuSet.empty());
    }
}

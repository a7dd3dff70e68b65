// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.ChangeRefusedException.Reason;
import io.kerf.alloc.Allocator;
import io.kerf.alloc.BatchOutcome;
import io.kerf.alloc.PlacementOutcome;
import io.kerf.alloc.PlacementOutcome.Cause;
import io.kerf.alloc.PlacementOutcome.Placed;
import io.kerf.alloc.PlacementRequest;
import io.kerf.diag.KerfException;
import io.kerf.model.CpuSet;
import io.kerf.model.Instance;
import io.kerf.model.InstanceId;
import io.kerf.model.InstanceName;
import io.kerf.model.ModelException;
import io.kerf.model.SystemState;
import io.kerf.sysfs.ChangePlanner;
import io.kerf.validate.Report;
import io.kerf.validate.ValidatedState;
import io.kerf.validate.ValidationException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Works out several changes of instances together: what goes, what becomes of those that stay, and a place for those that come in the room
 * that is left. What cannot be is collected, so that a refusal gives all reasons.
 */
final class JointPlanner {
    private final KernelHost host;
    private final SystemState current;
    private final ChangePlanner planner;

    private final List<Reason> reasons = new ArrayList<>();
    private final Map<InstanceName, Placed> placements = new TreeMap<>();

    JointPlanner(KernelHost host, SystemState current, ChangePlanner planner) {
        this.host = host;
        this.current = current;
        this.planner = planner;
    }

    PlannedBatch plan(BatchDraft batch) {
        return attempt(batch).orElseThrow(this::refusal);
    }

    /** Plans a batch, or finds {@link #reasons} against it. */
    Optional<PlannedBatch> attempt(BatchDraft batch) {
        ValidatedState now = host.validator().validate(current).requireValid();
        SystemState left = withoutDeleted(batch);
        SystemState changed = MemoryMoves.predicted(current, withUpdates(left, batch));
        batch.updated().keySet().stream()
                .filter(name -> current.instance(name).isPresent())
                .forEach(name -> {
                    MemoryMoves.refusal(current, changed, name).ifPresent(cause -> refuse(name, cause));
                    Instance before = current.instance(name).orElseThrow();
                    Instance after = changed.instance(name).orElseThrow();
                    host.creations().refusal(changed, before, after).ifPresent(cause -> refuse(name, cause));
                });
        SystemState next = withCreated(changed, batch);
        Report report = host.validator().validate(next);
        if (!report.isValid()) {
            reasons.add(new Reason(Optional.empty(), new ValidationException(report)));
        }
        report.valid().ifPresent(valid -> planner.refusals(now, valid).forEach(this::refuse));
        return reasons.isEmpty()
                ? Optional.of(new PlannedBatch(batch, placements, report, planner.plan(now, report.requireValid())))
                : Optional.empty();
    }

    private SystemState withoutDeleted(BatchDraft batch) {
        SystemState state = current;
        for (InstanceName name : batch.deleted()) {
            if (existing(name).isPresent()) {
                state = state.withoutInstance(name);
            }
        }
        return state;
    }

    /** Each change is worked out on the host as it is, and so whatever the others are. */
    private SystemState withUpdates(SystemState left, BatchDraft batch) {
        SystemState state = left;
        for (UpdateDraft draft : batch.updated().values()) {
            Optional<Instance> before = existing(draft.name());
            try {
                state = before.isEmpty() ? state : state.withInstance(draft.on(current, before.get()));
            } catch (ModelException unknownDevice) {
                refuse(draft.name(), unknownDevice);
            }
        }
        return state;
    }

    private Optional<Instance> existing(InstanceName name) {
        Optional<Instance> instance = current.instance(name);
        if (instance.isEmpty()) {
            refuse(name, KernelHost.noInstance(name));
        }
        return instance;
    }

    private SystemState withCreated(SystemState state, BatchDraft batch) {
        Map<InstanceName, CreateDraft> drafts = new TreeMap<>();
        Map<InstanceName, PlacementRequest> requests = new TreeMap<>();
        CpuSet excluded = host.creations().keptFree(state);
        for (CreateDraft draft : batch.created().values()) {
            Optional<Instance> present = state.instance(draft.name());
            try {
                if (host.keys().isAlreadySo(draft, state)) {
                    continue;
                }
                if (present.isPresent()) {
                    refuse(draft.name(), new InstanceExistsException(present.get()));
                    continue;
                }
                requests.put(draft.name(), draft.requestOn(current, excluded, planner.abi()));
                drafts.put(draft.name(), draft);
            } catch (KeyReusedException | ModelException cannotBe) {
                refuse(draft.name(), cannotBe);
            }
        }
        Map<InstanceName, PlacementRequest> numbered = withIds(state, requests);
        Map<InstanceName, PlacementOutcome> outcomes = outcomes(state, numbered);
        outcomes.forEach((name, outcome) -> {
            if (outcome instanceof Placed place) {
                placements.put(name, place);
            } else {
                refuse(name, new PlacementException("instance '" + name + "'", (PlacementOutcome.Refused) outcome));
            }
        });
        List<Instance> created = instances(drafts, outcomes);
        return MemoryMoves.inOrder(state, MemoryMoves.byBase(created))
                .or(() -> MemoryMoves.inOrder(state, created))
                .orElseGet(() -> placedOneByOne(state, drafts, numbered));
    }

    /**
     * Gives each request without an id the lowest that is free afterwards. An instance in the place of one of the same name has another id,
     * so that handles of the old one do not mean the new one.
     */
    private Map<InstanceName, PlacementRequest> withIds(
            SystemState state, Map<InstanceName, PlacementRequest> requests) {
        Set<InstanceId> taken = new HashSet<>();
        state.instances().forEach(instance -> instance.id().ifPresent(taken::add));
        requests.values().forEach(request -> request.id().ifPresent(taken::add));
        Map<InstanceName, PlacementRequest> numbered = new TreeMap<>();
        requests.forEach((name, request) -> {
            Optional<InstanceId> old = current.instance(name).flatMap(Instance::id);
            if (request.id().isPresent() && request.id().equals(old)) {
                refuse(name, sameId(name, old.get()));
            }
            Optional<InstanceId> picked = request.id().isPresent() ? request.id() : lowestFree(taken, old);
            picked.ifPresent(taken::add);
            numbered.put(
                    name, picked.map(id -> request.toBuilder().id(id).build()).orElse(request));
        });
        return numbered;
    }

    private static Optional<InstanceId> lowestFree(Set<InstanceId> taken, Optional<InstanceId> old) {
        return IntStream.rangeClosed(InstanceId.FIRST, InstanceId.LAST_PICKED)
                .mapToObj(InstanceId::of)
                .filter(id -> !taken.contains(id) && !Optional.of(id).equals(old))
                .findFirst();
    }

    private static PlacementException sameId(InstanceName name, InstanceId id) {
        String message = "id " + id + " is that of the instance in whose place it comes; ask for another, or for none";
        return new PlacementException(
                "instance '" + name + "'",
                new PlacementOutcome.Refused(Cause.ID_TAKEN, 0, 0, List.of(), Optional.empty(), message));
    }

    private static Map<InstanceName, PlacementOutcome> outcomes(
            SystemState state, Map<InstanceName, PlacementRequest> requests) {
        BatchOutcome together = Allocator.placeAll(state, List.copyOf(requests.values()));
        Map<InstanceName, PlacementOutcome> outcomes = new TreeMap<>();
        for (InstanceName name : requests.keySet()) {
            outcomes.put(name, together.outcomes().get(outcomes.size()));
        }
        return outcomes;
    }

    private static List<Instance> instances(
            Map<InstanceName, CreateDraft> drafts, Map<InstanceName, PlacementOutcome> outcomes) {
        return outcomes.entrySet().stream()
                .filter(each -> each.getValue() instanceof Placed)
                .map(each -> draft(drafts, each.getKey()).instance((Placed) each.getValue()))
                .toList();
    }

    private static CreateDraft draft(Map<InstanceName, CreateDraft> drafts, InstanceName name) {
        return Objects.requireNonNull(drafts.get(name), "draft");
    }

    /**
     * Several pieces of memory for each instance, on several nodes, may be where no order leads to. If it fits neither by places nor by
     * names, each instance is placed where the one before it left room.
     */
    private SystemState placedOneByOne(
            SystemState start, Map<InstanceName, CreateDraft> drafts, Map<InstanceName, PlacementRequest> requests) {
        SystemState state = start;
        List<Instance> created = new ArrayList<>();
        for (Map.Entry<InstanceName, PlacementRequest> each : requests.entrySet()) {
            InstanceName name = each.getKey();
            PlacementOutcome outcome = Allocator.place(state, each.getValue());
            if (outcome instanceof Placed place) {
                placements.put(name, place);
                created.add(draft(drafts, name).instance(place));
                state = state.withInstance(created.get(created.size() - 1));
            } else if (placements.containsKey(name)) {
                refuse(name, new PlacementException("instance '" + name + "'", (PlacementOutcome.Refused) outcome));
            }
        }
        return withAll(start, created);
    }

    private static SystemState withAll(SystemState start, List<Instance> created) {
        SystemState state = start;
        for (Instance instance : created) {
            state = state.withInstance(instance);
        }
        return state;
    }

    private void refuse(InstanceName name, KerfException cause) {
        reasons.add(new Reason(Optional.of(name), cause));
    }

    List<Reason> reasons() {
        return List.copyOf(reasons);
    }

    KerfException refusal() {
        return ChangeRefusedException.of(reasons);
    }
}

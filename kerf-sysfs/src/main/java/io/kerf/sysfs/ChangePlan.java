// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import io.kerf.model.InstanceName;
import io.kerf.model.SystemState;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * All that a change will write, in order, made out of two validated states by {@link ChangePlanner}. Nothing is written until
 * {@link ChangeEngine#apply} gets it.
 *
 * <p>Immutable.
 */
public final class ChangePlan {
    private final KernelAbi abi;
    private final SystemState current;
    private final SystemState next;
    private final List<ChangeStep> steps;
    private final Set<InstanceName> instances;

    ChangePlan(KernelAbi abi, SystemState current, SystemState next, List<ChangeStep> steps) {
        this.abi = abi;
        this.current = Objects.requireNonNull(current, "current");
        this.next = Objects.requireNonNull(next, "next");
        this.steps = List.copyOf(steps);
        this.instances = steps.stream().map(ChangeStep::instance).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /**
     * Returns the generation that the plan was made for.
     *
     * @return the interface that the kernel is taken to speak
     */
    public KernelAbi abi() {
        return abi;
    }

    /**
     * Returns the state that the plan starts from.
     *
     * @return the state
     */
    public SystemState current() {
        return current;
    }

    /**
     * Returns the state that the plan leads to. The places of memory regions in it are a prediction.
     *
     * @return the state
     */
    public SystemState next() {
        return next;
    }

    /**
     * Returns the steps.
     *
     * @return the steps in the order in which they are done; empty if the states do not differ
     */
    public List<ChangeStep> steps() {
        return steps;
    }

    /**
     * Returns what is written: as many transactions as there are overlays. Kernels that take several fragments do consecutive steps in one
     * overlay as far as a page holds them.
     *
     * @return the overlays in the order in which they are written
     */
    public List<Overlay> overlays() {
        return groups().stream().map(StepGroup::overlay).toList();
    }

    /** The steps by the overlays that they are written in. */
    List<StepGroup> groups() {
        return StepGroup.of(steps);
    }

    /** The instances that the steps are about. */
    Set<InstanceName> instances() {
        return Collections.unmodifiableSet(instances);
    }

    @Override
    public String toString() {
        return steps.isEmpty()
                ? "nothing to do"
                : String.join("; ", steps.stream().map(ChangeStep::toString).toList());
    }
}

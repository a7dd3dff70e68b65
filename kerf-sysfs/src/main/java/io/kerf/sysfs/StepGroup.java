// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import io.kerf.model.Instance;
import io.kerf.model.InstanceName;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.DeviceTreeBuilder;
import io.kerf.tree.DtNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Steps that are written in one overlay, a fragment or several for each. A pool kernel runs fragments one after the other and stops at the
 * first that fails, as it does with overlays that are written one after the other; so what an overlay did in part is taken back step by step,
 * each by what the kernel then shows of its instance.
 *
 * @param steps one or more, in the order in which they are done
 */
record StepGroup(List<ChangeStep> steps) {
    StepGroup {
        steps = List.copyOf(steps);
    }

    /** Puts as many steps into each overlay as it takes; the order stays. */
    static List<ChangeStep> packed(KernelAbi abi, List<ChangeStep> steps, int largest) {
        if (!abi.takesSeveralFragments()) {
            return steps;
        }
        List<ChangeStep> packed = new ArrayList<>();
        List<ChangeStep> together = new ArrayList<>();
        for (ChangeStep step : steps) {
            together.add(step);
            if (together.size() > 1 && (!isSeparable(together) || Overlay.sizeOf(merged(together)) > largest)) {
                together.remove(together.size() - 1);
                packed.addAll(shared(together, largest));
                together = new ArrayList<>(List.of(step));
            }
        }
        packed.addAll(shared(together, largest));
        return packed;
    }

    /** Whether it can be told of the last step and of each before it, by its instance alone, which of the two was done. */
    private static boolean isSeparable(List<ChangeStep> steps) {
        ChangeStep last = steps.get(steps.size() - 1);
        return steps.subList(0, steps.size() - 1).stream()
                .filter(step -> step.instance().equals(last.instance()))
                .allMatch(step -> step.isUpdate() && last.isUpdate()
                        || step.after().isEmpty()
                                && last.before().isEmpty()
                                && last.after().flatMap(Instance::id).isPresent());
    }

    private static List<ChangeStep> shared(List<ChangeStep> steps, int largest) {
        if (steps.size() < 2) {
            return steps;
        }
        Overlay overlay = Overlay.of(steps.get(0).overlay().marker(), merged(steps), largest);
        return steps.stream().map(step -> step.writtenIn(overlay)).toList();
    }

    /** The fragments of all, numbered anew. */
    private static DeviceTree merged(List<ChangeStep> steps) {
        DeviceTreeBuilder tree = OverlayFrame.start(steps.get(0).overlay().marker());
        int unit = 0;
        for (ChangeStep step : steps) {
            for (DtNode fragment : step.overlay().tree().root().children()) {
                tree.node(fragment.withName("fragment@" + Integer.toHexString(unit++)));
            }
        }
        return tree.build();
    }

    /** The groups of a plan. */
    static List<StepGroup> of(List<ChangeStep> steps) {
        List<StepGroup> groups = new ArrayList<>();
        int start = 0;
        for (int i = 1; i <= steps.size(); i++) {
            if (i == steps.size() || steps.get(i).overlay() != steps.get(start).overlay()) {
                groups.add(new StepGroup(steps.subList(start, i)));
                start = i;
            }
        }
        return groups;
    }

    Overlay overlay() {
        return steps.get(0).overlay();
    }

    Set<InstanceName> instances() {
        return steps.stream().map(ChangeStep::instance).collect(Collectors.toSet());
    }

    /** A single operation that failed has done nothing; of several, some may have been done. */
    boolean isOneOperation() {
        ChangeStep step = steps.get(0);
        return step.isUpdate()
                ? steps.size() == 1 && step.items().size() == 1
                : overlay().tree().root().children().size() == 1;
    }

    /** How the kernel's state differs from what must be the case after all steps. */
    List<String> differences(ChangePlan plan, KernelSnapshot now) {
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            ChangeStep step = steps.get(i);
            boolean isFollowed = steps.subList(i + 1, steps.size()).stream()
                    .anyMatch(later -> later.instance().equals(step.instance()));
            if (!isFollowed) {
                differences.addAll(step.differences(plan.next(), now));
            }
        }
        return differences;
    }

    @Override
    public String toString() {
        return String.join("; ", steps.stream().map(ChangeStep::toString).toList());
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import io.kerf.model.Instance;
import io.kerf.model.InstanceName;
import io.kerf.model.SystemState;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One step of a change: an overlay, what must be the case after it, and the overlay that takes it back, which is made before anything is
 * written.
 *
 * <p>Immutable.
 */
public final class ChangeStep {
    private final InstanceName instance;
    private final Overlay overlay;
    private final Overlay compensation;
    private final @Nullable Instance before;
    private final @Nullable Instance after;
    private final List<UpdateItem> items;

    private ChangeStep(
            InstanceName instance,
            Overlay overlay,
            Overlay compensation,
            @Nullable Instance before,
            @Nullable Instance after,
            List<UpdateItem> items) {
        this.instance = Objects.requireNonNull(instance, "instance");
        this.overlay = Objects.requireNonNull(overlay, "overlay");
        this.compensation = Objects.requireNonNull(compensation, "compensation");
        this.before = before;
        this.after = after;
        this.items = List.copyOf(items);
    }

    static ChangeStep create(Instance after, Overlay overlay, Overlay compensation) {
        return new ChangeStep(after.name(), overlay, compensation, null, after, List.of());
    }

    static ChangeStep remove(Instance before, Overlay overlay, Overlay compensation) {
        return new ChangeStep(before.name(), overlay, compensation, before, null, List.of());
    }

    /** A change in place, or the part of one that fits into an overlay. */
    static ChangeStep update(
            Instance before, Instance after, List<UpdateItem> items, Overlay overlay, Overlay compensation) {
        return new ChangeStep(after.name(), overlay, compensation, before, after, items);
    }

    /** The same step, in an overlay that does others as well. */
    ChangeStep writtenIn(Overlay shared) {
        return new ChangeStep(instance, shared, compensation, before, after, items);
    }

    /** How the kernel's state differs from what must be the case after this step. */
    List<String> differences(SystemState intended, KernelSnapshot now) {
        if (after != null) {
            return SnapshotDifference.ofInstance(intended, after, now);
        }
        return now.instance(instance).isPresent() ? List.of("instance '" + instance + "' is still there") : List.of();
    }

    /** How to take the step back by hand. */
    String remedy() {
        if (before != null && after != null) {
            return "change instance '" + instance + "' back: " + SnapshotDifference.request(before);
        }
        return after != null ? "delete instance '" + instance + "'" : "create instance '" + instance + "' again";
    }

    /** What is changed in place; empty if the step creates or removes. */
    List<UpdateItem> items() {
        return items;
    }

    /** Whether the instance is there before and after. */
    boolean isUpdate() {
        return before != null && after != null;
    }

    /**
     * Returns the instance that the step is about.
     *
     * @return its name
     */
    public InstanceName instance() {
        return instance;
    }

    /**
     * Returns what is written.
     *
     * @return the overlay, which is that of its neighbours, too, where one overlay does several steps
     */
    public Overlay overlay() {
        return overlay;
    }

    /**
     * Returns what is written to take this step back and no other, if all of it was done. A change in place that was done in part is taken back by what the
     * kernel then says.
     *
     * @return the overlay
     */
    public Overlay compensation() {
        return compensation;
    }

    /**
     * Returns the instance as it must be before the step.
     *
     * @return the instance, or empty if there must be none
     */
    public Optional<Instance> before() {
        return Optional.ofNullable(before);
    }

    /**
     * Returns the instance as it must be after the step.
     *
     * @return the instance, or empty if there must be none
     */
    public Optional<Instance> after() {
        return Optional.ofNullable(after);
    }

    /** The step in words: {@code create instance 'web' (ID 1) with CPUs 4-7 and 2GB}. */
    @Override
    public String toString() {
        if (after == null) {
            return "remove instance '" + instance + "'";
        }
        if (before != null) {
            return "change instance '" + instance + "': " + UpdateItem.wordsOf(items);
        }
        String id = after.id().map(each -> " (ID " + each + ")").orElse("");
        String devices = after.devices().isEmpty() ? "" : ", devices " + after.devices();
        return "create instance '" + instance + "'" + id + " with CPUs " + after.cpus() + ", " + after.memory()
                + devices;
    }
}

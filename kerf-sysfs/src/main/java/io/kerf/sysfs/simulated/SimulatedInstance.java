// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import io.kerf.model.InstanceState;
import io.kerf.model.MemoryRange;
import io.kerf.tree.DtNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An instance as the kernel holds it. CPUs keep the order they were given in: the first one boots it. Whatever its tree shows of it is counted
 * when it changes.
 */
final class SimulatedInstance {
    private final int id;
    private final String name;
    private final List<Long> cpus = new ArrayList<>();
    private final List<Region> regions = new ArrayList<>();
    private InstanceState state = InstanceState.READY;
    private boolean answering = true;
    private int cacheWays;
    private int changes;
    private @Nullable DtNode hostTree;
    private @Nullable Image image;

    /**
     * A piece of its memory. {@code number} counts the pieces at the time of adding, so it can repeat; the line is that of
     * {@code /proc/iomem}.
     */
    record Region(MemoryRange range, int number, String line) {}

    /** A loaded kernel image: what {@code /proc/kimage} shows of it. */
    record Image(long start, int segments, String commandLine) {}

    SimulatedInstance(int id, String name) {
        this.id = id;
        this.name = name;
    }

    int id() {
        return id;
    }

    String name() {
        return name;
    }

    List<Long> cpus() {
        return Collections.unmodifiableList(cpus);
    }

    void addCpu(long cpu) {
        cpus.add(cpu);
        changes++;
    }

    void removeCpu(long cpu) {
        cpus.remove(cpu);
        changes++;
    }

    List<Region> regions() {
        return Collections.unmodifiableList(regions);
    }

    long memoryBytes() {
        return regions.stream().mapToLong(region -> region.range().size()).sum();
    }

    void addRegion(MemoryRange range) {
        int number = regions.size();
        regions.add(new Region(range, number, ProcFiles.line(this, range, number)));
        changes++;
    }

    void removeRegion(Region region) {
        regions.remove(region);
        changes++;
    }

    InstanceState state() {
        return state;
    }

    void enter(InstanceState next) {
        state = next;
        changes++;
    }

    boolean isActive() {
        return state == InstanceState.ACTIVE;
    }

    boolean isAnswering() {
        return answering;
    }

    void stopAnswering() {
        answering = false;
    }

    void startAnswering() {
        answering = true;
    }

    /** Ways of the last-level cache that are its own, a bit each. */
    int cacheWays() {
        return cacheWays;
    }

    void setCacheWays(int ways) {
        cacheWays = ways;
    }

    Optional<DtNode> hostTree() {
        return Optional.ofNullable(hostTree);
    }

    void setHostTree(DtNode tree) {
        hostTree = tree;
        changes++;
    }

    Optional<Image> image() {
        return Optional.ofNullable(image);
    }

    void load(Image loaded) {
        image = loaded;
        enter(InstanceState.LOADED);
    }

    void unload() {
        image = null;
        enter(InstanceState.READY);
    }

    /** How often anything changed that its tree shows, devices apart. */
    int changes() {
        return changes;
    }
}

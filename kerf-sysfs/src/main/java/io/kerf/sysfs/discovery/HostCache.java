// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import io.kerf.model.ByteSize;
import io.kerf.model.CpuSet;
import java.util.Objects;

/**
 * A cache of a machine.
 *
 * @param level how far it is from the CPU, from 1
 * @param type what it holds
 * @param size its size; zero where no file tells
 * @param cpuNumbers the online CPUs that share it, by Linux's numbers
 */
public record HostCache(int level, Type type, ByteSize size, CpuSet cpuNumbers) {
    /** What a cache holds. */
    public enum Type {
        /** Data. */
        DATA,
        /** Instructions. */
        INSTRUCTION,
        /** Both. */
        UNIFIED
    }

    /** Refuses a level below 1. */
    public HostCache {
        if (level < 1) {
            throw new IllegalArgumentException("cache levels count from 1: " + level);
        }
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(size, "size");
        Objects.requireNonNull(cpuNumbers, "cpuNumbers");
    }

    /** Such as {@code L1d of cpu0-1, 32KB}. */
    @Override
    public String toString() {
        String letter = type == Type.DATA ? "d" : type == Type.INSTRUCTION ? "i" : "";
        return "L" + level + letter + " of cpu" + cpuNumbers + (size.isZero() ? "" : ", " + size);
    }
}

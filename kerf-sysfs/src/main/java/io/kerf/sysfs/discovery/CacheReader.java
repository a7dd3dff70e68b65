// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import io.kerf.model.ByteSize;
import io.kerf.model.CpuSet;
import io.kerf.model.ModelException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Reads the caches of CPUs, {@code cpu<number>/cache/index<i>} (Linux: {@code Documentation/ABI/testing/sysfs-devices-system-cpu}). A cache
 * that several CPUs share is read at the first of them only, so the files opened do not grow with the number of CPUs below it.
 */
final class CacheReader {
    private static final int MOST_INDEXES = 16;

    private final HostFiles files;
    private final Path folder;

    /** For each index the CPUs whose cache of that index was read. */
    private final List<BitSet> covered = new ArrayList<>();

    private final Set<HostCache> found = new HashSet<>();

    CacheReader(HostFiles files, Path sys) {
        this.files = files;
        this.folder = sys.resolve("devices/system/cpu");
    }

    /** The caches by level, type and first CPU. */
    List<HostCache> read(CpuSet online) {
        for (long number : online.toArray()) {
            ofCpu((int) number, online);
        }
        return found.stream()
                .sorted(Comparator.comparingInt(HostCache::level)
                        .thenComparing(HostCache::type)
                        .thenComparingLong(cache -> cache.cpuNumbers().first()))
                .toList();
    }

    private void ofCpu(int number, CpuSet online) {
        // Whoever shares the nearest cache shares all of them.
        int index = isCovered(0, number) ? MOST_INDEXES : 0;
        while (index < MOST_INDEXES && (isCovered(index, number) || ofIndex(number, index, online))) {
            index++;
        }
    }

    private boolean isCovered(int index, int number) {
        return index < covered.size() && covered.get(index).get(number);
    }

    /** Reads one cache; false where the CPU has no more. */
    private boolean ofIndex(int number, int index, CpuSet online) {
        Path cache = folder.resolve("cpu" + number + "/cache/index" + index);
        Optional<CpuSet> shared = files.list(cache.resolve("shared_cpu_list")).map(each -> each.intersection(online));
        if (shared.isEmpty()) {
            return false;
        }
        CpuSet cpus = shared.get().with(number);
        while (covered.size() <= index) {
            covered.add(new BitSet());
        }
        CpuSet.Builder elsewhere = CpuSet.builder();
        for (long each : cpus.toArray()) {
            if (covered.get(index).get((int) each)) {
                elsewhere.add(each);
            }
            covered.get(index).set((int) each);
        }
        CpuSet other = elsewhere.build();
        if (!other.isEmpty()) {
            files.findings()
                    .contradicts(
                            cache.resolve("shared_cpu_list").toString(),
                            "CPUs " + cpus + " share this cache, and CPUs " + other
                                    + " have another one of the same index");
        }
        OptionalInt level = files.number(cache.resolve("level"));
        Optional<HostCache.Type> type = files.line(cache.resolve("type")).flatMap(text -> type(cache, text));
        if (level.isPresent() && level.getAsInt() > 0 && type.isPresent()) {
            found.add(new HostCache(level.getAsInt(), type.get(), size(cache.resolve("size")), cpus));
        }
        return true;
    }

    private Optional<HostCache.Type> type(Path cache, String text) {
        for (HostCache.Type type : HostCache.Type.values()) {
            if (type.name().equals(text.toUpperCase(Locale.ROOT))) {
                return Optional.of(type);
            }
        }
        files.findings().malformed(cache.resolve("type").toString(), text, "Data, Instruction or Unified");
        return Optional.empty();
    }

    /** Such as {@code 32K}. */
    private ByteSize size(Path file) {
        Optional<String> text = files.line(file);
        if (text.isEmpty()) {
            return ByteSize.ZERO;
        }
        try {
            return ByteSize.parse(text.get());
        } catch (ModelException e) {
            files.findings().malformed(file.toString(), text.get(), "a size such as 32K");
            return ByteSize.ZERO;
        }
    }
}

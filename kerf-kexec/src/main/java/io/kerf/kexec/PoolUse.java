// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import io.kerf.fdt.Fdt;
import io.kerf.fdt.FdtFormatException;
import io.kerf.model.MemoryRange;
import io.kerf.model.ModelException;
import io.kerf.model.binding.Bindings;
import io.kerf.sysfs.KernelInterfaceException;
import io.kerf.sysfs.KernelRoots;
import io.kerf.sysfs.SysfsMultikernel;
import io.kerf.sysfs.discovery.LazyCma;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether memory of {@code /dev/lazy_cma} is still in use: by {@code /proc/iomem}, and by the host's tree where the multikernel file system is
 * mounted. The device itself does not know, and would take it from under a running kernel.
 */
final class PoolUse {
    private static final Pattern LINE = Pattern.compile("\\s*([0-9a-f]{1,16})-([0-9a-f]{1,16}) : (.*)");
    private static final String INSTANCE = "mk-instance-";
    private static final String REMEDY = "delete its instances and give up the pool first";

    private final KernelRoots roots;

    PoolUse(KernelRoots roots) {
        this.roots = roots;
    }

    /** One line of {@code /proc/iomem}; the end is the last byte. */
    private record Line(long first, long last, String name) {
        boolean overlaps(long from, long to) {
            return first <= to && last >= from;
        }

        /** Whether it is what the allocation lies in, or the allocation itself. */
        boolean holds(MemoryRange range) {
            return first <= range.base() && last >= range.last();
        }

        boolean isInstance() {
            return name.startsWith(INSTANCE);
        }

        boolean isAllocationAt(long base) {
            return first == base && (name.equals(LazyCma.POOL_NAME) || name.equals("lazy_cma"));
        }
    }

    /**
     * Refuses where the kernel still has a part of what would be given back.
     *
     * @param range the allocation
     * @param from the first byte that would be given back; the rest of the allocation is kept
     */
    void requireUnused(MemoryRange range, long from) {
        SysfsMultikernel fs = SysfsMultikernel.of(roots);
        List<Line> lines = lines(fs.iomem());
        long last = range.last();
        for (Line line : lines) {
            last = line.isAllocationAt(range.base()) ? Math.max(last, line.last()) : last;
        }
        for (Line line : lines) {
            if (line.overlaps(from, last) && (line.isInstance() || !line.holds(range))) {
                throw inUse(roots.proc().resolve("iomem").toString(), range, line.name());
            }
        }
        if (fs.isMounted()) {
            requireNotInPool(fs, range, from, last);
        }
    }

    private static void requireNotInPool(SysfsMultikernel fs, MemoryRange range, long from, long last) {
        String tree = fs.roots().multikernel().resolve("device_tree").toString();
        byte[] blob;
        try {
            blob = fs.readDeviceTree();
        } catch (KernelInterfaceException e) {
            if (e.reason() == KernelInterfaceException.Reason.GONE) {
                return;
            }
            throw e;
        }
        if (blob.length == 0) {
            return;
        }
        try {
            for (MemoryRange known :
                    Bindings.read(Fdt.decode(blob)).memory().pool().ranges()) {
                if (known.base() <= last && known.last() >= from) {
                    throw inUse(tree, range, "the pool");
                }
            }
        } catch (FdtFormatException | ModelException e) {
            throw KernelInterfaceException.unsupported(
                    tree, "it does not tell whether the pool has " + range + ": " + e.getMessage(), REMEDY);
        }
    }

    /** Lines of another form do not count, nor do those without addresses, which an unprivileged reader gets. */
    private static List<Line> lines(String iomem) {
        return iomem.lines()
                .map(LINE::matcher)
                .filter(Matcher::matches)
                .map(match -> new Line(
                        Long.parseUnsignedLong(match.group(1), 16),
                        Long.parseUnsignedLong(match.group(2), 16),
                        match.group(3)))
                .filter(line -> line.last() != 0 && MemoryRange.exists(line.first(), line.last() - line.first() + 1))
                .toList();
    }

    private static KernelInterfaceException inUse(String path, MemoryRange range, String by) {
        return KernelInterfaceException.unsupported(
                path, "memory of " + range + " is still in use by '" + by + "', and nothing was given back", REMEDY);
    }
}

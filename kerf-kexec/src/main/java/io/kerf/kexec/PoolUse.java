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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Whether memory of {@code /dev/lazy_cma} is still in use: by {@code /proc/iomem}, and by the host's tree, for which the multikernel file
 * system must be mounted. The device itself does not know, and would take it from under a running kernel. How far an allocation goes is asked
 * of the kernel, too: the device goes by its first byte alone, whatever the caller believes.
 */
final class PoolUse {
    private static final Pattern LINE = Pattern.compile("\\s*([0-9a-f]{1,16})-([0-9a-f]{1,16}) : (.*)");
    private static final String INSTANCE = "mk-instance-";
    private static final String RAM = "System RAM";
    private static final String REMEDY = "delete its instances and give up the pool first";

    private final KernelRoots roots;
    private final String device;
    private final FileSystemTypes types;

    PoolUse(KernelRoots roots, Path device, FileSystemTypes types) {
        this.roots = roots;
        this.device = device.toString();
        this.types = types;
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

        boolean isRamAround(long address) {
            return name.startsWith(RAM) && first <= address && last >= address;
        }

        boolean isInstance() {
            return name.startsWith(INSTANCE);
        }
    }

    /**
     * Refuses where the kernel still has a part of what would be given back, or the allocation is another one than the caller believes.
     *
     * @param range the allocation
     * @param from the first byte that would be given back; behind the allocation if all of it is kept
     */
    void requireUnused(MemoryRange range, long from) {
        SysfsMultikernel fs = SysfsMultikernel.of(roots);
        List<Line> lines = lines(fs.iomem());
        int allocation = requireAllocation(lines, range);
        long last = range.last();
        if (from > last) {
            return;
        }
        for (int i = 0; i < lines.size(); i++) {
            Line line = lines.get(i);
            boolean around = i <= allocation && line.holds(range);
            if (line.overlaps(from, last) && (line.isInstance() || !around)) {
                throw inUse(iomem(), range, line.name());
            }
        }
        if (fs.isMounted()) {
            InstanceGuard.requireKernel(roots.multikernel(), types);
            requireNotInPool(fs, range, from, last);
        } else if (Files.exists(roots.multikernel()) || knowsMultikernel()) {
            throw KernelInterfaceException.unsupported(
                    device,
                    "no file system of type multikernel is mounted on " + roots.multikernel()
                            + ", so it cannot be told whether the kernel's pool, which it keeps for all that, has memory of "
                            + range,
                    "mount it first: mount -t multikernel none " + roots.multikernel());
        }
    }

    /** Whether the kernel has the file system, mounted or not; one that cannot be asked may have it. */
    private boolean knowsMultikernel() {
        Path list = roots.proc().resolve("filesystems");
        try (Stream<String> types = Files.lines(list, StandardCharsets.ISO_8859_1)) {
            return types.anyMatch(line -> line.strip().endsWith("multikernel"));
        } catch (IOException | UncheckedIOException unknown) {
            return true;
        }
    }

    /** The kernel lists what lies in something right behind it, so an allocation is the first to begin there inside the RAM around it. */
    private int requireAllocation(List<Line> lines, MemoryRange range) {
        int ram = -1;
        for (int i = 0; i < lines.size(); i++) {
            ram = lines.get(i).isRamAround(range.base()) ? i : ram;
        }
        for (int i = ram + 1; i < lines.size(); i++) {
            Line line = lines.get(i);
            if (line.first() == range.base()) {
                if (line.last() != range.last()) {
                    throw another(
                            range,
                            "what begins there is " + new MemoryRange(line.first(), line.last() - line.first() + 1)
                                    + " ('" + line.name() + "')");
                }
                return i;
            }
        }
        throw another(range, "nothing begins there");
    }

    private KernelInterfaceException another(MemoryRange range, String found) {
        return KernelInterfaceException.unsupported(
                device,
                "by " + iomem() + " no allocation is at " + range + ": " + found,
                "take the range that allocate gave, or what resize made of it, and run with CAP_SYS_ADMIN, without which the kernel"
                        + " shows no addresses");
    }

    private String iomem() {
        return roots.proc().resolve("iomem").toString();
    }

    private void requireNotInPool(SysfsMultikernel fs, MemoryRange range, long from, long last) {
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
                    device,
                    tree + " does not tell whether the pool has memory of " + range + ": " + e.getMessage(),
                    REMEDY);
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

    private KernelInterfaceException inUse(String by, MemoryRange range, String user) {
        return KernelInterfaceException.unsupported(
                device,
                "by " + by + " memory of " + range + " is still in use by '" + user + "', and nothing was given back",
                REMEDY);
    }
}

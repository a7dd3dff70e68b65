// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import io.kerf.model.CpuSet;
import io.kerf.model.MemoryRange;
import io.kerf.sysfs.simulated.SimulatedInstance.Image;
import io.kerf.sysfs.simulated.SimulatedInstance.Region;
import io.kerf.sysfs.simulated.SimulatedMachine.NodeMemory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;

/** The texts of {@code /proc/iomem} and {@code /proc/kimage}. */
final class ProcFiles {
    private static final String RAM = "System RAM";
    private static final String POOL = "Multikernel Memory Pool";

    private ProcFiles() {}

    private static final int FEWEST_DIGITS = 8;
    private static final Comparator<Line> BY_RANGE = Comparator.comparing(Line::range);

    private record Line(MemoryRange range, String name) {}

    /** System RAM, below it the pool's chunks, below each the regions of the instances; ends are inclusive. */
    static String iomem(KernelState state) {
        List<Line> chunks = new ArrayList<>();
        for (NodeMemory chunk : state.memory().chunks()) {
            chunks.add(new Line(chunk.range(), POOL));
        }
        List<Region> regions = new ArrayList<>(state.instances().size());
        for (SimulatedInstance instance : state.instances()) {
            regions.addAll(instance.regions());
        }
        List<Line> ram = ram(state);
        ram.sort(BY_RANGE);
        chunks.sort(BY_RANGE);
        regions.sort(Comparator.comparing(Region::range));
        StringBuilder out = new StringBuilder(64 * (ram.size() + chunks.size() + regions.size()));
        for (Line outer : ram) {
            append(out, 0, outer);
            for (Line chunk : chunks) {
                if (outer.range().contains(chunk.range())) {
                    append(out, 1, chunk);
                    appendInside(out, chunk, regions);
                }
            }
        }
        return out.toString();
    }

    private static void appendInside(StringBuilder out, Line chunk, List<Region> regions) {
        for (Region region : regions) {
            if (chunk.range().contains(region.range())) {
                out.append(region.line());
            }
        }
    }

    /** The line of a region of an instance's memory, which stays as it is for as long as the instance has it. */
    static String line(SimulatedInstance instance, MemoryRange range, int number) {
        StringBuilder out = new StringBuilder();
        String name = "mk-instance-" + instance.id() + "-" + instance.name() + "-region-" + number;
        append(out, 2, new Line(range, name));
        return out.toString();
    }

    /** A line for each piece of the machine's memory; on flat kernels, whose pool may reach over several, one for all that touch. */
    private static List<Line> ram(KernelState state) {
        List<Line> ram = new ArrayList<>();
        for (MemoryRange range : state.machine().memory().stream()
                .map(NodeMemory::range)
                .sorted()
                .toList()) {
            int last = ram.size() - 1;
            boolean touches = last >= 0 && ram.get(last).range().last() + 1 == range.base();
            if (state.release().isFlat() && touches) {
                MemoryRange before = ram.get(last).range();
                ram.set(last, new Line(new MemoryRange(before.base(), before.size() + range.size()), RAM));
            } else {
                ram.add(new Line(range, RAM));
            }
        }
        return ram;
    }

    private static void append(StringBuilder out, int level, Line line) {
        out.append("  ".repeat(level));
        appendAddress(out, line.range().base());
        out.append('-');
        appendAddress(out, line.range().last());
        out.append(" : ").append(line.name()).append('\n');
    }

    /** Eight hexadecimal digits, or as many as it takes. */
    private static void appendAddress(StringBuilder out, long address) {
        int digits = Math.max(FEWEST_DIGITS, (Long.SIZE + 3 - Long.numberOfLeadingZeros(address)) / 4);
        for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
            out.append(Character.forDigit((int) (address >>> shift) & 0xf, 16));
        }
    }

    /**
     * One paragraph for each CPU of the host as x86 has it, as far as it names CPUs: the boot CPU is processor 0. CPUs in the pool are
     * offline, so they are not there, and keep their number for when they come back.
     */
    static String cpuinfo(KernelState state) {
        SimulatedMachine machine = state.machine();
        CpuSet online = state.cpus().host();
        StringBuilder out = new StringBuilder();
        int processor = 0;
        LongStream boot = LongStream.of(machine.bootCpu());
        LongStream others = Arrays.stream(machine.cpus().toArray()).filter(id -> id != machine.bootCpu());
        for (long id : LongStream.concat(boot, others).toArray()) {
            int number = processor++;
            if (!online.contains(id)) {
                continue;
            }
            out.append("processor\t: ").append(number);
            out.append("\napicid\t\t: ").append(Long.toUnsignedString(id)).append("\n\n");
        }
        return out.toString();
    }

    /** The table of kernel images, in the column widths of the kernel, which the word multikernel does not keep to. */
    static String kimage(KernelState state) {
        StringBuilder out = new StringBuilder("""
            MK_ID  Type        Start Address   Segments  Mode  Cmdline
            -----  ----------  --------------  --------  ----  -------
            """);
        state.instances().stream()
                .filter(instance -> instance.image().isPresent())
                .sorted(Comparator.comparingInt(SimulatedInstance::id))
                .forEach(instance -> out.append(row(instance, instance.image().orElseThrow())));
        return out.toString();
    }

    private static String row(SimulatedInstance instance, Image image) {
        return String.format(
                "%5d  %-10s  0x%012x  %8d  %-4s  \"%s\"\n",
                instance.id(), "multikernel", image.start(), image.segments(), "file", image.commandLine());
    }
}

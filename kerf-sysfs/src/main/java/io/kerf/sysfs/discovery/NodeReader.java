// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import io.kerf.diag.Diagnostic;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuSet;
import io.kerf.model.MemoryRange;
import io.kerf.model.MemoryType;
import io.kerf.model.NumaDistances;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Reads the NUMA nodes from {@code devices/system/node} below sysfs (Linux: {@code Documentation/ABI/stable/sysfs-devices-node}). Where the
 * memory of a node is, its links {@code memory<block>} say, to the size of a block.
 */
final class NodeReader {
    private static final String BLOCK = "memory";
    private static final int LEAST_DISTANCE = NumaDistances.LOCAL;
    private static final int MOST_DISTANCE = 255;

    private final HostFiles files;
    private final Path sys;
    private final Path folder;
    private final NumaDistances.Builder distances = NumaDistances.builder();

    NodeReader(HostFiles files, Path sys) {
        this.files = files;
        this.sys = sys;
        this.folder = sys.resolve("devices/system/node");
    }

    List<HostNode> read() {
        Optional<CpuSet> online = files.list(folder.resolve("online"), HostFiles.MOST_NODES);
        if (online.isEmpty()) {
            files.findings()
                    .add(Diagnostic.info(
                                    Codes.MISSING,
                                    folder.resolve("online") + " says nothing, so no NUMA node is known, and memory"
                                            + " cannot be asked for by node")
                            .withSubject(folder.toString())
                            .withSuggestion("nothing is amiss if the kernel was built without NUMA"));
            return List.of();
        }
        long block = blockSize();
        Map<Integer, List<Long>> blocks = block == 0 ? Map.of() : blocks(online.get());
        List<HostNode> nodes = new ArrayList<>();
        for (long id : online.get().toArray()) {
            List<MemoryRange> memory = ranges(blocks.getOrDefault((int) id, List.of()), block);
            nodes.add(node((int) id, online.get(), memory));
        }
        return nodes;
    }

    /** The memory blocks of each node. One that the memory of two nodes lies in is on neither: nobody knows where it is divided. */
    private Map<Integer, List<Long>> blocks(CpuSet online) {
        Map<Integer, List<Long>> blocks = new HashMap<>();
        Set<Long> known = new HashSet<>();
        CpuSet.Builder shared = CpuSet.builder();
        for (long id : online.toArray()) {
            List<Long> here = blocks(folder.resolve("node" + id));
            blocks.put((int) id, here);
            here.stream().filter(block -> !known.add(block)).forEach(shared::add);
        }
        CpuSet divided = shared.build();
        if (!divided.isEmpty()) {
            blocks.values().forEach(here -> here.removeIf(divided::contains));
            files.findings()
                    .add(Diagnostic.info(
                                    Codes.SHARED_BLOCKS,
                                    "memory of several NUMA nodes lies in the memory blocks " + divided
                                            + ", so that no node counts as having them")
                            .withSubject(folder.toString())
                            .withSuggestion("nothing is amiss: the memory of these blocks only is given to no pool by"
                                    + " its place"));
        }
        return blocks;
    }

    NumaDistances distances() {
        return distances.build();
    }

    private HostNode node(int id, CpuSet online, List<MemoryRange> memory) {
        Path node = folder.resolve("node" + id);
        distances(id, online, node.resolve("distance"));
        Path file = node.resolve("meminfo");
        Optional<String> meminfo = files.line(file);
        if (meminfo.isEmpty()) {
            files.findings().missing(file.toString(), "the memory of node " + id + " is not known", "try again");
        }
        return new HostNode(
                id,
                files.list(node.resolve("cpulist")).orElse(CpuSet.empty()),
                figure(file, meminfo, "MemTotal"),
                figure(file, meminfo, "MemFree"),
                memory,
                MemoryType.DRAM);
    }

    private ByteSize figure(Path file, Optional<String> meminfo, String name) {
        if (meminfo.isEmpty()) {
            return ByteSize.ZERO;
        }
        Optional<ByteSize> size = MeminfoText.find(meminfo.get(), name);
        if (size.isEmpty()) {
            files.findings().malformed(file.toString(), meminfo.get(), "a text with " + name + " in kB");
        }
        return size.orElse(ByteSize.ZERO);
    }

    /** Hexadecimal without {@code 0x}; 0 where it is not known. */
    private long blockSize() {
        Path file = sys.resolve("devices/system/memory/block_size_bytes");
        Optional<String> text = files.line(file);
        if (text.isEmpty()) {
            return 0;
        }
        try {
            long size = Long.parseUnsignedLong(text.get(), 16);
            if (size > 0 && Long.bitCount(size) == 1) {
                return size;
            }
        } catch (NumberFormatException e) {
            // Told below, as a size that is no power of two is.
        }
        files.findings().malformed(file.toString(), text.get(), "a power of two in hexadecimal");
        return 0;
    }

    private List<Long> blocks(Path node) {
        List<Long> blocks = new ArrayList<>();
        for (String name : files.names(node)) {
            // Other entries begin with the same letters.
            if (name.matches(BLOCK + "[0-9]{1,18}")) {
                blocks.add(Long.parseLong(name, BLOCK.length(), name.length(), 10));
            }
        }
        return blocks;
    }

    /** Blocks that follow each other make one range. */
    static List<MemoryRange> ranges(List<Long> blocks, long size) {
        List<MemoryRange> ranges = new ArrayList<>();
        for (long block : blocks.stream().sorted().toList()) {
            if (block < 0 || Long.compareUnsigned(block, -1L >>> Long.numberOfTrailingZeros(size)) > 0) {
                continue;
            }
            long base = block * size;
            int top = ranges.size() - 1;
            if (top >= 0 && ranges.get(top).last() + 1 == base) {
                MemoryRange before = ranges.get(top);
                ranges.set(top, new MemoryRange(before.base(), before.size() + size));
            } else {
                ranges.add(new MemoryRange(base, size));
            }
        }
        return ranges;
    }

    /** One number for each online node, in their order. */
    private void distances(int from, CpuSet online, Path file) {
        Optional<String> text = files.line(file);
        if (text.isEmpty()) {
            return;
        }
        String[] words = text.get().isEmpty() ? new String[0] : text.get().split(" +", -1);
        int[] row = Arrays.stream(words).mapToInt(NodeReader::distance).toArray();
        if (row.length != online.size() || Arrays.stream(row).anyMatch(each -> each < 0)) {
            files.findings()
                    .malformed(
                            file.toString(),
                            text.get(),
                            "a distance of 10 to 255 for each of the " + online.size() + " online nodes");
            return;
        }
        int at = 0;
        for (long to : online.toArray()) {
            distances.set(from, (int) to, row[at++]);
        }
    }

    private static int distance(String word) {
        try {
            int distance = Integer.parseInt(word);
            return distance >= LEAST_DISTANCE && distance <= MOST_DISTANCE ? distance : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** The node of each CPU; one that two nodes list is on the first, and that is a finding. */
    Map<Integer, OptionalInt> nodeOfCpu(List<HostNode> nodes) {
        Map<Integer, OptionalInt> found = new HashMap<>();
        for (HostNode node : nodes) {
            CpuSet.Builder elsewhere = CpuSet.builder();
            for (long cpu : node.cpuNumbers().toArray()) {
                if (found.putIfAbsent((int) cpu, OptionalInt.of(node.id())) != null) {
                    elsewhere.add(cpu);
                }
            }
            CpuSet other = elsewhere.build();
            if (!other.isEmpty()) {
                files.findings()
                        .contradicts(
                                folder.resolve("node" + node.id() + "/cpulist").toString(),
                                "CPUs " + other + " are on a node of a lower number, too, and are taken to be there");
            }
        }
        return found;
    }
}

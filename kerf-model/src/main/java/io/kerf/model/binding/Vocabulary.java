// SPDX-License-Identifier: Apache-2.0
package io.kerf.model.binding;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.NearestWord;
import io.kerf.tree.DtNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The names that people write (kernels add some of their own), to find the one that was meant by a name that means nothing. */
final class Vocabulary {
    private static final List<String> WORDS = List.of(
            Names.RESOURCES,
            Names.INSTANCES,
            Names.ALIASES,
            Names.COMPATIBLE,
            Names.MODEL,
            Names.ID,
            Names.CPU_CELLS,
            Names.CPUS,
            Names.TOTAL,
            Names.HOST_RESERVED,
            Names.AVAILABLE,
            Names.CORES,
            Names.SOCKET_ID,
            Names.MEMORY,
            Names.TOTAL_BYTES,
            Names.HOST_RESERVED_BYTES,
            Names.MEMORY_POOL_BASE,
            Names.MEMORY_POOL_BYTES,
            Names.MEMORY_BASE,
            Names.MEMORY_BYTES,
            Names.MEMORY_SIZE,
            Names.MEMORY_TYPE,
            Names.SIZE,
            Names.REG,
            Names.TOPOLOGY,
            Names.CACHES,
            Names.LEVEL,
            Names.NUMA_NODES,
            Names.NODE_ID,
            Names.DISTANCE_MATRIX,
            Names.NUMA_NODE,
            Names.NUMA_NODE_ID,
            Names.DEVICES,
            Names.DEVICE_TYPE,
            Names.DEVICE_TYPE_STANDARD,
            Names.DEVICE_NAME,
            Names.ACPI_HID,
            Names.PCI_ID,
            Names.VENDOR_ID,
            Names.DEVICE_ID,
            Names.SRIOV_VFS,
            Names.HOST_RESERVED_VF,
            Names.AVAILABLE_VFS,
            Names.NAMESPACES,
            Names.HOST_RESERVED_NS,
            Names.AVAILABLE_NS,
            Names.PARENT,
            Names.VF_ID,
            Names.NAMESPACE_ID,
            Names.DEVICE_NAMES,
            Names.CPU_AFFINITY,
            Names.MEMORY_POLICY,
            Names.OPTIONS,
            Names.ENABLE_HOST_KCORE,
            Names.URING,
            Names.SQ_ENTRIES,
            Names.CQ_ENTRIES,
            Names.SHIM_DATA_PAGES,
            Names.VIRTIO,
            Names.QUEUES,
            Names.QUEUE_SIZE,
            Names.LLC_WAY_MASK,
            Names.STATUS,
            Names.CHOSEN);

    private static final Set<String> KNOWN = Set.copyOf(WORDS);

    private Vocabulary() {}

    /**
     * A finding about a name that means nothing in a node. It may be anybody's; but one that is nearly a word which the node does not have
     * was most likely meant to have an effect. A word that only stands where it says nothing is not compared.
     */
    static Diagnostic unknown(String message, String name, DtNode node) {
        if (isCpuNode(name, node)) {
            return Diagnostic.error(Codes.UNKNOWN, message + ", so the CPUs in it do not count")
                    .withSuggestion("write cpus = <...>; or, in /resources of an inventory, cpus { ... }");
        }
        Optional<String> near = KNOWN.contains(name) ? Optional.empty() : NearestWord.of(name, WORDS);
        return near.filter(word ->
                        node.property(word).isEmpty() && node.child(word).isEmpty())
                .map(word -> Diagnostic.warning(Codes.UNKNOWN, message + ", and has no effect")
                        .withSuggestion("did you mean " + NodeReader.quoted(word) + "?"))
                .orElseGet(() -> Diagnostic.info(Codes.UNKNOWN, message));
    }

    /** Whoever writes CPUs into a node that nothing reads has lost them. */
    private static boolean isCpuNode(String name, DtNode parent) {
        return parent.name().equals(Names.RESOURCES)
                && parent.property(name).isEmpty()
                && (name.equals(Names.CPUS) || name.startsWith(Names.CPUS + "@"));
    }
}

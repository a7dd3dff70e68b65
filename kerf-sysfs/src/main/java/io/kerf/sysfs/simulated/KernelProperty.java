// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import io.kerf.model.PciAddress;
import io.kerf.sysfs.Errno;
import io.kerf.tree.DtNode;
import io.kerf.tree.DtProperty;
import io.kerf.tree.PropertyValue;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads properties the way the kernel does: by length, with its own leniencies, and an errno where they do not fit. */
final class KernelProperty {
    /** Stands for "no NUMA node". */
    static final int ANY_NODE = -1;

    /** Most NUMA nodes of the simulated kernel ({@code MAX_NUMNODES} of a kernel built with {@code NODES_SHIFT=6}). */
    static final int MAX_NODES = 64;

    /** {@code sscanf("%x:%x:%x.%x")}: white space and 0x before each number, anything behind the last. */
    private static final Pattern PCI_ID =
            Pattern.compile("\\s*(?:0[xX])?([0-9A-Fa-f]{1,8}):\\s*(?:0[xX])?([0-9A-Fa-f]{1,8}):"
                    + "\\s*(?:0[xX])?([0-9A-Fa-f]{1,8})\\.\\s*(?:0[xX])?([0-9A-Fa-f]{1,8}).*");

    private KernelProperty() {}

    /** Text up to the first NUL; refuses a property that is absent, empty, or does not end in NUL. */
    static String text(DtNode node, String name) throws KernelError {
        return optionalText(node, name).orElseThrow(() -> invalid(node, name + " is missing, empty or unterminated"));
    }

    /** As {@link #text}, but empty where that refuses. */
    static Optional<String> optionalText(DtNode node, String name) {
        return value(node, name).filter(KernelProperty::isTerminated).map(KernelProperty::upToNul);
    }

    /** Text of at most so many characters; empty if absent. */
    static Optional<String> shortText(DtNode node, String name, int most) throws KernelError {
        Optional<PropertyValue> value = value(node, name);
        if (value.isPresent() && !isTerminated(value.get())) {
            throw invalid(node, name + " is unterminated");
        }
        Optional<String> text = value.map(KernelProperty::upToNul);
        if (text.isPresent() && text.get().length() > most) {
            throw invalid(node, name + " is longer than " + most + " characters");
        }
        return text;
    }

    static Optional<PropertyValue> value(DtNode node, String name) {
        return node.property(name).map(DtProperty::value);
    }

    private static boolean isTerminated(PropertyValue value) {
        return value.size() > 1 && value.byteAt(value.size() - 1) == 0 && value.byteAt(0) != 0;
    }

    private static String upToNul(PropertyValue value) {
        byte[] bytes = value.toBytes();
        int end = 0;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }

    /** A 32-bit cell. */
    static int u32(DtNode node, String name) throws KernelError {
        Optional<PropertyValue> value = value(node, name);
        if (value.isEmpty() || value.get().size() != Integer.BYTES) {
            throw invalid(node, name + " is not one cell");
        }
        return value.get().u32();
    }

    /** A number of bytes: 64 bits, not 0, whole pages. */
    static long pages(DtNode node, String name, int pageSize) throws KernelError {
        long bytes = address(node, name, pageSize);
        if (bytes == 0) {
            throw invalid(node, name + " is zero");
        }
        return bytes;
    }

    /** CPU ids, 64 bits each. */
    static long[] cpus(DtNode node) throws KernelError {
        return cpus(node, Long.BYTES);
    }

    /** CPU ids of so many bytes each, 4 or 8, whatever was meant. */
    static long[] cpus(DtNode node, int bytes) throws KernelError {
        Optional<PropertyValue> value = value(node, "cpus");
        if (value.isEmpty() || value.get().isEmpty() || value.get().size() % bytes != 0) {
            throw invalid(node, "cpus is missing, empty or no list of " + 8 * bytes + "-bit numbers");
        }
        return bytes == Long.BYTES
                ? value.get().u64List()
                : Arrays.stream(value.get().u32List())
                        .mapToLong(Integer::toUnsignedLong)
                        .toArray();
    }

    /** One 64-bit number in whole pages, perhaps 0. */
    static long address(DtNode node, String name, int pageSize) throws KernelError {
        Optional<PropertyValue> value = value(node, name);
        if (value.isEmpty() || value.get().size() != Long.BYTES) {
            throw invalid(node, name + " is not one 64-bit number");
        }
        if (value.get().u64() % pageSize != 0) {
            throw invalid(node, name + " is no multiple of a page");
        }
        return value.get().u64();
    }

    /** The one id of a {@code cpu@} item: one or two cells. */
    static long cpu(DtNode item) throws KernelError {
        Optional<PropertyValue> value = value(item, "reg");
        if (value.isEmpty()
                || (value.get().size() != Integer.BYTES && value.get().size() != Long.BYTES)) {
            throw invalid(item, "reg is no CPU id");
        }
        return value.get().number();
    }

    /** The node that memory is wanted on, or {@link #ANY_NODE}. */
    static int numaNode(DtNode item) throws KernelError {
        Optional<PropertyValue> value = value(item, "numa-node-id");
        if (value.isEmpty()) {
            return ANY_NODE;
        }
        if (value.get().size() != Integer.BYTES) {
            throw invalid(item, "numa-node-id is not one cell");
        }
        return checkedNode(item, value.get().u32());
    }

    static int checkedNode(DtNode at, int node) throws KernelError {
        if (node < 0 || node >= MAX_NODES) {
            throw invalid(at, "there is no NUMA node " + Integer.toUnsignedString(node));
        }
        return node;
    }

    /** Base and size of a memory item, 16 bytes, cut to whole pages. */
    static Span span(DtNode item, int pageSize) throws KernelError {
        Optional<PropertyValue> value = value(item, "reg");
        if (value.isEmpty() || value.get().size() != 2 * Long.BYTES) {
            throw invalid(item, "reg is not a base and a size");
        }
        long[] reg = value.get().u64List();
        return new Span(reg[0] / pageSize * pageSize, reg[1] / pageSize * pageSize);
    }

    /** A base and a size as written; unlike a memory range it may be empty or run past the end. */
    record Span(long base, long size) {}

    /** A PCI address; each number is cut to the width the kernel keeps. */
    static PciAddress pciAddress(DtNode item) throws KernelError {
        Matcher matcher = PCI_ID.matcher(text(item, "pci-id"));
        if (!matcher.matches()) {
            throw invalid(item, "pci-id is no PCI address");
        }
        int domain = (int) Long.parseLong(matcher.group(1), 16) & 0xffff;
        int bus = (int) Long.parseLong(matcher.group(2), 16) & 0xff;
        int device = (int) Long.parseLong(matcher.group(3), 16) & 0x1f;
        int function = (int) Long.parseLong(matcher.group(4), 16) & 7;
        return new PciAddress(domain, bus, device, function);
    }

    private static KernelError invalid(DtNode node, String what) {
        return new KernelError(Errno.EINVAL, node.name() + ": " + what);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.model.ByteSize;

/** The part of the text report that says how much of the pool is in use. */
final class UtilizationText {
    private static final long GIB = 1L << 30;

    private final StringBuilder out = new StringBuilder();

    private UtilizationText() {}

    static String of(Utilization use) {
        UtilizationText text = new UtilizationText();
        text.line("Resource Utilization:");
        text.line("  CPUs: " + counted(use.cpus()) + percent(use.cpus()) + ", "
                + use.cpus().free() + " free");
        text.line("  Memory: " + memory(use.memory(), ""));
        if (use.functions().total() > 0) {
            text.line("  Network: " + of(use.functions(), "VFs"));
        }
        if (use.namespaces().total() > 0) {
            text.line("  Storage: " + of(use.namespaces(), "namespaces"));
        }
        text.line("  Devices: " + counted(use.devices()));
        boolean placed = use.unplaced().isZero();
        use.nodes()
                .forEach(node -> text.line("  NUMA node " + node.id() + ": CPUs " + counted(node.cpus())
                        + percent(node.cpus()) + ", memory " + memory(node.memory(), placed ? "" : "at most ")));
        if (!placed && !use.nodes().isEmpty()) {
            text.line("  On nodes that the state does not tell: memory " + use.unplaced() + " allocated");
        }
        return text.out.toString();
    }

    private void line(String text) {
        out.append(text).append('\n');
    }

    private static String of(Utilization.Share share, String what) {
        return share.used() + "/" + share.total() + " " + what + " allocated";
    }

    private static String counted(Utilization.Share share) {
        return share.used() + "/" + share.total() + " allocated";
    }

    private static String percent(Utilization.Share share) {
        return Amounts.bracketed(Amounts.percent(share.used(), share.total(), ""));
    }

    /** In whole gigabytes where all of it is, else each size in its own unit, so that no megabyte is rounded away. */
    private static String memory(Utilization.Share share, String most) {
        if ((share.used() | share.total()) % GIB == 0) {
            return share.used() / GIB + "/" + share.total() / GIB + " GB allocated" + percent(share) + ", " + most
                    + share.free() / GIB + " GB free";
        }
        return new ByteSize(share.used()) + "/" + new ByteSize(share.total()) + " allocated" + percent(share) + ", "
                + most + new ByteSize(share.free()) + " free";
    }
}

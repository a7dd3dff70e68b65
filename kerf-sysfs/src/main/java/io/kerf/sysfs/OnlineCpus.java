// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The physical ids of the host's CPUs, out of the text of {@code /proc/cpuinfo}, which leaves out those that are in the pool. */
final class OnlineCpus {
    /** x86 writes APIC ids, riscv hart ids; arm64 writes neither. */
    private static final Pattern LINE = Pattern.compile("(?:apicid|hart)\\s*:\\s*([0-9]{1,19})\\s*");

    private OnlineCpus() {}

    /** The ids as they come; none where the architecture does not write them. */
    static List<Long> parse(String cpuinfo) {
        return cpuinfo.lines()
                .map(LINE::matcher)
                .filter(Matcher::matches)
                .map(line -> Long.parseUnsignedLong(line.group(1)))
                .toList();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import io.kerf.model.ByteSize;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One figure of {@code /proc/meminfo} ({@code MemTotal:       16384 kB}) or of a node's {@code meminfo}
 * ({@code Node 0 MemTotal:       16384 kB}).
 */
final class MeminfoText {
    private static final int KIB_DIGITS = 15;

    private MeminfoText() {}

    /** The figure of a name; empty if no line has it, or not in this form. */
    static Optional<ByteSize> find(String text, String name) {
        Pattern line = Pattern.compile(
                "(?m)^(?:Node +[0-9]+ +)?" + Pattern.quote(name) + ": *([0-9]{1," + KIB_DIGITS + "}) kB *$");
        Matcher matcher = line.matcher(text);
        return matcher.find() ? Optional.of(ByteSize.ofKiB(Long.parseLong(matcher.group(1)))) : Optional.empty();
    }
}

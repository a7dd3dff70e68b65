// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The ring of log lines, which alone says why an overlay failed. */
final class KernelLog {
    private static final int MOST_LINES = 1000;

    private final Deque<String> lines = new ArrayDeque<>();

    void add(String line) {
        if (lines.size() == MOST_LINES) {
            lines.removeFirst();
        }
        lines.addLast("multikernel: " + line);
    }

    List<String> lines() {
        return List.copyOf(lines);
    }
}

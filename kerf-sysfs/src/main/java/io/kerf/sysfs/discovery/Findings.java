// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects findings. Of findings about files of one name, such as {@code core_id} of thousands of CPUs, the first {@value #EACH} are kept
 * and the rest are counted.
 */
final class Findings {
    static final int EACH = 4;
    private static final int SHOWN = 60;

    private final List<Diagnostic> found = new ArrayList<>();
    private final Map<String, Integer> counts = new LinkedHashMap<>();
    private int uncounted;

    void add(Diagnostic finding) {
        found.add(finding);
    }

    /** How many there were, with those that are not kept. */
    int count() {
        return found.size() + uncounted;
    }

    /** A file that is not there although what it says is needed. */
    void missing(String path, String meaning, String remedy) {
        file(Codes.MISSING, Severity.WARNING, path, path + " is not there, so " + meaning, remedy);
    }

    /** A file that is there and cannot be read. */
    void unreadable(String path, String reason, String remedy) {
        file(Codes.UNREADABLE, Severity.WARNING, path, path + " cannot be read: " + reason, remedy);
    }

    /** A file that does not hold what the kernel writes there. */
    void malformed(String path, String found, String expected) {
        String message = path + " has " + quoted(found) + ", which is not " + expected;
        String remedy = "read it again; if it stays so, this kernel writes something that kerf does not know";
        file(Codes.MALFORMED, Severity.WARNING, path, message, remedy);
    }

    /** A file that says of CPUs what another one says otherwise. */
    void contradicts(String path, String said) {
        file(
                Codes.MALFORMED,
                Severity.WARNING,
                path,
                path + " and another file disagree: " + said,
                "discover again: CPUs may have been switched on or off meanwhile");
    }

    private void file(String code, Severity severity, String path, String message, String remedy) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        if (counts.merge(code + " " + name, 1, Integer::sum) <= EACH) {
            found.add(Diagnostic.of(code, severity, message).withSubject(path).withSuggestion(remedy));
        } else {
            uncounted++;
        }
    }

    /** Text from anywhere as one short line in quotes. */
    static String quoted(String text) {
        StringBuilder out = new StringBuilder("'");
        int end = Math.min(text.length(), SHOWN);
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            out.append(Character.isISOControl(c) ? '?' : c);
        }
        return out.append(text.length() > SHOWN ? "…'" : "'").toString();
    }

    List<Diagnostic> all() {
        List<Diagnostic> all = new ArrayList<>(found);
        counts.forEach((what, count) -> {
            if (count > EACH) {
                String[] parts = what.split(" ", 2);
                all.add(Diagnostic.info(
                                Codes.MORE,
                                (count - EACH) + " more files called '" + parts[1] + "' are as the first " + EACH
                                        + " of " + parts[0])
                        .withSubject(parts[1]));
            }
        });
        return List.copyOf(all);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import java.nio.file.Path;
import java.util.Optional;

/** Reads tables of procfs that differ from process to process: those of the first process are the host's. */
final class ProcTables {
    private final HostFiles files;
    private final Path proc;

    ProcTables(HostFiles files, Path proc) {
        this.files = files;
        this.proc = proc;
    }

    /** A text, and the file that it is from. */
    record Table(Path file, String text) {
        /** Whether the last line has its end, as it has in every table of the kernel's. */
        boolean isWhole() {
            return text.endsWith("\n");
        }
    }

    /** A file below procfs. */
    Path file(String name) {
        return proc.resolve(name);
    }

    Optional<Table> table(String name) {
        return table(files, file(name));
    }

    /** The first process sees the mounts and routes of the host; whoever may not look at it sees its own. */
    Optional<Table> ofFirstProcess(String name, String otherwise) {
        HostFiles aside = new HostFiles(new Findings());
        return table(aside, proc.resolve("1").resolve(name)).or(() -> table(otherwise));
    }

    private static Optional<Table> table(HostFiles reader, Path file) {
        return reader.text(file).map(text -> new Table(file, text));
    }
}

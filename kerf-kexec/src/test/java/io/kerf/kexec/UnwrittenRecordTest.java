// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.model.InstanceName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnwrittenRecordTest {
    private static final InstanceName NAME = InstanceName.of("a");

    /** PATH_MAX of Linux, less the NUL. */
    private static final int LONGEST_PATH = 4095;

    @TempDir
    private Path directory;

    private static LoadRecord record(String kernel) {
        return new LoadRecord(
                3, "boot", kernel, "ELF", "none", Optional.empty(), 9000, "00", Optional.empty(), 1, Instant.EPOCH);
    }

    /** A state directory with room for the path of {@code a.json}, and for no name of another file beside it that is two bytes longer. */
    private Path deepDirectory() {
        int wanted = LONGEST_PATH - "/instances/a.json".length();
        Path deep = directory;
        int left = wanted - deep.toString().length();
        while (left > 0) {
            int step = left <= 202 ? left : 200;
            deep = deep.resolve("d".repeat(step - 1));
            left -= step;
        }
        return deep;
    }

    /** As on a full disk, where no new file can be made while the old one stays. */
    @Test
    void aRecordThatCannotBeWrittenDoesNotLeaveThatOfAnotherKernel() throws Exception {
        LoadRecords records = LoadRecords.in(deepDirectory());
        Path file = deepDirectory().resolve("instances/a.json");
        Files.createDirectories(file.getParent());
        LoadRecords.in(directory).write(NAME, record("/boot/old"));
        Files.move(directory.resolve("instances/a.json"), file);
        assertThat(records.read(NAME)).map(LoadRecord::kernel).contains("/boot/old");

        records.write(NAME, record("/boot/new"));

        assertThat(records.read(NAME)).isEmpty();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.model.InstanceId;
import io.kerf.sysfs.Errno;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ErrnoMeaningTest {
    private static List<String> meanings(Errno errno) {
        InstanceId id = InstanceId.of(3);
        List<String> meanings = new ArrayList<>(List.of(
                ErrnoMeaning.ofMount(errno),
                ErrnoMeaning.ofPool(errno),
                ErrnoMeaning.ofKexec(KexecFlags.loadWithInitrd(id), errno),
                ErrnoMeaning.ofKexec(KexecFlags.unload(id), errno)));
        for (RebootCommand command : RebootCommand.values()) {
            meanings.add(ErrnoMeaning.ofReboot(command, errno));
        }
        meanings.removeIf(String::isEmpty);
        return meanings;
    }

    @Test
    void everyMeaningHasARemedy() {
        List<String> all = IntStream.rangeClosed(1, 133)
                .mapToObj(Errno::new)
                .flatMap(errno -> meanings(errno).stream())
                .toList();

        assertThat(all)
                .hasSizeGreaterThan(40)
                .allSatisfy(meaning -> assertThat(meaning).matches("[^;]+; .{8,}"));
    }
}

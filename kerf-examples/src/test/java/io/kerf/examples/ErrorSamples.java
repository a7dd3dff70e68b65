// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kerf.diag.KerfException;
import io.kerf.dts.Dts;
import io.kerf.model.SystemState;
import io.kerf.model.binding.Bindings;
import io.kerf.sysfs.Errno;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Exceptions as they come, by the line of {@code docs/errors.md} that they belong to. */
final class ErrorSamples {
    private final Map<String, List<KerfException>> byLine = new LinkedHashMap<>();

    /** Samples of all modules; some take a folder to work in. */
    static ErrorSamples ofAllModules(Path folder) throws Exception {
        ErrorSamples samples = new ErrorSamples();
        TreeErrorSamples.addTo(samples);
        PlacementErrorSamples.addTo(samples);
        KernelErrorSamples.addTo(samples, folder);
        KexecErrorSamples.addTo(samples, folder);
        HostErrorSamples.addTo(samples, folder);
        return samples;
    }

    void add(String line, KerfException... more) {
        byLine.computeIfAbsent(line, each -> new ArrayList<>()).addAll(List.of(more));
    }

    Set<String> lines() {
        return byLine.keySet();
    }

    List<KerfException> of(String line) {
        return byLine.getOrDefault(line, List.of());
    }

    static <E extends KerfException> E caught(Class<E> type, ThrowingCallable call) {
        E caught = catchThrowableOfType(type, call);
        assertThat(caught).as(type.getSimpleName()).isNotNull();
        return caught;
    }

    static List<Errno> errnos(String... names) throws Exception {
        List<Errno> errnos = new ArrayList<>();
        for (String name : names) {
            errnos.add((Errno) Errno.class.getField(name).get(null));
        }
        return errnos;
    }

    static SystemState minimal() {
        return Bindings.read(Dts.compile(Samples.baseline("minimal.dts")));
    }
}

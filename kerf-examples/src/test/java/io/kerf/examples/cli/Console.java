// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.Host;
import io.kerf.Kerf;
import io.kerf.dts.Dts;
import io.kerf.model.binding.Bindings;
import io.kerf.sysfs.simulated.SimulatedKernel;
import io.kerf.sysfs.simulated.SimulatedMachine;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs command lines in this process, as a terminal with UTF-8 would show them. */
final class Console {
    /** What came of a command line. */
    record Outcome(int exitCode, byte[] bytes, String err) {
        String out() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private final Map<String, String> environment = new HashMap<>(Map.of("LC_ALL", "C.UTF-8"));
    private boolean terminal;

    Console with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    Console onTerminal() {
        terminal = true;
        return this;
    }

    Outcome run(Object... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Surroundings surroundings = new Surroundings(
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.copyOf(environment),
                terminal);
        List<String> line = new ArrayList<>();
        for (Object word : words) {
            line.add(word.toString());
        }
        int code = new Cli(surroundings, new ChangeGuard()).run(line.toArray(String[]::new));
        return new Outcome(code, out.toByteArray(), err.toString(StandardCharsets.UTF_8));
    }

    /** Makes a simulated host with the hardware of a sample, and applies the sample as its baseline. */
    static Host host(Path directory, String sample) {
        Path baseline = sample(sample);
        Host host = Kerf.simulated(SimulatedKernel.onDirectory(
                directory, SimulatedMachine.describedBy(Bindings.read(Dts.compile(baseline)))));
        host.initialize(baseline).apply();
        return host;
    }

    /** A sample baseline. */
    static Path sample(String name) {
        return Path.of(System.getProperty("kerf.testdata"))
                .resolveSibling("kerf-examples/src/main/dts")
                .resolve(name);
    }
}

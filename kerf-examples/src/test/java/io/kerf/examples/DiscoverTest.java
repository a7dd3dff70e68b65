// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.Host;
import io.kerf.Kerf;
import io.kerf.dts.Dts;
import io.kerf.model.CpuSet;
import io.kerf.model.SystemState;
import io.kerf.model.binding.Bindings;
import io.kerf.sysfs.simulated.SimulatedKernel;
import io.kerf.sysfs.simulated.SimulatedMachine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example as a user runs it: a process of its own, its output and its exit code. */
class DiscoverTest {
    private record Outcome(int exitCode, String output) {}

    private static Outcome run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-classpath",
                System.getProperty("java.class.path"),
                "io.kerf.examples.Discover"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(), output);
    }

    @Test
    void aMachineAndABaselineForItArePrinted(@TempDir Path root) throws Exception {
        SystemState described = Bindings.read(Dts.compile(Samples.baseline("numa_topology.dts")));
        SimulatedKernel.onDirectory(root, SimulatedMachine.describedBy(described));

        Outcome outcome = run(root.toString(), "inventory");

        assertThat(outcome.output())
                .contains("64 CPUs, 32 cores, 4 NUMA nodes, ")
                .contains(
                        "  node 3: 32GB, 32GB free; the pool gets 16GB\n    cores 24-31  [hh][PP][PP][PP][PP][PP][PP][PP]\n")
                .contains("/multikernel-v1/;")
                .contains(
                        "/* The pool gets cpu2-15 on node 0, cpu18-31 on node 1, cpu34-47 on node 2, cpu50-63 on node 3. */");
        String source = outcome.output().substring(outcome.output().indexOf("/multikernel-v1/;"));
        SystemState read = Bindings.read(Dts.compile(source, "printed.dts"));
        assertThat(read.cpus().hostReserved()).isEqualTo(CpuSet.parse("0-1,16-17,32-33,48-49"));
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void cpusThatThePoolHasAlreadyAreStillInThePicture(@TempDir Path root) throws Exception {
        Path baseline = Samples.baseline("numa_topology.dts");
        SystemState described = Bindings.read(Dts.compile(baseline));
        SimulatedKernel kernel = SimulatedKernel.onDirectory(root, SimulatedMachine.describedBy(described));
        try (Host host = Kerf.simulated(kernel)) {
            host.initialize(baseline).apply();
        }

        assertThat(Kerf.discover(kernel.roots().orElseThrow()).topology().cores())
                .hasSize(32)
                .allMatch(core -> core.cpus().size() == 2);
        Outcome outcome = run(root.toString(), "pool");
        assertThat(outcome.output())
                .contains("socket 0\n", "[hh][PP]", "/dts-v1/;")
                .doesNotContain("without CPUs");
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void thisMachineIsPrinted() throws Exception {
        Outcome outcome = run();

        assertThat(outcome.output())
                .contains("h the host keeps it")
                .contains("linux,multikernel-host")
                .doesNotContain("\tat ", "SLF4J");
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void aPlaceWithoutAMachineFailsInWords(@TempDir Path root) throws Exception {
        Outcome outcome = run(root.toString());

        assertThat(outcome.output())
                .startsWith("✗ ")
                .contains("there is no procfs here")
                .doesNotContain("\tat ");
        assertThat(outcome.exitCode()).isEqualTo(1);
    }
}

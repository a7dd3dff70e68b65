// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.dts.Dts;
import io.kerf.model.ByteSize;
import io.kerf.model.Dialect;
import io.kerf.model.MemoryType;
import io.kerf.model.SystemState;
import io.kerf.model.binding.Bindings;
import io.kerf.sysfs.KernelRoots;
import io.kerf.sysfs.discovery.BaselineProposal;
import io.kerf.sysfs.discovery.HostHardware;
import io.kerf.sysfs.simulated.SimulatedKernel;
import io.kerf.sysfs.simulated.SimulatedMachine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The source text of a proposal compiles to its tree, whatever stands in its comments. */
class BaselineTextTest {
    @TempDir
    Path root;

    private void put(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private HostHardware withProcessor(String name) throws IOException {
        put("proc/cpuinfo", """
                processor\t: 0
                model name\t: %s
                apicid\t\t: 0

                processor\t: 1
                apicid\t\t: 2
                """.formatted(name));
        put("proc/meminfo", "MemTotal:        4194304 kB\nMemAvailable:    2097152 kB\n");
        put("proc/iomem", "00100000-ffffffff : System RAM\n");
        put("sys/devices/system/cpu/online", "0-1\n");
        return Kerf.discover(KernelRoots.under(root));
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void namesOfProcessorsDoNotBreakOutOfComments(Dialect dialect) throws IOException {
        for (String name :
                new String[] {"*/ }; evil {", "a */ b */", "**/", "/*", "\\", "*", "\u0001\t\"", "// x", "*\r/ };"}) {
            BaselineProposal proposal = withProcessor(name)
                    .baseline()
                    .cpuCount(1)
                    .memory(ByteSize.ofGiB(1))
                    .propose();

            String text = BaselineText.of(proposal, dialect);

            assertThat(Dts.compile(text, "printed.dts"))
                    .as(name)
                    .isEqualTo(Bindings.write(proposal.state(dialect), dialect));
        }
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void aMachineInEveryDialectReadsBackAsItsProposal(Dialect dialect) throws IOException {
        SystemState described = Bindings.read(Dts.compile(SampleBaselines.file("numa_topology.dts")));
        SimulatedKernel kernel = SimulatedKernel.onDirectory(root, SimulatedMachine.describedBy(described));

        BaselineProposal proposal =
                Kerf.discover(kernel.roots().orElseThrow()).suggestedBaseline().propose();
        String text = BaselineText.of(proposal, dialect);

        assertThat(proposal.valid()).isPresent();
        assertThat(Bindings.read(Dts.compile(text, "printed.dts"))).isEqualTo(dialect.held(proposal.state(dialect)));
        assertThat(text).startsWith(dialect == Dialect.INVENTORY ? "/multikernel-v1/;" : "/dts-v1/;");
        assertThat(text).contains("/* Core 31: cpu62-63, ", "the pool's */");
    }

    @Test
    void aProposalIsAppliedToTheKernelThatItWasMadeOn() throws IOException {
        SystemState described = Bindings.read(Dts.compile(SampleBaselines.file("numa_topology.dts")));
        SimulatedKernel kernel = SimulatedKernel.onDirectory(root, SimulatedMachine.describedBy(described));
        KernelRoots roots = kernel.roots().orElseThrow();
        BaselineProposal proposal = Kerf.discover(roots).suggestedBaseline().propose();

        try (Host host = Kerf.simulated(kernel)) {
            host.initialize(proposal.requireValid().state()).apply();

            assertThat(host.state().cpus().available())
                    .isEqualTo(proposal.state().cpus().available());
            assertThat(host.state().memory().pool().size()).isEqualTo(ByteSize.ofGiB(64));
        }
        HostHardware again = Kerf.discover(roots);
        assertThat(again.cpus()).hasSize(64);
        assertThat(again.topology().cores())
                .hasSize(32)
                .allMatch(core -> core.cpus().size() == 2);
        assertThat(again.topology().nodes())
                .hasSize(4)
                .allMatch(node ->
                        node.memoryType() == MemoryType.DRAM && node.cpus().size() == 16);
        assertThat(again.isMemoryOnly(3)).isFalse();
    }
}

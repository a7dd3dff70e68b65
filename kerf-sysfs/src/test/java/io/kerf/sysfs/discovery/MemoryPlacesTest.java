// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.ByteSize;
import io.kerf.model.Dialect;
import io.kerf.model.MemoryRange;
import io.kerf.model.MemoryType;
import io.kerf.model.SystemState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Memory is proposed where it is free, of the node that has it, and out of what is reserved where that is so. */
class MemoryPlacesTest {
    private static final ByteSize GIB = ByteSize.ofGiB(1);

    @TempDir(factory = QuickTempDir.class)
    Path root;

    @Test
    void aBlockThatTheMemoryOfTwoNodesLiesInIsOnNeither() throws IOException {
        EditedHost host = EditedHost.of("xeon-snc2", root)
                .link("sys/devices/system/node/node1/memory32", "../../memory/memory32");

        HostHardware hardware = host.discover();

        assertThat(hardware.node(0).orElseThrow().memory())
                .containsExactly(new MemoryRange(0, 2L << 30), new MemoryRange(4L << 30, 60L << 30));
        assertThat(hardware.node(1).orElseThrow().memory()).containsExactly(new MemoryRange(66L << 30, 64L << 30));
        assertThat(hardware.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo("discovery-shared-blocks");
            assertThat(finding.message()).contains("memory blocks 32,");
        });
        assertThat(hardware.suggestedBaseline().propose().valid()).isPresent();
        assertThat(hardware.baseline()
                        .cpuCount(2)
                        .memory(2, GIB)
                        .propose()
                        .report()
                        .errors())
                .isEmpty();
    }

    private EditedHost reserved() throws IOException {
        return EditedHost.of("vm-no-smt", root)
                .put("proc/cmdline", "root=/dev/vda1 mkkernel_pool=4G@0x200000000")
                .text("proc/iomem", """
                        00001000-0009fbff : System RAM
                        00100000-7fffffff : System RAM
                        100000000-87fffffff : System RAM
                          200000000-2ffffffff : Multikernel Memory Pool
                        """);
    }

    @ParameterizedTest
    @EnumSource(
            value = Dialect.class,
            names = {"FLAT", "INVENTORY"})
    void memoryThatIsReservedAtBootIsWhatIsSuggested(Dialect dialect) throws IOException {
        BaselineProposal proposal = reserved().discover().suggestedBaseline().propose();

        assertThat(proposal.valid()).isPresent();
        assertThat(proposal.state(dialect).memory().pool().ranges())
                .containsExactly(new MemoryRange(0x200000000L, 0x100000000L));
    }

    @ParameterizedTest
    @EnumSource(
            value = Dialect.class,
            names = {"FLAT", "INVENTORY"})
    void memoryIsPlacedInThePoolThatAKernelTakesItFrom(Dialect dialect) throws IOException {
        SystemState state = reserved()
                .discover()
                .baseline()
                .cpuCount(2)
                .memory(0, ByteSize.ofGiB(2))
                .propose()
                .state(dialect);

        assertThat(state.memory().pool().ranges()).containsExactly(new MemoryRange(0x280000000L, 2L << 30));
        assertThat(state.findings()).extracting(Diagnostic::message).noneMatch(text -> text.contains("example"));
    }

    @Test
    void regionsOfInstancesInThePoolAreAvoided() throws IOException {
        EditedHost host = reserved().text("proc/iomem", """
                        00100000-7fffffff : System RAM
                        100000000-87fffffff : System RAM
                          200000000-2ffffffff : Multikernel Memory Pool
                            2c0000000-2cfffffff : mk-instance-1-web-region-0
                        """);

        assertThat(pool(host, 2)).containsExactly(new MemoryRange(0x240000000L, 2L << 30));
    }

    @Test
    void memoryThatDoesNotFitIntoThePoolHasNoPlace() throws IOException {
        assertThat(pool(reserved(), 5)).isEmpty();
    }

    private static List<MemoryRange> pool(EditedHost host, int gib) {
        BaselineProposal proposal = host.discover()
                .baseline()
                .cpuCount(2)
                .memory(0, ByteSize.ofGiB(gib))
                .propose();
        return proposal.state(Dialect.FLAT).memory().pool().ranges();
    }

    @Test
    void aPlaceIsAnExampleWhereNoPoolIsKnown() throws IOException {
        BaselineProposal proposal = HostDiscovery.discover(HostTrees.shared("vm-no-smt"))
                .baseline()
                .cpuCount(2)
                .memory(0, GIB)
                .propose();

        assertThat(proposal.state(Dialect.FLAT).findings())
                .filteredOn(finding -> finding.code().equals("baseline-memory"))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.message()).startsWith("the place of the memory is only an example: ");
                    assertThat(finding.suggestion().orElse("")).contains("mkkernel_pool=<size>@<start>");
                });
        assertThat(proposal.remarks(Dialect.FLAT).get(0).text())
                .contains("Note: the place of the memory is only an example");
        assertThat(proposal.state(Dialect.POOL).findings()).isEqualTo(proposal.findings());
    }

    @Test
    void reservedMemoryThatInstancesHaveIsSaidToBeInUse() throws IOException {
        HostHardware hardware = HostDiscovery.discover(HostTrees.shared("pool-in-use"));

        assertThat(hardware.suggestedBaseline().propose().findings())
                .filteredOn(finding -> finding.code().equals("baseline-memory"))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
                    assertThat(finding.message())
                            .startsWith("of the memory that is reserved some is in use: mk-instance-");
                });
    }

    @Test
    void memoryIsPlacedBesideWhatElseIsReserved() throws IOException {
        EditedHost host = EditedHost.of("vm-no-smt", root).text("proc/iomem", """
                        00001000-0009fbff : System RAM
                        00100000-7fffffff : System RAM
                        100000000-87fffffff : System RAM
                          200000000-2ffffffff : Reserved
                        """);

        assertThat(pool(host, 22)).containsExactly(new MemoryRange(0x300000000L, 22L << 30));
    }

    @Test
    void nothingIsPlacedOverACrashKernelOrTheKernelItself() throws IOException {
        HostHardware hardware =
                EditedHost.of("xeon-snc2", root).text("proc/iomem", """
                        00001000-0009ffff : System RAM
                        00100000-6fffffff : System RAM
                        100000000-407fffffff : System RAM
                          3f00000000-3f00ffffff : Kernel code
                          4040000000-407effffff : Crash kernel
                        """).discover();

        BaselineProposal proposal =
                hardware.baseline().cpuCount(2).memory(3, ByteSize.ofGiB(4)).propose();

        assertThat(proposal.state(Dialect.FLAT).memory().pool().ranges())
                .containsExactly(new MemoryRange(0x3f40000000L, 4L << 30));
    }

    @Test
    void fastMemoryWithADaxDeviceIsHighBandwidthMemory() throws IOException {
        EditedHost host = EditedHost.of("xeon-cxl", root)
                .put("sys/devices/platform/hmem.0/dax0.0/target_node", "1")
                .link("sys/bus/dax/devices/dax0.0", "sys/devices/platform/hmem.0/dax0.0");

        assertThat(host.discover().node(1).orElseThrow().type()).isEqualTo(MemoryType.OTHER);
        host.put("sys/devices/system/node/node1/access0/initiators/read_bandwidth", "400000");
        assertThat(host.discover().node(1).orElseThrow().type()).isEqualTo(MemoryType.HBM);
        assertThat(host.discover().findings()).extracting(Diagnostic::code).isEmpty();
    }
}

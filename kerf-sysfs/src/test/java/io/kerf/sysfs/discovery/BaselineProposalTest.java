// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.ByteSize;
import io.kerf.model.Dialect;
import io.kerf.model.MemoryRange;
import io.kerf.model.SystemState;
import io.kerf.model.binding.Bindings;
import io.kerf.sysfs.KernelInterfaceException;
import io.kerf.tree.DeviceTree;
import io.kerf.validate.Validator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a proposal is in each dialect, with which remarks, in which picture, and where its memory comes from. */
class BaselineProposalTest {
    private static final ByteSize GIB = ByteSize.ofGiB(1);
    private static final String NAMES = "io.kerf.sysfs.discovery.HostTrees#names";

    private static HostHardware host(String name) throws IOException {
        return HostDiscovery.discover(HostTrees.shared(name));
    }

    private static List<String> codes(BaselineProposal proposal) {
        return proposal.findings().stream()
                .filter(finding -> finding.severity() != Severity.INFO)
                .map(Diagnostic::code)
                .toList();
    }

    @ParameterizedTest
    @MethodSource(NAMES)
    void aProposalIsValidInEveryDialectThatCanSayIt(String name) throws IOException {
        HostHardware hardware = host(name);
        BaselineBuilder builder = hardware.baseline().cpuCount(1);
        BaselineProposal proposal =
                (hardware.nodes().isEmpty() ? builder.memory(GIB) : builder.memory(0, GIB)).propose();
        assertThat(proposal.report().errors()).isEmpty();

        for (Dialect dialect : Dialect.values()) {
            DeviceTree tree = Bindings.write(proposal.state(dialect), dialect);
            SystemState read = Bindings.read(tree);
            assertThat(read).isEqualTo(dialect.held(proposal.state(dialect)));
            boolean placed = dialect == Dialect.POOL || hardware.memory().addressesVisible() || dialect == Dialect.FLAT;
            assertThat(Validator.baseline()
                            .on(hardware.facts())
                            .validate(read)
                            .errors()
                            .isEmpty())
                    .as(dialect + " "
                            + Validator.baseline()
                                    .on(hardware.facts())
                                    .validate(read)
                                    .errors())
                    .isEqualTo(placed);
        }
    }

    @ParameterizedTest
    @MethodSource(NAMES)
    void theSuggestionIsValidOnEveryMachine(String name) throws IOException {
        BaselineProposal proposal = host(name).suggestedBaseline().propose();

        assertThat(proposal.report().errors()).isEmpty();
        assertThat(proposal.state().cpus().available().isEmpty()).isFalse();
        assertThat(proposal.state().devices())
                .allMatch(device -> host(name, device.name()).inUse().isEmpty());
    }

    private static HostDevice host(String name, String device) {
        try {
            return host(name).device(device).orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource(NAMES)
    void everyNodeOfATreeHasARemark(String name) throws IOException {
        BaselineProposal proposal =
                host(name).baseline().cpuCount(1).memory(GIB).propose();

        for (Dialect dialect : Dialect.values()) {
            List<String> explained = proposal.remarks(dialect).stream()
                    .filter(remark -> remark.property().isEmpty())
                    .map(BaselineRemark::node)
                    .toList();
            DeviceTree tree = Bindings.write(proposal.state(dialect), dialect);
            assertThat(explained)
                    .doesNotHaveDuplicates()
                    .hasSize((int) tree.stream().count())
                    .allMatch(path -> tree.find(path).isPresent());
            assertThat(proposal.remarks(dialect))
                    .allMatch(remark -> remark.property().isEmpty()
                            || tree.find(remark.node())
                                    .orElseThrow()
                                    .property(remark.property().get())
                                    .isPresent());
        }
    }

    /** A device that gives memory at one place, and remembers what is not given back. */
    private static final class CountingCma implements LazyCma {
        private final List<MemoryRange> held = new ArrayList<>();
        private final long base;
        private Optional<String> name = Optional.empty();

        CountingCma(long base) {
            this.base = base;
        }

        @Override
        public MemoryRange allocate(ByteSize size, OptionalInt node, String name) {
            this.name = Optional.of(name);
            MemoryRange range = MemoryRange.of(base, size);
            held.add(range);
            return range;
        }

        @Override
        public void free(MemoryRange range) {
            assertThat(held.remove(range)).isTrue();
        }
    }

    @Test
    void memoryOfALateFlatKernelIsAllocatedBeforeTheBaseline() throws IOException {
        BaselineProposal proposal =
                host("vm-no-smt").baseline().cpuCount(2).memory(0, GIB).propose();
        CountingCma cma = new CountingCma(0x200000000L);

        BaselineProposal placed = proposal.allocatedFrom(cma);

        assertThat(cma.name).contains("Multikernel Memory Pool");
        assertThat(placed.requireValid().state().memory().pool().ranges())
                .containsExactly(new MemoryRange(0x200000000L, GIB.bytes()))
                .isEqualTo(cma.held);
        assertThatThrownBy(() -> placed.allocatedFrom(cma)).isInstanceOf(KernelInterfaceException.class);
    }

    @Test
    void memoryThatCannotBeGivenBackIsToldWithItsPlace() throws IOException {
        LazyCma kept = new LazyCma() {
            @Override
            public MemoryRange allocate(ByteSize size, OptionalInt node, String name) {
                return MemoryRange.of(0xf000000000L, size);
            }

            @Override
            public void free(MemoryRange range) {
                throw KernelInterfaceException.unsupported("/dev/lazy_cma", "nothing is mounted", "mount it first");
            }
        };
        BaselineProposal proposal =
                host("vm-no-smt").baseline().cpuCount(2).memory(0, GIB).propose();

        assertThatThrownBy(() -> proposal.allocatedFrom(kept))
                .isInstanceOf(KernelInterfaceException.class)
                .hasMessageContaining("f000000000-f03fffffff")
                .hasMessageContaining("mount it first");
    }

    @Test
    void memoryThatCannotBeAPoolIsGivenBack() throws IOException {
        CountingCma cma = new CountingCma(0xf000000000L);

        BaselineProposal placed = host("vm-no-smt")
                .baseline()
                .cpuCount(2)
                .memory(0, GIB)
                .propose()
                .allocatedFrom(cma);

        assertThat(placed.valid()).isEmpty();
        assertThat(cma.held).isEmpty();
    }

    @Test
    void reservedMemoryIsThatOfIomem() throws IOException {
        BaselineProposal proposal =
                host("pool-in-use").baseline().cpus("4-15").reservedMemory().propose();

        assertThat(proposal.state().memory().pool().ranges())
                .containsExactly(new MemoryRange(0x400000000L, 0x200000000L));
        assertThat(proposal.valid()).isPresent();
        assertThat(codes(host("vm-two-cpus")
                        .baseline()
                        .cpuCount(1)
                        .reservedMemory()
                        .propose()))
                .contains("baseline-memory");
    }

    @Test
    void thePictureShowsWhoGetsWhat() throws IOException {
        BaselineProposal proposal = host("laptop-smt")
                .baseline()
                .cpuNumbers("2-3,6-7")
                .memory(0, ByteSize.ofGiB(4))
                .device("enp0s31f6")
                .propose();

        assertThat(HostPicture.of(proposal)).isEqualTo("""
                Intel(R) Core(TM) i7-8650U CPU @ 1.90GHz
                8 CPUs, 4 cores, 1 NUMA node, 15.6GB, 9 devices
                socket 0
                  node 0: 15.6GB, 9GB free; the pool gets 4GB
                    cores 0-3    [hh][hh][PP][PP]
                    L3 8MB       for cores 0-3
                    devices      pci-0000-00-02.0 (0000:00:02.0), in use: the display that the host booted on
                                 enp0s31f6 (0000:00:1f.6) → the pool
                                 wlp2s0 (0000:02:00.0), in use: default route through wlp2s0
                                 nvme0 (0000:3b:00.0), in use: / is on dm-1, /boot/efi is on nvme0n1p1, swap is on dm-0
                the pool gets enp0s31f6, near no stated node
                h the host keeps it   P the pool gets it   p it is in the pool   . offline
                """);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.diag.Diagnostic;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuSet;
import io.kerf.sysfs.KernelRoots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The host keeps the core of its CPU 0, and nothing is proposed where nobody knows which core that is. */
class BootCoreTest {
    private static final ByteSize GIB = ByteSize.ofGiB(1);

    @TempDir(factory = QuickTempDir.class)
    Path root;

    private HostHardware changed(String name, String from, String to) throws IOException {
        KernelRoots roots = HostTrees.unpack(name, root);
        Path cpuinfo = root.resolve("proc/cpuinfo");
        String text = Files.readString(cpuinfo);
        assertThat(text).contains(from);
        Files.writeString(cpuinfo, text.replaceFirst(from, to));
        return HostDiscovery.discover(roots);
    }

    private static void isRefused(HostHardware hardware, String why) {
        List<BaselineBuilder> ways = List.of(
                hardware.baseline().cpus(hardware.facts().physicalCpus()),
                hardware.baseline().cpuNumbers("1"),
                hardware.baseline().cpuCount(1),
                hardware.baseline().allButOneCorePerNode(),
                hardware.suggestedBaseline());
        for (BaselineBuilder way : ways) {
            BaselineProposal proposal = way.memory(0, GIB).propose();
            assertThat(proposal.valid()).isEmpty();
            assertThat(proposal.report().errors())
                    .extracting(Diagnostic::message)
                    .contains("the host keeps the core of its CPU 0, and nobody knows which CPUs these are: " + why);
        }
    }

    @Test
    void aGarbledIdOfCpuZeroMakesNoProposal() throws IOException {
        isRefused(changed("vm-no-smt", "apicid\t\t: 0\n", "apicid\t\t: x\n"), "its APIC id is not known");
    }

    @Test
    void anIdOfCpuZeroThatAnotherHasMakesNoProposal() throws IOException {
        isRefused(changed("vm-no-smt", "apicid\t\t: 3\n", "apicid\t\t: 0\n"), "its APIC id is not known");
    }

    @Test
    void aCpuZeroThatIsOfflineMakesNoProposal() throws IOException {
        KernelRoots roots = HostTrees.unpack("vm-no-smt", root);
        Path cpuinfo = root.resolve("proc/cpuinfo");
        String text = Files.readString(cpuinfo);
        Files.writeString(cpuinfo, text.substring(text.indexOf("processor\t: 1\n")));
        Files.writeString(root.resolve("sys/devices/system/cpu/online"), "1-7\n");

        isRefused(HostDiscovery.discover(roots), "it is offline");
    }

    @Test
    void theOtherThreadOfTheCoreOfCpuZeroStaysEvenIfCpuZeroHasNoId() throws IOException {
        HostHardware laptop = changed("laptop-smt", "apicid\t\t: 0\n", "apicid\t\t: x\n");

        BaselineProposal proposal = laptop.baseline().cpus("1-7").memory(0, GIB).propose();

        assertThat(laptop.cpu(4).orElseThrow().physicalId()).hasValue(1);
        assertThat(proposal.state().cpus().available()).isEqualTo(CpuSet.parse("2-7"));
        assertThat(proposal.state().cpus().hostReserved()).isEqualTo(CpuSet.of(1));
        isRefused(laptop, "its APIC id is not known");
    }

    @Test
    void aHostWithoutCpusIsAnError() throws IOException {
        HostHardware vm = changed("vm-no-smt", "apicid\t\t: 0\n", "apicid\t\t: x\n");

        BaselineProposal proposal = vm.baseline().cpus("1-7").memory(0, GIB).propose();

        assertThat(proposal.state().cpus().hostReserved().isEmpty()).isTrue();
        assertThat(proposal.report().errors())
                .extracting(Diagnostic::code)
                .contains("baseline-boot-core", "baseline-host-cpus");
    }
}

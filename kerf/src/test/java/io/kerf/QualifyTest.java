// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import static io.kerf.SampleBaselines.file;
import static io.kerf.SampleBaselines.initialized;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kerf.Qualification.Check;
import io.kerf.Qualification.Status;
import io.kerf.model.ByteSize;
import io.kerf.model.SystemState;
import io.kerf.sysfs.KernelAbi;
import io.kerf.sysfs.KernelInterfaceException;
import io.kerf.sysfs.KernelRoots;
import io.kerf.sysfs.simulated.SimulatedKernel;
import io.kerf.sysfs.simulated.SimulatedMachine;
import io.kerf.sysfs.simulated.SimulatedRelease;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QualifyTest {
    private static final String OPTIONS =
            "# Linux\nCONFIG_MULTIKERNEL=y\nCONFIG_KEXEC_FILE=y\nCONFIG_HOTPLUG_CPU=y\n# CONFIG_KEXEC_SIG_FORCE is not set\n";

    @TempDir
    Path folder;

    private Path write(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private void gzip(String path, String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes.toByteArray());
    }

    private Map<String, Check> kernelChecks() {
        return new KernelChecks(KernelRoots.under(folder))
                .all().stream().collect(Collectors.toMap(Check::id, each -> each));
    }

    private Status status(String id) {
        return kernelChecks().get(id).status();
    }

    @Test
    void aSystemWithEverythingHasNothingMissing() throws Exception {
        gzip("proc/config.gz", OPTIONS);
        write("sys/fs/multikernel/instances/none", "");
        write("sys/kernel/security/lockdown", "[none] integrity confidentiality\n");
        write("proc/self/status", "Name:\tjava\nCapEff:\t000001ffffffffff\n");
        write("proc/sys/kernel/kexec_load_disabled", "0\n");
        write("proc/sys/kernel/kexec_load_limit_reboot", "-1\n");
        assertThat(kernelChecks().values())
                .hasSize(6)
                .allSatisfy(check -> assertThat(check.status()).as("%s", check).isEqualTo(Status.OK))
                .allSatisfy(check -> assertThat(check.remedy()).isEmpty());
    }

    @Test
    void optionsComeFromTheBootFolderToo() throws Exception {
        assertThat(status("kernel-options")).isEqualTo(Status.UNKNOWN);
        write("proc/sys/kernel/osrelease", "7.0.0-mk2\n");
        write("boot/config-7.0.0-mk2", OPTIONS.replace("CONFIG_MULTIKERNEL=y\n", "CONFIG_KEXEC_SIG_FORCE=y\n"));
        Check options = kernelChecks().get("kernel-options");
        assertThat(options.status()).isEqualTo(Status.MISSING);
        assertThat(options.found()).isEqualTo("CONFIG_MULTIKERNEL is not set");
        assertThat(status("signatures")).isEqualTo(Status.WARNING);
    }

    @Test
    void aSystemThatIsNoMultikernelSaysWhatIsMissing() throws Exception {
        write("proc/filesystems", "nodev\tsysfs\n");
        Check fileSystem = kernelChecks().get("file-system");
        assertThat(fileSystem.status()).isEqualTo(Status.MISSING);
        assertThat(fileSystem.remedy()).contains("Kerf.simulated");
        Files.createDirectories(folder.resolve("sys/fs/multikernel"));
        assertThat(kernelChecks().get("file-system").remedy()).contains("mount -t multikernel none ");
    }

    @Test
    void lockdownRightsAndKexecAreRead() throws Exception {
        write("sys/kernel/security/lockdown", "none [integrity] confidentiality\n");
        assertThat(kernelChecks().get("lockdown"))
                .satisfies(check -> assertThat(check.status()).isEqualTo(Status.WARNING))
                .satisfies(check -> assertThat(check.found()).startsWith("integrity"));
        write("proc/self/status", "CapEff:\t0000000000200002\n");
        assertThat(kernelChecks().get("privileges").found()).isEqualTo("this process is without CAP_SYS_BOOT");
        write("proc/self/status", "CapEff:\tnonsense\n");
        assertThat(status("privileges")).isEqualTo(Status.UNKNOWN);
        assertThat(status("kexec")).isEqualTo(Status.MISSING);
        write("proc/sys/kernel/kexec_load_disabled", "1\n");
        assertThat(kernelChecks().get("kexec").found()).isEqualTo("kernel.kexec_load_disabled is 1");
        write("proc/sys/kernel/kexec_load_disabled", "0\n");
        assertThat(status("kexec")).isEqualTo(Status.OK);
        write("proc/sys/kernel/kexec_load_limit_reboot", "3\n");
        assertThat(kernelChecks().get("kexec").found()).isEqualTo("allowed, 3 loads and unloads left");
        write("proc/sys/kernel/kexec_load_limit_reboot", "0\n");
        assertThat(status("kexec")).isEqualTo(Status.MISSING);
    }

    @Test
    void aHostInMemoryIsReadyOnceItHasAPool() {
        try (Host host = Kerf.simulated(file("numa_topology.dts"))) {
            Qualification before = host.qualify();
            assertThat(before.isReady()).isFalse();
            assertThat(before.check("pool").orElseThrow().remedy()).contains("initialize");
            assertThat(before.check("free-cpus").orElseThrow().status()).isEqualTo(Status.UNKNOWN);
            host.initialize(file("numa_topology.dts")).apply();
            Qualification after = host.qualify();
            assertThat(after.isReady()).as("%s", after).isTrue();
            assertThat(after.problems()).isEmpty();
            assertThat(after.check("free-cpus").orElseThrow().found()).isEqualTo("60 (4-63)");
            assertThat(after.check("host-reserve").orElseThrow().found())
                    .isEqualTo("2 cores, 4GB; the policy is to keep 1 core and 2GB");
            assertThat(after.check("largest-instance").orElseThrow().found())
                    .startsWith("anywhere, compact, avoid: 60");
            assertThat(after.toString().lines()).hasSameSizeAs(after.checks());
            assertThat(after.check("nothing")).isEmpty();
        }
    }

    @Test
    void aFullHostIsWarnedOf() {
        try (Host host = initialized("minimal.dts")) {
            HostCapacity.Largest most = host.capacity().largestAnywhere().orElseThrow();
            host.createInstance("all")
                    .cpuCount(most.cpus())
                    .memory(most.memory())
                    .create();
            Qualification found = host.qualify();
            assertThat(found.isReady()).isTrue();
            assertThat(found.problems()).extracting(Check::id).contains("free-cpus", "largest-instance");
        }
    }

    @Test
    void aBaselineThatLeavesTheHostTooLittleIsRefusedBeforeAnythingIsWritten() {
        SimulatedKernel kernel =
                SimulatedKernel.inMemory(SimulatedMachine.describedBy(BaselineFile.read(file("minimal.dts"))));
        HostConfig strict = HostConfig.system().withPolicy(HostPolicy.keeping(3, ByteSize.ofGiB(4)));
        try (Host host = Kerf.simulated(kernel, strict)) {
            BaselineRequest request = host.initialize(file("minimal.dts"));
            assertThatExceptionOfType(HostPolicyException.class)
                    .isThrownBy(request::apply)
                    .withMessageContaining("leaves the host 2 whole cores and 2GB of memory")
                    .withMessageContaining("keep 3 cores and 4GB")
                    .satisfies(e -> assertThat(e.policy()).isEqualTo(strict.policy()));
            assertThatExceptionOfType(HostPolicyException.class).isThrownBy(request::plan);
            assertThatExceptionOfType(KernelInterfaceException.class)
                    .as("there is still no pool")
                    .isThrownBy(host::state);
        }
        try (Host host = Kerf.simulated(kernel)) {
            host.initialize(file("minimal.dts")).apply();
            assertThat(host.qualify().isReady()).isTrue();
        }
        try (Host host = Kerf.simulated(kernel, strict)) {
            assertThat(host.qualify().check("host-reserve").orElseThrow().status())
                    .as("described to another host object alone")
                    .isEqualTo(Status.UNKNOWN);
        }
    }

    @Test
    void halfACoreIsNotTheHosts() {
        SystemState numa = BaselineFile.read(file("numa_topology.dts"));
        assertThat(HostReserve.of(numa).cores()).hasValue(2);
        SystemState split = numa.toBuilder()
                .cpus(new io.kerf.model.CpuInventory(
                        64, io.kerf.model.CpuSet.of(0), io.kerf.model.CpuSet.parse("1-63")))
                .build();
        assertThat(HostReserve.of(split).cores()).hasValue(0);
        assertThat(HostReserve.of(split).shortOf(HostPolicy.standard())).contains("0 whole cores");
        assertThat(HostReserve.of(split).shortOf(HostPolicy.keeping(0, ByteSize.ZERO)))
                .isEmpty();
    }

    @Test
    void aPinnedGenerationIsNotFoundOut() {
        SimulatedKernel kernel = SimulatedKernel.inMemory(
                SimulatedMachine.describedBy(BaselineFile.read(file("numa_topology.dts"))), SimulatedRelease.FLAT_U32);
        try (Host host = Kerf.simulated(kernel, HostConfig.system().withAbi(KernelAbi.FLAT_U32))) {
            assertThat(host.initialize(file("numa_topology.dts")).plan().abi()).isEqualTo(KernelAbi.FLAT_U32);
            host.initialize(file("numa_topology.dts")).apply();
            host.createInstance("web").cpus("4-5").memory("1GB").create();
            assertThat(host.instance("web").describe().cpus()).hasToString("4-5");
            assertThat(host.qualify().check("interface").orElseThrow().found()).isEqualTo("flat-u32, as it was set");
        }
    }

    @Test
    void aConfigIsChecked() {
        HostConfig config = HostConfig.system();
        assertThat(config.lockTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.policy()).isEqualTo(new HostPolicy(1, ByteSize.ofGiB(2)));
        assertThat(config.withStateDirectory(folder).roots().state()).isEqualTo(folder);
        assertThatIllegalArgumentException().isThrownBy(() -> config.withLockTimeout(Duration.ofSeconds(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> HostPolicy.keeping(-1, ByteSize.ZERO));
        assertThat(List.of(config.withRoots(KernelRoots.under(folder)).roots().sys()))
                .containsExactly(folder.resolve("sys"));
    }
}

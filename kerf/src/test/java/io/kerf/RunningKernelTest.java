// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import static io.kerf.SampleBaselines.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.kerf.Qualification.Status;
import io.kerf.desired.DesiredState;
import io.kerf.desired.PlanData;
import io.kerf.diag.ErrorCategory;
import io.kerf.model.PciAddress;
import io.kerf.sysfs.KernelRoots;
import io.kerf.sysfs.PciIds;
import io.kerf.sysfs.simulated.SimulatedKernel;
import io.kerf.sysfs.simulated.SimulatedMachine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host on the running kernel, which on test machines is no multikernel kernel; and on directories that look like one. */
class RunningKernelTest {
    @TempDir
    Path folder;

    private static List<ThrowingCallable> callsThatNeedAKernel(Host host) {
        CreateInstance.Ready web = host.createInstance("web").cpuCount(1).memory("64MB");
        return List.of(
                () -> host.initialize(file("minimal.dts")).apply(),
                () -> host.initialize(file("minimal.dts")).plan(),
                web::create,
                web::plan,
                () -> host.updateInstance("web").addCpus("3").apply(),
                () -> host.updateInstance("web").addCpus("3").plan(),
                () -> host.batch().create(web).apply(),
                () -> host.batch().delete("web").plan(),
                () -> host.apply(DesiredState.of()),
                () -> host.plan(DesiredState.of()),
                () -> host.plan(new PlanData("0".repeat(64), List.of())),
                () -> host.teardown().apply(),
                () -> host.teardown().plan(),
                () -> host.instance("web"),
                () -> host.instance(1),
                () -> host.whatIf(web),
                host::instances,
                host::state,
                host::report,
                host::transactions,
                host::capacity);
    }

    @Test
    void aMachineWithoutMultikernelOpensAndSaysWhatIsMissing() {
        assumeFalse(Files.exists(Path.of("/sys/fs/multikernel")), "this is a multikernel kernel");
        try (Host host = Kerf.host()) {
            Qualification found = host.qualify();
            assertThat(found.isReady()).isFalse();
            assertThat(found.check("file-system").orElseThrow())
                    .satisfies(check -> assertThat(check.status()).isEqualTo(Status.MISSING))
                    .satisfies(check -> assertThat(check.remedy()).contains("Kerf.simulated"));
            assertThat(found.check("host-reserve").orElseThrow().found())
                    .as("of the real machine")
                    .matches("\\d+ cores, \\d+[KMG]?B; the policy is to keep 1 core and 2GB.*|.*and the policy.*");
            assertThat(host.metrics().pool()).isEmpty();
            assertThat(callsThatNeedAKernel(host))
                    .allSatisfy(call -> assertThatExceptionOfType(HostUnavailableException.class)
                            .isThrownBy(call)
                            .withMessageContaining("there is no /sys/fs/multikernel")
                            .withMessageContaining("Kerf.simulated(Path.of(\"numa_topology.dts\"))")
                            .satisfies(e -> assertThat(e.category()).isEqualTo(ErrorCategory.UNAVAILABLE))
                            .satisfies(e -> assertThat(e.isRetryable()).isFalse()));
        }
    }

    @Test
    void nothingIsLockedOrWrittenBeforeThat() throws Exception {
        Files.createDirectories(folder.resolve("sys/fs"));
        Files.createDirectories(folder.resolve("run"));
        HostConfig config = HostConfig.system().withRoots(KernelRoots.under(folder));
        try (Host host = Kerf.host(config)) {
            assertThat(callsThatNeedAKernel(host))
                    .allSatisfy(call -> assertThatExceptionOfType(HostUnavailableException.class)
                            .isThrownBy(call));
        }
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @Test
    void aFileSystemThatIsNotMountedIsNamedWithTheCommand() throws Exception {
        Path point = Files.createDirectories(folder.resolve("sys/fs/multikernel"));
        try (Host host = Kerf.host(HostConfig.system().withRoots(KernelRoots.under(folder)))) {
            assertThatExceptionOfType(HostUnavailableException.class)
                    .isThrownBy(host::state)
                    .withMessageContaining("mount it with: mount -t multikernel none " + point)
                    .satisfies(e -> assertThat(e.path()).isEqualTo(point));
            assertThat(host.qualify().check("file-system").orElseThrow().remedy())
                    .isEqualTo("mount it with: mount -t multikernel none " + point);
        }
    }

    /** The files of a directory kernel are read and written by whoever has roots, as those of a real one are. */
    @Test
    void filesThatLookLikeAKernelAreReadAsOne() {
        Path home = folder.resolve("host");
        SimulatedKernel kernel =
                SimulatedKernel.onDirectory(home, SimulatedMachine.describedBy(BaselineFile.read(file("minimal.dts"))));
        try (Host maker = Kerf.simulated(kernel)) {
            maker.initialize(file("minimal.dts")).apply();
            maker.createInstance("web").cpuCount(1).memory("64MB").create();
        }
        HostConfig config = HostConfig.system().withRoots(kernel.roots().orElseThrow());
        try (Host host = Kerf.host(config)) {
            assertThat(host.instances()).hasToString("[instance 'web' (id 1)]");
            assertThat(host.state().cpus().available()).hasToString("2-7");
            assertThat(host.capacity().largestAnywhere().orElseThrow().cpus()).isEqualTo(5);
            assertThat(host.createInstance("b")
                            .cpuCount(1)
                            .memory("64MB")
                            .plan()
                            .instance()
                            .cpus())
                    .hasToString("3");
            assertThat(host.qualify().check("pool").orElseThrow().status()).isEqualTo(Status.OK);
        }
    }

    @Test
    void pciIdsComeFromTheFilesOfTheirFunctions() throws Exception {
        Path device = Files.createDirectories(folder.resolve("sys/bus/pci/devices/0000:3b:00.0"));
        SysfsPciIds lookup = new SysfsPciIds(KernelRoots.under(folder));
        PciAddress address = PciAddress.parse("0000:3b:00.0");
        assertThat(lookup.idsAt(address)).isEmpty();
        Files.writeString(device.resolve("vendor"), "0x15b3\n");
        Files.writeString(device.resolve("device"), "0x1017\n");
        assertThat(lookup.idsAt(address)).contains(new PciIds(0x15b3, 0x1017));
        Files.writeString(device.resolve("device"), "nonsense\n");
        assertThat(lookup.idsAt(address)).isEmpty();
    }
}

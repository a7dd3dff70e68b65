// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.kexec.LoadRecord;
import io.kerf.kexec.LoadRecords;
import io.kerf.kexec.LoadRequest;
import io.kerf.model.InstanceName;
import io.kerf.model.SystemState;
import io.kerf.sysfs.HostLock;
import io.kerf.sysfs.KernelRoots;
import io.kerf.sysfs.simulated.SimulatedKernel;
import io.kerf.sysfs.simulated.SimulatedMachine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hosts on one kernel in a directory, as programs of several processes have them. */
class SharedHostTest {
    @TempDir
    private Path directory;

    private final Path baseline = SampleBaselines.file("numa_topology.dts");

    @BeforeEach
    void initialize() {
        SystemState described = BaselineFile.read(baseline);
        SimulatedKernel kernel = SimulatedKernel.onDirectory(directory, SimulatedMachine.describedBy(described));
        try (Host host = Kerf.simulated(kernel)) {
            host.initialize(baseline).apply();
        }
    }

    private Host join() {
        return Kerf.simulated(SimulatedKernel.onDirectory(directory));
    }

    @Test
    void aLaterHostKnowsTheTopologyThatTheFirstWasTold() {
        try (Host host = join()) {
            assertThat(host.state().topology())
                    .isEqualTo(BaselineFile.read(baseline).topology());
            assertThat(host.state().topology().nodes()).isNotEmpty();
            assertThat(host.report().valid()).isPresent();
        }
    }

    @Test
    void whatOneHostMakesAnotherSeesAndDeletes() {
        try (Host one = join();
                Host other = join()) {
            one.createInstance("web").cpuCount(2).memory("1GB").create();
            assertThat(other.state().instances()).hasSize(1);
            other.instance("web").delete();
            assertThat(one.state().instances()).isEmpty();
        }
    }

    @Test
    void whatIsLoadedIsKeptInARecordUntilItIsUnloadedOrTheInstanceIsDeleted() throws Exception {
        LoadRecords records = LoadRecords.in(KernelRoots.under(directory).state());
        InstanceName name = InstanceName.of("web");
        try (Host host = join()) {
            InstanceHandle web =
                    host.createInstance("web").cpuCount(2).memory("1GB").create();
            LoadRequest request = HostTest.image(directory);
            web.load(request);
            LoadRecord record = records.read(name).orElseThrow();
            assertThat(record.sha256()).isEqualTo(request.image().info().sha256());
            assertThat(record.instance()).isEqualTo(web.id().value());

            Path file = KernelRoots.under(directory).state().resolve("instances/web.json");
            byte[] left = Files.readAllBytes(file);
            web.unload();
            assertThat(records.read(name)).isEmpty();

            Files.write(file, left);
            web.delete();
            assertThat(records.read(name)).isEmpty();
        }
    }

    @Test
    void manyHostsGiveNothingTwice() {
        IntStream.range(0, 6).parallel().forEach(i -> {
            try (Host host = join()) {
                host.createInstance("i" + i).cpuCount(2).memory("256MB").create();
            }
        });

        try (Host host = join()) {
            assertThat(host.state().instances()).hasSize(6);
            assertThat(host.report().valid()).isPresent();
        }
    }

    @Test
    void aHostThatIsClosedHasLeftTheLock() {
        try (Host host = join()) {
            host.createInstance("web").cpuCount(2).memory("1GB").create();
            HostLock lock = HostLock.of(KernelRoots.under(directory));
            assertThat(lock.holder()).isEmpty();
            lock.acquire(Duration.ZERO).close();
        }
    }
}

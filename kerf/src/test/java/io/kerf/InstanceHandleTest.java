// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import static io.kerf.SampleBaselines.file;
import static io.kerf.SampleBaselines.initialized;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kerf.kexec.KernelImage;
import io.kerf.kexec.KernelImageException;
import io.kerf.kexec.LoadRequest;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuSet;
import io.kerf.model.InstanceState;
import io.kerf.sysfs.KernelInterfaceException;
import io.kerf.sysfs.simulated.SimulatedKernel;
import io.kerf.sysfs.simulated.SimulatedMachine;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a handle tells of its instance, and the deletion of one that is loaded. */
class InstanceHandleTest {
    @TempDir
    Path folder;

    private LoadRequest image() throws Exception {
        ByteBuffer elf = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);
        elf.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0}).position(16);
        elf.putShort((short) 2)
                .putShort((short) 62)
                .putInt(1)
                .putLong(0x1000000)
                .putLong(64);
        elf.putLong(0).putInt(0).putShort((short) 64).putShort((short) 56).putShort((short) 1);
        elf.position(64);
        elf.putInt(1).putInt(5).putLong(0).putLong(0x1000000).putLong(0x1000000).putLong(64);
        elf.putLong(64).putLong(4096);
        return LoadRequest.of(KernelImage.open(Files.write(folder.resolve("vmlinux"), elf.array())))
                .withCommandLine("console=mktty0");
    }

    @Test
    void anInstanceIsFoundByItsId() {
        try (Host host = initialized("minimal.dts")) {
            host.createInstance("web").cpuCount(1).memory("64MB").id(7).create();
            assertThat(host.instance(7).name()).hasToString("web");
            assertThatExceptionOfType(KernelInterfaceException.class)
                    .isThrownBy(() -> host.instance(8))
                    .withMessageContaining("there is no instance with id 8");
        }
    }

    @Test
    void whatItHasIsToldByNode() {
        try (Host host = initialized("numa_topology.dts")) {
            InstanceHandle web =
                    host.createInstance("web").cpus("14-17").memory("2GB").create();
            List<NumaShare> shares = web.numa();
            assertThat(shares).extracting(NumaShare::node).containsExactly(OptionalInt.of(0), OptionalInt.of(1));
            assertThat(shares).extracting(NumaShare::cpus).containsExactly(CpuSet.of(14, 15), CpuSet.of(16, 17));
            assertThat(shares.stream().map(NumaShare::memory).reduce(ByteSize.ZERO, ByteSize::plus))
                    .isEqualTo(ByteSize.ofGiB(2));
            assertThat(shares.get(1)).asString().startsWith("node 1: CPUs 16-17, ");
        }
        try (Host host = initialized("minimal.dts")) {
            InstanceHandle web =
                    host.createInstance("web").cpuCount(1).memory("64MB").create();
            assertThat(web.numa().stream().map(NumaShare::memory).reduce(ByteSize.ZERO, ByteSize::plus))
                    .isEqualTo(ByteSize.ofMiB(64));
        }
    }

    @Test
    void treeAndImageAreThoseOfTheKernel() throws Exception {
        try (Host host = initialized("minimal.dts")) {
            InstanceHandle web =
                    host.createInstance("web").cpuCount(1).memory("1GB").create();
            assertThat(web.tree().root().children()).isNotEmpty();
            assertThat(web.image()).isEmpty();
            web.load(image());
            assertThat(web.image().orElseThrow().commandLine()).contains("console=mktty0");
        }
    }

    @Test
    void aLoadIsCheckedWithoutLoading() throws Exception {
        Path initrd = Files.write(folder.resolve("initrd"), new byte[64 << 20]);
        try (Host host = initialized("minimal.dts")) {
            InstanceHandle web =
                    host.createInstance("web").cpuCount(1).memory("64MB").create();
            LoadRequest tooLarge = image().withInitrd(initrd);
            assertThatExceptionOfType(KernelImageException.class)
                    .isThrownBy(() -> web.checkLoad(tooLarge))
                    .withMessageContaining("give it more memory");
            LoadRequest checked = web.checkLoad(image().withInitrd(Files.write(initrd, new byte[4096])));
            assertThat(web.status()).isEqualTo(InstanceState.READY);
            web.load(checked);
            assertThat(web.status()).isEqualTo(InstanceState.LOADED);
            web.deleteEvenIfLoaded();
            assertThatExceptionOfType(KernelInterfaceException.class).isThrownBy(() -> web.checkLoad(checked));
        }
    }

    @Test
    void whatWasLoadedIsWrittenDownWhereThereIsAStateDirectory() throws Exception {
        SimulatedKernel kernel = SimulatedKernel.onDirectory(
                folder.resolve("host"), SimulatedMachine.describedBy(BaselineFile.read(file("minimal.dts"))));
        try (Host host = Kerf.simulated(kernel)) {
            host.initialize(file("minimal.dts")).apply();
            InstanceHandle web =
                    host.createInstance("web").cpuCount(1).memory("1GB").create();
            assertThat(web.loadRecord()).isEmpty();
            web.load(image());
            assertThat(web.loadRecord().orElseThrow().kernel()).endsWith("vmlinux");
            web.unload();
            assertThat(web.loadRecord()).isEmpty();
        }
    }

    @Test
    void aLoadedInstanceIsUnloadedAndDeletedIfThatIsSaid() throws Exception {
        try (Host host = initialized("minimal.dts")) {
            InstanceHandle web =
                    host.createInstance("web").cpuCount(1).memory("1GB").create();
            web.load(image());
            assertThatExceptionOfType(KernelInterfaceException.class).isThrownBy(web::delete);
            web.boot();
            assertThatExceptionOfType(KernelInterfaceException.class).isThrownBy(web::deleteEvenIfLoaded);
            assertThat(web.status()).as("what runs is left alone").isEqualTo(InstanceState.ACTIVE);
            web.halt();
            web.deleteEvenIfLoaded();
            assertThat(host.instances()).isEmpty();
            host.createInstance("web").cpuCount(1).memory("1GB").create().deleteEvenIfLoaded();
            assertThat(host.instances()).isEmpty();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.Host;
import io.kerf.HostConfig;
import io.kerf.Kerf;
import io.kerf.dts.Dts;
import io.kerf.kexec.KernelImage;
import io.kerf.kexec.LoadRequest;
import io.kerf.model.binding.Bindings;
import io.kerf.sysfs.simulated.SimulatedKernel;
import io.kerf.sysfs.simulated.SimulatedMachine;
import io.kerf.sysfs.simulated.SimulatedRelease;
import io.kerf.tree.DeviceTree;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** Simulated hosts in directories, which other processes made as far as the commands know. */
final class ShownHosts {
    private ShownHosts() {}

    /** Four NUMA nodes, three instances, one of which has a device. */
    static void numa(Path directory) {
        try (Host host = Console.host(directory, "numa_topology.dts")) {
            host.createInstance("web").cpus("4-7").memory("2GB").device("eth1").create();
            host.createInstance("database").cpus("16-31").memory("24GB").create();
            host.createInstance("batch").cpus("8-11,33").memory("512MB").create();
        }
    }

    /** A kernel of a release, with a baseline in source. */
    static Host of(Path directory, SimulatedRelease release, String baseline) {
        return of(directory, release, Dts.compile(baseline, "x.dts"));
    }

    /** A kernel of a release, with a baseline. */
    static Host of(Path directory, SimulatedRelease release, DeviceTree baseline) {
        SimulatedMachine machine = SimulatedMachine.describedBy(Bindings.read(baseline));
        Host host = Kerf.simulated(
                SimulatedKernel.onDirectory(directory, machine, release),
                HostConfig.system().withAbi(release.abi()));
        host.initialize(baseline).apply();
        return host;
    }

    /** A machine whose kernel has no baseline yet. */
    static void fresh(Path directory) {
        SimulatedKernel.onDirectory(
                directory, SimulatedMachine.describedBy(Bindings.read(Dts.compile(Console.sample("minimal.dts")))));
    }

    /** Loads the smallest kernel image that there is into an instance. */
    static void load(Host host, String name, Path file, String commandLine) throws IOException {
        ByteBuffer elf = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
        elf.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0}).position(16);
        elf.putShort((short) 2).putShort((short) 62).putInt(1);
        elf.putLong(0x1000000).putLong(64).putLong(0).putInt(0);
        elf.putShort((short) 64).putShort((short) 56).putShort((short) 1);
        elf.position(64);
        elf.putInt(1).putInt(5).putLong(0).putLong(0x1000000).putLong(0x1000000);
        elf.putLong(4096).putLong(4096).putLong(4096);
        Files.write(file, elf.array());
        try (KernelImage image = KernelImage.open(file)) {
            host.instance(name).load(LoadRequest.of(image).withCommandLine(commandLine));
        }
    }
}

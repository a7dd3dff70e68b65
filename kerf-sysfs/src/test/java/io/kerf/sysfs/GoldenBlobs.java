// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import static io.kerf.sysfs.TestHost.GIB;
import static io.kerf.sysfs.TestHost.instance;
import static io.kerf.sysfs.TestHost.valid;
import static io.kerf.sysfs.TestHost.withDevices;

import io.kerf.model.ByteSize;
import io.kerf.model.CpuInventory;
import io.kerf.model.CpuSet;
import io.kerf.model.Device;
import io.kerf.model.DeviceRef;
import io.kerf.model.Instance;
import io.kerf.model.InstanceOptions;
import io.kerf.model.MemoryInventory;
import io.kerf.model.MemoryPool;
import io.kerf.model.MemoryRange;
import io.kerf.model.PciAddress;
import io.kerf.model.SystemState;
import io.kerf.model.VirtioDevice;
import io.kerf.sysfs.simulated.SimulatedMachine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What is written to each generation of kernels, beside the text that is expected of it: {@code src/test/resources/golden}, in the words of
 * {@code dtc -I dtb -O dts}.
 */
final class GoldenBlobs {
    private static final Path FOLDER = Path.of("src/test/resources/golden");

    /** One blob, and the file with its text. */
    record Golden(String name, byte[] blob) {
        String expected() {
            try {
                return Files.readString(FOLDER.resolve(name + ".dts"), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void write(String text) {
            try {
                Files.writeString(Files.createDirectories(FOLDER).resolve(name + ".dts"), text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private GoldenBlobs() {}

    /** The baseline of the test host; the creation of an instance with two devices on the second node, its change and removal; another pool. */
    static List<Golden> all() {
        List<Golden> all = new ArrayList<>();
        SystemState host = TestHost.description().build();
        Instance web = withDevices(instance("web", 3, "8-10", 2048), "eth0", "uart1")
                .withBootCpu(9)
                .withRegions(List.of(new MemoryRange(8 * GIB, 2 * GIB)))
                .withOptions(InstanceOptions.none().withHostKcore().withUring(new InstanceOptions.Uring(256, 512, 64)));
        for (KernelAbi abi : KernelAbi.values()) {
            ChangePlanner planner = ChangePlanner.of(abi, 4096)
                    .withPciIds(SimulatedMachine.describedBy(host).pciIds())
                    .withMarkers(() -> "6d61726b-6572-4a00-8000-000000000001");
            ChangeStep step = planner.plan(valid(host), valid(host.withInstance(web)))
                    .steps()
                    .get(0);
            all.add(new Golden(
                    abi + "-baseline", planner.planBaseline(valid(host)).blob()));
            all.add(new Golden(abi + "-create", step.overlay().blob()));
            all.add(new Golden(abi + "-remove", step.compensation().blob()));
            if (abi.makesVirtioDevices()) {
                Instance virtual = instance("net", 4, "4", 512)
                        .withOptions(InstanceOptions.none()
                                .withVirtio(List.of(
                                        VirtioDevice.of("net0", VirtioDevice.NET, 2),
                                        new VirtioDevice("disk0", VirtioDevice.BLOCK, 1, 64))));
                all.add(new Golden(
                        abi + "-virtio",
                        planner.plan(valid(host), valid(host.withInstance(virtual)))
                                .steps()
                                .get(0)
                                .overlay()
                                .blob()));
            }
            if (abi.takesCacheWays()) {
                SystemState cached = host.toBuilder().cacheWays(0xf000_0ff0).build();
                Instance quiet = instance("quiet", 5, "4", 512)
                        .withOptions(InstanceOptions.none().withCacheWays(0x8000_0030));
                all.add(new Golden(
                        abi + "-cache-ways-baseline",
                        planner.planBaseline(valid(cached)).blob()));
                all.add(new Golden(
                        abi + "-cache-ways-create",
                        planner.plan(valid(cached), valid(cached.withInstance(quiet)))
                                .steps()
                                .get(0)
                                .overlay()
                                .blob()));
            }
            Instance changed = web.withCpus(CpuSet.parse("9-10,12"))
                    .withBootCpu(9)
                    .withMemory(ByteSize.ofMiB(2048 + 256))
                    .withDevices(List.of(new DeviceRef.Whole("nvme0"), new DeviceRef.Whole("uart1")));
            List<ChangeStep> steps = planner.apart(valid(host.withInstance(web)), valid(host.withInstance(changed)));
            for (int i = 0; i < steps.size(); i++) {
                all.add(new Golden(abi + "-update-" + i, steps.get(i).overlay().blob()));
            }
            if (abi.resizesPool()) {
                List<Overlay> overlays = planner.planPool(
                                new KernelSnapshot(host, List.of(), List.of()), host.devices(), valid(another(host)))
                        .overlays();
                for (int i = 0; i < overlays.size(); i++) {
                    all.add(new Golden(abi + "-pool-" + i, overlays.get(i).blob()));
                }
            }
        }
        return all;
    }

    /** A pool with other CPUs, less memory on the second node, and another card. */
    private static SystemState another(SystemState host) {
        List<Device> devices = host.devices().stream()
                .filter(device -> !device.name().equals("nvme0"))
                .toList();
        return host.toBuilder()
                .cpus(new CpuInventory(16, CpuSet.parse("0,6-7"), CpuSet.parse("1-5,8-15")))
                .memory(new MemoryInventory(
                        ByteSize.ofGiB(16), ByteSize.ofGiB(2), MemoryPool.of(new MemoryRange(2 * GIB, 10 * GIB))))
                .devices(devices)
                .device(Device.named("eth1").withPciAddress(PciAddress.parse("0000:17:00.1")))
                .build();
    }
}

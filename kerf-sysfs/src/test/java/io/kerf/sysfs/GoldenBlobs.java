// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import static io.kerf.sysfs.TestHost.GIB;
import static io.kerf.sysfs.TestHost.instance;
import static io.kerf.sysfs.TestHost.valid;
import static io.kerf.sysfs.TestHost.withDevices;

import io.kerf.model.Instance;
import io.kerf.model.MemoryRange;
import io.kerf.model.SystemState;
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

    /** The baseline of the test host, the creation of an instance with two devices on the second node, and its removal. */
    static List<Golden> all() {
        List<Golden> all = new ArrayList<>();
        SystemState host = TestHost.description().build();
        Instance web = withDevices(instance("web", 3, "8-10", 2048), "eth0", "uart1")
                .withBootCpu(9)
                .withRegions(List.of(new MemoryRange(8 * GIB, 2 * GIB)));
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
        }
        return all;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kerf.Host;
import io.kerf.Kerf;
import io.kerf.diag.KerfException;
import io.kerf.dts.Dts;
import io.kerf.fdt.Fdt;
import io.kerf.model.CpuAffinity;
import io.kerf.model.InstanceOptions;
import io.kerf.model.MemoryPolicy;
import io.kerf.model.binding.Bindings;
import io.kerf.sysfs.simulated.SimulatedKernel;
import io.kerf.sysfs.simulated.SimulatedMachine;
import io.kerf.sysfs.simulated.SimulatedRelease;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Faults that a tool of this kind had, each by a baseline that is applied and then shown by another process. */
class ShowFaultsTest {
    private static final String BASELINE = """
            /multikernel-v1/;
            / {
                compatible = "linux,multikernel-host";
                resources {
                    cpus { total = <8>; host-reserved = <0 1>; available = <2 3 4 5 6 7>; };
                    memory {
                        total-bytes = <0x2 0x0>;
                        host-reserved-bytes = <0x0 0x40000000>;
                        memory-pool-base = <0x40000000>;
                        memory-pool-bytes = <0x1 0x80000000>;
                    };
                };
            };
            """;

    @TempDir
    private Path directory;

    private String applied(String source) throws IOException {
        Path file = directory.resolve("baseline.dts");
        Files.writeString(file, source);
        return applied(file);
    }

    /** Applies a file and shows the host. */
    private String applied(Path file) throws IOException {
        Path place = Files.createTempDirectory(directory, "host");
        byte[] content = Files.readAllBytes(file);
        var tree = content[0] == (byte) 0xd0
                ? Fdt.decode(content)
                : Dts.compile(new String(content, StandardCharsets.UTF_8), "x");
        SimulatedMachine machine = SimulatedMachine.describedBy(Bindings.read(tree));
        try (Host host = Kerf.simulated(SimulatedKernel.onDirectory(place, machine))) {
            host.initialize(file).apply();
        }
        return shown(place);
    }

    private static String shown(Path place) {
        Console.Outcome outcome = new Console().run("show", "--format=json", "--simulated", place);
        assertThat(outcome.err()).isEmpty();
        return outcome.out();
    }

    private static Map<?, ?> part(Object json, String... path) {
        Object part = json;
        for (String key : path) {
            part = ((Map<?, ?>) part).get(key);
        }
        return (Map<?, ?>) part;
    }

    private static Map<?, ?> baseline(String json) {
        return part(JsonValues.read(json), "baseline");
    }

    @Test
    void f03_theTopologyIsThereAndThePoolBaseIsThePools() throws IOException {
        Map<?, ?> shown = baseline(applied(Console.sample("numa_topology.dts")));
        assertThat((List<?>) part(shown, "topology").get("numa_nodes")).hasSize(4);
        assertThat((List<?>) part(shown, "topology").get("cores")).hasSize(32);
        Map<?, ?> first = (Map<?, ?>) ((List<?>) part(shown, "memory").get("chunks")).get(0);
        assertThat(first.get("base")).isEqualTo(0x1_0000_0000L);
    }

    @Test
    void f04_devicesAreNamedByTheirLabelsOrNodesAndSubnodesStayInside() throws IOException {
        String source = BASELINE.replace("memory {\n", """
                devices {
                    eth0: ethernet@0 { compatible = "intel,i40e"; pci-id = "0000:01:00.0"; port { speed = <10>; }; };
                    nvme0: nvme@0 { compatible = "nvme"; pci-id = "0000:02:00.0"; };
                    enp9s0-dev { compatible = "intel,ice"; pci-id = "0000:09:00.0"; };
                };
                memory {
                """);
        List<?> devices = (List<?>) baseline(applied(source)).get("devices");
        assertThat(devices.stream()
                        .map(device -> String.valueOf(part(device).get("name")))
                        .toList())
                .containsExactlyInAnyOrder("eth0", "nvme0", "enp9s0-dev");
    }

    @Test
    void f05_f06_numbersAreDecimalOrHexadecimalAsInC() throws IOException {
        String source =
                BASELINE.replace("<0x40000000>;", "<1073741824>;").replace("<2 3 4 5 6 7>", "<0x2 0x3 4 0x5 6 0x7>");
        assertThat(source).contains("<1073741824>", "0x7>");
        assertThat(baseline(applied(source))).isEqualTo(baseline(applied(BASELINE)));
    }

    @Test
    void f07_whatStandsInCommentsAndStringsIsNoData() throws IOException {
        String source = BASELINE.replace(
                "resources {",
                "model = \"resources { cpus { available = <9>; }; }\";\n/* cpus { available = <60 61>; }; */\nresources {");
        assertThat(baseline(applied(source))).isEqualTo(baseline(applied(BASELINE)));
    }

    @Test
    void f08_aBaselineWithAnInstanceIsRefusedHoweverItIsWritten() {
        String source = BASELINE.replace(
                "\n};\n",
                "\n instances { web { resources { cpus = <4>; memory-bytes = <0x0 0x40000000>; }; }; };\n};\n");
        assertThat(source).contains("instances {");
        assertThatThrownBy(() -> applied(source)).isInstanceOf(KerfException.class);
        assertThatThrownBy(() -> applied(BASELINE.replace("total = <8>;", "total = <8>")))
                .isInstanceOf(KerfException.class);
    }

    @Test
    void f09_f11_aBlobIsReadAsItsSourceIs() throws IOException {
        String wide = BASELINE.replace("<2 3 4 5 6 7>", "<4 5 6 7>")
                .replace("host-reserved = <0 1>", "host-reserved = <0 1 2 3>");
        Path blob = directory.resolve("baseline.dtb");
        Files.write(blob, Fdt.encode(Dts.compile(wide, "x.dts")));
        Map<?, ?> fromBlob = baseline(applied(blob));
        assertThat(part(fromBlob, "cpus").get("available")).isEqualTo(List.of(4, 5, 6, 7));
        assertThat(fromBlob).isEqualTo(baseline(applied(wide)));
    }

    @Test
    void f13_f59_sizesBelowAGigabyteAreInMegabytesAndEmptyListsAreNone() throws IOException {
        Path place = directory.resolve("small");
        String source = BASELINE.replace("<0x1 0x80000000>", "<0x0 0x1c000000>");
        try (Host host = ShownHosts.of(place, SimulatedRelease.POOL, source)) {
            host.createInstance("web").cpus("2-7").memory("64MB").create();
        }
        assertThat(new Console().run("show", "--simulated", place).out())
                .contains(
                        "    Pool Size:       448.00 MB (469762048 bytes)\n",
                        "    Pool Allocated:  64.00 MB (67108864 bytes)\n",
                        "    Free:            0 CPUs: none\n");
    }

    @Test
    void f14_aCardIsNetworkByItsNodeWhateverItsModelIsCalled() throws IOException {
        assertThat(applied(Console.sample("baseline.dts")))
                .containsPattern("\"name\": \"eth0\",\\s+\"class\": \"network\"")
                .containsPattern("\"name\": \"nvme0\",\\s+\"class\": \"storage\"");
    }

    @Test
    void f15_twoDevicesAreTwoNamesAndHideNothing() {
        Path place = directory.resolve("two");
        try (Host host = Console.host(place, "baseline.dts")) {
            host.createInstance("a")
                    .cpus("4")
                    .memory("1GB")
                    .device("eth0")
                    .device("nvme0")
                    .create();
            host.createInstance("b").cpus("5").memory("1GB").create();
        }
        String text = new Console().run("show", "--simulated", place).out();
        assertThat(text).contains("  Devices:         eth0, nvme0\n", "Instance: b\n", "VF   A\n", "NS   A\n");
        try (Host host = Kerf.simulated(SimulatedKernel.onDirectory(place))) {
            host.instance("a").delete();
        }
        assertThat(shown(place)).contains("\"total_instances\": 1");
    }

    @Test
    void f16_whatTheKernelDropsIsShownAllTheSame() {
        Path place = directory.resolve("kept");
        try (Host host = Console.host(place, "numa_topology.dts")) {
            host.createInstance("web")
                    .cpuCount(4)
                    .memory("2GB")
                    .numaNodes(1)
                    .affinity(CpuAffinity.SPREAD)
                    .memoryPolicy(MemoryPolicy.BIND)
                    .options(InstanceOptions.none().withHostKcore())
                    .create();
        }
        Map<?, ?> shown = baseline(shown(place));
        assertThat(part(shown, "cpus").get("host_reserved")).isEqualTo(List.of(0, 1, 2, 3));
        Map<?, ?> node = (Map<?, ?>) ((List<?>) part(shown, "topology").get("numa_nodes")).get(2);
        assertThat(node.get("distances")).isEqualTo(Map.of("0", 21, "1", 21, "2", 10, "3", 12));
        assertThat(new Console().run("show", "web", "--simulated", place).out())
                .contains("  NUMA Nodes:      1\n")
                .doesNotContain("Affinity", "Policy"); // of which nobody knows any more
    }

    @Test
    void f70_theLargestFreeBlockIsShown() {
        Path place = directory.resolve("blocks");
        try (Host host = Console.host(place, "minimal.dts")) {
            host.createInstance("a").cpus("2").memory("1GB").create();
            host.createInstance("b").cpus("3").memory("2GB").create();
            host.createInstance("c").cpus("4").memory("1GB").create();
            host.instance("b").delete();
        }
        assertThat(new Console().run("show", "--simulated", place).out())
                .contains(
                        "    Pool Available:  4.00 GB (4294967296 bytes)\n",
                        "    Largest Free:    2.00 GB (2147483648 bytes)\n");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.desired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.kerf.alloc.SmtPolicy;
import io.kerf.dts.Dts;
import io.kerf.fdt.Fdt;
import io.kerf.model.CpuAffinity;
import io.kerf.model.InstanceOptions;
import io.kerf.model.MemoryPolicy;
import io.kerf.model.VirtioDevice;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DesiredStateTest {
    private static final InstanceOptions OPTIONS = InstanceOptions.none()
            .withHostKcore()
            .withUring(new InstanceOptions.Uring(64, 128, 0))
            .withVirtio(List.of(new VirtioDevice("net0", VirtioDevice.NET, 2, 64), VirtioDevice.of("disk", 2, 1)))
            .withCacheWays(0xf000_0000);

    private static final DesiredState BOTH = DesiredState.of(
            DesiredInstance.withCpus("web", "4-7", "2GB"),
            DesiredInstance.withCpuCount("database", 8, "8GB")
                    .onNumaNodes(1, 0, 1)
                    .withDevices("nvme0_ns2", "eth0")
                    .withAffinity(CpuAffinity.SPREAD)
                    .withSmt(SmtPolicy.WHOLE)
                    .withMemoryPolicy(MemoryPolicy.INTERLEAVE)
                    .withMemoryRegions(4)
                    .withOptions(OPTIONS)
                    .withId(9));

    private static final String YAML = """
            instances:
              web:
                cpus: [4, "5-6", 7]
                memory: 2GB
              database:
                cpu-count: 8
                memory: 8 GiB   # a comment
                numa-nodes: [1, 0]
                devices: [eth0, nvme0_ns2]
                affinity: spread
                smt: whole
                memory-policy: interleave
                memory-regions: 4
                id: 9
                options:
                  enable-host-kcore: true
                  uring: {sq-entries: 64, cq-entries: 128}
                  virtio:
                    net0: {device-id: 1, queues: 2, queue-size: 64}
                    disk: {device-id: 2, queues: 1}
                  llc-way-mask: 0xf0000000
            """;

    private static final String JSON = """
            {"instances": {"web": {"cpus": "4-7", "memory": 2147483648},
             "database": {"cpu-count": 8, "memory": "8GB", "numa-nodes": [0, 1], "devices": ["nvme0_ns2", "eth0"],
              "affinity": "spread", "smt": "whole", "memory-policy": "interleave", "memory-regions": 4, "id": 9,
              "options": {"llc-way-mask": 4026531840, "enable-host-kcore": true,
               "uring": {"cq-entries": 128, "sq-entries": 64, "shim-data-pages": 0},
               "virtio": {"net0": {"queue-size": 64, "queues": 2, "device-id": 1},
                          "disk": {"device-id": 2, "queues": 1, "queue-size": 256}}}}}}
            """;

    private static final String SOURCE = """
            /* what is wanted */
            /multikernel-v1/;

            / {
                instances {
                    web {
                        resources { cpus = <4 5 6 7>; memory-bytes = <0x80000000>; };
                    };
                };
            };
            """;

    @TempDir
    Path folder;

    @Test
    void yamlAndJsonSayTheSame() {
        assertThat(DesiredState.parse(YAML, "a.yaml")).isEqualTo(BOTH);
        assertThat(DesiredState.parse(JSON, "a.json")).isEqualTo(BOTH);
        assertThat(DesiredState.parse("instances: {}", "none")).isEqualTo(DesiredState.of());
    }

    @Test
    void aFileIsReadByItsContentWhateverItsName() throws IOException {
        DesiredState web = DesiredState.of(DesiredInstance.withCpus("web", "4-7", "2GB"));
        Path file = folder.resolve("wanted");
        Files.writeString(file, YAML);
        assertThat(DesiredState.read(file)).isEqualTo(BOTH);
        Files.writeString(file, SOURCE);
        assertThat(DesiredState.read(file)).isEqualTo(web);
        Files.write(file, Fdt.encode(Dts.compile(file)));
        assertThat(DesiredState.read(file)).isEqualTo(web);
    }

    @Test
    void aDeviceTreeSaysRegionsAndOptionsToo() throws IOException {
        Path file = Files.writeString(folder.resolve("wanted.dts"), """
                /multikernel-v1/;

                / {
                    instances {
                        web {
                            id = <3>;
                            resources {
                                cpus = <4 5>;
                                memory@0 { reg = <0x0 0x40000000 0x0 0x10000000>; };
                                memory@1 { reg = <0x0 0x80000000 0x0 0x10000000>; };
                                uring { sq-entries = <64>; cq-entries = <128>; };
                                virtio { net0 { device-id = <1>; queues = <2>; }; };
                            };
                            options { enable-host-kcore; };
                        };
                    };
                };
                """);
        DesiredInstance wanted = DesiredInstance.withCpus("web", "4-5", "512MB")
                .withMemoryRegions(2)
                .withOptions(InstanceOptions.none()
                        .withHostKcore()
                        .withUring(new InstanceOptions.Uring(64, 128, 0))
                        .withVirtio(List.of(VirtioDevice.of("net0", VirtioDevice.NET, 2))))
                .withId(3);
        assertThat(DesiredState.read(file)).isEqualTo(DesiredState.of(wanted));
        Files.write(file, Fdt.encode(Dts.compile(file)));
        assertThat(DesiredState.read(file)).isEqualTo(DesiredState.of(wanted));
    }

    @Test
    void noOptionsIsSomethingElseThanNothingSaidOfThem() {
        DesiredInstance web = DesiredInstance.withCpus("web", "4", "1GB");
        assertThat(DesiredState.parse("instances: {web: {cpus: 4, memory: 1GB, options: {}}}", "a.yaml"))
                .isEqualTo(DesiredState.of(web.withOptions(InstanceOptions.none())))
                .isNotEqualTo(DesiredState.of(web));
    }

    @Test
    void filesThatCannotBeReadSaySo() throws IOException {
        assertThatExceptionOfType(DesiredStateException.class)
                .isThrownBy(() -> DesiredState.read(folder.resolve("missing")))
                .withMessageContaining("missing")
                .withMessageContaining("cannot be read");
        Path file = Files.write(folder.resolve("latin"), "name: \u00e9".getBytes(StandardCharsets.ISO_8859_1));
        assertThatExceptionOfType(DesiredStateException.class)
                .isThrownBy(() -> DesiredState.read(file))
                .withMessageContaining("UTF-8");
        assertThatExceptionOfType(DesiredStateException.class)
                .isThrownBy(() -> DesiredState.read(folder))
                .withMessageContaining("cannot be read");
    }

    private static final String WEB = "instances:\n  web:\n    cpu-count: 2\n    memory: 1GB\n    ";

    static Stream<Arguments> faults() {
        return Stream.of(
                arguments("instances:\n  web:\n    cpus: 4-7", "3:5", "needs 'memory'"),
                arguments("instances:\n  web:\n    memory: 2GB", "3:5", "either 'cpus' or 'cpu-count'"),
                arguments(
                        "instances:\n  web:\n    cpus: 4\n    cpu-count: 2\n    memory: 2GB",
                        "3:11",
                        "either 'cpus' or 'cpu-count'"),
                arguments("instances:\n  web:\n    cpus: 4-x\n    memory: 2GB", "3:11", "4-x"),
                arguments("instances:\n  web:\n    cpus: []\n    memory: 2GB", "3:11", "at least one CPU"),
                arguments("instances:\n  web:\n    cpu-count: 0\n    memory: 2GB", "3:16", "at least one CPU"),
                arguments("instances:\n  web:\n    cpu-count: two\n    memory: 2GB", "3:16", "two"),
                arguments("instances:\n  web:\n    cpu-count: 2\n    memory: 0", "4:13", "an instance has some"),
                arguments("instances:\n  web:\n    cpu-count: 2\n    memory: 2XB", "4:13", "2XB"),
                arguments("instances:\n  web:\n    cpu-count: 2\n    memory: {}", "4:13", "not a text or number"),
                arguments("instances:\n  web:\n    cpu-count: 2\n    memory:", "4:12", "not a text or number"),
                arguments("instances:\n  web:\n    cpu-count: 2\n    memory: 1GB\n    id: 0", "5:9", "1 to 2047"),
                arguments(
                        "instances:\n  web:\n    cpu-count: 2\n    memory: 1GB\n    smt: some",
                        "5:10",
                        "expected avoid, whole"),
                arguments(
                        "instances:\n  web:\n    cpu-count: 2\n    memory: 1GB\n    devices: {}", "5:14", "not a list"),
                arguments(
                        "instances:\n  web:\n    cpu-count: 2\n    memory: 1GB\n    colour: red",
                        "5:13",
                        "no 'colour': it knows affinity"),
                arguments(WEB + "memory-regions: 0", "5:21", "at least 1 region, not 0"),
                arguments(
                        WEB + "memory-policy: interleave\n    memory-regions: 1",
                        "6:21",
                        "interleaved lies in at least 2 regions, not 1"),
                arguments(WEB + "options: fast", "5:14", "not a mapping"),
                arguments(WEB + "options: {colour: red}", "5:23", "no 'colour': it knows enable-host-kcore"),
                arguments(WEB + "options: {enable-host-kcore: yes}", "5:34", "write true or false"),
                arguments(WEB + "options: {uring: {sq-entries: -1}}", "5:22", "not negative"),
                arguments(WEB + "options: {llc-way-mask: 0}", "5:29", "at least one bit"),
                arguments(WEB + "options: {llc-way-mask: 0x1ffffffff}", "5:29", "32 bits"),
                arguments(
                        WEB + "options: {virtio: {net0: {device-id: 1, queues: 9}}}",
                        "5:30",
                        "9 queues, and kernels take 1 to 8"),
                arguments(WEB + "options: {virtio: {net0: {queues: 1}}}", "5:30", "needs 'device-id'"),
                arguments("instances:\n  web: 7", "2:8", "not a mapping"),
                arguments(
                        "instances:\n  web: {cpus: 4, memory: 1GB}\n  web: {cpus: 5, memory: 1GB}",
                        "3:3",
                        "'web' twice"),
                arguments("instances:\n  -web: {cpus: 4, memory: 1GB}", "2:9", "-web"),
                arguments("instances: [web]", "1:12", "not a mapping"),
                arguments("machines: {}", "1:11", "no 'machines'"),
                arguments("instances: {", "1:13", "neither YAML nor JSON"),
                arguments("", "1:1", "is empty"),
                arguments("instances: &a\n  web: *a", "1:12", "no 'web'"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void faultsSayWhereTheyAre(String text, String place, String problem) {
        assertThatExceptionOfType(DesiredStateException.class)
                .isThrownBy(() -> DesiredState.parse(text, "wanted.yaml"))
                .withMessageContaining(problem)
                .satisfies(
                        e -> assertThat(e.location().orElseThrow().describe()).contains("wanted.yaml:" + place));
    }

    @Test
    void textThatIsNestedWithoutEndIsRefused() {
        assertThatExceptionOfType(DesiredStateException.class)
                .isThrownBy(() -> DesiredState.parse("[".repeat(200_000), "deep"));
        assertThatExceptionOfType(DesiredStateException.class)
                .isThrownBy(() -> DesiredState.parse("x".repeat((4 << 20) + 1), "long"))
                .withMessageContaining("longer");
    }

    @Test
    void valuesThatCannotBeAreRefused() {
        DesiredInstance web = DesiredInstance.withCpus("web", "4-7", "2GB");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DesiredState.of(web, web))
                .withMessageContaining("twice");
        assertThatIllegalArgumentException().isThrownBy(() -> DesiredInstance.withCpuCount("web", 0, "2GB"));
        assertThatIllegalArgumentException().isThrownBy(() -> DesiredInstance.withCpuCount("web", 1, "0"));
        assertThatIllegalArgumentException().isThrownBy(() -> web.withId(2048));
    }

    @Test
    void instancesAreSortedAndFound() {
        assertThat(BOTH.instances()).extracting(each -> each.name().text()).containsExactly("database", "web");
        assertThat(BOTH.instance(BOTH.instances().get(1).name()))
                .contains(BOTH.instances().get(1));
        assertThat(BOTH.toString())
                .contains("instance 'web' with CPUs 4-7 and 2GB", "id 9", "8 CPUs", "regions up to 4", "net0");
    }
}

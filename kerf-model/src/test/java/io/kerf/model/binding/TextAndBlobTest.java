// SPDX-License-Identifier: Apache-2.0
package io.kerf.model.binding;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.dts.Dts;
import io.kerf.dts.DtsOptions;
import io.kerf.fdt.Fdt;
import io.kerf.model.CpuSet;
import io.kerf.model.Device;
import io.kerf.model.Dialect;
import io.kerf.model.SystemState;
import io.kerf.tree.DeviceTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A source and the blob that is compiled from it, labels kept, say the same. */
class TextAndBlobTest {
    private static final Pattern BLOCK = Pattern.compile("```dts\n(.*?)\n```", Pattern.DOTALL);

    private record Source(String name, String text) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** The sample baselines and all examples of the documentation. */
    static Stream<Source> sources() throws IOException {
        Path top = Path.of(System.getProperty("kerf.testdata")).resolveSibling("docs");
        Stream.Builder<Source> all = Stream.builder();
        for (Path file : files(top.resolveSibling("kerf-examples/src/main/dts"), ".dts")) {
            all.add(new Source(file.getFileName().toString(), Files.readString(file)));
        }
        for (Path folder : List.of(top, top.resolve("rules"))) {
            for (Path file : files(folder, ".md")) {
                Matcher block = BLOCK.matcher(Files.readString(file));
                while (block.find()) {
                    String at = file.getFileName() + ":" + block.start();
                    if (block.group(1).contains("resources")) {
                        all.add(new Source(at, block.group(1)));
                    }
                }
            }
        }
        return all.build();
    }

    private static List<Path> files(Path folder, String ending) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void thereAreSources() throws IOException {
        assertThat(sources()).hasSizeGreaterThan(100);
    }

    /** But for what bytes cannot tell: a string where numbers are expected, and ids of a pool that were written in one cell. */
    @ParameterizedTest
    @MethodSource("sources")
    void aTextAndItsOwnBlobReadAlike(Source source) {
        SystemState text = Bindings.read(Dts.compile(source.text(), "host.dts"));
        if (text.findings().stream().anyMatch(finding -> finding.code().equals("BIND-001"))) {
            assertThat(source.name()).startsWith("BIND-001");
        } else if (text.dialect() == Dialect.POOL && !source.text().contains("cpus = /bits/ 64")) {
            assertThat(blob(Dts.compile(source.text(), "host.dts")).findings())
                    .filteredOn(finding -> finding.code().equals("BIND-011"))
                    .extracting(Diagnostic::severity)
                    .containsExactly(Severity.WARNING);
        } else {
            assertReadAlike(source.text().replace("<&eth0_vf1>, \"nvme0_ns2\"", "\"eth0_vf1\", \"nvme0_ns2\""));
        }
    }

    @Test
    void aListOfReferencesAndNamesIsAnErrorInABlob() {
        String source = inventory("total = <2>; host-reserved = <0>; available = <1>;")
                .replace("memory {", "devices { eth0: ethernet@0 { }; rtc: rtc@0 { }; }; memory {")
                .replace(
                        "}; }; };",
                        "}; }; instances { web { id = <1>; resources { devices = <&eth0>, \"rtc\"; }; }; }; };");
        DeviceTree tree = Dts.compile(source, "host.dts");
        assertThat(errors(Bindings.read(tree))).isEmpty();
        assertThat(errors(blob(tree))).isNotEmpty();
    }

    private static SystemState assertReadAlike(String source) {
        DeviceTree tree = Dts.compile(source, "host.dts", DtsOptions.defaults().withSymbols());
        SystemState text = Bindings.read(tree);
        SystemState blob = blob(tree);
        assertThat(blob.dialect()).isEqualTo(text.dialect());
        assertThat(blob.cpus()).isEqualTo(text.cpus());
        assertThat(blob.memory()).isEqualTo(text.memory());
        assertThat(blob.topology()).isEqualTo(text.topology());
        assertThat(blob.devices()).isEqualTo(text.devices());
        assertThat(blob.instances()).isEqualTo(text.instances());
        assertThat(blob.kernelFreeCpus()).isEqualTo(text.kernelFreeCpus());
        assertThat(blob.extras()).isEqualTo(text.extras());
        assertThat(errors(blob)).isEqualTo(errors(text));
        return blob;
    }

    private static SystemState blob(DeviceTree tree) {
        return Bindings.read(Fdt.decode(Fdt.encode(tree)));
    }

    private static List<String> errors(SystemState state) {
        return state.findings().stream()
                .filter(finding -> finding.severity() == Severity.ERROR)
                .map(finding -> finding.code() + " " + finding.subject().orElse(""))
                .toList();
    }

    private static String inventory(String cpus) {
        return "/multikernel-v1/; / { resources { cpus { " + cpus + " }; memory { total-bytes = <0x1 0x0>;"
                + " host-reserved-bytes = <0x40000000>; memory-pool-base = <0x40000000>;"
                + " memory-pool-bytes = <0xc0000000>; }; }; };";
    }

    @Test
    void idsAbove32BitsAreReadFromABlobOfAnInventoryThatListsAll() {
        SystemState state = assertReadAlike(inventory(
                "total = <4>; host-reserved = /bits/ 64 <0 1>;" + " available = /bits/ 64 <0x100000000 0x100000001>;"));
        assertThat(state.cpus().available()).isEqualTo(CpuSet.of(0x100000000L, 0x100000001L));
        assertThat(state.findings()).isEmpty();
    }

    @Test
    void smallIdsOfTwoCellsAreReadFromABlobOfAnInventory() {
        SystemState state = assertReadAlike(
                inventory("total = <32>; host-reserved = /bits/ 64 <0 1>; available = /bits/ 64 <2 3 4>;"));
        assertThat(state.cpus().available()).hasToString("2-4");
        assertReadAlike(inventory("total = <1>; host-reserved; available = /bits/ 64 <5>;"));
        assertReadAlike(inventory("total = <2>; host-reserved; available = <0 5>;"));
    }

    @Test
    void narrowListsStayNarrowWhateverTheirTotal() {
        for (int total : new int[] {1, 2, 3, 4, 6, 8}) {
            assertReadAlike(inventory("total = <" + total + ">; host-reserved = <0 1>; available = <2 3 4 5>;"));
            assertReadAlike(inventory("total = <" + total + ">; host-reserved = <0 1>; available = <2 3>;"));
        }
        assertReadAlike(inventory("total = <8>; host-reserved = <0 1>; available = <2 3 4 5 5 6>;"));
    }

    @Test
    void whereAnInventoryDoesNotTellTheWidthTheWayOutIsNamed() {
        DeviceTree tree = Dts.compile(
                inventory("total = <9>; host-reserved = /bits/ 64 <0>;"
                        + " available = /bits/ 64 <0x100000000 0x100000001>;"),
                "host.dts");
        assertThat(blob(tree).findings())
                .filteredOn(finding -> finding.code().equals("BIND-011"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.suggestion())
                        .hasValueSatisfying(advice -> assertThat(advice).contains("#cpu-cells")));
        assertThat(blob(tree).findings()).extracting(Diagnostic::severity).contains(Severity.ERROR);
    }

    @Test
    void aDeviceWithSeveralLabelsHasOneName() {
        String device = "{ pci-id = \"0000:01:00.0\"; };";
        for (String labels : List.of("a: b: ethernet@0", "zz: a: b: ethernet@0", "c: b: ethernet@0")) {
            SystemState state = assertReadAlike(inventory("total = <2>; host-reserved = <0>; available = <1>;")
                    .replace("memory {", "devices { " + labels + device + " }; memory {"));
            assertThat(state.devices()).extracting(Device::name).containsExactly("b");
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.kerf.dts.Dts;
import io.kerf.examples.cli.Console.Outcome;
import io.kerf.fdt.Fdt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults that another tool has with multikernel trees, each with its number, and that {@code kerf} has not. */
class TreeFaultsTest {
    private final Console console = new Console();

    @TempDir
    Path folder = Path.of("");

    private Outcome validate(String source, String... more) throws IOException {
        Path file = Files.writeString(folder.resolve("x.dts"), source);
        Object[] words = new Object[more.length + 2];
        words[0] = "validate";
        words[1] = file;
        System.arraycopy(more, 0, words, 2, more.length);
        return console.run(words);
    }

    private Outcome validateBlob(String source, String... more) throws IOException {
        Path file = Files.write(folder.resolve("x.dtb"), Fdt.encode(Dts.compile(source, "x.dts")));
        Object[] words = new Object[more.length + 2];
        words[0] = "validate";
        words[1] = file;
        System.arraycopy(more, 0, words, 2, more.length);
        return console.run(words);
    }

    /** The text of a JSON array or number behind a key, blanks left out. */
    private static String json(Outcome outcome, String key) throws IOException {
        StringBuilder text = new StringBuilder();
        try (JsonParser json = new JsonFactory().createParser(outcome.out())) {
            while (json.nextToken() != null) {
                if (json.currentToken() == JsonToken.FIELD_NAME && key.equals(json.currentName())) {
                    JsonToken value = json.nextToken();
                    text.append(json.getText());
                    while (value == JsonToken.START_ARRAY && json.nextToken() != JsonToken.END_ARRAY) {
                        text.append(json.getText()).append(' ');
                    }
                    return text.toString().replace("[", "").strip();
                }
            }
        }
        throw new AssertionError("no '" + key + "' in " + outcome.out());
    }

    private static final String TWO = Trees.instance("a", 1, "2", "0x40000000", "");

    @ParameterizedTest
    @ValueSource(strings = {"baseline.dts", "minimal.dts", "edge_computing.dts", "numa_topology.dts", "system.dts"})
    void f02_theHostsListIsReadAndSamplesAreValid(String sample) throws IOException {
        Outcome text = console.run("validate", "--baseline", Console.sample(sample));
        Outcome json = console.run("validate", Console.sample(sample), "--format=json");

        assertThat(text.exitCode()).as(text.out() + text.err()).isZero();
        assertThat(json(json, "host_reserved")).isNotEmpty();
    }

    @Test
    void f04_devicesGoByLabelThenByNameAndSubNodesStayInside() throws IOException {
        Outcome outcome = validate(
                Trees.host("eth0: ethernet@0 { }; nvme0: nvme@0 { }; enp9s0-dev { port { }; };", ""), "--format=json");

        assertThat(outcome.out()).contains("\"eth0\": {", "\"nvme0\": {", "\"enp9s0-dev\": {");
        assertThat(outcome.out()).doesNotContain("\"port\": {", "\"0\": {", "\"dev\": {");
    }

    @Test
    void f05_aDecimalNumberIsDecimal() throws IOException {
        String source = Trees.host("").replace("memory-pool-base = <0x40000000>", "memory-pool-base = <1073741824>");
        assertThat(json(validate(source, "--format=json"), "memory_pool_base")).isEqualTo("1073741824");
        assertThat(validate(source).err() + validate(source).out()).contains("at 0x40000000");
    }

    @Test
    void f06_aHexadecimalCpuIsACpu() throws IOException {
        Outcome outcome = validate(Trees.host(Trees.instance("web", 1, "0x2 0x3", "0x40000000", "")), "--format=json");
        assertThat(outcome.exitCode()).isZero();
        assertThat(json(outcome, "cpus").isEmpty()).isFalse();
        assertThat(outcome.out().replaceAll("\\s+", " ")).contains("\"cpus\": [ 2, 3 ]");
    }

    @Test
    void f07_commentsAndTextsAreNoData() throws IOException {
        Outcome outcome = validate(
                Trees.host("")
                        .replace(
                                "    resources {",
                                "    model = \"resources { cpus = <9>; }\"; /* cpus = <60 61>; */ // cpus { total = <99>; };\n"
                                        + "    resources {"),
                "--format=json");
        assertThat(outcome.exitCode()).isZero();
        assertThat(json(outcome, "total")).isEqualTo("8");
        assertThat(json(outcome, "available")).isEqualTo("2 3 4 5 6 7");
    }

    @Test
    void f08_anInstanceOnOneLineOrWithoutAnIdCounts() throws IOException {
        Outcome line = validate(
                Trees.host("web { id = <1>; resources { cpus = <2>; memory-bytes = <0x1000>; }; };"), "--baseline");
        Outcome bare = validate(Trees.host("web { };"), "--baseline");

        assertThat(line.exitCode()).isEqualTo(1);
        assertThat(line.out()).contains("[BASE-001]");
        assertThat(bare.exitCode()).isEqualTo(1);
        assertThat(bare.out()).contains("[BASE-001]");
    }

    @Test
    void f08_aSyntaxErrorWithinAnInstanceIsAnError() throws IOException {
        Outcome outcome = validate(Trees.host("web { id = <1> resources { }; };"));
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.out()).contains("x.dts:", "web { id = <1>", "✗ ");
    }

    @Test
    void f09_cpusOf32BitsInABlobAreFourCpus() throws IOException {
        String source = Trees.host(Trees.instance("web", 1, "4 5 6 7", "0x40000000", ""));
        Outcome outcome = validateBlob(source, "--format=json");

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out().replaceAll("\\s+", " ")).contains("\"cpus\": [ 4, 5, 6, 7 ]");
        assertThat(json(outcome, "available")).isEqualTo("2 3 4 5 6 7");
    }

    @Test
    void f11_aShortMemoryBaseIsTheSameInTextAndBlob() throws IOException {
        String source = Trees.host(TWO);
        String text = validate(source, "--format=json").out();
        String blob = validateBlob(source, "--format=json").out();

        assertThat(validate(source).exitCode()).isZero();
        assertThat(blob).isEqualTo(text);
    }

    @Test
    void f14_aNetworkCardIsKnownByWhatItIs() throws IOException {
        Outcome outcome = validate(
                Trees.host("eth0: ethernet@0 { compatible = \"intel,i40e\"; pci-id = \"0000:01:00.0\"; };", ""));
        assertThat(outcome.out()).contains("Devices: 1 network");
    }

    @Test
    void f17_anOverlapIsReportedOnce() throws IOException {
        Outcome outcome = validate(Trees.host(Trees.instance("a", 1, "2", "0x40000000", "")
                + Trees.instance("b", 2, "3", "0x60000000", "")
                + Trees.instance("c", 3, "3", "0xc0000000", "")));

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.out().split("\\[MEM-", -1)).hasSize(2);
        assertThat(outcome.out().split("\\[CPU-003\\]", -1)).hasSize(2);
        assertThat(outcome.out()).endsWith("✗ Validation failed with 2 errors\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"eth0_vf1\"", "\"eth0\""})
    void f18_aDeviceOfTwoInstancesIsAnError(String device) throws IOException {
        String devices = "eth0: ethernet@0 { pci-id = \"0000:01:00.0\"; sriov-vfs = <4>; host-reserved-vf = <0>;"
                + " available-vfs = <1 2 3>; };";
        Outcome outcome = validate(Trees.host(
                devices,
                Trees.instance("a", 1, "2", "0x40000000", "devices = " + device + ";")
                        + Trees.instance("b", 2, "3", "0x80000000", "devices = " + device + ";")));

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.out()).contains(device.replace("\"", ""), "x.dts");
    }

    @Test
    void f19_aReferenceToNoDeviceIsAnError() throws IOException {
        Outcome text = validate(Trees.host(Trees.instance("a", 1, "2", "0x40000000", "devices = \"foo\";")));
        Outcome phandle = validateBlob(Trees.host(Trees.instance("a", 1, "2", "0x40000000", "devices = <0x77>;")));

        assertThat(text.exitCode()).isEqualTo(1);
        assertThat(text.out()).contains("foo");
        assertThat(phandle.exitCode()).isEqualTo(1);
        assertThat(phandle.out()).containsPattern("0x77|119");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a { id = <0>; resources { cpus = <2>; memory-base = <0x40000000>; memory-bytes = <0x40000000>; }; };",
                "a { id = <9999>; resources { cpus = <2>; memory-base = <0x40000000>; memory-bytes = <0x40000000>; }; };",
                "a { id = <1>; resources { cpus = <2 2>; memory-base = <0x40000000>; memory-bytes = <0x40000000>; }; };",
                "a { id = <1>; resources { cpus = <2>; memory-base = <0x40000000>; memory-bytes = <0>; }; };",
                "a { id = <1>; resources { cpus = <2>; memory-base = <0x40000000>; memory-bytes = <(-1) (-4096)>; }; };",
                "a { id = <1>; resources { cpus = <8>; memory-base = <0x40000000>; memory-bytes = <0x40000000>; }; };",
                "a { id = <1>; resources { cpus = <1>; memory-base = <0x40000000>; memory-bytes = <0x40000000>; }; };"
            })
    void f20_whatNoInstanceCanHaveIsAnError(String instance) throws IOException {
        Outcome outcome = validate(Trees.host(instance));
        assertThat(outcome.exitCode()).as(outcome.out()).isEqualTo(1);
        assertThat(outcome.out()).contains("Status: ✗ INVALID");
    }

    @Test
    void f22_anErrorOfAVirtualFunctionNamesItAndItsLine() throws IOException {
        String devices = "eth0: ethernet@0 { pci-id = \"0000:01:00.0\"; sriov-vfs = <4>; host-reserved-vf = <0>;"
                + " available-vfs = <1 2 3>; };";
        Outcome outcome =
                validate(Trees.host(devices, Trees.instance("a", 1, "2", "0x40000000", "devices = \"eth0_vf9\";")));

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.out())
                .contains("eth0", "9", "In file ", "x.dts", "    Line 15: ", "devices = \"eth0_vf9\";")
                .doesNotContain("{device_name}", "{vf_id}");
    }

    @Test
    void f59_aReportCountsRightAndSaysOfEachInstanceHowItIs() throws IOException {
        Outcome outcome = validate(Trees.host(Trees.instance("good", 1, "2 4 6 7", "0x40000000", "")
                + Trees.instance("bad", 2, "1", "0x80000000", "")));

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.out())
                .contains("CPUs: 2,4,6-7 (4 CPUs")
                .containsSubsequence("good (ID: 1):", "Status: ✓ Valid", "bad (ID: 2):", "Status: ✗ Invalid (1 error)")
                .endsWith("✗ Validation failed with 1 error\n");
    }

    @Test
    void f59_anEmptyPoolIsNoDivisionByZero() throws IOException {
        String source = Trees.host("")
                .replace("memory-pool-bytes = <0x1 0xc0000000>", "memory-pool-bytes = <0>")
                .replace("available = <2 3 4 5 6 7>", "available = <>");
        Outcome outcome = validate(source);
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.out()).contains("Status: ✗ INVALID");
        assertThat(outcome.err()).isEmpty();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.kerf.Host;
import io.kerf.desired.PlanData;
import io.kerf.desired.PlannedAction;
import io.kerf.dts.Dts;
import io.kerf.examples.cli.Console.Outcome;
import io.kerf.fdt.Fdt;
import io.kerf.model.CpuSet;
import io.kerf.model.Instance;
import io.kerf.model.InstanceOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The answers about trees and plans as JSON, held to the schemas in {@code docs/cli}. */
class TreeAndPlanSchemasTest {
    private static final Path DOCS =
            Path.of(System.getProperty("kerf.testdata")).resolveSibling("docs");

    private final Console console = new Console();

    @TempDir
    Path folder = Path.of("");

    private static Schema schema(Path file) throws IOException {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(file), InputFormat.JSON);
    }

    private void holds(String kind, int exitCode, Object... words) throws IOException {
        Object[] asJson = java.util.Arrays.copyOf(words, words.length + 1);
        asJson[words.length] = "--format=json";
        Outcome outcome = console.run(asJson);
        assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(exitCode);
        assertThat(outcome.out()).startsWith("{\n  \"schema\": \"kerf/" + kind + "/1\",\n");
        assertThat(schema(DOCS.resolve("cli").resolve(kind + ".schema.json")).validate(outcome.out(), InputFormat.JSON))
                .as(outcome.out())
                .isEmpty();
    }

    @Test
    void answersAboutTreesHold() throws IOException {
        Path good = Files.writeString(folder.resolve("good.dts"), "/dts-v1/;\n/ { l: a@1 { }; };\n");
        Path bad = Files.writeString(folder.resolve("bad.dts"), "/dts-v1/;\n/ { a = <1 2; };\n");
        Path overlay = Files.writeString(folder.resolve("overlay.dts"), "/dts-v1/;\n/plugin/;\n&l { b; };\n");
        Path blob = Files.write(folder.resolve("good.dtb"), Fdt.encode(Dts.compile(good)));
        Path out = folder.resolve("out");

        holds("checks", 0, "validate", good);
        holds("checks", 1, "validate", bad);
        holds("checks", 1, "validate", "-Eunit_address_vs_reg", blob);
        holds("tree-file", 0, "compile", good, "-o", out);
        holds("tree-file", 0, "compile", good, "--dry-run");
        holds("tree-file", 0, "compile", Console.sample("baseline.dts"), "-v", "-o", out);
        holds("tree-file", 0, "decompile", blob, "-o", out);
        holds("tree-file", 0, "overlay", good, overlay, "-o", out);
    }

    @Test
    void theReportOfAMultikernelTreeHolds() throws IOException {
        for (String sample : new String[] {"baseline.dts", "conflict_example.dts"}) {
            String json = console.run("validate", Console.sample(sample), "-v", "--format=json")
                    .out();
            assertThat(schema(DOCS.resolve("report-schema.json")).validate(json, InputFormat.JSON))
                    .isEmpty();
        }
    }

    @Test
    void answersAboutPlansHold() throws IOException {
        Path directory = Files.createDirectory(folder.resolve("host"));
        console.with("KERF_SIMULATED", directory.toString());
        try (Host host = Console.host(directory, "baseline.dts")) {
            host.createInstance("old").cpus("8-9").memory("1GB").create();
            int id =
                    host.transactions().get(host.transactions().size() - 1).id().number();
            Path wanted = Files.writeString(
                    folder.resolve("wanted.yaml"), "instances:\n  web: { cpus: 4-7, memory: 2GB, devices: [eth0] }\n");

            holds("rollback", 0, "rollback", id, "--dry-run");
            holds("plan", 0, "plan", wanted);
            holds("plan", 0, "apply", wanted, "--dry-run");
            holds("plan", 0, "apply", wanted);
            holds("plan", 0, "apply", wanted);
            holds("teardown", 0, "teardown", "--dry-run");
            holds("teardown", 0, "teardown");
        }
    }

    @Test
    void aPlanShowsTheOptionsThatItReplacesAnInstanceFor() throws IOException {
        Path directory = Files.createDirectory(folder.resolve("host"));
        console.with("KERF_SIMULATED", directory.toString());
        try (Host host = Console.host(directory, "baseline.dts")) {
            host.createInstance("web").cpus("8-9").memory("1GB").create();
        }
        Path wanted = Files.writeString(folder.resolve("wanted.yaml"), """
                instances:
                  web:
                    cpus: 8-9
                    memory: 1GB
                    options:
                      enable-host-kcore: true
                      uring: {sq-entries: 64, cq-entries: 128, shim-data-pages: 16}
                      virtio: {net0: {device-id: 1, queues: 2}}
                """);

        holds("plan", 0, "plan", wanted);
        Map<?, ?> answer = (Map<?, ?>) new Load(LoadSettings.builder().build())
                .loadFromString(console.run("plan", wanted, "--format=json").out());
        Map<?, ?> action = (Map<?, ?>) ((List<?>) answer.get("actions")).get(0);
        Map<?, ?> before = (Map<?, ?>) action.get("before");
        Map<?, ?> after = (Map<?, ?>) action.get("after");
        assertThat(action.get("kind")).isEqualTo("replace");
        assertThat(before.get("options"))
                .hasToString("{enable_host_kcore=false, uring=null, virtio=[], llc_way_mask=null}");
        assertThat(after.get("options"))
                .hasToString("{enable_host_kcore=true, uring={sq_entries=64, cq_entries=128, shim_data_pages=16},"
                        + " virtio=[{name=net0, device_id=1, queues=2, queue_size=256}], llc_way_mask=null}");
        assertThat((List<?>) before.get("regions")).hasSize(1);
    }

    @Test
    void cacheWaysOfAPlanAreAnUnsignedNumber() throws IOException {
        Instance web = Instance.named("web").withOptions(InstanceOptions.none().withCacheWays(0x80000001));
        PlannedAction creation = new PlannedAction(
                PlannedAction.Kind.CREATE,
                web.name(),
                Optional.empty(),
                Optional.of(web),
                CpuSet.empty(),
                List.of("there is none of that name"));
        String json = PlanAnswer.of(new PlanData("0".repeat(64), List.of(creation)), false)
                .render(Format.JSON);
        assertThat(json).contains("\"llc_way_mask\": 2147483649");
        assertThat(schema(DOCS.resolve("cli/plan.schema.json")).validate(json, InputFormat.JSON))
                .isEmpty();
    }

    @Test
    void yamlHasTheDataOfTheJson() throws IOException {
        Path good = Files.writeString(folder.resolve("good.dts"), "/dts-v1/;\n/ { l: a@1 { }; };\n");
        Load yaml = new Load(LoadSettings.builder().build());
        Object asYaml = yaml.loadFromString(
                console.run("validate", good, "--format=yaml").out());
        Object asJson = yaml.loadFromString(
                console.run("validate", good, "--format=json").out());
        assertThat(asYaml).isEqualTo(asJson);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.kerf.examples.cli.Console.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The answers of commands that change a host as JSON, held to the schemas in {@code docs}. */
class ChangeSchemasTest {
    private static final Path DOCS =
            Path.of(System.getProperty("kerf.testdata")).resolveSibling("docs");

    @TempDir
    Path folder = Path.of("");

    private static Schema schema(String file) throws IOException {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(DOCS.resolve(file)), InputFormat.JSON);
    }

    private Outcome kerf(String line) {
        List<String> words = new ArrayList<>(
                List.of(line.replace("FOLDER", folder.toString()).split(" ")));
        words.add("--format=json");
        return new Console()
                .with("KERF_SIMULATED", folder.resolve("host").toString())
                .run(words.toArray());
    }

    private void holds(String kind, String line) throws IOException {
        Outcome outcome = kerf(line);
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(outcome.out()).startsWith("{\n  \"schema\": \"kerf/" + kind + "/1\",\n");
        assertThat(schema("cli/" + kind + ".schema.json").validate(outcome.out(), InputFormat.JSON))
                .as(outcome.out())
                .isEmpty();
    }

    @Test
    void answersAboutInstancesHold() throws IOException {
        KernelFile.make(folder.resolve("vmlinuz"));
        String init = "init --input=" + Console.sample("numa_topology.dts");
        holds("init", init + " --dry-run");
        holds("init", init);
        holds("init", init + " -v");
        holds("change", "create web --cpu-count=4 --memory=2GB --devices=eth0 --dry-run");
        holds("change", "create web --cpu-count=4 --memory=2GB --devices=eth0");
        holds("change", "update web --memory=3GB --dry-run");
        holds("change", "update web --memory=3GB");
        holds("change", "update web --memory=3GB");
        holds("change", "load web --kernel=FOLDER/vmlinuz");
        holds("change", "exec web");
        holds("change", "wait web --state=active");
        holds("change", "kill web");
        holds("change", "unload web");
        holds("change", "delete web --dry-run");
        holds("change", "delete web");
    }

    @Test
    void aReportHasWhatBecameOfTheBaselineBehindItsOwnKeys() throws IOException {
        Set<String> added = Set.of("applied", "changed", "dry_run", "baseline");
        for (String sample : List.of("baseline.dts", "conflict_example.dts")) {
            Outcome outcome = kerf("init --report -v --input=" + Console.sample(sample));
            Map<?, ?> answer = (Map<?, ?>) JsonValues.read(outcome.out());
            Answer report = Answer.of("report");
            answer.forEach((key, value) -> {
                if (!added.contains(String.valueOf(key))) {
                    report.with(String.valueOf(key), value);
                }
            });

            assertThat(answer.keySet().stream().map(String::valueOf)).containsAll(added);
            assertThat(schema("report-schema.json").validate(report.render(Format.JSON), InputFormat.JSON))
                    .isEmpty();
        }
    }

    @Test
    void aFailureHasNoAnswer() {
        assertThat(kerf("create web --cpus=4 --memory=1GB").out()).isEmpty();
        kerf("init --input=" + Console.sample("minimal.dts"));
        assertThat(kerf("create web --cpus=1 --memory=1GB").out()).isEmpty();
        assertThat(kerf("exec none").out()).isEmpty();
    }
}

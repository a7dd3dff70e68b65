// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.kerf.Host;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What reading commands answer as JSON is held to the schemas in {@code docs/cli}, which others program against. */
class AnswerSchemasTest {
    private static final Pattern KIND = Pattern.compile("\"schema\": ?\"kerf/([a-z-]+)/1\"");

    @TempDir
    private static Path hosts;

    @BeforeAll
    static void hosts() throws IOException {
        ShownHosts.numa(hosts.resolve("numa"));
        ShownHosts.fresh(hosts.resolve("fresh"));
        try (Host host = Console.host(hosts.resolve("loaded"), "baseline.dts")) {
            host.createInstance("web").cpus("4-7").memory("2GB").device("eth0").create();
            ShownHosts.load(host, "web", hosts.resolve("vmlinux"), "quiet");
        }
        ShownHosts.numa(hosts.resolve("damaged"));
        Files.writeString(hosts.resolve("damaged/sys/fs/multikernel/instances/web/device_tree"), "no tree");
        Files.writeString(hosts.resolve("damaged/sys/fs/multikernel/overlays/tx_2/status"), "\ud83d\ude42");
        Path foreign = Files.createDirectories(hosts.resolve("damaged/sys/fs/multikernel/instances/not mine"));
        Files.writeString(foreign.resolve("id"), "77\n");
    }

    private static Path schemas() {
        return Path.of(System.getProperty("kerf.testdata")).resolveSibling("docs/cli");
    }

    private static List<String> faults(String json) throws IOException {
        Matcher kind = KIND.matcher(json);
        assertThat(kind.find()).as(json).isTrue();
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(schemas().resolve(kind.group(1) + ".schema.json")));
        return schema.validate(json, InputFormat.JSON).stream()
                .map(Error::toString)
                .toList();
    }

    private static String json(String line) {
        Console.Outcome outcome =
                new Console().run((Object[]) ("--format=json " + line.replace("@", hosts + "/")).split(" "));
        assertThat(outcome.out()).as(line + ": " + outcome.err()).isNotEmpty();
        return outcome.out();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "show --simulated @numa",
                "show --simulated @fresh",
                "show --simulated @loaded",
                "show --root @damaged",
                "show web --simulated @numa",
                "show web --simulated @loaded",
                "show web --root @damaged",
                "show --svg @x.svg --simulated @numa",
                "doctor --simulated @numa",
                "doctor --root @numa",
                "doctor --root @nowhere",
                "dump --simulated @numa",
                "dump web --simulated @numa -o @web.dtb",
                "transactions --simulated @numa",
                "transactions --simulated @fresh",
                "transactions --root @damaged",
                "capacity --simulated @numa",
                "capacity --simulated @loaded",
                "discover --root @numa",
                "discover --dialect pool --simulated @numa -o @found.dts",
                "discover"
            })
    void everyAnswerMeetsItsSchema(String line) throws IOException {
        assertThat(faults(json(line))).isEmpty();
    }

    @Test
    void everyEventMeetsItsSchema() {
        Path directory = hosts.resolve("watched");
        try (Host host = Console.host(directory, "minimal.dts")) {
            WatchCommandTest.Changes changes = new WatchCommandTest.Changes(host);
            String out = json("watch --count=2 --timeout=60s --simulated @watched");
            changes.end();
            assertThat(out.lines())
                    .hasSize(2)
                    .allSatisfy(line -> assertThat(faults(line)).isEmpty());
        }
    }

    @Test
    void aSchemaNoticesAnotherKeyAndAMissingOne() throws IOException {
        String answer = json("show web --simulated @numa");
        assertThat(faults(answer.replace("\"id\":", "\"extra\": 1, \"id\":"))).isNotEmpty();
        assertThat(faults(answer.replaceFirst("\"id\": \\d+,", ""))).isNotEmpty();
        assertThat(faults(answer.replaceFirst("\"status\": \"ready\"", "\"status\": \"idle\"")))
                .isNotEmpty();
    }

    @Test
    void everySchemaIsClosedAndDescribesEachOfItsKeys() throws IOException {
        try (var files = Files.list(schemas())) {
            List<Path> all = files.toList();
            assertThat(all).hasSizeGreaterThanOrEqualTo(9);
            for (Path file : all) {
                Object schema = new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
                assertClosed(file.getFileName().toString(), schema);
            }
        }
    }

    private static void assertClosed(String place, Object part) {
        if (part instanceof Map<?, ?> map) {
            if (map.get("properties") instanceof Map<?, ?> properties) {
                assertThat(map.get("additionalProperties")).as(place).isEqualTo(false);
                properties.forEach((key, value) -> assertThat(((Map<?, ?>) value).get("description") != null
                                || ((Map<?, ?>) value).get("$ref") != null)
                        .as(place + "/" + key + " has a description")
                        .isTrue());
            }
            map.forEach((key, value) ->
                    assertClosed(place + "/" + key, Optional.ofNullable(value).orElse("")));
        } else if (part instanceof List<?> list) {
            list.forEach(each -> assertClosed(place, Optional.ofNullable(each).orElse("")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"show", "doctor", "transactions", "capacity", "discover", "dump"})
    void yamlHasTheDataOfJsonWithKeysSorted(String command) {
        Load load = new Load(LoadSettings.builder().build());
        Object json = load.loadFromString(json(command + " --simulated @numa"));
        Object yaml = load.loadFromString(new Console()
                .run(command, "--format=yaml", "--simulated", hosts.resolve("numa"))
                .out());
        assertThat(yaml).isEqualTo(json);
        List<String> keys = new ArrayList<>();
        ((Map<?, ?>) yaml).keySet().forEach(key -> keys.add((String) key));
        assertThat(keys).isEqualTo(new ArrayList<>(new TreeSet<>(Arrays.asList(keys.toArray(String[]::new)))));
    }
}

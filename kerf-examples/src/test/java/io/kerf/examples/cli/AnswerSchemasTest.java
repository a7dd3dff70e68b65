// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import static java.util.Map.entry;
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
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What reading commands answer as JSON is held to the schemas in {@code docs/cli}, which others program against. */
class AnswerSchemasTest {
    private static final Pattern KIND = Pattern.compile("\"schema\": ?\"kerf/([a-z-]+)/1\"");

    /** The report of the validator, whose schema is {@code docs/report-schema.json}, for whoever takes it from the library, too. */
    private static final String REPORT = "report";

    private static final Set<String> WITHOUT_ANSWER = Set.of("completion", "console");

    /** What each command answers; those that change something are run against their schemas by the tests of their own. */
    private static final Map<String, List<String>> ANSWERS = Map.ofEntries(
            entry("init", List.of("init", REPORT)),
            entry("create", List.of("change")),
            entry("update", List.of("change")),
            entry("load", List.of("change")),
            entry("exec", List.of("change")),
            entry("boot", List.of("change")),
            entry("start", List.of("change")),
            entry("wait", List.of("change")),
            entry("kill", List.of("change")),
            entry("unload", List.of("change")),
            entry("delete", List.of("change")),
            entry("show", List.of("show", "show-instance", "picture")),
            entry("capacity", List.of("capacity")),
            entry("discover", List.of("discover")),
            entry("doctor", List.of("doctor")),
            entry("dump", List.of("dump")),
            entry("transactions", List.of("transactions")),
            entry("watch", List.of("event")),
            entry("plan", List.of("plan")),
            entry("apply", List.of("plan")),
            entry("teardown", List.of("teardown")),
            entry("rollback", List.of("rollback")),
            entry("validate", List.of("checks", REPORT)),
            entry("compile", List.of("tree-file")),
            entry("decompile", List.of("tree-file")),
            entry("overlay", List.of("tree-file")));

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

    private static String kind(String json) {
        Matcher kind = KIND.matcher(json);
        assertThat(kind.find()).as(json).isTrue();
        return kind.group(1);
    }

    private static List<String> faults(String json) throws IOException {
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(schemas().resolve(kind(json) + ".schema.json")));
        return schema.validate(json, InputFormat.JSON).stream()
                .map(Error::toString)
                .toList();
    }

    private static String json(int exitCode, String line) {
        Console.Outcome outcome =
                new Console().run((Object[]) ("--format=json " + line.replace("@", hosts + "/")).split(" "));
        assertThat(outcome.exitCode()).as(line + ": " + outcome.err()).isEqualTo(exitCode);
        assertThat(outcome.out()).as(line + ": " + outcome.err()).isNotEmpty();
        return outcome.out();
    }

    @ParameterizedTest
    @CsvSource({
        "0, show --simulated @numa",
        "0, show --simulated @fresh",
        "0, show --simulated @loaded",
        "0, show --root @damaged",
        "0, show web --simulated @numa",
        "0, show web --simulated @loaded",
        "0, show web --root @damaged",
        "0, show --svg @x.svg --simulated @numa",
        "0, doctor --simulated @numa",
        "1, doctor --root @numa",
        "1, doctor --root @nowhere",
        "0, dump --simulated @numa",
        "0, dump web --simulated @numa -o @web.dtb",
        "0, transactions --simulated @numa",
        "0, transactions --simulated @fresh",
        "0, transactions --root @damaged",
        "0, capacity --simulated @numa",
        "0, capacity --simulated @loaded",
        "0, discover --root @numa",
        "0, discover --dialect pool --simulated @numa -o @found.dts",
        "0, discover",
        "0, wait web --state=ready --simulated @numa",
        "0, wait web --state=active --dry-run --simulated @numa"
    })
    void everyAnswerMeetsItsSchema(int exitCode, String line) throws IOException {
        String answer = json(exitCode, line);

        assertThat(faults(answer)).isEmpty();
        assertThat(ANSWERS.get(line.substring(0, line.indexOf(' ') < 0 ? line.length() : line.indexOf(' '))))
                .contains(kind(answer));
    }

    @Test
    void everyCommandHasASchemaForEachOfItsAnswersAndEverySchemaACommand() throws IOException {
        Set<String> commands =
                new TreeSet<>(Commands.all(new GlobalOptions()).getSubcommands().keySet());
        commands.removeAll(WITHOUT_ANSWER);
        assertThat(ANSWERS.keySet()).containsExactlyInAnyOrderElementsOf(commands);
        try (var files = Files.list(schemas())) {
            assertThat(files.map(file -> file.getFileName().toString().replace(".schema.json", "")))
                    .containsExactlyInAnyOrderElementsOf(ANSWERS.values().stream()
                            .flatMap(List::stream)
                            .filter(kind -> !kind.equals(REPORT))
                            .collect(Collectors.toSet()));
        }
    }

    @Test
    void everyEventMeetsItsSchema() {
        Path directory = hosts.resolve("watched");
        try (Host host = Console.host(directory, "minimal.dts")) {
            WatchCommandTest.Changes changes = new WatchCommandTest.Changes(host);
            String out = json(0, "watch --count=2 --timeout=60s --simulated @watched");
            changes.end();
            assertThat(out.lines())
                    .hasSize(2)
                    .allSatisfy(line -> assertThat(faults(line)).isEmpty());
        }
    }

    @Test
    void aSchemaNoticesAnotherKeyAndAMissingOne() throws IOException {
        String answer = json(0, "show web --simulated @numa");
        assertThat(faults(answer.replace("\"id\":", "\"extra\": 1, \"id\":"))).isNotEmpty();
        assertThat(faults(answer.replaceFirst("\"id\": \\d+,", ""))).isNotEmpty();
        assertThat(faults(answer.replaceFirst("\"status\": \"ready\"", "\"status\": \"idle\"")))
                .isNotEmpty();
    }

    @Test
    void everySchemaIsClosedAndDescribesEachOfItsKeys() throws IOException {
        try (var files = Files.list(schemas())) {
            List<Path> all = files.toList();
            assertThat(all).isNotEmpty();
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
        Object json = load.loadFromString(json(0, command + " --simulated @numa"));
        Object yaml = load.loadFromString(new Console()
                .run(command, "--format=yaml", "--simulated", hosts.resolve("numa"))
                .out());
        assertThat(yaml).isEqualTo(json);
        List<String> keys = new ArrayList<>();
        ((Map<?, ?>) yaml).keySet().forEach(key -> keys.add((String) key));
        assertThat(keys).isEqualTo(new ArrayList<>(new TreeSet<>(Arrays.asList(keys.toArray(String[]::new)))));
    }
}

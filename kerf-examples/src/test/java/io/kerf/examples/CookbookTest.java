// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.Host;
import io.kerf.Kerf;
import io.kerf.dts.Dts;
import io.kerf.model.binding.Bindings;
import io.kerf.sysfs.simulated.SimulatedKernel;
import io.kerf.sysfs.simulated.SimulatedMachine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every recipe runs, says what it is to say, and stands on the page as it is compiled. */
class CookbookTest {
    private static final Path ROOT =
            Path.of(System.getProperty("kerf.testdata")).getParent();
    private static final Path NUMA = Samples.baseline("numa_topology.dts");

    @TempDir
    Path folder;

    private interface Recipe {
        void run(Host host) throws Exception;
    }

    /** A recipe on a host with a pool, and what it prints. */
    private static Arguments says(String name, Recipe recipe, String... words) {
        return Arguments.of(name, recipe, List.of(words));
    }

    static Stream<Arguments> recipes() {
        return Stream.of(
                says("checkBaseline", host -> Cookbook.checkBaseline(host, NUMA), "valid"),
                says("qualify", Cookbook::qualify, "ready"),
                says("create", Cookbook::create, "web", "4-7", "2GB"),
                says("exactCpus", Cookbook::exactCpus, "8-11,14"),
                says("onNode", Cookbook::onNode, "node 1: CPUs 16-23, 16GB"),
                says("spread", Cookbook::spread, "node 0: CPUs", "node 3: CPUs"),
                says("wholeCores", Cookbook::wholeCores, "kept free: CPU 7"),
                says("device", Cookbook::device, "eth1", "nvme0"),
                says("options", Cookbook::options, "enable-host-kcore;"),
                says("planCreate", Cookbook::planCreate, "CPUs 4-9 on node 0", "instance-name = \"web\""),
                says("refusal", Cookbook::refusal, "no place for instance 'huge'", "would fit: 60 CPUs"),
                says("idempotent", Cookbook::idempotent, "true", "the key 'order-4711' was used before"),
                says("capacity", Cookbook::capacity, "anywhere, compact, avoid: 60 CPUs", "node 2, ", "Fragmentation"),
                says("whatIf", Cookbook::whatIf, "database (invalid-argument): no place for instance 'database'"),
                says("grow", Cookbook::grow, "4-9", "6GB"),
                says("planUpdate", Cookbook::planUpdate, "remove", "eth1"),
                says("boot", host -> Cookbook.boot(host, Samples.kernelImage()), "console=mktty0"),
                says("stop", host -> Cookbook.stop(host, Samples.kernelImage())),
                says("list", Cookbook::list, "web ready CPUs 4-7 2GB", "free: CPUs 8-63"),
                says("rollback", Cookbook::rollback, "mistake"),
                says("retry", Cookbook::retry),
                says("watch", Cookbook::watch, "instance 'web' (id 1) was created, and is ready"),
                says("publisher", Cookbook::publisher, "instance 'web' (id 1) was created", "the host was closed"),
                says("metrics", Cookbook::metrics, "1 created, 0 failed, 99 of 100 within ", "56 of 60 CPUs are free"),
                says("changePool", host -> Cookbook.changePool(host, NUMA), "nothing to do"),
                says("teardown", Cookbook::teardown, "delete 'web'", "before: CPUs 4-63", "all came back"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("recipes")
    @ResourceLock(Resources.SYSTEM_OUT)
    void aRecipeDoesWhatItSays(String name, Recipe recipe, List<String> words) throws Exception {
        assertPrints(words, () -> {
            try (Host host = Kerf.simulated(NUMA)) {
                host.initialize(NUMA).apply();
                recipe.run(host);
                if (List.of("stop", "rollback").contains(name)) {
                    assertThat(host.instances()).isEmpty();
                }
                if (name.equals("retry")) {
                    assertThat(host.instances()).hasSize(1);
                }
            }
        });
    }

    @Test
    @ResourceLock(Resources.SYSTEM_OUT)
    void thoseThatMakeTheirOwnHostDoWhatTheySay() throws Exception {
        assertPrints(List.of("instance 'web' (id 1)"), () -> Cookbook.simulate(NUMA));
        assertPrints(List.of("pool of CPUs 4-63", "memory@"), () -> {
            try (Host host = Kerf.simulated(NUMA)) {
                Cookbook.planInitialize(host, NUMA);
                assertThat(host.state().cpus().available()).hasToString("4-63");
            }
        });
        assertPrints(List.of("instance 'web' (id 1)"), () -> Cookbook.sharedSimulation(folder.resolve("host"), NUMA));
        SimulatedKernel kernel =
                SimulatedKernel.inMemory(SimulatedMachine.describedBy(Bindings.read(Dts.compile(NUMA))));
        assertPrints(List.of("its policy is to keep 4 cores and 8GB"), () -> Cookbook.policy(kernel, NUMA));
    }

    private interface Printing {
        void run() throws Exception;
    }

    /** What other threads print may come a little later. */
    private static void assertPrints(List<String> words, Printing work) throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            work.run();
            long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (!words.stream().allMatch(bytes.toString(StandardCharsets.UTF_8)::contains)
                    && System.nanoTime() < deadline) {
                Thread.sleep(20);
            }
        } finally {
            System.setOut(before);
        }
        String said = bytes.toString(StandardCharsets.UTF_8);
        for (String word : words) {
            assertThat(said).contains(word);
        }
    }

    @Test
    void thePageHasEveryRecipeWordForWord() throws IOException {
        Map<String, List<String>> compiled = new LinkedHashMap<>();
        List<String> source =
                Files.readAllLines(ROOT.resolve("kerf-examples/src/main/java/io/kerf/examples/Cookbook.java"));
        for (int i = 0; i < source.size(); i++) {
            String line = source.get(i).strip();
            if (line.startsWith("// recipe ")) {
                int end = i + 1;
                List<String> body = new ArrayList<>();
                while (!source.get(end).strip().equals("// end")) {
                    body.add(source.get(end++).replaceFirst("^ {8}", ""));
                }
                compiled.put(line.substring("// recipe ".length()), body);
            }
        }
        Map<String, List<String>> page = new LinkedHashMap<>();
        List<String> lines = Files.readAllLines(ROOT.resolve("docs/cookbook.md"));
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).equals("```java")) {
                String name = lines.get(i - 1).replaceAll("<!-- (\\w+) -->", "$1");
                List<String> rest = lines.subList(i + 1, lines.size());
                page.put(name, rest.subList(0, rest.indexOf("```")));
            }
        }
        assertThat(page).hasSizeGreaterThanOrEqualTo(20).isEqualTo(compiled);
        assertThat(compiled.keySet())
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Cookbook.class.getDeclaredMethods())
                        .filter(method -> Modifier.isStatic(method.getModifiers()) && !method.isSynthetic())
                        .map(Method::getName)
                        .toList());
    }
}

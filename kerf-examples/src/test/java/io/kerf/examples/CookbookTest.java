// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kerf.Host;
import io.kerf.Kerf;
import io.kerf.StalePlanException;
import io.kerf.desired.PlanData;
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

    private static final List<Class<?>> RECIPES =
            List.of(Cookbook.class, InstanceRecipes.class, TogetherRecipes.class, OperationRecipes.class);

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
                says("create", InstanceRecipes::create, "web", "4-7", "2GB"),
                says("exactCpus", InstanceRecipes::exactCpus, "8-11,14"),
                says("onNode", InstanceRecipes::onNode, "node 1: CPUs 16-23, 16GB"),
                says("spread", InstanceRecipes::spread, "node 0: CPUs", "node 3: CPUs"),
                says("wholeCores", InstanceRecipes::wholeCores, "kept free: CPU 7"),
                says("device", InstanceRecipes::device, "eth1", "nvme0"),
                says("options", InstanceRecipes::options, "enable-host-kcore;"),
                says("planCreate", InstanceRecipes::planCreate, "CPUs 4-9 on node 0", "instance-name = \"web\""),
                says("batch", TogetherRecipes::batch, "web (ID 1): CPUs 4-5", "cache (ID 2): CPUs 6-7"),
                says(
                        "planBatch",
                        TogetherRecipes::planBatch,
                        "database gets CPUs ",
                        "1 transaction:",
                        "// create instance 'web'"),
                says(
                        "refusedBatch",
                        TogetherRecipes::refusedBatch,
                        "invalid-argument: huge: ",
                        "invalid-argument: vast: "),
                says("desired", TogetherRecipes::desired, "nothing to do"),
                says("planDesired", TogetherRecipes::planDesired, "web", "cache", "there is none of that name"),
                says("refusal", Cookbook::refusal, "no place for instance 'huge'", "would fit: 60 CPUs"),
                says("idempotent", InstanceRecipes::idempotent, "true", "the key 'order-4711' was used before"),
                says("capacity", Cookbook::capacity, "anywhere, compact, avoid: 60 CPUs", "node 2, ", "Fragmentation"),
                says("whatIf", Cookbook::whatIf, "database (invalid-argument): no place for instance 'database'"),
                says("grow", InstanceRecipes::grow, "4-9", "6GB"),
                says("planUpdate", InstanceRecipes::planUpdate, "remove", "eth1"),
                says("boot", host -> InstanceRecipes.boot(host, Samples.kernelImage()), "console=mktty0"),
                says("stop", host -> InstanceRecipes.stop(host, Samples.kernelImage())),
                says("list", InstanceRecipes::list, "web ready CPUs 4-7 2GB", "free: CPUs 8-63"),
                says("rollback", InstanceRecipes::rollback, "mistake"),
                says("retry", OperationRecipes::retry),
                says("watch", OperationRecipes::watch, "instance 'web' (id 1) was created, and is ready"),
                says(
                        "publisher",
                        OperationRecipes::publisher,
                        "instance 'web' (id 1) was created",
                        "the host was closed"),
                says(
                        "metrics",
                        OperationRecipes::metrics,
                        "1 created, 0 failed, 99 of 100 within ",
                        "56 of 60 CPUs are free"),
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
        try (Host host = Kerf.simulated(NUMA)) {
            host.initialize(NUMA).apply();
            TogetherRecipes.storedPlan(host, folder.resolve("plan.json"));
            assertThat(host.instances()).hasToString("[instance 'web' (id 1)]");
            PlanData applied = PlanData.parse(Files.readString(folder.resolve("plan.json")), "plan.json");
            assertThatExceptionOfType(StalePlanException.class).isThrownBy(() -> host.plan(applied));
        }
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
        List<String> source = new ArrayList<>();
        for (Class<?> recipes : RECIPES) {
            source.addAll(Files.readAllLines(ROOT.resolve("kerf-examples/src/main/java")
                    .resolve(recipes.getName().replace('.', '/') + ".java")));
        }
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
                .containsExactlyInAnyOrderElementsOf(RECIPES.stream()
                        .flatMap(recipes -> Arrays.stream(recipes.getDeclaredMethods()))
                        .filter(method -> Modifier.isStatic(method.getModifiers()) && !method.isSynthetic())
                        .map(Method::getName)
                        .toList());
    }
}

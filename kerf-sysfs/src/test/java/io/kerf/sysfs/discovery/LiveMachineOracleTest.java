// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.kerf.model.CpuSet;
import io.kerf.sysfs.KernelRoots;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * What is found on the machine that runs the test is what {@code lscpu -J} and {@code numactl -H} say of it. {@code KERF_NUMACTL} names the
 * latter ({@code .ci/oracles} gets it). Where one is not there, the test is skipped, or fails with {@code CI=true}.
 */
class LiveMachineOracleTest {
    private final HostHardware machine = HostDiscovery.discover(KernelRoots.system());

    private static String run(String program, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(List.of(arguments));
        Process process;
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().put("LC_ALL", "C");
            process = builder.start();
        } catch (IOException absent) {
            String message = program + " is not there: " + absent.getMessage();
            if ("true".equals(System.getenv("CI"))) {
                throw new AssertionError(message, absent);
            }
            return abort(message);
        }
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    /** The rows of the one list of objects that {@code lscpu -J -e} prints. */
    private static List<Map<String, String>> rows(String text) throws IOException {
        List<Map<String, String>> rows = new ArrayList<>();
        try (JsonParser json = new JsonFactory().createParser(text)) {
            Map<String, String> row = new HashMap<>();
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.START_OBJECT) {
                    row = new HashMap<>();
                } else if (token == JsonToken.END_OBJECT && !row.isEmpty()) {
                    rows.add(row);
                    row = new HashMap<>();
                } else if (token.isScalarValue()) {
                    row.put(json.currentName(), json.getText());
                }
            }
        }
        return rows;
    }

    @Test
    void cpusCoresSocketsAndNodesAreThoseOfLscpu() throws Exception {
        List<Map<String, String>> rows = rows(run("lscpu", "-J", "-b", "-e=CPU,CORE,SOCKET,NODE,ONLINE"));

        assertThat(rows).isNotEmpty();
        Set<Integer> numbers = new HashSet<>();
        Map<String, Set<Integer>> cores = new HashMap<>();
        Map<Integer, Set<Integer>> ours = new HashMap<>();
        Map<String, Set<Integer>> sockets = new HashMap<>();
        Map<Integer, Set<Integer>> ourSockets = new HashMap<>();
        for (Map<String, String> row : rows) {
            int number = Integer.parseInt(row.getOrDefault("cpu", ""));
            HostCpu cpu = machine.cpu(number).orElseThrow();
            numbers.add(number);
            assertThat(cpu.state()).isEqualTo(HostCpu.State.ONLINE);
            if (row.getOrDefault("node", "null").matches("[0-9]+")) {
                assertThat(cpu.node()).hasValue(Integer.parseInt(row.get("node")));
            }
            cores.computeIfAbsent(row.getOrDefault("socket", "") + ":" + row.get("core"), absent -> new HashSet<>())
                    .add(number);
            ours.computeIfAbsent(cpu.core().orElse(-1), absent -> new HashSet<>())
                    .add(number);
            if (row.getOrDefault("socket", "null").matches("[0-9]+")) {
                sockets.computeIfAbsent(row.get("socket"), absent -> new HashSet<>())
                        .add(number);
                ourSockets
                        .computeIfAbsent(cpu.socket().orElse(-1), absent -> new HashSet<>())
                        .add(number);
            }
        }
        // lscpu counts sockets from 0; kerf has the kernel's numbers.
        assertThat(ourSockets.values()).containsExactlyInAnyOrderElementsOf(sockets.values());
        assertThat(numbers).hasSize((int) machine.cpus().stream()
                .filter(cpu -> cpu.state() == HostCpu.State.ONLINE)
                .count());
        assertThat(ours.values()).containsExactlyInAnyOrderElementsOf(cores.values());
    }

    @Test
    void cachesAreThoseOfLscpu() throws Exception {
        List<Map<String, String>> rows = rows(run("lscpu", "-J", "-B", "-C=LEVEL,TYPE,ONE-SIZE"));

        Map<String, Long> sizes = new HashMap<>();
        for (HostCache cache : machine.caches()) {
            sizes.merge(cache.level() + " " + cache.type(), cache.size().bytes(), Math::max);
        }
        Map<String, Long> theirs = new HashMap<>();
        for (Map<String, String> row : rows) {
            theirs.merge(
                    row.get("level") + " " + row.getOrDefault("type", "").toUpperCase(Locale.ROOT),
                    Long.parseLong(row.getOrDefault("one-size", "0")),
                    Math::max);
        }
        assertThat(sizes).isEqualTo(theirs);
    }

    /** The column is called {@code l1d:l1i:l2} or the like, and each CPU has there the numbers of its caches. */
    @Test
    void cachesAreSharedAsLscpuSays() throws Exception {
        List<Map<String, String>> rows = rows(run("lscpu", "-J", "-b", "-e=CPU,CACHE"));

        Map<String, Set<CpuSet>> theirs = new HashMap<>();
        Map<String, CpuSet> byId = new HashMap<>();
        for (Map<String, String> row : rows) {
            for (Map.Entry<String, String> column : row.entrySet()) {
                String[] kinds = column.getKey().split(":", -1);
                String[] ids = column.getValue().split(":", -1);
                for (int i = 0; kinds[0].startsWith("l1") && i < Math.min(kinds.length, ids.length); i++) {
                    byId.merge(
                            kinds[i] + " " + ids[i],
                            CpuSet.of(Integer.parseInt(row.getOrDefault("cpu", ""))),
                            CpuSet::union);
                }
            }
        }
        byId.forEach((id, cpus) -> theirs.computeIfAbsent(id.split(" ", 2)[0], absent -> new HashSet<>())
                .add(cpus));
        Map<String, Set<CpuSet>> ours = new HashMap<>();
        for (HostCache cache : machine.caches()) {
            String type = cache.type() == HostCache.Type.DATA ? "d" : cache.type() == HostCache.Type.UNIFIED ? "" : "i";
            ours.computeIfAbsent("l" + cache.level() + type, absent -> new HashSet<>())
                    .add(cache.cpuNumbers());
        }
        if (theirs.isEmpty()) {
            abort("lscpu tells of no caches: " + rows);
        }
        assertThat(ours).isEqualTo(theirs);
    }

    @Test
    void nodesDistancesAndMemoryAreThoseOfNumactl() throws Exception {
        String numactl = System.getenv().getOrDefault("KERF_NUMACTL", "numactl");
        String text = run(numactl, "-H");
        if (machine.nodes().isEmpty()) {
            abort("this kernel has no NUMA nodes: " + text);
        }

        Map<Integer, CpuSet> cpus = new HashMap<>();
        Map<Integer, Long> sizes = new HashMap<>();
        List<List<Integer>> distances = new ArrayList<>();
        for (String line : text.lines().toList()) {
            Matcher node =
                    Pattern.compile("node ([0-9]+) (cpus|size):(.*?)(?: MB)?").matcher(line);
            Matcher row = Pattern.compile(" *[0-9]+: +([0-9 ]+)").matcher(line);
            if (node.matches() && node.group(2).equals("cpus")) {
                CpuSet.Builder set = CpuSet.builder();
                List.of(node.group(3).strip().split(" +")).stream()
                        .filter(word -> !word.isEmpty())
                        .forEach(word -> set.add(Long.parseLong(word)));
                cpus.put(Integer.parseInt(node.group(1)), set.build());
            } else if (node.matches()) {
                sizes.put(
                        Integer.parseInt(node.group(1)),
                        Long.parseLong(node.group(3).strip()));
            } else if (row.matches()) {
                distances.add(List.of(row.group(1).strip().split(" +")).stream()
                        .map(Integer::valueOf)
                        .toList());
            }
        }
        assertThat(cpus).hasSize(machine.nodes().size());
        for (HostNode node : machine.nodes()) {
            assertThat(node.cpuNumbers()).isEqualTo(cpus.get(node.id()));
            assertThat(node.total().bytes() >> 20).isEqualTo(sizes.get(node.id()));
        }
        for (int from = 0; from < distances.size(); from++) {
            for (int to = 0; to < distances.size(); to++) {
                assertThat(machine.distances()
                                .between(
                                        machine.nodes().get(from).id(),
                                        machine.nodes().get(to).id()))
                        .isEqualTo(distances.get(from).get(to));
            }
        }
    }
}

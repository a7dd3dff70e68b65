// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import static io.kerf.validate.Hosts.DB;
import static io.kerf.validate.Hosts.WEB;
import static io.kerf.validate.Hosts.busy;
import static io.kerf.validate.Hosts.devices;
import static io.kerf.validate.Hosts.empty;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.kerf.dts.Dts;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuInventory;
import io.kerf.model.CpuSet;
import io.kerf.model.Device;
import io.kerf.model.Instance;
import io.kerf.model.MemoryInventory;
import io.kerf.model.MemoryPool;
import io.kerf.model.MemoryRange;
import io.kerf.model.PoolChunk;
import io.kerf.model.SystemState;
import io.kerf.model.binding.Bindings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The report for tools, held against {@code docs/report-schema.json}. */
class ReportDataTest {
    private static final Path SCHEMA =
            Path.of(System.getProperty("kerf.testdata")).resolveSibling("docs/report-schema.json");

    @Test
    void theJsonOfASmallHostIsThis() {
        SystemState state = SystemState.builder()
                .cpus(new CpuInventory(4, CpuSet.of(0), CpuSet.of(2, 4, 6)))
                .memory(new MemoryInventory(
                        ByteSize.ofGiB(2), ByteSize.ofGiB(1), MemoryPool.of(new MemoryRange(1L << 30, 1L << 30))))
                .device(Device.named("eth0").withCompatible(List.of("intel,i40e", "pci8086,1572")))
                .instance(Instance.named("web").withCpus(CpuSet.of(2, 99)).withMemory(ByteSize.ofMiB(512)))
                .build();
        assertThat(Validator.standard().validate(state).render(ReportFormat.JSON))
                .isEqualTo("""
                        {
                          "schema": 1,
                          "status": "invalid",
                          "errors": [
                            "CPU 99 of 'web' does not exist"
                          ],
                          "warnings": [],
                          "suggestions": [
                            "use CPU 4 instead, free in the pool"
                          ],
                          "findings": [
                            {
                              "rule": "CPU-001",
                              "severity": "error",
                              "subject": "web",
                              "subject_kind": "instance",
                              "message": "CPU 99 of 'web' does not exist",
                              "present_state": "CPUs of the machine: 0,2,4,6; free CPUs: 4,6",
                              "suggestion": "use CPU 4 instead, free in the pool",
                              "alternative": null,
                              "place": null,
                              "related": []
                            }
                          ],
                          "hardware": {
                            "cpus": {
                              "total": 4,
                              "host_reserved": [
                                0
                              ],
                              "available": [
                                2,
                                4,
                                6
                              ]
                            },
                            "memory": {
                              "total_bytes": 2147483648,
                              "host_reserved_bytes": 1073741824,
                              "memory_pool_base": 1073741824,
                              "memory_pool_bytes": 1073741824,
                              "memory_pool_chunks": [
                                {
                                  "base": 1073741824,
                                  "bytes": 1073741824,
                                  "numa_node": null
                                }
                              ]
                            },
                            "devices": {
                              "eth0": {
                                "compatible": "intel,i40e pci8086,1572",
                                "pci_id": null,
                                "sriov_vfs": null,
                                "namespaces": null,
                                "available_vfs": [],
                                "available_ns": [],
                                "class": "other",
                                "type": "unknown",
                                "numa_node": null
                              }
                            },
                            "numa_nodes": []
                          },
                          "instances": {
                            "web": {
                              "id": "auto-assigned",
                              "status": "invalid",
                              "state": "empty",
                              "resources": {
                                "cpus": [
                                  2,
                                  99
                                ],
                                "memory_base": null,
                                "memory_bytes": 536870912,
                                "memory_regions": [],
                                "devices": [],
                                "numa_nodes": [],
                                "cpu_affinity": "compact",
                                "memory_policy": "none"
                              }
                            }
                          },
                          "utilization": {
                            "cpus": {
                              "allocated": 1,
                              "free": 2,
                              "total": 3
                            },
                            "memory_bytes": {
                              "allocated": 536870912,
                              "free": 536870912,
                              "total": 1073741824
                            },
                            "virtual_functions": {
                              "allocated": 0,
                              "free": 0,
                              "total": 0
                            },
                            "namespaces": {
                              "allocated": 0,
                              "free": 0,
                              "total": 0
                            },
                            "devices": {
                              "allocated": 0,
                              "free": 1,
                              "total": 1
                            },
                            "numa_nodes": [],
                            "unplaced_memory_bytes": 536870912
                          },
                          "rules": {
                            "total": 55,
                            "not_checked": 22
                          }
                        }
                        """);
    }

    static Stream<SystemState> states() {
        String source = """
                /multikernel-v1/;
                / { resources { cpus { total = <4>; host-reserved = <0>; available = <1 2 2>; };
                    memory { total-bytes = <1024>; }; }; };
                """;
        SystemState doubled = devices(Device.named("a"), Device.named("a")).toBuilder()
                .instance(WEB)
                .instance(WEB)
                .build();
        SystemState high = empty().toBuilder()
                .cpus(new CpuInventory(0, CpuSet.of(0), CpuSet.of(-2L)))
                .memory(MemoryInventory.ofPool(MemoryPool.of(
                        PoolChunk.at(new MemoryRange(-4096L, 4096)),
                        PoolChunk.sized(new ByteSize(Long.MAX_VALUE)).onNode(7))))
                .instance(Instance.named("top").withRegions(List.of(new MemoryRange(0, -1L))))
                .build();
        return Stream.concat(
                RuleCases.broken().map(RuleCases.Broken::state),
                Stream.of(
                        SystemState.builder().build(),
                        busy(),
                        doubled,
                        high,
                        Bindings.read(Dts.compile(source, "small.dts"))));
    }

    @ParameterizedTest
    @MethodSource("states")
    void everyReportMeetsTheSchema(SystemState state) throws IOException {
        Schema schema = schema();
        for (ReportDetail detail : ReportDetail.values()) {
            String json = Validator.standard().validate(state).render(ReportFormat.JSON, detail);
            assertThat(schema.validate(json, InputFormat.JSON))
                    .extracting(Error::toString)
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("states")
    void yamlHasTheDataOfJsonWithKeysSorted(SystemState state) {
        Report report = Validator.standard().validate(state);
        Load load = new Load(LoadSettings.builder().build());
        Object json = load.loadFromString(report.render(ReportFormat.JSON, ReportDetail.VERBOSE));
        String yaml = report.render(ReportFormat.YAML, ReportDetail.VERBOSE);
        Object read = load.loadFromString(yaml);
        assertThat(read).isEqualTo(json);
        assertSorted(read);
        assertThat(yaml).doesNotContain("&id").doesNotContain("\r").endsWith("\n");
    }

    @Test
    void theSchemaWouldNoticeAnotherKeyAndAMissingOne() throws IOException {
        String json = Validator.standard().validate(busy()).render(ReportFormat.JSON);
        String more = json.replace("\"status\": \"valid\"", "\"extra\": 1, \"status\": \"valid\"");
        String less = json.replaceFirst("\"status\": \"valid\",", "");
        assertThat(schema().validate(json, InputFormat.JSON)).isEmpty();
        assertThat(schema().validate(more, InputFormat.JSON)).isNotEmpty();
        assertThat(schema().validate(less, InputFormat.JSON)).isNotEmpty();
    }

    @Test
    void theVerboseFormAddsInfosAndRulesThatWereNotChecked() {
        SystemState state = Hosts.cpus(17, "0-3", "4-15");
        Report report = Validator.standard().validate(state);
        assertThat(report.render(ReportFormat.JSON)).doesNotContain("CPU-006").doesNotContain("\"not_checked\": [");
        assertThat(report.render(ReportFormat.JSON, ReportDetail.VERBOSE))
                .contains("\"rule\": \"CPU-006\"")
                .contains("\"not_checked\": [\n    {\n      \"rule\": \"MEM-010\"")
                .contains("\"reason\": \"no NUMA nodes are stated\"");
        assertThat(report.render(ReportFormat.TEXT)).doesNotContain("CPU-006").doesNotContain("Not Checked");
        assertThat(report.render(ReportFormat.TEXT, ReportDetail.VERBOSE)).contains("""
                        Notes:
                          ℹ 1 of 17 CPUs is neither reserved for the host nor available [CPU-006]
                            Current state: listed: 0-15

                        Suggestions:
                          💡 CPU-006 cpus: list every CPU under 'host-reserved' or 'available'

                        Rules Not Checked:
                          MEM-010 (every chunk of the pool keeps a mebibyte for the kernel): only pool kernels""");
    }

    @Test
    void aChangeOfOneCpuIsAChangeOfFewLines() {
        List<String> before = lines(busy());
        List<String> after = lines(busy().withInstance(DB.withCpus(CpuSet.parse("8-12"))));
        List<String> gone = new ArrayList<>(before);
        after.forEach(gone::remove);
        List<String> come = new ArrayList<>(after);
        before.forEach(come::remove);
        assertThat(gone).hasSizeLessThan(8);
        assertThat(come).hasSizeLessThan(8).contains("          12");
    }

    private static List<String> lines(SystemState state) {
        return Validator.standard()
                .validate(state)
                .render(ReportFormat.JSON)
                .lines()
                .toList();
    }

    @ParameterizedTest
    @EnumSource(ReportFormat.class)
    void theSameStateIsWrittenAlikeEachTime(ReportFormat format) {
        String first = Validator.standard().validate(busy()).render(format, ReportDetail.VERBOSE);
        String second = Validator.standard().validate(busy()).render(format, ReportDetail.VERBOSE);
        assertThat(second).isEqualTo(first).doesNotContain("\r");
    }

    @Test
    void keysStandInTheOrderOfTheSchema() {
        String json = Validator.standard().validate(busy()).render(ReportFormat.JSON, ReportDetail.VERBOSE);
        assertThat(Pattern.compile("(?m)^  \"([a-z_]+)\":")
                        .matcher(json)
                        .results()
                        .map(each -> each.group(1)))
                .containsExactly(
                        "schema",
                        "status",
                        "errors",
                        "warnings",
                        "suggestions",
                        "findings",
                        "hardware",
                        "instances",
                        "utilization",
                        "rules",
                        "not_checked");
    }

    private static Schema schema() throws IOException {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(SCHEMA));
    }

    private static void assertSorted(Object value) {
        if (value instanceof Map<?, ?> map) {
            assertThat(new ArrayList<Object>(map.keySet()))
                    .isEqualTo(new ArrayList<Object>(
                            new TreeSet<>(Arrays.asList(map.keySet().toArray(new String[0])))));
            map.values().forEach(ReportDataTest::assertSortedIfAny);
        } else if (value instanceof List<?> list) {
            list.forEach(ReportDataTest::assertSortedIfAny);
        }
    }

    private static void assertSortedIfAny(Object value) {
        if (value != null) {
            assertSorted(value);
        }
    }
}

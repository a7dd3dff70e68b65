// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.diag.Diagnostic;
import io.kerf.dts.Dts;
import io.kerf.dts.DtsResult;
import io.kerf.model.ByteSize;
import io.kerf.model.Core;
import io.kerf.model.CpuAffinity;
import io.kerf.model.CpuInventory;
import io.kerf.model.CpuSet;
import io.kerf.model.Device;
import io.kerf.model.DeviceParts;
import io.kerf.model.DeviceRef;
import io.kerf.model.Dialect;
import io.kerf.model.Instance;
import io.kerf.model.InstanceId;
import io.kerf.model.MemoryInventory;
import io.kerf.model.MemoryPolicy;
import io.kerf.model.MemoryPool;
import io.kerf.model.MemoryRange;
import io.kerf.model.NumaDistances;
import io.kerf.model.NumaNode;
import io.kerf.model.PoolChunk;
import io.kerf.model.SystemState;
import io.kerf.model.Topology;
import io.kerf.model.binding.Bindings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Values at the edge of what there can be give findings, in every form of report, and never an exception. */
class EdgeValuesTest {
    private static final long[] CPUS = {0, 1, 2, Long.MAX_VALUE, Long.MIN_VALUE, -3L, -2L};
    private static final long[] BASES = {0, 1, 4095, 4096, Long.MAX_VALUE, Long.MIN_VALUE, -8192L, -4096L, -2L, -1L};
    private static final long[] SIZES = {1, 4095, 4096, 8192, 1L << 40, Long.MAX_VALUE - 4095, Long.MAX_VALUE};
    private static final int[] NUMBERS = {0, 1, 63, 1023, 1024, Integer.MAX_VALUE};
    private static final String LONG = "n".repeat(10_000);

    /** A state of nothing but edges. */
    private static final class Edges {
        private final Random random;

        Edges(long seed) {
            random = new Random(seed);
        }

        long pick(long[] values) {
            return values[random.nextInt(values.length)];
        }

        int number() {
            return NUMBERS[random.nextInt(NUMBERS.length)];
        }

        CpuSet cpus() {
            CpuSet.Builder set = CpuSet.builder();
            for (int i = random.nextInt(5); i > 0; i--) {
                set.add(pick(CPUS));
            }
            return set.build();
        }

        MemoryRange range() {
            while (true) {
                long base = pick(BASES);
                long size = random.nextInt(10) == 0 ? -4096L : pick(SIZES);
                if (MemoryRange.exists(base, size)) {
                    return new MemoryRange(base, size);
                }
            }
        }

        <T> List<T> some(int most, Supplier<T> one) {
            List<T> list = new ArrayList<>();
            for (int i = random.nextInt(most + 1); i > 0; i--) {
                list.add(one.get());
            }
            return list;
        }

        ByteSize size() {
            return random.nextInt(4) == 0 ? ByteSize.ZERO : new ByteSize(pick(SIZES));
        }

        PoolChunk chunk() {
            MemoryRange range = range();
            PoolChunk chunk = random.nextBoolean() || range.size() < 0 ? PoolChunk.sized(size()) : PoolChunk.at(range);
            return random.nextBoolean() ? chunk.onNode(number()) : chunk;
        }

        DeviceParts parts() {
            return DeviceParts.of(number(), some(3, this::number), some(3, this::number));
        }

        Device device() {
            Device device = Device.named(random.nextBoolean() ? LONG : "d" + random.nextInt(2));
            return random.nextBoolean()
                    ? device.withPlatformName(LONG).withNumaNode(number()).withNamespaces(parts())
                    : device.withAcpiHid(LONG).withVirtualFunctions(parts());
        }

        DeviceRef ref() {
            String device = random.nextBoolean() ? LONG : "d" + random.nextInt(3);
            return switch (random.nextInt(3)) {
                case 0 -> new DeviceRef.Whole(device);
                case 1 -> new DeviceRef.VirtualFunction(device, number());
                default -> new DeviceRef.Namespace(device, number());
            };
        }

        Instance instance() {
            Instance instance = Instance.named("i".repeat(1 + random.nextInt(2) * 62))
                    .withId(InstanceId.of(random.nextBoolean() ? 1 : 2047))
                    .withCpus(cpus())
                    .withDevices(some(3, this::ref))
                    .withNumaNodes(some(2, this::number))
                    .withAffinity(CpuAffinity.values()[random.nextInt(3)])
                    .withMemoryPolicy(MemoryPolicy.values()[random.nextInt(4)]);
            return random.nextBoolean()
                    ? instance.withRegions(some(3, this::range))
                    : instance.withMemoryFrom(pick(BASES), size());
        }

        NumaNode node() {
            return NumaNode.of(number(), cpus(), some(2, this::range).toArray(new MemoryRange[0]));
        }

        SystemState state() {
            return SystemState.builder()
                    .dialect(Dialect.values()[random.nextInt(3)])
                    .cpus(new CpuInventory(random.nextBoolean() ? 0 : number(), cpus(), cpus()))
                    .memory(new MemoryInventory(size(), size(), new MemoryPool(some(3, this::chunk))))
                    .topology(Topology.of(
                            some(3, this::node), some(3, () -> Core.of(number(), cpus())), NumaDistances.none()))
                    .devices(some(3, this::device))
                    .instances(some(3, this::instance))
                    .build();
        }

        HostFacts facts() {
            HostFacts memory = HostFacts.unknown().withMemory(some(3, this::range));
            return random.nextBoolean() ? memory : memory.withCpus(Map.of(0, pick(CPUS), 7, pick(CPUS)));
        }
    }

    @Property(tries = 1000, shrinking = ShrinkingMode.OFF)
    void edgesAreReportedWhateverTheyAre(@ForAll long seed) {
        Edges edges = new Edges(seed);
        SystemState state = edges.state();
        Report report = Validator.baseline().on(edges.facts()).validate(state);
        assertThat(report.isValid()).isEqualTo(report.errors().isEmpty());
        for (ReportFormat format : ReportFormat.values()) {
            assertThat(report.render(format, ReportDetail.VERBOSE)).endsWith("\n");
        }
    }

    @Property(tries = 1000, shrinking = ShrinkingMode.OFF)
    void noSuggestionWrapsRoundTheAddressSpace(@ForAll long seed) {
        Edges edges = new Edges(seed);
        assertThat(Validator.standard().validate(edges.state()).findings())
                .extracting(finding -> finding.suggestion().orElse(""))
                .noneMatch(text -> text.startsWith("begin it at 0x0") || text.equals("use 0x8000000000000000 less"));
    }

    static Stream<Arguments> sources() {
        String memory = "memory { total-bytes = <0x2 0x0>; host-reserved-bytes = <0x40000000>;"
                + " memory-pool-base = <0x40000000>; memory-pool-bytes = <0x1 0xc0000000>; };";
        String cpus = "cpus { total = <4>; host-reserved = <0>; available = <1 2 3>; };";
        return Stream.of(
                host(
                        "ids near 2^64",
                        cpus.replace("<1 2 3>", "/bits/ 64 <0xfffffffffffffffe 0xffffffffffffffff>"),
                        memory,
                        "BIND-003"),
                host("no CPUs", "cpus { total = <4>; host-reserved; available; };", memory, "CPU-007"),
                host("a total of no CPUs", "cpus { total = <0>; host-reserved; available; };", memory, "BIND-003"),
                host(
                        "a total of no memory",
                        cpus,
                        memory.replace("total-bytes = <0x2 0x0>", "total-bytes = <0>"),
                        "BIND-003"),
                host("a total beyond 32 bits", cpus.replace("<4>", "<0x1 0x0>"), memory, "BIND-003"),
                host(
                        "a pool past the end",
                        cpus,
                        memory.replace("<0x40000000>; memory-pool-bytes", "<0xffffffff 0xfffff000>; memory-pool-bytes"),
                        "BIND-003"),
                host(
                        "a pool at the end",
                        cpus,
                        memory.replace("<0x40000000>; memory-pool-bytes", "<0xffffffff 0x0>; memory-pool-bytes"),
                        "BIND-003"),
                host(
                        "a size that no machine has",
                        cpus,
                        memory.replace("<0x1 0xc0000000>", "<0xffffffff 0xffffffff>"),
                        "BIND-003"),
                host(
                        "sizes whose sum overflows",
                        cpus,
                        memory.replace("<0x40000000>; memory-pool-base", "<0x7fffffff 0xfffff000>; memory-pool-base"),
                        "MEM-002"),
                host("nothing at all", "cpus { };", "memory { };", "BIND-002"),
                host("numbers of odd lengths", cpus.replace("<1 2 3>", "[01 02 03]"), memory, "BIND-001"));
    }

    private static Arguments host(String what, String cpus, String memory, String code) {
        return Arguments.of(what, "/multikernel-v1/;\n/ { resources { " + cpus + memory + " }; };\n", code);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("sources")
    void edgesOfSourcesAreFindings(String what, String source, String code) {
        DtsResult parsed = Dts.parse(source, "edge.dts");
        SystemState state = Bindings.read(parsed.tree().orElseThrow());
        Report report = Validator.baseline().validate(state);
        assertThat(report.errors()).as(what).extracting(Diagnostic::code).contains(code);
        for (ReportFormat format : ReportFormat.values()) {
            assertThat(report.render(format, ReportDetail.VERBOSE)).contains(code);
        }
    }

    @Test
    void aNameOfTenThousandCharactersIsAFindingOfBoundedLength() {
        String source =
                "/multikernel-v1/;\n/ { resources { cpus { total = <2>; host-reserved = <0>; available = <1>; };"
                        + " memory { total-bytes = <0x80000000>; host-reserved-bytes = <0x40000000>;"
                        + " memory-pool-base = <0x40000000>; memory-pool-bytes = <0x40000000>; }; };"
                        + " instances { " + LONG + " { id = <0>; }; }; };\n";
        SystemState state = Bindings.read(Dts.parse(source, "long.dts").tree().orElseThrow());
        Report report = Validator.standard().validate(state);
        assertThat(report.errors()).extracting(Diagnostic::code).contains("BIND-005");
        assertThat(report.render(ReportFormat.TEXT)).hasSizeLessThan(20_000);
    }

    @Test
    void aPageAtTheEndOfTheAddressSpaceIsAlignedDownwards() {
        SystemState state = Hosts.busy().withInstance(Hosts.WEB.withRegions(List.of(new MemoryRange(-2048L, 1024))));
        assertThat(Validator.standard().validate(state).errors())
                .filteredOn(error -> error.code().equals("MEM-006"))
                .extracting(error -> error.suggestion().orElse(""))
                .containsExactlyInAnyOrder("use 0xfffffffffffff000", "use 0x1000");
    }

    /** Eight million CPUs that are claimed twice: 80 s before owners were numbers, and less than one since. */
    @Test
    @Timeout(30)
    void manyInstancesThatAreAllWrongAreReportedInOneGo() {
        List<Instance> instances = new ArrayList<>();
        for (int i = 1; i <= InstanceId.LAST; i++) {
            instances.add(Instance.named("w" + i)
                    .withId(InstanceId.of(1))
                    .withCpus(CpuSet.range(0, 4096))
                    .withRegions(Hosts.WEB.regions())
                    .withDevices(Hosts.WEB.devices()));
        }
        Report report = Validator.standard().validate(Hosts.empty().withInstances(instances));
        assertThat(report.errors()).hasSizeGreaterThan(4 * 2000);
        assertThat(report.render(ReportFormat.TEXT)).contains("  w2047 (ID: 1):");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

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
import io.kerf.model.InstanceOptions;
import io.kerf.model.MemoryInventory;
import io.kerf.model.MemoryPolicy;
import io.kerf.model.MemoryPool;
import io.kerf.model.MemoryRange;
import io.kerf.model.MemoryType;
import io.kerf.model.NumaDistances;
import io.kerf.model.NumaNode;
import io.kerf.model.PciAddress;
import io.kerf.model.PoolChunk;
import io.kerf.model.SystemState;
import io.kerf.model.Topology;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Hosts on which 20,000 of something are wrong, for each rule that is about something of which there can be many. */
final class IllegalHosts {
    static final int MANY = 20_000;

    private static final long PAGE = MemoryRange.PAGE_SIZE;
    private static final long GIB = 1L << 30;
    private static final long ELSEWHERE = 1L << 40;

    /** A state, and the host that it is held against. */
    record Host(SystemState state, HostFacts facts) {
        static Host of(SystemState.Builder state) {
            return new Host(state.build(), HostFacts.unknown());
        }
    }

    private IllegalHosts() {}

    static Map<String, Supplier<Host>> all() {
        Map<String, Supplier<Host>> all = new TreeMap<>();
        cpus(all);
        memory(all);
        regions(all);
        instances(all);
        devices(all);
        nodes(all);
        cores(all);
        placement(all);
        host(all);
        return all;
    }

    private static void cpus(Map<String, Supplier<Host>> all) {
        CpuSet.Builder unknown = CpuSet.builder();
        sparse().stream().forEach(cpu -> unknown.add(ELSEWHERE + cpu));
        all.put(
                "CPU-001",
                () -> Host.of(host().instances(each(i -> instance(i).withCpus(unknown(i))))
                        .instance(instance(MANY).withCpus(unknown.build()))));
        all.put(
                "CPU-002",
                () -> Host.of(host().cpus(new CpuInventory(MANY + 1, sparse(), CpuSet.of(1L)))
                        .instances(each(i -> instance(i).withCpus(CpuSet.of(2L * i))))));
        all.put("CPU-003", () -> Host.of(host().instances(each(i -> instance(i).withCpus(CpuSet.of(2L))))));
        all.put("CPU-004", () -> Host.of(host().cpus(new CpuInventory(0, sparse(), sparse()))));
        all.put("CPU-009", () -> Host.of(host().instances(each(i -> instance(i).withCpus(CpuSet.empty())))));
    }

    private static CpuSet unknown(int i) {
        return CpuSet.of(ELSEWHERE + 2L * i);
    }

    private static void memory(Map<String, Supplier<Host>> all) {
        all.put("MEM-001", () -> pool(each(i -> PoolChunk.at(new MemoryRange(2 * i * PAGE + 1, PAGE + 1)))));
        all.put("MEM-009", () -> pool(Collections.nCopies(MANY, PoolChunk.at(new MemoryRange(GIB, GIB)))));
        all.put(
                "MEM-012",
                () -> pool(each(
                        i -> PoolChunk.at(new MemoryRange(2 * i * PAGE, PAGE)).onNode(MANY))));
        all.put(
                "MEM-010",
                () -> Host.of(host().dialect(Dialect.POOL)
                        .memory(MemoryInventory.ofPool(
                                new MemoryPool(each(i -> PoolChunk.at(new MemoryRange(i * GIB, GIB))))))
                        .instance(instance(1).withRegions(each(i -> new MemoryRange(i * GIB, GIB))))));
    }

    private static Host pool(List<PoolChunk> chunks) {
        return Host.of(host().memory(MemoryInventory.ofPool(new MemoryPool(chunks))));
    }

    private static void regions(Map<String, Supplier<Host>> all) {
        all.put(
                "MEM-003",
                () -> Host.of(host().instance(instance(1).withRegions(everySecondPage(GIB)))
                        .instance(instance(2)
                                .withRegions(each(i -> new MemoryRange(ELSEWHERE * 1024 + 2 * i * GIB, GIB))))));
        all.put(
                "MEM-004",
                () -> Host.of(host().instance(instance(1).withRegions(everySecondPage(GIB)))
                        .instance(instance(2).withRegions(everySecondPage(GIB)))));
        all.put("MEM-005", () -> Host.of(host().instances(each(i -> instance(i).withMemory(ByteSize.ofGiB(1024))))));
        all.put(
                "MEM-006",
                () -> Host.of(host().instance(instance(1)
                        .withRegions(each(i -> new MemoryRange(GIB + 2 * i * PAGE + 1, PAGE - 1))))));
        all.put("MEM-007", () -> Host.of(host().instances(each(i -> instance(i).withMemory(ByteSize.ZERO)))));
    }

    private static void instances(Map<String, Supplier<Host>> all) {
        all.put("BASE-001", () -> Host.of(host().instances(each(IllegalHosts::instance))));
        all.put(
                "ID-001",
                () -> Host.of(host().instances(each(i -> Instance.named("same").withCpus(CpuSet.of(2L * i))))));
        all.put(
                "LLC-001",
                () -> Host.of(
                        host().cacheWays(1).instances(each(i -> instance(i).withOptions(ways(-1))))));
        all.put(
                "LLC-002",
                () -> Host.of(
                        host().cacheWays(-1).instances(each(i -> instance(i).withOptions(ways(-1))))));
        all.put("ID-002", () -> Host.of(host().instances(each(i -> instance(i).withId(InstanceId.of(1))))));
        all.put(
                "TOPO-013",
                () -> Host.of(host().topology(twoNodes())
                        .instances(each(i -> instance(i).withMemoryPolicy(MemoryPolicy.BIND)))));
        all.put(
                "TOPO-014",
                () -> Host.of(host().instances(each(
                        i -> instance(i).withAffinity(CpuAffinity.LOCAL).withMemoryPolicy(MemoryPolicy.INTERLEAVE)))));
    }

    private static InstanceOptions ways(int mask) {
        return InstanceOptions.none().withCacheWays(mask);
    }

    private static void devices(Map<String, Supplier<Host>> all) {
        List<Integer> numbers = each(i -> i);
        Device card = Device.named("eth0").withVirtualFunctions(DeviceParts.of(MANY, List.of(), numbers));
        Device drive = Device.named("nvme0").withNamespaces(DeviceParts.of(MANY, List.of(), numbers));
        List<DeviceRef> functions = each(i -> new DeviceRef.VirtualFunction("eth0", i));
        all.put(
                "DEV-001",
                () -> Host.of(host().devices(each(i -> Device.named("d".repeat(200) + i)))
                        .instance(instance(1).withDevices(each(i -> new DeviceRef.Whole("g" + i))))));
        all.put(
                "DEV-002",
                () -> Host.of(host().device(card)
                        .instance(instance(1).withDevices(functions))
                        .instance(instance(2).withDevices(functions))));
        all.put(
                "DEV-003",
                () -> Host.of(host().device(card)
                        .instance(
                                instance(1).withDevices(each(i -> new DeviceRef.VirtualFunction("eth0", MANY + i))))));
        all.put(
                "DEV-004",
                () -> Host.of(host().device(drive)
                        .instances(each(
                                i -> instance(i).withDevices(List.of(new DeviceRef.Namespace("nvme0", MANY + i)))))));
        all.put("DEV-005", () -> Host.of(host().devices(each(i -> Device.named("same")))));
        all.put(
                "DEV-006",
                () -> Host.of(host().devices(each(
                        i -> Device.named("d" + i).withVirtualFunctions(DeviceParts.of(1, List.of(), List.of(1)))))));
        all.put(
                "DEV-007",
                () -> Host.of(
                        host().devices(each(i -> Device.named("d" + i).withPciAddress(new PciAddress(0, 1, 0, 0))))));
        all.put(
                "DEV-008",
                () -> Host.of(host().devices(each(i -> Device.named("d" + i).withPlatformName("n".repeat(50))))));
        DeviceParts kept = DeviceParts.of(16, List.of(0, 1, 2, 3), List.of());
        all.put(
                "DEV-009",
                () -> Host.of(host().devices(each(i -> Device.named("d" + i).withVirtualFunctions(kept)))
                        .instances(each(i -> instance(i).withDevices(List.of(new DeviceRef.Whole("d" + i)))))));
    }

    private static void nodes(Map<String, Supplier<Host>> all) {
        CpuSet few = sparse().lowest(100);
        all.put("TOPO-001", () -> nodes(each(i -> NumaNode.of(i, few))));
        all.put(
                "TOPO-004",
                () -> Host.of(host().topology(topology(each(i -> NumaNode.of(MANY + i, CpuSet.empty())), List.of()))
                        .devices(each(i -> Device.named("d" + i).withNumaNode(i)))
                        .instance(instance(1).withNumaNodes(each(i -> i)))));
        all.put("TOPO-005", () -> nodes(Collections.nCopies(MANY, NumaNode.of(1, CpuSet.empty()))));
        all.put(
                "TOPO-006",
                () -> nodes(each(i -> NumaNode.of(i, CpuSet.empty(), new MemoryRange(GIB, GIB + i * PAGE)))));
        all.put("TOPO-009", () -> {
            NumaNode node = new NumaNode(0, CpuSet.empty(), everySecondPage(0), MemoryType.DRAM);
            List<PoolChunk> chunks = each(i -> PoolChunk.at(new MemoryRange(2 * i * PAGE, 2 * PAGE)));
            return Host.of(host().topology(topology(List.of(node), List.of()))
                    .memory(MemoryInventory.ofPool(new MemoryPool(chunks))));
        });
        all.put("TOPO-017", () -> nodes(List.of(NumaNode.of(0, CpuSet.of(0)))));
    }

    private static Host nodes(List<NumaNode> nodes) {
        return Host.of(host().topology(topology(nodes, List.of())));
    }

    private static void cores(Map<String, Supplier<Host>> all) {
        all.put("TOPO-002", () -> cores(each(i -> Core.of(i, unknown(i)))));
        all.put("TOPO-003", () -> cores(each(i -> Core.of(i, CpuSet.of(2, 4)))));
        all.put(
                "TOPO-007",
                () -> Host.of(host().topology(topology(List.of(), List.of(Core.of(0, sparse()))))
                        .instance(instance(1).withCpus(sparse().lowest(MANY - 1)))
                        .instances(each(i -> instance(i + 2).withCpus(CpuSet.of(sparse().last()))))));
        all.put(
                "TOPO-008",
                () -> Host.of(host().cpus(new CpuInventory(0, CpuSet.range(0, MANY - 1), odd()))
                        .topology(topology(List.of(), each(i -> Core.of(i, CpuSet.of(i, MANY + 2L * i)))))));
        all.put(
                "TOPO-016",
                () -> Host.of(host().topology(topology(
                        twoNodes().nodes(), each(i -> Core.of(i, CpuSet.of(2L * i, 2L * (MANY - i))))))));
    }

    private static CpuSet odd() {
        CpuSet.Builder set = CpuSet.builder();
        IntStream.range(0, MANY).forEach(i -> set.add(MANY + 2L * i));
        return set.build();
    }

    private static Host cores(List<Core> cores) {
        return Host.of(host().topology(topology(List.of(), cores)));
    }

    private static void placement(Map<String, Supplier<Host>> all) {
        long half = MANY;
        all.put(
                "TOPO-010",
                () -> Host.of(host().topology(twoNodes())
                        .instances(each(i -> instance(i).withCpus(CpuSet.of(2L * i, (2L * i + half) % (2 * half)))))));
        all.put(
                "TOPO-011",
                () -> Host.of(host().topology(twoNodes())
                        .instances(
                                each(i -> instance(i).withCpus(CpuSet.of(2, 4)).withAffinity(CpuAffinity.SPREAD)))));
        all.put(
                "TOPO-012",
                () -> Host.of(host().topology(alternating())
                        .instances(IntStream.range(0, 2000)
                                .mapToObj(i -> instance(i)
                                        .withCpus(CpuSet.of(2L * MANY - 2))
                                        .withMemoryPolicy(MemoryPolicy.LOCAL)
                                        .withRegions(List.of(new MemoryRange(GIB + PAGE + 4 * i * PAGE, PAGE))))
                                .toList())
                        .instance(instance(2000).withCpus(CpuSet.of(2)).withRegions(everySecondPage(GIB)))));
        all.put(
                "TOPO-015",
                () -> Host.of(host().topology(alternating())
                        .instance(instance(1)
                                .withCpus(sparse())
                                .withNumaNodes(each(i -> i < MANY - 1 ? i + 2 : 0))
                                .withMemoryPolicy(MemoryPolicy.BIND)
                                .withRegions(everySecondPage(GIB)))));
    }

    /** Two nodes whose memory lies between each other's, page by page. */
    private static Topology alternating() {
        CpuSet low = sparse().lowest(MANY / 2);
        NumaNode first = new NumaNode(0, low, everySecondPage(GIB + PAGE), MemoryType.DRAM);
        NumaNode second = new NumaNode(1, sparse().minus(low), everySecondPage(GIB), MemoryType.DRAM);
        return topology(List.of(first, second), List.of());
    }

    private static Topology twoNodes() {
        CpuSet low = sparse().lowest(MANY / 2);
        return topology(
                List.of(
                        NumaNode.of(0, low, new MemoryRange(0, ELSEWHERE)),
                        NumaNode.of(1, sparse().minus(low), new MemoryRange(ELSEWHERE, ELSEWHERE * 1023))),
                List.of());
    }

    private static void host(Map<String, Supplier<Host>> all) {
        Map<Integer, Long> cpus = IntStream.range(0, MANY).boxed().collect(Collectors.toMap(i -> i, i -> 2L * i + 1));
        HostFacts facts = HostFacts.unknown().withCpus(cpus).withMemory(everySecondPage(0));
        all.put("HOST-001", () -> new Host(host().build(), facts));
        all.put("HOST-003", () -> {
            List<PoolChunk> chunks = each(i -> PoolChunk.at(new MemoryRange(2 * i * PAGE, 2 * PAGE)));
            return new Host(
                    host().memory(MemoryInventory.ofPool(new MemoryPool(chunks)))
                            .build(),
                    facts);
        });
    }

    private static Topology topology(List<NumaNode> nodes, List<Core> cores) {
        return Topology.of(nodes, cores, NumaDistances.none());
    }

    /** As many CPUs as there are of anything, none beside another, and a pool in which they fit. */
    private static SystemState.Builder host() {
        return SystemState.builder()
                .cpus(new CpuInventory(MANY + 1, CpuSet.of(1L << 50), sparse()))
                .memory(new MemoryInventory(
                        ByteSize.ofGiB(1 << 20),
                        ByteSize.ofGiB(1),
                        MemoryPool.of(new MemoryRange(GIB, ELSEWHERE * 1000))));
    }

    private static Instance instance(int number) {
        return Instance.named("w" + number)
                .withCpus(CpuSet.of(2L * (number % MANY)))
                .withMemory(ByteSize.ofMiB(1));
    }

    private static CpuSet sparse() {
        long[] ids = new long[MANY];
        for (int i = 0; i < MANY; i++) {
            ids[i] = 2L * i;
        }
        return CpuSet.of(ids);
    }

    private static List<MemoryRange> everySecondPage(long from) {
        return each(i -> new MemoryRange(from + 2 * i * PAGE, PAGE));
    }

    private static <T> List<T> each(IntFunction<T> one) {
        return IntStream.range(0, MANY).mapToObj(one).toList();
    }
}

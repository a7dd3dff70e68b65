// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import static io.kerf.validate.Hosts.DB;
import static io.kerf.validate.Hosts.ETH0;
import static io.kerf.validate.Hosts.GIB;
import static io.kerf.validate.Hosts.NVME0;
import static io.kerf.validate.Hosts.POOL;
import static io.kerf.validate.Hosts.WEB;
import static io.kerf.validate.Hosts.busy;
import static io.kerf.validate.Hosts.cores;
import static io.kerf.validate.Hosts.cpus;
import static io.kerf.validate.Hosts.devices;
import static io.kerf.validate.Hosts.empty;
import static io.kerf.validate.Hosts.node;
import static io.kerf.validate.Hosts.pool;
import static io.kerf.validate.Hosts.topology;
import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.diag.Diagnostic;
import io.kerf.model.ByteSize;
import io.kerf.model.Core;
import io.kerf.model.CpuInventory;
import io.kerf.model.CpuSet;
import io.kerf.model.Device;
import io.kerf.model.DeviceParts;
import io.kerf.model.DeviceRef;
import io.kerf.model.Dialect;
import io.kerf.model.Instance;
import io.kerf.model.InstanceId;
import io.kerf.model.MemoryInventory;
import io.kerf.model.MemoryPool;
import io.kerf.model.MemoryRange;
import io.kerf.model.NumaNode;
import io.kerf.model.PciAddress;
import io.kerf.model.PoolChunk;
import io.kerf.model.SystemState;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** For each rule, states that break it (and nothing else, but what is named beside it) and states that come close. */
class RulesTest {
    /** A state, the rule that it breaks, whom the finding is about, a piece of its sentence, and what else it has to break. */
    record Broken(String rule, String subject, String message, SystemState state, String... alsoBreaks) {
        @Override
        public String toString() {
            return rule + ": " + message;
        }
    }

    /** A state that keeps to a rule, though not by much. */
    record Kept(String rule, SystemState state) {
        @Override
        public String toString() {
            return rule;
        }
    }

    private static SystemState with(Instance instance) {
        return busy().withInstance(instance);
    }

    private static Instance vm() {
        return Instance.named("vm")
                .withId(InstanceId.of(3))
                .withCpus(CpuSet.parse("12-13"))
                .withRegions(List.of(new MemoryRange(12 * GIB, GIB)));
    }

    static Stream<Broken> broken() {
        return Stream.of(cpuRules(), memoryRules(), idRules(), deviceRules(), topologyRules())
                .flatMap(each -> each);
    }

    private static Stream<Broken> cpuRules() {
        return Stream.of(
                new Broken("CPU-001", "web", "CPU 99 of 'web' does not exist", with(WEB.withCpus(CpuSet.of(4, 5, 99)))),
                new Broken(
                        "CPU-001",
                        "web",
                        "CPUs 16-17 of 'web' do not exist",
                        with(WEB.withCpus(CpuSet.parse("4-5,16-17")))),
                new Broken(
                        "CPU-002",
                        "web",
                        "CPUs 2-3 of 'web' are reserved for the host",
                        with(WEB.withCpus(CpuSet.parse("2-3"))),
                        "TOPO-007"),
                new Broken(
                        "CPU-002",
                        "db",
                        "CPU 0 of 'db' is reserved for the host",
                        with(DB.withCpus(CpuSet.parse("0,8-11"))),
                        "TOPO-007"),
                new Broken(
                        "CPU-003",
                        "db",
                        "CPU 5 of 'db' already belongs to 'web'",
                        with(DB.withCpus(CpuSet.parse("5,8-11"))),
                        "TOPO-007"),
                new Broken(
                        "CPU-003",
                        "vm",
                        "CPUs 8-9 of 'vm' already belong to 'db'",
                        with(vm().withCpus(CpuSet.parse("8-9,12-13"))),
                        "TOPO-007"),
                new Broken(
                        "CPU-004",
                        "cpus",
                        "CPU 3 is both reserved for the host and available",
                        cpus(16, "0-3", "3-15")),
                new Broken("CPU-004", "cpus", "CPUs 14-15 are both reserved", cpus(16, "0-3,14-15", "4-15")),
                new Broken(
                        "CPU-005",
                        "cpus",
                        "16 CPUs are listed, but the machine has 8 in total",
                        cpus(8, "0-3", "4-15")),
                new Broken("CPU-005", "cpus", "but the machine has 15 in total", cpus(15, "0-3", "4-15")),
                new Broken("CPU-006", "cpus", "1 of 17 CPUs is neither", cpus(17, "0-3", "4-15")),
                new Broken("CPU-006", "cpus", "4 of 20 CPUs are neither", cpus(20, "0-3", "4-15")),
                new Broken(
                        "CPU-007",
                        "cpus",
                        "the pool has no CPUs",
                        empty().toBuilder()
                                .cpus(new CpuInventory(16, CpuSet.parse("0-15"), CpuSet.empty()))
                                .build()),
                new Broken(
                        "CPU-007",
                        "cpus",
                        "the pool has no CPUs",
                        empty().toBuilder()
                                .dialect(Dialect.POOL)
                                .cpus(CpuInventory.ofPool(CpuSet.empty()))
                                .build()),
                new Broken("CPU-008", "cpus", "no CPU is reserved for the host", cpus(12, "none", "4-15")),
                new Broken("CPU-008", "cpus", "no CPU is reserved for the host", cpus(0, "none", "4-15")),
                new Broken("CPU-009", "web", "'web' has no CPUs", with(WEB.withCpus(CpuSet.empty()))),
                new Broken("CPU-009", "vm", "'vm' has no CPUs", with(vm().withCpus(CpuSet.empty()))));
    }

    private static Stream<Broken> memoryRules() {
        MemoryRange crooked = new MemoryRange(2 * GIB + 0x800, 12 * GIB);
        MemoryRange odd = new MemoryRange(2 * GIB, 12 * GIB + 1);
        return Stream.of(
                new Broken(
                        "MEM-001",
                        "memory pool",
                        "the base of the memory pool, 0x80000800, is not page-aligned",
                        pool(MemoryPool.of(crooked))),
                new Broken("MEM-001", "memory pool", "is not a whole number of pages", pool(MemoryPool.of(odd))),
                new Broken(
                        "MEM-001",
                        "memory pool",
                        "the size of the memory pool, 5000 bytes",
                        pool(MemoryPool.of(PoolChunk.sized(new ByteSize(5000))))),
                new Broken(
                        "MEM-002",
                        "memory",
                        "need more memory than the machine's 16GB",
                        pool(MemoryPool.of(new MemoryRange(2 * GIB, 14 * GIB + 4096)))),
                new Broken(
                        "MEM-002",
                        "memory",
                        "need more memory",
                        pool(MemoryPool.of(PoolChunk.sized(new ByteSize(Long.MAX_VALUE & -4096L))))),
                new Broken(
                        "MEM-003",
                        "web",
                        "1GB at 0x40000000, is outside the pool",
                        with(WEB.withRegions(List.of(new MemoryRange(GIB, GIB))))),
                new Broken(
                        "MEM-003",
                        "web",
                        "is outside the pool",
                        with(WEB.withRegions(List.of(new MemoryRange(POOL.last() + 1 - 4096, 8192))))),
                new Broken(
                        "MEM-003",
                        "web",
                        "is outside the pool",
                        with(WEB.withRegions(List.of(new MemoryRange(-4096L, 4096))))),
                new Broken(
                        "MEM-004",
                        "db",
                        "memory of 'db' overlaps that of 'web': 1GB at 0x80000000 are in both",
                        with(DB.withRegions(List.of(new MemoryRange(2 * GIB, 2 * GIB))))),
                new Broken(
                        "MEM-004",
                        "db",
                        "memory of 'db' overlaps that of 'web': 4KB at 0xbffff000",
                        with(DB.withRegions(List.of(new MemoryRange(3 * GIB - 4096, GIB))))),
                new Broken(
                        "MEM-005",
                        "memory pool",
                        "instances need 16GB, but the pool has 14GB",
                        with(WEB.withMemory(ByteSize.ofGiB(14)))),
                new Broken(
                        "MEM-005",
                        "memory pool",
                        "but the pool has 14GB",
                        with(WEB.withMemory(new ByteSize(Long.MAX_VALUE & -4096L)))),
                new Broken(
                        "MEM-006",
                        "web",
                        "the memory base of 'web', 0x80000001, is not page-aligned",
                        with(WEB.withRegions(List.of(new MemoryRange(2 * GIB + 1, GIB))))),
                new Broken(
                        "MEM-006",
                        "web",
                        "6000 bytes, is not a whole number of pages",
                        with(WEB.withMemory(new ByteSize(6000)))),
                new Broken("MEM-007", "web", "'web' has no memory", with(WEB.withRegions(List.of()))),
                new Broken("MEM-007", "vm", "'vm' has no memory", with(vm().withMemory(ByteSize.ZERO))),
                new Broken("MEM-008", "memory pool", "the memory pool is empty", pool(MemoryPool.empty())),
                new Broken(
                        "MEM-008",
                        "memory pool",
                        "the memory pool is empty",
                        pool(MemoryPool.of(PoolChunk.sized(ByteSize.ZERO)))),
                new Broken(
                        "MEM-009",
                        "memory pool",
                        "two chunks of the memory pool overlap",
                        pool(MemoryPool.of(
                                PoolChunk.at(new MemoryRange(2 * GIB, GIB)),
                                PoolChunk.at(new MemoryRange(2 * GIB, GIB))))),
                new Broken(
                        "MEM-009",
                        "memory pool",
                        "two chunks of the memory pool overlap",
                        pool(MemoryPool.of(
                                PoolChunk.at(new MemoryRange(4 * GIB - 4096, GIB)),
                                PoolChunk.at(new MemoryRange(2 * GIB, 2 * GIB))))));
    }

    private static Stream<Broken> idRules() {
        Instance free = Instance.named("web").withCpus(CpuSet.of(14, 15)).withMemory(ByteSize.ofGiB(1));
        return Stream.of(
                new Broken(
                        "ID-001",
                        "web",
                        "there are two instances called 'web'",
                        busy().toBuilder().instance(free).build()),
                new Broken(
                        "ID-001",
                        "db",
                        "there are two instances called 'db'",
                        busy().toBuilder()
                                .instance(vm().withId(InstanceId.of(9)))
                                .instance(DB.withId(InstanceId.of(8))
                                        .withCpus(CpuSet.of(14))
                                        .withMemory(ByteSize.ofGiB(1))
                                        .withDevices(List.of()))
                                .build()),
                new Broken("ID-002", "db", "id 1 of 'db' already belongs to 'web'", with(DB.withId(InstanceId.of(1)))),
                new Broken("ID-002", "vm", "id 2 of 'vm' already belongs to 'db'", with(vm().withId(InstanceId.of(2)))),
                new Broken("BASE-001", "instances", "Baseline must not contain instances", busy()),
                new Broken("BASE-001", "instances", "Baseline must not contain instances", empty().withInstance(vm())));
    }

    private static Stream<Broken> deviceRules() {
        return Stream.of(
                new Broken(
                        "DEV-001",
                        "web",
                        "unknown device 'foo' of 'web'",
                        with(WEB.withDevices(List.of(new DeviceRef.Whole("foo"))))),
                new Broken(
                        "DEV-001",
                        "web",
                        "unknown device 'eth7_vf1' of 'web'",
                        with(WEB.withDevices(List.of(new DeviceRef.VirtualFunction("eth7", 1))))),
                new Broken(
                        "DEV-002",
                        "db",
                        "device 'eth0_vf1' of 'db' already belongs to 'web'",
                        with(DB.withDevices(WEB.devices()))),
                new Broken(
                        "DEV-002",
                        "db",
                        "device 'eth0' of 'db' already belongs to 'web'",
                        with(DB.withDevices(List.of(new DeviceRef.Whole("eth0"))))),
                new Broken(
                        "DEV-002",
                        "web",
                        "'web' names device 'eth0_vf1' twice",
                        with(WEB.withDevices(List.of(
                                new DeviceRef.VirtualFunction("eth0", 1), new DeviceRef.VirtualFunction("eth0", 1))))),
                new Broken(
                        "DEV-003",
                        "web",
                        "'eth0_vf0' of 'web': 'eth0' has no such virtual function",
                        with(WEB.withDevices(List.of(new DeviceRef.VirtualFunction("eth0", 0))))),
                new Broken(
                        "DEV-003",
                        "web",
                        "'eth0_vf8' of 'web'",
                        with(WEB.withDevices(List.of(new DeviceRef.VirtualFunction("eth0", 8))))),
                new Broken(
                        "DEV-003",
                        "web",
                        "'nvme0_vf1' of 'web'",
                        with(WEB.withDevices(List.of(new DeviceRef.VirtualFunction("nvme0", 1))))),
                new Broken(
                        "DEV-004",
                        "db",
                        "'nvme0_ns1' of 'db': 'nvme0' has no such namespace",
                        with(DB.withDevices(List.of(new DeviceRef.Namespace("nvme0", 1))))),
                new Broken(
                        "DEV-004",
                        "db",
                        "'nvme0_ns5' of 'db'",
                        with(DB.withDevices(List.of(new DeviceRef.Namespace("nvme0", 5))))),
                new Broken(
                        "DEV-005",
                        "eth0",
                        "there are two devices called 'eth0'",
                        devices(ETH0, ETH0.withPciAddress(PciAddress.parse("0000:09:00.0")))),
                new Broken(
                        "DEV-005",
                        "nvme0",
                        "there are two devices called 'nvme0'",
                        devices(NVME0, ETH0, Device.named("nvme0"))),
                new Broken(
                        "DEV-006",
                        "eth0",
                        "device 'eth0' has no virtual function 8",
                        devices(ETH0.withVirtualFunctions(DeviceParts.of(8, List.of(0), List.of(1, 8))))),
                new Broken(
                        "DEV-006",
                        "nvme0",
                        "device 'nvme0' has no namespace 0",
                        devices(NVME0.withNamespaces(DeviceParts.of(4, List.of(0), List.of(1))))),
                new Broken(
                        "DEV-006",
                        "eth0",
                        "lists virtual function 1 as the host's and as available",
                        devices(ETH0.withVirtualFunctions(DeviceParts.of(8, List.of(1), List.of(1, 2))))),
                new Broken(
                        "DEV-007",
                        "nvme0",
                        "devices 'eth0' and 'nvme0' have the same PCI address, 0000:01:00.0",
                        devices(ETH0, NVME0.withPciAddress(PciAddress.parse("0000:01:00.0")))),
                new Broken(
                        "DEV-007",
                        "c",
                        "devices 'a' and 'c' have the same PCI address",
                        devices(address("a", 1), address("b", 2), address("c", 1))));
    }

    private static Device address(String name, int bus) {
        return Device.named(name).withPciAddress(new PciAddress(0, bus, 0, 0));
    }

    private static Stream<Broken> topologyRules() {
        NumaNode first = NumaNode.of(0, CpuSet.parse("0-8"), new MemoryRange(0, 8 * GIB));
        NumaNode large = NumaNode.of(0, CpuSet.parse("0-7"), new MemoryRange(0, 9 * GIB));
        NumaNode wide = NumaNode.of(1, CpuSet.parse("8-16"), new MemoryRange(8 * GIB, 8 * GIB));
        List<Core> odd = new ArrayList<>(cores());
        odd.set(7, Core.of(7, CpuSet.parse("13-15")));
        List<Core> more = new ArrayList<>(cores());
        more.add(Core.of(8, CpuSet.of(20, 21)));
        List<Core> twice = new ArrayList<>(cores());
        twice.add(Core.of(8, CpuSet.of(15)));
        return Stream.of(
                new Broken(
                        "TOPO-001",
                        "node 1",
                        "CPU 8 is on NUMA node 0 and on NUMA node 1",
                        topology(List.of(first, node(1)), cores())),
                new Broken(
                        "TOPO-001",
                        "node 2",
                        "CPUs 14-15 are on NUMA node 1 and on NUMA node 2",
                        topology(List.of(node(0), node(1), NumaNode.of(2, CpuSet.parse("14-15"))), cores())),
                new Broken(
                        "TOPO-002",
                        "NUMA node 1",
                        "NUMA node 1 lists CPU 16, which the host does not have",
                        topology(List.of(node(0), wide), cores())),
                new Broken("TOPO-002", "core 8", "core 8 lists CPUs 20-21", topology(List.of(node(0), node(1)), more)),
                new Broken(
                        "TOPO-003",
                        "core 7",
                        "CPU 13 is on core 6 and on core 7",
                        topology(List.of(node(0), node(1)), odd)),
                new Broken(
                        "TOPO-003",
                        "core 8",
                        "CPU 15 is on core 7 and on core 8",
                        topology(List.of(node(0), node(1)), twice)),
                new Broken("TOPO-004", "db", "'db' asks for NUMA node 7", with(DB.withNumaNodes(List.of(1, 7)))),
                new Broken("TOPO-004", "eth0", "'eth0' is near NUMA node 2", devices(ETH0.withNumaNode(2))),
                new Broken(
                        "TOPO-004",
                        "memory pool",
                        "'memory pool' is near NUMA node 3",
                        pool(MemoryPool.of(PoolChunk.at(POOL).onNode(3)))),
                new Broken(
                        "TOPO-005",
                        "node 1",
                        "there are two NUMA nodes 1",
                        topology(List.of(node(0), node(1), NumaNode.of(1, CpuSet.empty())), cores())),
                new Broken(
                        "TOPO-005",
                        "node 0",
                        "there are two NUMA nodes 0",
                        topology(List.of(node(0), NumaNode.of(0, CpuSet.empty()), node(1)), cores())),
                new Broken("TOPO-006", "node 1", "overlaps that of node 0", topology(List.of(large, node(1)), cores())),
                new Broken(
                        "TOPO-006",
                        "node 2",
                        "overlaps that of node 1",
                        topology(
                                List.of(
                                        node(0),
                                        node(1),
                                        NumaNode.of(2, CpuSet.empty(), new MemoryRange(16 * GIB - 1, 4096))),
                                cores())),
                new Broken(
                        "TOPO-007",
                        "web",
                        "CPU 4 of 'web' shares a core with another kernel",
                        empty().withInstance(WEB.withCpus(CpuSet.of(4))).withInstance(DB.withCpus(CpuSet.of(5)))),
                new Broken(
                        "TOPO-007",
                        "web",
                        "CPUs 4,6 of 'web' share cores",
                        empty().withInstance(WEB.withCpus(CpuSet.of(4, 6)))
                                .withInstance(DB.withCpus(CpuSet.of(5, 7)))));
    }

    static Stream<Kept> kept() {
        return Stream.of(
                new Kept("CPU-001", with(WEB.withCpus(CpuSet.of(15)))),
                new Kept("CPU-002", cpus(16, "0-3,4", "4-15")),
                new Kept("CPU-003", with(WEB.withCpus(CpuSet.parse("4-7,12-15")))),
                new Kept("CPU-004", cpus(16, "none", "0-15")),
                new Kept("CPU-005", cpus(0, "0-3", "4-15")),
                new Kept("CPU-006", cpus(0, "0-3", "4-15")),
                new Kept("CPU-007", cpus(5, "0-3", "4")),
                new Kept("CPU-008", cpus(0, "none", "none")),
                new Kept("CPU-009", with(WEB.withCpus(CpuSet.of(4)))),
                new Kept("MEM-001", pool(MemoryPool.of(new MemoryRange(4096, 4096)))),
                new Kept(
                        "MEM-002",
                        empty().toBuilder()
                                .memory(MemoryInventory.ofPool(MemoryPool.of(POOL)))
                                .build()),
                new Kept(
                        "MEM-003",
                        pool(MemoryPool.of(PoolChunk.sized(ByteSize.ofGiB(8)))).withInstance(WEB)),
                new Kept("MEM-004", with(DB.withRegions(List.of(new MemoryRange(3 * GIB, GIB))))),
                new Kept("MEM-005", with(WEB.withMemory(ByteSize.ofGiB(12)))),
                new Kept("MEM-006", with(WEB.withMemory(new ByteSize(4096)))),
                new Kept("MEM-007", with(WEB.withMemory(new ByteSize(4096)))),
                new Kept("MEM-008", pool(MemoryPool.of(PoolChunk.sized(ByteSize.ofGiB(1))))),
                new Kept(
                        "MEM-009",
                        pool(MemoryPool.of(
                                PoolChunk.at(new MemoryRange(3 * GIB, GIB)),
                                PoolChunk.at(new MemoryRange(2 * GIB, GIB))))),
                new Kept("ID-001", with(vm())),
                new Kept("ID-002", busy().withInstance(Instance.named("x")).withInstance(Instance.named("y"))),
                new Kept("BASE-001", empty()),
                new Kept("BASE-001", pool(MemoryPool.empty())),
                new Kept("DEV-001", with(WEB.withDevices(List.of(new DeviceRef.Whole("nvme0"))))),
                new Kept("DEV-002", with(DB.withDevices(List.of(new DeviceRef.VirtualFunction("eth0", 2))))),
                new Kept("DEV-003", with(WEB.withDevices(List.of(new DeviceRef.VirtualFunction("eth0", 7))))),
                new Kept("DEV-004", with(DB.withDevices(List.of(new DeviceRef.Namespace("nvme0", 4))))),
                new Kept("DEV-005", devices(address("a", 1), address("A", 2))),
                new Kept("DEV-006", devices(NVME0.withNamespaces(DeviceParts.of(4, List.of(1), List.of(4))))),
                new Kept("DEV-007", devices(Device.named("a"), Device.named("b"))),
                new Kept("TOPO-001", topology(List.of(node(0)), List.of())),
                new Kept("TOPO-002", cpus(16, "0-3", "4-15")),
                new Kept("TOPO-003", topology(List.of(), cores())),
                new Kept("TOPO-004", topology(List.of(), List.of()).withInstance(DB.withNumaNodes(List.of(9)))),
                new Kept("TOPO-005", topology(List.of(node(1), node(0)), cores())),
                new Kept("TOPO-006", topology(List.of(node(1), NumaNode.of(0, CpuSet.empty())), cores())),
                new Kept("TOPO-007", with(WEB.withCpus(CpuSet.of(4)))));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void aBrokenRuleIsNamedWithItsSubject(Broken broken) {
        List<Diagnostic> findings =
                validator(broken.rule()).validate(broken.state()).findings();
        assertThat(findings).extracting(Diagnostic::code).contains(broken.rule());
        assertThat(findings)
                .filteredOn(finding -> finding.code().equals(broken.rule()))
                .anySatisfy(finding -> {
                    assertThat(finding.subject()).contains(broken.subject());
                    assertThat(finding.message()).contains(broken.message());
                    assertThat(finding.suggestion()).isPresent();
                });
        assertThat(findings)
                .extracting(Diagnostic::code)
                .isSubsetOf(Stream.concat(Stream.of(broken.rule()), Stream.of(broken.alsoBreaks()))
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("kept")
    void whatComesCloseIsNoFinding(Kept kept) {
        assertThat(validator(kept.rule()).validate(kept.state()).findings())
                .extracting(Diagnostic::code)
                .doesNotContain(kept.rule());
    }

    @Test
    void aLegalHostBreaksNothing() {
        assertThat(Validator.standard().validate(busy()).findings()).isEmpty();
        assertThat(Validator.baseline().validate(empty()).findings()).isEmpty();
    }

    @Test
    void everyRuleHasTwoStatesThatBreakItAndTwoThatDoNot() {
        for (Rule rule : Validator.baseline().rules()) {
            assertThat(broken().filter(each -> each.rule().equals(rule.id())))
                    .as(rule.id())
                    .hasSizeGreaterThanOrEqualTo(2);
            // The legal host is the other state that every rule is quiet about.
            assertThat(kept().filter(each -> each.rule().equals(rule.id())))
                    .as(rule.id())
                    .hasSizeGreaterThanOrEqualTo(1);
        }
    }

    @Test
    void idsAreUniqueAndTitlesSaySomething() {
        List<Rule> rules = Validator.baseline().rules();
        assertThat(rules).extracting(Rule::id).doesNotHaveDuplicates().allMatch(id -> id.matches("[A-Z]+-[0-9]{3}"));
        assertThat(rules).extracting(Rule::title).doesNotHaveDuplicates().allMatch(title -> title.length() > 10);
        assertThat(Validator.standard().rules()).hasSize(rules.size() - 1);
    }

    private static Validator validator(String rule) {
        return rule.startsWith("BASE") ? Validator.baseline() : Validator.standard();
    }

    @Test
    void aChunkAroundTwoOthersOverlapsBoth() {
        MemoryPool pool = MemoryPool.of(
                PoolChunk.at(new MemoryRange(0x8000_0000L, 0x10_0000)),
                PoolChunk.at(new MemoryRange(0x8000_1000L, 0x1000)),
                PoolChunk.at(new MemoryRange(0x8000_4000L, 0x1000)));
        List<Diagnostic> found = new ArrayList<>();
        SystemState state =
                SystemState.builder().memory(MemoryInventory.ofPool(pool)).build();
        new PoolChunksDisjoint().check(state, found::add);
        assertThat(found).hasSize(2);
    }
}

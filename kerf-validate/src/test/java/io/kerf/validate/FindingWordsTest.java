// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.diag.Diagnostic;
import io.kerf.model.CpuSet;
import io.kerf.model.Device;
import io.kerf.model.DeviceRef;
import io.kerf.model.Instance;
import io.kerf.model.InstanceId;
import io.kerf.model.MemoryRange;
import io.kerf.model.NumaNode;
import io.kerf.model.PciAddress;
import io.kerf.model.SystemState;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What findings say of things that cannot both be: both by name, with what each is, and what would do instead. */
class FindingWordsTest {
    private static Diagnostic only(String rule, SystemState state) {
        List<Diagnostic> found = all(rule, state);
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private static List<Diagnostic> all(String rule, SystemState state) {
        return Validator.standard().validate(state).findings().stream()
                .filter(finding -> finding.code().equals(rule))
                .toList();
    }

    private static void assertSays(Diagnostic finding, String presentState, String suggestion, String alternative) {
        assertThat(finding.presentState()).contains(presentState);
        assertThat(finding.suggestion()).contains(suggestion);
        assertThat(finding.alternative()).contains(alternative);
    }

    @Test
    void twoInstancesOfOneNameAreToldApartAndTheSecondIsGivenAFreeName() {
        Instance twin = Instance.named("web").withCpus(CpuSet.of(14, 15));
        SystemState state = Hosts.busy().toBuilder()
                .instance(Instance.named("web-2").withCpus(CpuSet.of(12)))
                .instance(twin)
                .instance(twin.withCpus(CpuSet.of(13)))
                .build();
        List<Diagnostic> findings = all("ID-001", state);
        assertSays(
                findings.get(0),
                "the first has CPUs 4-5 and 1GB, the second CPUs 14-15 and 0B",
                "call the second 'web-3', which is free",
                "remove one of the two");
        assertThat(findings.get(1).suggestion()).contains("call the second 'web-4', which is free");
    }

    @Test
    void theFreeNameOfALongNameIsAName() {
        String name = "n".repeat(63);
        SystemState state = Hosts.empty().toBuilder()
                .instance(Instance.named(name))
                .instance(Instance.named(name))
                .build();
        assertThat(only("ID-001", state).suggestion())
                .contains("call the second '" + "n".repeat(52) + "-2', which is free");
    }

    @Test
    void twoInstancesOfOneIdAreNamedAndEachIsGivenAnotherId() {
        SystemState state = Hosts.busy()
                .withInstance(Hosts.DB.withId(InstanceId.of(1)))
                .withInstance(RuleCases.vm().withId(InstanceId.of(1)));
        List<Diagnostic> findings = all("ID-002", state);
        assertSays(
                findings.get(0),
                "'web' has id 1, and so has 'db'",
                "use id 2, which is free",
                "leave the id out: the kernel picks one");
        assertThat(findings.get(1).suggestion()).contains("use id 3, which is free");
    }

    @Test
    void noIdIsFreeWhenAllAreInUse() {
        List<Instance> all = new ArrayList<>(IntStream.rangeClosed(InstanceId.FIRST, InstanceId.LAST)
                .mapToObj(id -> Instance.named("w" + id).withId(InstanceId.of(id)))
                .toList());
        all.add(Instance.named("more").withId(InstanceId.of(7)));
        assertThat(only("ID-002", Hosts.empty().withInstances(all)).suggestion())
                .contains("remove an instance: there are no more than 2047 ids");
    }

    @Test
    void twoDevicesOfOneNameAreToldApart() {
        SystemState state = Hosts.devices(Hosts.ETH0, Device.named("eth0").withCompatible(List.of("intel,ixgbe")));
        assertSays(
                only("DEV-005", state),
                "one is a device at 0000:01:00.0, the other 'intel,ixgbe' without a PCI address",
                "give one of them another label",
                "remove one of the two, if they are one device");
    }

    @Test
    void twoDevicesAtOneAddressAreNamedWithIt() {
        SystemState state = Hosts.devices(Hosts.ETH0, Hosts.NVME0.withPciAddress(PciAddress.parse("0000:01:00.0")));
        assertSays(
                only("DEV-007", state),
                "'eth0' is at 0000:01:00.0, 'nvme0' at 0000:01:00.0",
                "correct one 'pci-id': lspci -D lists the addresses",
                "remove one of the two, if they are one device");
    }

    @Test
    void aPartThatIsTakenIsAnsweredByOneThatIsFree() {
        SystemState state = Hosts.busy().withInstance(Hosts.DB.withDevices(Hosts.WEB.devices()));
        assertSays(
                only("DEV-002", state),
                "'web' has eth0_vf1",
                "use eth0_vf2, which is free",
                "remove it from one of the two");
        SystemState whole = Hosts.busy().withInstance(Hosts.DB.withDevices(List.of(new DeviceRef.Whole("eth0"))));
        assertThat(only("DEV-002", whole).suggestion()).contains("remove it from one of the two");
    }

    @Test
    void partsOfADeviceThatAnInstanceHasAsAWholeAreNotFree() {
        SystemState state = Hosts.busy()
                .withInstance(Hosts.WEB.withDevices(List.of(new DeviceRef.Whole("eth0"))))
                .withInstance(Hosts.DB.withDevices(List.of(new DeviceRef.VirtualFunction("eth0", 0))));
        assertThat(only("DEV-003", state).suggestion())
                .contains("'eth0' has none left: take one from another instance first");
    }

    @Test
    void partsThatADeviceDoesNotHaveAreNamedTogether() {
        List<DeviceRef> refs = List.of(
                new DeviceRef.VirtualFunction("eth0", 8),
                new DeviceRef.VirtualFunction("eth0", 9),
                new DeviceRef.VirtualFunction("eth0", 8));
        assertThat(only("DEV-003", Hosts.busy().withInstance(Hosts.WEB.withDevices(refs)))
                        .message())
                .isEqualTo("'eth0_vf8', 'eth0_vf9' of 'web': 'eth0' has no such virtual functions to give away");
    }

    @Test
    void cpusOnTwoNodesAreListedOfBoth() {
        NumaNode first = NumaNode.of(0, CpuSet.parse("0-9"), new MemoryRange(0, 8 * Hosts.GIB));
        assertSays(
                only("TOPO-001", Hosts.topology(List.of(first, Hosts.node(1)), Hosts.cores())),
                "node 0 has CPUs 0-9, node 1 has CPUs 8-15",
                "remove CPUs 8-9 from node 1",
                "remove them from node 0 instead: list each CPU under the node that it is on");
    }

    @Test
    void cpusOnTwoCoresAreOneFindingOfBoth() {
        List<io.kerf.model.Core> cores = new ArrayList<>(Hosts.cores());
        cores.add(io.kerf.model.Core.of(8, CpuSet.of(14, 15)));
        assertSays(
                only("TOPO-003", Hosts.topology(List.of(Hosts.node(0), Hosts.node(1)), cores)),
                "core 7 has CPUs 14-15, core 8 has CPUs 14-15",
                "remove CPUs 14-15 from core 8",
                "remove them from core 7 instead: list each CPU under the core that it is a thread of");
    }

    @Test
    void nodesOfOneNumberAreToldApart() {
        SystemState state =
                Hosts.topology(List.of(Hosts.node(0), Hosts.node(1), NumaNode.of(1, CpuSet.empty())), Hosts.cores());
        assertSays(
                only("TOPO-005", state),
                "one has CPUs 8-15 and memory 200000000-3ffffffff, the other CPUs none and memory none",
                "number each node once: the number behind the @ counts",
                "make one node of the two, if they are one");
    }

    @Test
    void memoryOnTwoNodesIsListedOfBoth() {
        NumaNode large = NumaNode.of(0, CpuSet.parse("0-7"), new MemoryRange(0, 9 * Hosts.GIB));
        assertSays(
                only("TOPO-006", Hosts.topology(List.of(large, Hosts.node(1)), Hosts.cores())),
                "node 0 has 00000000-23fffffff, node 1 has 200000000-3ffffffff",
                "begin it at 0x240000000",
                "take the 1GB at 0x200000000 that are in both from node 0");
    }

    @Test
    void unknownNodesOfAnInstanceAreOneFinding() {
        SystemState state = Hosts.busy().withInstance(Hosts.DB.withNumaNodes(List.of(1, 7, 8, 7)));
        assertThat(only("TOPO-004", state).message())
                .isEqualTo("'db' asks for NUMA nodes [7, 8], which the host does not have");
    }

    @Test
    void longListsAreCutAndWhatIsLeftOutIsCounted() {
        CpuSet.Builder sparse = CpuSet.builder();
        IntStream.range(0, 100).forEach(i -> sparse.add(3L * i).add(3L * i + 1));
        assertThat(Words.list(sparse.build())).startsWith("0-1,3-4,").endsWith(",189-190 and 72 more");
        assertThat(Words.list(CpuSet.range(0, 10_000))).isEqualTo("0-10000");
        assertThat(Words.numbers(new TreeSet<>(List.of(1, 0)))).isEqualTo("[0, 1]");
        assertThat(Words.numbers(IntStream.range(0, 70).boxed().toList())).endsWith(", 63 and 6 more]");
        assertThat(Words.names(List.of("n".repeat(70), "b"))).isEqualTo("n".repeat(64) + "…, b");
    }

    @Test
    void somethingUnreadIsFoundAboveAndBelowAPath() {
        assertThat(unread("/resources/cpus", "/resources/cpus/available")).isTrue();
        assertThat(unread("/resources/memory", "/resources/memory@1")).isTrue();
        assertThat(unread("/resources/cpus", "/resources")).isTrue();
        assertThat(unread("/resources/cpus", "/")).isTrue();
        assertThat(unread("/resources/cpus", "/resources/cpusets")).isFalse();
        assertThat(unread("/resources/cpus", "resources")).isFalse();
    }

    private static boolean unread(String path, String subject) {
        SystemState state = Hosts.busy().toBuilder()
                .findings(List.of(Diagnostic.error("BIND-001", "bytes").withSubject(subject)))
                .build();
        return new Ground(state, HostFacts.unknown()).isUnread(path);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.alloc.Machines;
import io.kerf.dts.Dts;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuSet;
import io.kerf.model.DeviceRef;
import io.kerf.model.Instance;
import io.kerf.model.MemoryRange;
import io.kerf.model.SystemState;
import io.kerf.model.binding.Bindings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The picture of machines of all sizes. */
class MachineTextTest {
    private static final SystemState LARGE = Machines.synthetic("socket:2 node:4 core:16 thread:2 mem:64GB");

    private static String draw(SystemState state, int width) {
        return String.join("\n", MachineText.draw(MachineMapper.map(state), width)) + "\n";
    }

    private static Instance instance(String name, String cpus, long base, long gib) {
        return Instance.named(name)
                .withCpus(CpuSet.parse(cpus))
                .withRegions(List.of(MemoryRange.of(base << 30, ByteSize.ofGiB(gib))));
    }

    private static SystemState sample(String name) {
        return Bindings.read(Dts.compile(Console.sample(name)));
    }

    @Test
    void aMachineOf256CpusIsShownInRuns() throws IOException {
        SystemState busy = LARGE.withInstances(List.of(
                instance("database", "32-95", 130, 100),
                instance("web", "8-11,20-23", 68, 4),
                instance("cache", "200-231,240", 460, 64)));
        String picture = draw(busy, 100);
        Golden.check("show/large.txt", picture);
        assertThat(picture.lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
    }

    @Test
    void aHundredInstancesStayInTheWidth() {
        List<Instance> many = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            many.add(instance("instance-" + i, (2 * i + 10) + "", 64 + 4 * i, 1));
        }
        List<String> lines = MachineText.draw(MachineMapper.map(LARGE.withInstances(many)), 100);
        assertThat(lines).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
        assertThat(lines).anyMatch(line -> line.contains("# 68 more instances"));
    }

    @Test
    void aSparseSetIsBrokenAtCommasToStayInTheWidth() {
        StringBuilder odd = new StringBuilder("11");
        for (int cpu = 13; cpu < 256; cpu += 2) {
            odd.append(',').append(cpu);
        }
        SystemState state = LARGE.withInstances(List.of(instance("odd", odd.toString(), 72, 1)));
        assertThat(MachineText.draw(MachineMapper.map(state), 80))
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
    }

    @Test
    void devicesShowWhoHasTheirParts() {
        Instance web = instance("web", "4-5", 4, 2)
                .withDevices(List.of(
                        new DeviceRef.VirtualFunction("eth0", 1),
                        new DeviceRef.VirtualFunction("eth0", 2),
                        new DeviceRef.Namespace("nvme0", 3)));
        String picture = draw(sample("baseline.dts").withInstance(web), 100);
        assertThat(picture)
                .contains(
                        "    eth0 network 0000:01:00.0 VF   ▒ 0   A 1-2   · 3-7\n",
                        "    nvme0 storage 0000:02:00.0 NS   ▒ 1   A 3   · 2,4\n");
    }

    @Test
    void aDeviceThatIsGivenWholeHasOneOwner() {
        Instance web = instance("web", "4-5", 4, 2).withDevices(List.of(new DeviceRef.Whole("eth0")));
        assertThat(draw(sample("baseline.dts").withInstance(web), 100))
                .contains("    eth0 network 0000:01:00.0 VF   A\n");
    }

    @Test
    void memoryWithoutPlacesIsShownByOwner() {
        Instance web = Instance.named("web").withCpus(CpuSet.of(4)).withMemory(ByteSize.ofGiB(7));
        String picture = draw(sample("minimal.dts").withInstance(web), 54);
        assertThat(picture)
                .contains("  Machine, places of memory not known: CPUs 0-7, 9GB\n", "    memory    ▒▒▒▒▒▒▒▒▒AAAA")
                .doesNotContain("0x");
    }

    @Test
    void theSmallestInstanceIsSeenBesideALargeOne() {
        SystemState busy = LARGE.withInstances(List.of(
                instance("large", "10", 72, 40),
                Instance.named("small")
                        .withCpus(CpuSet.of(12))
                        .withRegions(List.of(MemoryRange.of(120L << 30, ByteSize.ofMiB(2))))));
        assertThat(draw(busy, 80)).containsPattern("memory .*·A+·+B·+\n");
    }

    @Test
    void placesAreSharedSoThatTheyAddUp() {
        assertThat(Proportions.share(new long[] {1, 1, 1}, 100)).containsExactly(33, 34, 33);
        assertThat(Proportions.share(new long[] {1, 1L << 40, 1}, 10)).containsExactly(1, 8, 1);
        assertThat(Proportions.share(new long[] {5}, 7)).containsExactly(7);
        assertThat(Proportions.share(new long[] {1, 1, 1}, 2))
                .hasSize(3)
                .satisfies(
                        shares -> assertThat(shares[0] + shares[1] + shares[2]).isEqualTo(2));
        assertThat(Proportions.share(new long[0], 9)).isEmpty();
    }

    @Test
    void regionsThatContradictEachOtherAreDrawnOnceEach() {
        SystemState state =
                sample("minimal.dts").withInstances(List.of(instance("a", "4", 4, 2), instance("b", "5", 5, 2)));
        MachineMap map = MachineMapper.map(state);
        assertThat(map.parts().get(0).bytes()).isEqualTo(ByteSize.ofGiB(8).bytes());
    }
}

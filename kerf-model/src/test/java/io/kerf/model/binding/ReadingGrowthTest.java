// SPDX-License-Identifier: Apache-2.0
package io.kerf.model.binding;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.diag.Diagnostic;
import io.kerf.model.SystemState;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.DtNode;
import io.kerf.tree.PropertyValue;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Trees that are wrong thousands of times: what is found costs as much as there is to find, not the product of two lists. */
class ReadingGrowthTest {
    /** Of the time of this thread, so that others on the machine do not count. */
    private static final long MOST_SECONDS = 5;

    private static DeviceTree tree(DtNode... more) {
        List<DtNode> devices = IntStream.range(0, 2000)
                .mapToObj(i -> DtNode.of("device-with-a-name-" + i))
                .toList();
        DtNode resources = Trees.baseline().root().child("resources").orElseThrow();
        List<DtNode> all = new ArrayList<>(List.of(more));
        all.add(resources.withChild(DtNode.of("devices", List.of(), devices)));
        return DeviceTree.of(DtNode.of("", List.of(), all));
    }

    private static SystemState read(DeviceTree tree) {
        long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        SystemState state = Bindings.read(tree);
        long spent = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
        assertThat(spent).as("nanoseconds").isLessThan(TimeUnit.SECONDS.toNanos(MOST_SECONDS));
        return state;
    }

    private static DtNode[] nodes(int count, Function<Integer, DtNode> node) {
        return IntStream.range(0, count).boxed().map(node).toArray(DtNode[]::new);
    }

    @Test
    void thousandsOfPartsOfDevicesThatAreNotThere() {
        SystemState state = read(tree(nodes(
                8000,
                i -> DtNode.of("ref" + i)
                        .withProperty("parent", PropertyValue.ofStrings("device-with-a-nam-" + i))
                        .withProperty("vf-id", PropertyValue.ofU32(1)))));
        assertThat(state.findings()).hasSize(8000).extracting(Diagnostic::code).containsOnly("BIND-006");
        assertThat(state.findings())
                .filteredOn(finding -> finding.suggestion().orElse("").startsWith("did you mean &device-with-a-name-"))
                .hasSize(100);
    }

    @Test
    void thousandsOfReferencesToNothingInOneProperty() {
        int[] phandles = IntStream.rangeClosed(1, 40_000).toArray();
        DtNode resources = DtNode.of("resources").withProperty("devices", PropertyValue.ofU32(phandles));
        DtNode web = DtNode.of("web").withProperty("id", PropertyValue.ofU32(1)).withChild(resources);
        SystemState state = read(tree(DtNode.of("instances").withChild(web)));
        assertThat(state.findings()).hasSize(101).extracting(Diagnostic::code).containsOnly("BIND-006");
        assertThat(state.findings().get(100).message())
                .isEqualTo("'devices' in /instances/web/resources: 39900 more are no devices and no parts of one");
    }

    @Test
    void thousandsOfNamesThatAreGivenTwice() {
        SystemState state = read(tree(nodes(20_000, i -> DtNode.of("twin" + i / 2))));
        assertThat(state.findings())
                .filteredOn(finding -> finding.code().equals("BIND-004"))
                .hasSize(10_000);
    }
}

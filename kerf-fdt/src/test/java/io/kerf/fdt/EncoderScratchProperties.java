// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kerf.tree.DeviceTree;
import io.kerf.tree.DeviceTreeBuilder;
import io.kerf.tree.PropertyValue;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** What a thread keeps from one blob to the next is not seen in the next. */
class EncoderScratchProperties {
    private static final FdtOptions TOO_LARGE = FdtOptions.defaults().withPadding(Integer.MAX_VALUE);

    @Property(tries = 100)
    void eachBlobIsThatOfAThreadThatWroteNoneBefore(@ForAll("trees") List<DeviceTree> trees) {
        for (DeviceTree tree : trees) {
            byte[] alone = CompletableFuture.supplyAsync(() -> Fdt.encode(tree), task -> new Thread(task).start())
                    .join();

            assertThat(Fdt.encode(tree)).isEqualTo(alone);
            assertThat(Fdt.encode(tree)).isEqualTo(alone);
        }
    }

    @Property(tries = 30)
    void aBlobThatFailsLeavesNothingToTheNext(@ForAll("trees") List<DeviceTree> trees) {
        for (DeviceTree tree : trees) {
            byte[] before = Fdt.encode(tree);
            assertThatIllegalArgumentException().isThrownBy(() -> Fdt.encode(tree, TOO_LARGE));
            assertThat(Fdt.encode(tree)).isEqualTo(before);
        }
    }

    @Provide
    Arbitrary<List<DeviceTree>> trees() {
        Arbitrary<DeviceTree> deep = Arbitraries.integers().between(1, 300).map(EncoderScratchProperties::chain);
        return Arbitraries.frequencyOf(Tuple.of(4, TreeArbitraries.trees()), Tuple.of(1, deep))
                .list()
                .ofMinSize(2)
                .ofMaxSize(5);
    }

    private static DeviceTree chain(int depth) {
        DeviceTreeBuilder tree = DeviceTree.builder();
        for (int i = 0; i < depth; i++) {
            tree.beginNode("deep").property("level", PropertyValue.ofU32(i));
        }
        for (int i = 0; i < depth; i++) {
            tree.endNode();
        }
        return tree.build();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.tree.DeviceTree;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Blobs are those of {@code dtc}, byte for byte. */
class FdtOracleTest {
    private static final int TREES = 60;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(FdtVersion.class)
    void encodesEveryVersionAsDtcDoes(FdtVersion version) throws Exception {
        ReferenceDtc dtc = ReferenceDtc.in(folder);
        for (int seed = 0; seed < TREES; seed++) {
            DeviceTree tree = TreeArbitraries.tree(seed);
            byte[] ours = Fdt.encode(tree, FdtOptions.defaults().withVersion(version));
            byte[] theirs = dtc.convert(Fdt.encode(tree), List.of("-V", Integer.toString(version.number())));
            assertThat(ours).as("tree %s", seed).isEqualTo(theirs);
            assertThat(Fdt.encode(Fdt.decode(theirs), FdtOptions.defaults().withVersion(version)))
                    .as("dtc's bytes read and written again, tree %s", seed)
                    .isEqualTo(theirs);
            assertThat(dtc.convert(ours, List.of()))
                    .as("read back, tree %s", seed)
                    .isEqualTo(Fdt.encode(Fdt.decode(ours)));
        }
    }

    @Test
    void laysOutReservationsPaddingAndOrderAsDtcDoes() throws Exception {
        ReferenceDtc dtc = ReferenceDtc.in(folder);
        FdtOptions plain = FdtOptions.defaults();
        for (int seed = 0; seed < TREES; seed++) {
            DeviceTree tree = TreeArbitraries.tree(seed);
            byte[] blob = Fdt.encode(tree);
            assertThat(Fdt.encode(tree, plain.withReserveSlots(3))).isEqualTo(dtc.convert(blob, List.of("-R", "3")));
            assertThat(Fdt.encode(tree, plain.withMinimumSize(2000)))
                    .isEqualTo(dtc.convert(blob, List.of("-S", "2000")));
            assertThat(Fdt.encode(tree, plain.withPadding(77))).isEqualTo(dtc.convert(blob, List.of("-p", "77")));
            assertThat(Fdt.encode(tree, plain.withPadding(5).withAlignment(256)))
                    .isEqualTo(dtc.convert(blob, List.of("-p", "5", "-a", "256")));
            assertThat(Fdt.encode(tree, plain.withOrder(FdtOptions.Order.SORTED)))
                    .isEqualTo(dtc.convert(blob, List.of("-s")));
            assertThat(Fdt.encode(tree.withBootCpuId(7))).isEqualTo(dtc.convert(blob, List.of("-b", "7")));
        }
    }
}

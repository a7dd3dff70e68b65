// SPDX-License-Identifier: Apache-2.0
package io.kerf.model.binding;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.dts.Dts;
import io.kerf.fdt.Fdt;
import io.kerf.model.Dialect;
import io.kerf.model.SystemState;
import io.kerf.tree.DeviceTree;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What is written is read back: all of a state that a dialect can hold, in blobs and in text. */
class RoundTripProperties {
    @Property(tries = 1000)
    void blobsReadBackAsWhatTheirDialectHolds(@ForAll long seed, @ForAll Dialect dialect) {
        SystemState state = RandomStates.legal(seed);
        DeviceTree tree = Fdt.decode(Fdt.encode(Bindings.write(state, dialect)));
        assertReadsAs(tree, dialect.held(state), dialect);
    }

    @Property(tries = 700)
    void textsReadBackAsWhatTheirDialectHolds(@ForAll long seed, @ForAll Dialect dialect) {
        SystemState state = RandomStates.legal(seed);
        DeviceTree tree = Dts.compile(Dts.print(Bindings.write(state, dialect)), "written.dts");
        assertReadsAs(tree, dialect.held(state), dialect);
    }

    private static void assertReadsAs(DeviceTree tree, SystemState held, Dialect dialect) {
        SystemState read = Bindings.read(tree);
        assertThat(read.dialect()).isEqualTo(dialect);
        assertThat(read.cpus()).isEqualTo(held.cpus());
        assertThat(read.memory()).isEqualTo(held.memory());
        assertThat(read.topology()).isEqualTo(held.topology());
        assertThat(read.devices()).isEqualTo(held.devices());
        assertThat(read.instances()).isEqualTo(held.instances());
        assertThat(read).isEqualTo(held);
        assertThat(read.extras()).isEqualTo(held.extras());
        for (int i = 0; i < held.instances().size(); i++) {
            assertThat(read.instances().get(i).extras())
                    .isEqualTo(held.instances().get(i).extras());
        }
        if (held.kernelFreeCpus().isPresent()) {
            assertThat(read.kernelFreeCpus()).isEqualTo(held.kernelFreeCpus());
        }
        assertThat(read.findings())
                .filteredOn(finding -> finding.severity() == Severity.ERROR)
                .extracting(Diagnostic::message)
                .isEmpty();
    }

    @Property(tries = 700)
    void aTextAndItsOwnBlobReadAlike(@ForAll long seed, @ForAll Dialect dialect) {
        DeviceTree text = Dts.compile(Dts.print(Bindings.write(RandomStates.legal(seed), dialect)), "written.dts");
        SystemState ofText = Bindings.read(text);
        SystemState ofBlob = Bindings.read(Fdt.decode(Fdt.encode(text)));
        assertThat(ofBlob.dialect()).isEqualTo(ofText.dialect());
        assertThat(ofBlob).isEqualTo(ofText);
        assertThat(ofBlob.extras()).isEqualTo(ofText.extras());
        assertThat(ofBlob.kernelFreeCpus()).isEqualTo(ofText.kernelFreeCpus());
        assertThat(messages(ofBlob)).isEqualTo(messages(ofText));
    }

    private static List<String> messages(SystemState state) {
        return state.findings().stream().map(Diagnostic::message).toList();
    }

    @Property(tries = 700)
    void whatIsHeldHasNoLossesAndNothingElseIsLost(@ForAll long seed, @ForAll Dialect dialect) {
        SystemState state = RandomStates.legal(seed);
        SystemState held = dialect.held(state);
        assertThat(dialect.losses(held)).isEmpty();
        assertThat(dialect.held(held)).isEqualTo(held);
        boolean same = held.equals(state)
                && held.extras().equals(state.extras())
                && held.kernelFreeCpus().equals(state.kernelFreeCpus());
        assertThat(dialect.losses(state).isEmpty()).isEqualTo(same);
    }
}

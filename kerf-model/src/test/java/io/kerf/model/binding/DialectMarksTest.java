// SPDX-License-Identifier: Apache-2.0
package io.kerf.model.binding;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.dts.Dts;
import io.kerf.model.Dialect;
import io.kerf.model.SystemState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Trees that have something of two dialects. */
class DialectMarksTest {
    private static final String HARDWARE = """
            cpus { total = <8>; host-reserved = <0 1>; available = <2 3 4 5 6 7>; };
            memory { total-bytes = <0x1 0x0>; host-reserved-bytes = <0x40000000>;
                     memory-pool-base = <0x40000000>; memory-pool-bytes = <0xc0000000>; };
            """;

    private static final String POOL = "cpus = <2 3>; memory@0 { size = <0x40000000>; };";

    private static SystemState read(String root, String resources) {
        return Bindings.read(
                Dts.compile("/multikernel-v1/;\n/ { " + root + " resources { " + resources + " }; };", "host.dts"));
    }

    @Test
    void anInventoryWithCellsAtItsRootIsAnInventory() {
        SystemState state = read("#address-cells = <2>; #size-cells = <2>;", HARDWARE);
        assertThat(state.dialect()).isEqualTo(Dialect.INVENTORY);
        assertThat(state.findings()).isEmpty();
        assertThat(state.cpus().available()).hasToString("2-7");
    }

    @ParameterizedTest
    @CsvSource({
        "memory-bytes = <0x1000>, memory-bytes",
        "memory-base = <0x1000>, memory-base",
        "cpus-available = <2 3>, cpus-available",
        "cpus = <2 3>, cpus"
    })
    void whatIsOfAPoolInAnInventoryIsAnErrorThatNamesIt(String property, String name) {
        SystemState state = read("", property + "; " + HARDWARE);
        assertThat(state.dialect()).isEqualTo(Dialect.INVENTORY);
        assertThat(state.cpus().available()).hasToString("2-7");
        assertThat(state.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.severity()).isEqualTo(Severity.ERROR);
            assertThat(finding.code()).isEqualTo("BIND-010");
            assertThat(finding.message()).startsWith("'" + name + "' in /resources: it is of a");
            assertThat(finding.location()).isPresent();
        });
    }

    @Test
    void aChunkInAnInventoryIsAnError() {
        SystemState state = read("", HARDWARE + "memory@0 { size = <0x1000>; };");
        assertThat(state.dialect()).isEqualTo(Dialect.INVENTORY);
        assertThat(state.memory().pool().chunks()).hasSize(1);
        assertThat(state.findings())
                .extracting(Diagnostic::message)
                .containsExactly(
                        "/resources/memory@0 is of a pool, and the rest of /resources is an inventory: it does not count");
    }

    @Test
    void theBaseOfAFlatTreeInAPoolIsAnError() {
        SystemState state = read("", POOL + " memory-base = <0x1000>;");
        assertThat(state.dialect()).isEqualTo(Dialect.POOL);
        assertThat(state.findings())
                .extracting(finding -> finding.severity() + " " + finding.code())
                .containsExactly("ERROR BIND-010");
    }

    @Test
    void aFlatTreeWithCellsAtItsRootIsFlat() {
        SystemState state =
                read("#address-cells = <2>;", "cpus = <2 3>; memory-base = <0x1000>; memory-bytes = <0x1000>;");
        assertThat(state.dialect()).isEqualTo(Dialect.FLAT);
        assertThat(state.findings()).isEmpty();
    }

    @Test
    void aNodeOfMemoryAloneMakesAnInventoryThatLacksItsCpus() {
        SystemState state = read("#address-cells = <2>;", "memory { total-bytes = <0x1 0x0>; };");
        assertThat(state.dialect()).isEqualTo(Dialect.INVENTORY);
        assertThat(state.findings()).extracting(Diagnostic::message).contains("/resources has no 'cpus' node");
    }

    @Test
    void aNodeOfCpusThatNothingReadsIsAnError() {
        assertThat(read("", POOL + " cpus@0 { available = <4>; };").findings())
                .extracting(finding -> finding.severity() + " " + finding.message())
                .containsExactly("ERROR node /resources/cpus@0 is unknown, so the CPUs in it do not count");
        SystemState state =
                read("instances { web { id = <1>; resources { cpus { available = <2>; }; }; }; };", HARDWARE);
        assertThat(state.findings())
                .extracting(finding -> finding.severity() + " " + finding.message())
                .containsExactly("ERROR node /instances/web/resources/cpus is unknown, so the CPUs in it do not count");
    }
}

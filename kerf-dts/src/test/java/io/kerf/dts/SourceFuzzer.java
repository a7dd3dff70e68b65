// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.diag.Diagnostic;
import io.kerf.fdt.Fdt;
import io.kerf.tree.DeviceTree;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What must hold of {@link Dts#parse(String, String)} for all texts. Jazzer drives {@link #fuzzerTestOneInput} under profile
 * {@code fuzz}; {@link HostileSourceTest} drives it over the stored sources and over spoilt ones.
 */
public final class SourceFuzzer {
    private static final IncludeResolver FILES = IncludeResolver.of(Map.of(
            "a.dtsi", "p = <1 2>;\n", "b.dtsi", "/include/ \"a.dtsi\"\nn { };\n", "c.dtsi", "/include/ \"c.dtsi\"\n"));

    private SourceFuzzer() {}

    /**
     * Compiles; if the text is a source, checks that what is printed of the tree compiles to it, else that there are findings to show.
     *
     * @param input any bytes
     */
    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        DtsResult result = compile(text);
        if (result.tree().isEmpty() && !result.hasErrors()) {
            throw new IllegalStateException("neither a tree nor an error");
        }
        for (Diagnostic finding : result.diagnostics()) {
            if (finding.code().isEmpty() || finding.message().isEmpty()) {
                throw new IllegalStateException("a finding that says nothing: " + finding);
            }
        }
        result.render();
        result.tree().ifPresent(SourceFuzzer::survivesPrinting);
    }

    static DtsResult compile(String text) {
        return Dts.parse(text, "fuzz", DtsOptions.defaults().withIncludes(FILES));
    }

    private static void survivesPrinting(DeviceTree tree) {
        // Reservations are left out: one of size 0 ends those that are read.
        if (!Fdt.decode(Fdt.encode(tree)).root().equals(tree.root())) {
            throw new IllegalStateException("a tree does not survive encoding");
        }
        DtsResult again = Dts.parse(Dts.print(tree), "printed");
        if (again.tree()
                .map(same -> same.withBootCpuId(tree.bootCpuId()).equals(tree))
                .orElse(false)) {
            return;
        }
        throw new IllegalStateException("a tree does not survive printing: " + again.render());
    }
}

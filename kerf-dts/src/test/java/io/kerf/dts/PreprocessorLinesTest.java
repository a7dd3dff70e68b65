// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.diag.Diagnostic;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines that are for the C preprocessor are known by their directive, whatever characters follow it. */
class PreprocessorLinesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "#define A 1",
                "#include <x.h>",
                "#define \u00e9 1",
                "#error \u00dcber",
                "#include \u0100x",
                "#define \ud83d\ude00"
            })
    void aDirectiveIsAnsweredByTheAdviceToRunThePreprocessor(String line) {
        DtsResult result = Dts.parse(line + "\n/dts-v1/;\n/ { };\n", "board.dts");

        assertThat(result.diagnostics()).extracting(Diagnostic::code).containsExactly("dts-preprocessor");
        assertThat(result.diagnostics().get(0).suggestion())
                .hasValueSatisfying(advice -> assertThat(advice).contains("cpp"));
    }
}

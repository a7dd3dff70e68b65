// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class StringsBlockProperties {
    /** The rule in its plainest form: the first position at which the name stands with its NUL, else the end. */
    @Property(tries = 500)
    boolean eachNameGetsTheFirstPlaceAtWhichItStandsHoweverManyThereAre(@ForAll("names") List<String> names) {
        StringsBlock block = new StringsBlock();
        StringBuilder model = new StringBuilder();
        for (String name : names) {
            int expected = model.indexOf(name + '\0');
            if (expected < 0) {
                expected = model.length();
                model.append(name).append('\0');
            }
            if (block.offsetOf(name) != expected) {
                return false;
            }
        }
        byte[] bytes = new byte[block.size()];
        block.copyTo(bytes, 0);
        return new String(bytes, StandardCharsets.ISO_8859_1).contentEquals(model);
    }

    /** Few letters, so that names repeat and end like others; counts on both sides of where tables are made. */
    @Provide
    Arbitrary<List<String>> names() {
        return Arbitraries.strings().withChars("ab-é").ofMaxLength(5).list().ofMaxSize(90);
    }
}

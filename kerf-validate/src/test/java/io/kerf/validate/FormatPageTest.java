// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.dts.Dts;
import io.kerf.model.Dialect;
import io.kerf.model.SystemState;
import io.kerf.model.binding.Bindings;
import io.kerf.model.binding.Names;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds {@code docs/format.md} to the code: its trees are sound, and it names all that is read. */
class FormatPageTest {
    /** Nodes and properties of any device tree, and parts that others stand for. */
    private static final Set<String> ORDINARY = Set.of(
            Names.PHANDLE,
            Names.LINUX_PHANDLE,
            Names.ADDRESS_CELLS,
            Names.SIZE_CELLS,
            Names.MODEL,
            Names.CHOSEN,
            Names.COMPATIBLE_OVERLAY,
            Names.COMPATIBLE_KERNEL);

    private static final Pattern TREE = Pattern.compile("```dts\n(.*?)```", Pattern.DOTALL);

    @Test
    void eachTreeIsReadWithoutAFindingAsTheDialectThatItShows() throws IOException {
        List<SystemState> states = new ArrayList<>();
        Matcher matcher = TREE.matcher(page());
        while (matcher.find()) {
            SystemState state = Bindings.read(
                    Dts.parse(matcher.group(1), "format.md").tree().orElseThrow());
            assertThat(Validator.standard().validate(state).findings())
                    .as(matcher.group(1))
                    .isEmpty();
            states.add(state);
        }
        assertThat(states)
                .extracting(SystemState::dialect)
                .containsExactly(Dialect.INVENTORY, Dialect.FLAT, Dialect.POOL);
        assertThat(states.get(0).extras().isEmpty())
                .as("all of the inventory is understood")
                .isTrue();
    }

    @Test
    void everyNameThatTreesUseIsThere() throws IOException, IllegalAccessException {
        String page = page();
        List<String> missing = new ArrayList<>();
        for (Field field : Names.class.getFields()) {
            String name = (String) field.get(null);
            Pattern word = Pattern.compile("(?<![\\w,#-])" + Pattern.quote(name) + "(?![\\w-])");
            if (!ORDINARY.contains(name) && !word.matcher(page).find()) {
                missing.add(name);
            }
        }
        assertThat(missing).isEmpty();
    }

    private static String page() throws IOException {
        return Files.readString(RulePage.folder().resolveSibling("format.md"));
    }
}

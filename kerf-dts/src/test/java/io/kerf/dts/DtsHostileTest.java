// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.tree.DeviceTree;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sources that once took quadratic time or all memory; the limit is some ten times what they take now. */
@Timeout(30)
class DtsHostileTest {
    private static final int MANY = 200_000;

    private static String each(int count, String before, String behind) {
        return IntStream.range(0, count).mapToObj(i -> before + i + behind).collect(Collectors.joining());
    }

    private static DtsResult parse(String body) {
        return Dts.parse("/dts-v1/;\n/ {" + body, "x.dts");
    }

    @Test
    void aNodeCanHaveManyLabels() {
        DeviceTree tree = parse(each(MANY, "l", ": ") + "n {}; };").tree().orElseThrow();
        assertThat(tree.root().children().get(0).labels())
                .hasSize(MANY)
                .startsWith("l0", "l1")
                .endsWith("l199999");
    }

    @Test
    void aNodeCanGetManyLabelsLater() {
        DeviceTree tree =
                parse("n {}; };" + each(MANY, "l", ": &{/n} {};")).tree().orElseThrow();
        assertThat(tree.root().children().get(0).labels()).hasSize(MANY).startsWith("l199999");
    }

    @Test
    void aChildBehindItsOwnDeletionIsFoundAmongManySiblings() {
        String body =
                "/delete-node/ a;" + each(MANY, "c", " {};") + "a {}; r { p = <" + "&{/a} ".repeat(MANY) + ">; }; };";
        assertThat(parse(body).tree().orElseThrow().root().children()).hasSize(MANY + 2);
    }

    @Test
    void manyUnresolvedReferencesEndAtTheLimit() {
        String body = each(1900, "abcdefghijklmnopqrstuvwxyz", ": ") + "x {}; r { p = <"
                + each(MANY, "&abcdefghijklmnopqrstuvwxyq", " ") + ">; }; };";
        assertThat(parse(body).diagnostics()).hasSize(1001);
    }

    @Test
    void manyBadNamesInTheDepthEndAtTheLimit() {
        assertThat(parse("a#{".repeat(MANY) + "};".repeat(MANY) + "};").diagnostics())
                .hasSize(1001);
    }

    @Test
    void pathsThatAddUpToMoreThanTheLimitAreRefused() {
        String name = "abcdefghijklmnopqrstuvwxyz{";
        String body =
                name.repeat(5000) + "z: z {};" + "};".repeat(5000) + "r { p = &z" + ",&z".repeat(MANY) + "; }; };";
        assertThat(parse(body).diagnostics())
                .singleElement()
                .satisfies(finding -> assertThat(finding.code()).isEqualTo(Codes.TOO_LARGE));
    }

    @Test
    void aLabelMovesToTheNextNodeThatStillHasIt() {
        String source = "a {}; b {}; };\nl: &{/a} {};\nl: &{/b} {};\nl: &{/b} {};\n/delete-node/ &{/a};\n"
                + "/delete-node/ &{/b};\n&l {};";
        assertThat(parse(source).diagnostics())
                .singleElement()
                .satisfies(finding -> assertThat(finding.code()).isEqualTo(Codes.UNRESOLVED));
    }
}

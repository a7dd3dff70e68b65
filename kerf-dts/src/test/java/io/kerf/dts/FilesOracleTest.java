// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.diag.SourceSpan;
import io.kerf.fdt.Fdt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares with {@code dtc} where included files are found, and where places point that line markers move. */
class FilesOracleTest {
    /** {@code Error: soc.h:41.7-12 syntax error}. */
    private static final Pattern PLACE = Pattern.compile("(?s).*?Error: (.*?):(\\d+)\\.(\\d+)-.*");

    private static ReferenceDtc dtc;

    @TempDir
    Path top;

    @BeforeAll
    static void findDtc() {
        dtc = ReferenceDtc.require();
    }

    private Path write(String name, String text) throws IOException {
        Path file = top.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "part",
                "only",
                "second",
                "sub/outer",
                "sub/far",
                "sub/up",
                "../one/part",
                "./part",
                "sub/../part",
                "nowhere"
            })
    void filesAreFoundWhereDtcFindsThem(String name) throws IOException {
        write("board/part", "who = \"board\";");
        write("one/part", "who = \"one\";");
        write("one/only", "who = \"one\";");
        write("two/only", "who = \"two\";");
        write("two/second", "who = \"two\"; data = /incbin/(\"bin\");");
        write("one/bin", "one");
        write("two/bin", "two");
        write("one/sub/outer", "/include/ \"inner\"");
        write("one/sub/inner", "who = \"one/sub\";");
        write("board/inner", "who = \"board\";");
        write("one/sub/far", "/include/ \"second\"");
        write("one/sub/up", "/include/ \"../part\"");
        Path board = write("board/board.dts", "/dts-v1/; / { /include/ \"" + name + "\" };");
        Path[] search = {top.resolve("one"), top.resolve("two")};

        ReferenceDtc.Run reference = dtc.compileFile(board, search);
        DtsResult ours = Dts.parse(
                board,
                DtsOptions.defaults()
                        .withIncludes(FolderIncludes.beside(board, search).allowingAll()));

        assertThat(ours.tree().isPresent()).as(ours.render()).isEqualTo(reference.status() == 0);
        ours.tree().ifPresent(tree -> assertThat(Fdt.encode(tree)).isEqualTo(reference.output()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "# 100 \"x.h\"\n/ { a = <b>; };\n",
                "#line 100 \"x.h\"\n/ { a = <b>; };\n",
                "#  100\t\"x.h\" 1 3 4\n\n/ {\n\ta = <b>; };\n",
                "# 010 \"x.h\" 2   \n/ { a = <b>; };\n",
                "# 5 \"a\\\"b\\x41\"\n/ { a = <b>; };\n",
                "# 5 \"a\nb\"\n/ { a = <b>; };\n",
                "# 5 \"x.h\" / { a = <b>; };\n",
                "# 0 \"x.h\"\n/ { a = <b>; };\n",
                "/* \n# 5 \"x.h\"\n*/ / { a = <b>; };\n",
                "# 5 \"x.h\"\n# 7 \"y.h\"\n/ {\n# 9 \"z.h\"\n\n a = \"\n# 5 no marker\", <b>; };\n",
                "/ { a = [00\n# 5 \"x.h\"\n 11], <b>; };\n",
                " # 5 \"x.h\"\n/ { a = <b>; };\n",
                "# 5\n/ { };\n",
                "#5 \"x.h\"\n/ { };\n",
                "# 0x5 \"x.h\"\n/ { };\n"
            })
    void placesBehindLineMarkersAreThoseOfDtc(String rest) throws IOException {
        Path source = write("m.dts", "/dts-v1/;\n" + rest);

        Matcher reference = PLACE.matcher(dtc.compileFile(source).messages());
        List<Diagnostic> ours = Dts.parse(source).diagnostics();

        assertThat(reference.matches()).isTrue();
        assertThat(ours).isNotEmpty();
        SourceSpan span = (SourceSpan) ours.get(0).location().orElseThrow();
        assertThat(span.file() + ":" + span.lineInFile() + ":" + span.column())
                .isEqualTo(reference.group(1) + ":" + reference.group(2) + ":" + reference.group(3));
    }

    @Test
    void anErrorOfMeaningPointsAtTheMarkersLineToo() throws IOException {
        Path source = write("m.dts", "/dts-v1/;\n/ {\n# 40 \"x.h\"\n\ta;\n\n\ta;\n};\n");

        String messages = dtc.compileFile(source).messages();
        Diagnostic ours = Dts.parse(source).diagnostics().get(0);

        assertThat(messages).startsWith("x.h:40.2-4: ERROR (duplicate_property_names)");
        assertThat(ours.severity()).isEqualTo(Severity.ERROR);
        assertThat(ours.location().orElseThrow().describe()).isEqualTo("x.h:42:2");
        assertThat(ours.related().get(0).location().describe()).isEqualTo("x.h:40:2");
    }
}

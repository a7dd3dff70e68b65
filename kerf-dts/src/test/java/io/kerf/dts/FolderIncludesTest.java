// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files are of the form {@code who = "<folder>";}, so that the tree tells which one was taken. */
class FolderIncludesTest {
    @TempDir
    Path top;

    private Path board;

    @BeforeEach
    void writeFiles() throws IOException {
        write("board/part.dtsi", "who = \"board\";");
        write("one/part.dtsi", "who = \"one\";");
        write("two/part.dtsi", "who = \"two\";");
        write("two/only.dtsi", "who = \"two\";");
        write("one/only.dtsi", "who = \"one\";");
        write("one/sub/outer.dtsi", "/include/ \"inner.dtsi\"");
        write("one/sub/inner.dtsi", "who = \"one/sub\";");
        write("board/inner.dtsi", "who = \"board\";");
        board = write("board/board.dts", "");
    }

    private Path write(String name, String text) throws IOException {
        Path file = top.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    /** What {@code who} is, or the finding. */
    private String including(String file, IncludeResolver includes) throws IOException {
        Files.writeString(board, "/dts-v1/; / { /include/ \"" + file + "\" };");
        DtsResult result = Dts.parse(board, DtsOptions.defaults().withIncludes(includes));
        return result.tree()
                .map(tree -> tree.root().property("who").orElseThrow().string())
                .orElseGet(() -> result.diagnostics().get(0).message());
    }

    private FolderIncludes search(String... folders) {
        Path[] paths = new Path[folders.length];
        for (int i = 0; i < folders.length; i++) {
            paths[i] = top.resolve(folders[i]);
        }
        return FolderIncludes.beside(board, paths);
    }

    @Test
    void theFolderOfTheIncludingFileComesFirst() throws IOException {
        assertThat(including("part.dtsi", search("one", "two"))).isEqualTo("board");
    }

    @Test
    void theOtherFoldersFollowInTheirOrder() throws IOException {
        assertThat(including("only.dtsi", search("one", "two"))).isEqualTo("one");
        assertThat(including("only.dtsi", search("two", "one"))).isEqualTo("two");
    }

    @Test
    void anIncludedFileIncludesFromItsOwnFolderFirst() throws IOException {
        assertThat(including("sub/outer.dtsi", search("one"))).isEqualTo("one/sub");
    }

    @Test
    void dotsLeadOutOnlyWhereThatIsAllowed() throws IOException {
        assertThat(including("../one/part.dtsi", search()))
                .isEqualTo("the file '../one/part.dtsi' lies outside of the folders that may be read");
        assertThat(including("../one/part.dtsi", search().allowing(top.resolve("one"))))
                .isEqualTo("one");
        assertThat(including("../one/part.dtsi", search().allowingAll())).isEqualTo("one");
        assertThat(including("../board/part.dtsi", search())).isEqualTo("board");
    }

    @Test
    void absoluteNamesAreNoWayOutEither() throws IOException {
        String name = top.resolve("one/part.dtsi").toString();

        assertThat(including(name, search())).endsWith("lies outside of the folders that may be read");
        assertThat(including(name, search("one"))).isEqualTo("one");
    }

    @Test
    void symbolicLinksCountByWhereTheyLead() throws IOException {
        Files.createSymbolicLink(top.resolve("board/link.dtsi"), top.resolve("one/part.dtsi"));
        Files.createSymbolicLink(top.resolve("board/folder"), top.resolve("one"));

        assertThat(including("link.dtsi", search())).endsWith("lies outside of the folders that may be read");
        assertThat(including("folder/part.dtsi", search())).endsWith("lies outside of the folders that may be read");
        assertThat(including("link.dtsi", search("one"))).isEqualTo("one");
    }

    @Test
    void aFolderThatDoesNotExistIsNoError() throws IOException {
        assertThat(including("part.dtsi", search("nowhere"))).isEqualTo("board");
        assertThat(including("no.dtsi", search("nowhere"))).isEqualTo("the file 'no.dtsi' is not found");
    }

    @Test
    void namesThatNoFileCanHaveAreRefused() throws IOException {
        assertThat(including("a\0b", search())).isEqualTo("'a?b' cannot be the name of a file");
    }

    @Test
    void aFolderIsNoFile() throws IOException {
        assertThat(including("sub", search("one"))).isEqualTo("the file 'sub' is not found");
    }

    @Test
    void cyclesAreRefusedWithTheirChainHoweverTheyAreWritten() throws IOException {
        write("board/a.dtsi", "/include/ \"./b.dtsi\"");
        write("board/b.dtsi", "/include/ \"../board/a.dtsi\"");

        Files.writeString(board, "/dts-v1/; /include/ \"a.dtsi\"");
        DtsResult result = Dts.parse(board);

        assertThat(result.diagnostics()).singleElement().satisfies(finding -> {
            assertThat(finding.message()).endsWith("a.dtsi' includes itself");
            assertThat(finding.presentState().orElseThrow().split(" includes ")).hasSize(4);
        });
    }

    @Test
    void findingsInIncludedFilesSayWhereTheyAreIncluded() {
        IncludeResolver files =
                IncludeResolver.of(Map.of("x/a", "\n/include/ \"b\"", "x/b", "p = <q>;\n", "b", "unused"));

        String text = Dts.parse(
                        "/dts-v1/;\n/ {\n  /include/ \"x/a\"\n};",
                        "m.dts",
                        DtsOptions.defaults().withIncludes(files))
                .render();

        assertThat(text).startsWith("""
                error[dts-bad-cell]: 'q' is not a cell value
                 --> x/b:1:6
                     included from x/a:2:1
                     included from m.dts:3:3
                1 | p = <q>;
                  |      ^
                """);
    }

    @Test
    void noFolderAtAllIsAMistakeOfTheCaller() {
        assertThatThrownBy(IncludeResolver::folders).isInstanceOf(IllegalArgumentException.class);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.fdt.Fdt;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.DtProperty;
import io.kerf.tree.ValueElement;
import java.util.List;

/** What holds for every text. Plain Java, so that any engine can drive it. */
final class DtsLaws {
    private DtsLaws() {}

    /** A text gives a tree or errors, never both, and findings that can be shown; nothing else is thrown. */
    static boolean parsesOrExplains(String text) {
        DtsResult result = Dts.parse(text, "law");
        result.render();
        return result.tree().isPresent() != result.hasErrors();
    }

    /** The elements of each property that was written cover its bytes without gaps. */
    static boolean elementsCoverTheirValues(String text) {
        return Dts.parse(text, "law").tree().stream()
                .flatMap(tree -> tree.stream())
                .flatMap(node -> node.properties().stream())
                .allMatch(DtsLaws::elementsCover);
    }

    private static boolean elementsCover(DtProperty property) {
        int offset = 0;
        for (ValueElement element :
                property.source().map(source -> source.elements()).orElse(List.of())) {
            if (element.offset() != offset) {
                return false;
            }
            offset += element.length();
        }
        return property.source().isEmpty() || offset == property.size();
    }

    /**
     * What is printed compiles to an equal tree, in either dialect. The boot CPU does not count: source cannot state it, and
     * {@code dtc} takes it from the first child of {@code /cpus} before that node is omitted or its references are expanded.
     */
    static boolean printsWhatItReads(String text) {
        for (Dialect dialect : Dialect.values()) {
            DtsPrintOptions options = DtsPrintOptions.defaults().withDialect(dialect);
            boolean same = Dts.parse(text, "law")
                    .tree()
                    .map(tree -> compilesTo(Dts.print(tree, options), tree))
                    .orElse(true);
            if (!same) {
                return false;
            }
        }
        return true;
    }

    /** Labels, references and comments do not change what is printed: from a source, and from a blob that has no source. */
    static boolean printsTheSameWithReferences(String text) {
        DtsPrintOptions options = DtsPrintOptions.defaults()
                .withReferences()
                .withComment("/", "a comment")
                .withComment("/a", "p", "another\none */ here");
        DeviceTree tree = Dts.parse(text, "law").tree().orElse(null);
        if (tree == null) {
            return true;
        }
        DeviceTree blob = Fdt.decode(Fdt.encode(tree));
        return compilesTo(Dts.print(tree, options), tree) && compilesTo(Dts.print(blob, options), blob);
    }

    /** A tree of any names and values prints to source that compiles to it or not at all, never to another tree. */
    static boolean printsNothingElse(DeviceTree tree) {
        return Dts.parse(Dts.print(tree), "printed")
                .tree()
                .map(again -> again.withBootCpuId(tree.bootCpuId()).equals(tree))
                .orElse(true);
    }

    private static boolean compilesTo(String printed, DeviceTree tree) {
        return Dts.parse(printed, "printed")
                .tree()
                .map(again -> again.withBootCpuId(tree.bootCpuId()).equals(tree))
                .orElse(false);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

class BlobStringsProperties {
    /** What a blob takes from the names of the blob before, and which names follow; one in four is given up half-way. */
    record Blob(double shared, List<String> rest, boolean isGivenUp) {
        List<String> names(List<String> before) {
            List<String> names = new ArrayList<>(before.subList(0, (int) Math.round(shared * before.size())));
            // Another object of the same name is the same name.
            names.addAll(rest.stream().map(String::new).toList());
            return names;
        }
    }

    @Property(tries = 300)
    void eachBlobHasTheStringsBlockOfItsOwnNamesWhateverWasWrittenBefore(@ForAll("blobs") List<Blob> blobs) {
        NameReplay before = new NameReplay();
        List<String> last = List.of();
        for (Blob blob : blobs) {
            last = blob.names(last);
            BlobStrings strings = new BlobStrings(before);
            StringsBlock alone = new StringsBlock();
            for (String name : last) {
                assertThat(strings.offsetOf(name)).isEqualTo(alone.offsetOf(name));
            }
            assertThat(bytes(strings)).isEqualTo(bytes(new BlobStrings(alone)));
            if (!blob.isGivenUp()) {
                strings.keep();
            }
        }
    }

    private static byte[] bytes(BlobStrings strings) {
        byte[] bytes = new byte[strings.size()];
        strings.copyTo(bytes, 0);
        return bytes;
    }

    /** Up to 900 names, since blobs of more than 512 properties are not kept. */
    @Provide
    Arbitrary<List<Blob>> blobs() {
        Arbitrary<List<String>> few =
                Arbitraries.strings().withChars("ab-é").ofMaxLength(5).list().ofMaxSize(60);
        Arbitrary<List<String>> many = Arbitraries.strings()
                .withChars("abc")
                .ofLength(3)
                .list()
                .ofMinSize(480)
                .ofMaxSize(900);
        Arbitrary<List<String>> rest = Arbitraries.frequencyOf(Tuple.of(9, few), Tuple.of(1, many));
        Arbitrary<Double> shared = Arbitraries.of(0.0, 0.5, 0.9, 1.0);
        return Combinators.combine(shared, rest, Arbitraries.of(false, false, false, true))
                .as(Blob::new)
                .list()
                .ofMinSize(2)
                .ofMaxSize(6);
    }

    @Example
    void namesInTheOrderOfTheBlobBeforeAreNotLookedUp() {
        NameReplay before = new NameReplay();
        BlobStrings first = new BlobStrings(before);
        List.of("reg", "compatible", "reg").forEach(first::offsetOf);
        first.keep();

        BlobStrings same = new BlobStrings(before);
        List.of("reg", "compatible").forEach(same::offsetOf);
        assertThat(same.isAsBefore()).isTrue();
        assertThat(same.size()).isEqualTo("reg\0compatible\0".length());

        same.offsetOf("status");
        assertThat(same.isAsBefore()).isFalse();
        assertThat(same.size()).isEqualTo("reg\0compatible\0status\0".length());
    }
}

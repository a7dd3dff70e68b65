// SPDX-License-Identifier: Apache-2.0
package io.kerf.diag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class SourceTextTest {
    private final SourceText text = SourceText.of("a.dts", "one\r\ntwo 😀 x\n\nlast");

    @Test
    void linesAreCountedFromOneAndHaveNoBreaks() {
        assertThat(text.lineCount()).isEqualTo(4);
        assertThat(text.line(1)).isEqualTo("one");
        assertThat(text.line(2)).isEqualTo("two 😀 x");
        assertThat(text.line(3)).isEmpty();
        assertThat(text.line(4)).isEqualTo("last");
    }

    @Test
    void columnsCountCodePoints() {
        int x = text.text().indexOf('x');
        assertThat(text.lineOf(x)).isEqualTo(2);
        assertThat(text.columnOf(x)).isEqualTo(7);
    }

    @Test
    void theEndOfTheTextIsAPlace() {
        assertThat(text.span(text.text().length(), text.text().length()).describe())
                .isEqualTo("a.dts:4:5");
    }

    @Test
    void anEmptyTextHasOneLine() {
        SourceText empty = SourceText.of("e", "");
        assertThat(empty.lineCount()).isEqualTo(1);
        assertThat(empty.line(1)).isEmpty();
        assertThat(empty.lineOf(0)).isEqualTo(1);
    }

    @Test
    void aLineBreakBelongsToTheLineThatItEnds() {
        assertThat(text.lineOf(text.text().indexOf('\n'))).isEqualTo(1);
        assertThat(text.lineOf(text.text().indexOf('\n') + 1)).isEqualTo(2);
    }

    @Test
    void placesOutsideTheTextAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> text.lineOf(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> text.lineOf(100));
        assertThatIllegalArgumentException().isThrownBy(() -> text.line(5)).withMessageContaining("1..4 of a.dts");
        assertThatIllegalArgumentException().isThrownBy(() -> text.span(3, 2));
    }

    @Test
    void spansJoinToTheirHull() {
        assertThat(text.span(0, 2).to(text.span(5, 6))).isEqualTo(text.span(0, 6));
        assertThat(text.span(0, 3).text()).isEqualTo("one");
        SourceText other = SourceText.of("b.dts", "b");
        assertThatIllegalArgumentException().isThrownBy(() -> text.span(0, 1).to(other.span(0, 1)));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kerf.diag.SourceSpan;
import io.kerf.diag.SourceText;
import java.util.List;
import org.junit.jupiter.api.Test;

class PropertyValueTest {
    @Test
    void numbersAreBigEndian() {
        assertThat(PropertyValue.ofU32(1, -2).toBytes()).containsExactly(0, 0, 0, 1, -1, -1, -1, -2);
        assertThat(PropertyValue.ofU64(0x0102030405060708L).toBytes()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(PropertyValue.ofU32(7).u32()).isEqualTo(7);
        assertThat(PropertyValue.ofU32(4, 5).u64()).isEqualTo(0x400000005L);
        assertThat(PropertyValue.ofU32(4, 5).u32List()).containsExactly(4, 5);
        assertThat(PropertyValue.ofU64(4, -1).u64List()).containsExactly(4, -1);
        assertThat(PropertyValue.ofU32(-1).number()).isEqualTo(0xffffffffL);
        assertThat(PropertyValue.ofU64(-1).number()).isEqualTo(-1);
    }

    @Test
    void stringsEndInNul() {
        assertThat(PropertyValue.ofStrings("ab", "", "ü").toBytes()).containsExactly('a', 'b', 0, 0, 0xc3, 0xbc, 0);
        assertThat(PropertyValue.ofStrings("ab", "", "ü").stringList()).containsExactly("ab", "", "ü");
        assertThat(PropertyValue.ofStrings("okay").string()).isEqualTo("okay");
        assertThat(PropertyValue.empty().stringList()).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> PropertyValue.ofStrings("a\0b"));
    }

    @Test
    void aViewThatDoesNotFitNamesThePropertyAndWhatIsThere() {
        DtProperty reg = DtProperty.of("reg", PropertyValue.of((byte) 1, (byte) 2, (byte) 3));
        assertThatExceptionOfType(PropertyTypeException.class)
                .isThrownBy(reg::u32)
                .withMessage("property 'reg' is not a 32-bit cell (4 bytes): it has 3 bytes, [01 02 03]")
                .satisfies(e -> assertThat(e.property()).isEqualTo("reg"));
        assertThatExceptionOfType(PropertyTypeException.class).isThrownBy(reg::u64);
        assertThatExceptionOfType(PropertyTypeException.class).isThrownBy(reg::u32List);
        assertThatExceptionOfType(PropertyTypeException.class).isThrownBy(reg::u64List);
        assertThatExceptionOfType(PropertyTypeException.class).isThrownBy(reg::string);
        assertThatExceptionOfType(PropertyTypeException.class).isThrownBy(reg::stringList);
        assertThatExceptionOfType(PropertyTypeException.class)
                .isThrownBy(() -> reg.value().phandle());
        assertThatExceptionOfType(PropertyTypeException.class)
                .isThrownBy(() -> reg.value().number());
        assertThatExceptionOfType(PropertyTypeException.class)
                .isThrownBy(() -> PropertyValue.ofStrings("a", "b").string());
        assertThatExceptionOfType(PropertyTypeException.class)
                .isThrownBy(() -> PropertyValue.empty().string());
    }

    @Test
    void phandlesAreNeitherZeroNorAllOnes() {
        assertThat(PropertyValue.ofU32(1).phandle()).isEqualTo(new Phandle(1));
        assertThatExceptionOfType(PropertyTypeException.class)
                .isThrownBy(() -> PropertyValue.ofU32(0).phandle());
        assertThatExceptionOfType(PropertyTypeException.class)
                .isThrownBy(() -> PropertyValue.ofU32(-1).phandle());
        assertThatIllegalArgumentException().isThrownBy(() -> new Phandle(0));
    }

    @Test
    void regIsReadByTheCountsOfTheParent() {
        PropertyValue value = PropertyValue.ofU32(1, 2, 3, 4, 5, 6);
        assertThat(value.reg(new CellCounts(2, 1)))
                .containsExactly(new RegEntry(0, 0x100000002L, 3), new RegEntry(0, 0x400000005L, 6));
        assertThat(value.reg(new CellCounts(3, 0)))
                .containsExactly(new RegEntry(1, 0x200000003L, 0), new RegEntry(4, 0x500000006L, 0));
        assertThat(value.reg(new CellCounts(1, 2))).hasSize(2);
        assertThat(value.reg(new CellCounts(1, 0))).hasSize(6);
        assertThatExceptionOfType(PropertyTypeException.class).isThrownBy(() -> value.reg(new CellCounts(2, 2)));
        assertThatExceptionOfType(PropertyTypeException.class).isThrownBy(() -> value.reg(new CellCounts(0, 0)));
        assertThat(PropertyValue.empty().reg(new CellCounts(0, 0))).isEmpty();
    }

    @Test
    void rangesAreReadByTheCountsOfNodeAndParent() {
        PropertyValue value = PropertyValue.ofU32(0x02000000, 0, 0x1000, 0, 0x8000, 0, 0x100);
        assertThat(value.ranges(new CellCounts(3, 2), new CellCounts(2, 2)))
                .containsExactly(new RangesEntry(0x02000000, 0x1000, 0, 0x8000, 0x100));
        assertThatExceptionOfType(PropertyTypeException.class)
                .isThrownBy(() -> value.ranges(new CellCounts(2, 2), new CellCounts(2, 2)));
    }

    @Test
    void cellCountsComeFromTheParentOrAreTwoAndOne() {
        assertThat(CellCounts.ofChildrenOf(DtNode.of("soc"))).isEqualTo(new CellCounts(2, 1));
        DtNode bus = DtNode.of("bus").withProperty("#address-cells", PropertyValue.ofU32(3));
        assertThat(CellCounts.ofChildrenOf(bus)).isEqualTo(new CellCounts(3, 1));
        DtNode wild = bus.withProperty("#size-cells", PropertyValue.ofU32(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> CellCounts.ofChildrenOf(wild));
    }

    @Test
    void aCellOfAListIsReadByItsIndex() {
        PropertyValue value = PropertyValue.of(new byte[] {0, 0, 0, 1, -1, -1, -1, -2, 7});
        assertThat(value.u32(0)).isEqualTo(1);
        assertThat(value.u32(1)).isEqualTo(-2);
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> value.u32(2));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> value.u32(-1));
        PropertyValue part = PropertyValue.ofU32(1, 2, 3).slice(4, 4);
        assertThat(part.u32(0)).isEqualTo(2);
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> part.u32(1));
    }

    @Test
    void oneStringEndsInItsOnlyNul() {
        assertThat(PropertyValue.ofStrings("okay").isString()).isTrue();
        assertThat(PropertyValue.ofStrings("").isString()).isTrue();
        assertThat(PropertyValue.ofStrings("a", "b").isString()).isFalse();
        assertThat(PropertyValue.ofStrings("a", "b").slice(2, 2).isString()).isTrue();
        assertThat(PropertyValue.ofLatin1("a").slice(0, 1).isString()).isFalse();
        assertThat(PropertyValue.empty().isString()).isFalse();
    }

    @Test
    void aStringOfAListIsFoundWholeOnly() {
        PropertyValue value = PropertyValue.ofStrings("acme,soc", "simple-bus", "x");
        assertThat(value.listsString("acme,soc")).isTrue();
        assertThat(value.listsString("simple-bus")).isTrue();
        assertThat(value.listsString("x")).isTrue();
        assertThat(value.listsString("simple")).isFalse();
        assertThat(value.listsString("bus")).isFalse();
        assertThat(value.listsString("simple-bus\0x")).isFalse();
        assertThat(value.listsString("")).isFalse();
        assertThat(PropertyValue.ofStrings("a", "").listsString("")).isTrue();
        assertThat(PropertyValue.of(new byte[] {'a', 'b'}).listsString("ab")).isFalse();
        assertThat(PropertyValue.empty().listsString("")).isFalse();
        assertThat(value.slice(9, 12).listsString("acme,soc")).isFalse();
        assertThat(value.slice(0, 8).listsString("acme,soc")).isFalse();
    }

    @Test
    void textIsToldFromCellsAsDtcTellsIt() {
        assertThat(PropertyValue.ofStrings("a", "b\n").looksLikeStrings()).isTrue();
        assertThat(PropertyValue.ofStrings("").looksLikeStrings()).isFalse();
        assertThat(PropertyValue.of((byte) 'a', (byte) 'b').looksLikeStrings()).isFalse();
        assertThat(PropertyValue.of((byte) 1, (byte) 0).looksLikeStrings()).isFalse();
        assertThat(PropertyValue.ofStrings("a", "", "").looksLikeStrings()).isFalse();
    }

    @Test
    void valuesDoNotShareTheCallersArray() {
        byte[] bytes = {1, 2};
        PropertyValue value = PropertyValue.of(bytes);
        bytes[0] = 9;
        value.toBytes()[1] = 9;
        assertThat(value.toBytes()).containsExactly(1, 2);
        assertThat(value.asByteBuffer().isReadOnly()).isTrue();
    }

    @Test
    void slicesEqualCopies() {
        PropertyValue slice = PropertyValue.of((byte) 1, (byte) 2, (byte) 3).slice(1, 2);
        assertThat(slice)
                .isEqualTo(PropertyValue.of((byte) 2, (byte) 3))
                .hasSameHashCodeAs(PropertyValue.of((byte) 2, (byte) 3));
        assertThat(slice.byteAt(1)).isEqualTo((byte) 3);
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> slice.byteAt(2));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> slice.slice(1, 2));
    }

    @Test
    void valuesPrintAsSource() {
        assertThat(PropertyValue.ofStrings("a", "b")).hasToString("\"a\", \"b\"");
        assertThat(PropertyValue.ofU32(4, 255)).hasToString("<0x4 0xff>");
        assertThat(PropertyValue.of((byte) 0xab)).hasToString("[ab]");
        assertThat(PropertyValue.ofU32(1, 2, 3, 4, 5)).hasToString("<0x1 0x2 0x3 0x4 …>");
        assertThat(PropertyValue.empty()).hasToString("no value");
    }

    @Test
    void aPropertyKeepsItsBytesWhenItIsToldItsPlace() {
        SourceSpan span = SourceText.of("a.dts", "reg;").span(0, 3);
        PropertySource source = PropertySource.of(span, span, List.of(), List.of());
        DtProperty reg = DtProperty.of("reg", PropertyValue.ofU32(7)).withSource(source);
        assertThat(reg).isEqualTo(DtProperty.of("reg", PropertyValue.ofU32(7)));
        assertThat(reg.source()).contains(source);
        assertThat(reg.span()).contains(span);
    }

    @Test
    void aPropertyTakesPartOfAValueWithoutCopyingIt() {
        PropertyValue whole = PropertyValue.ofU32(1, 2, 3);
        DtProperty part = DtProperty.of("reg", whole).withValue(whole.slice(4, 8), 4, 4);
        assertThat(part).isEqualTo(DtProperty.of("reg", PropertyValue.ofU32(3)));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> part.withValue(whole, 8, 5));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> part.withValue(whole, -1, 4));
    }
}

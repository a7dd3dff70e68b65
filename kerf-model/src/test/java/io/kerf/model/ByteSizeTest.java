// SPDX-License-Identifier: Apache-2.0
package io.kerf.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {
    @ParameterizedTest
    @CsvSource({
        "2GB,2147483648,2GB",
        "512MB,536870912,512MB",
        "1.5GB,1610612736,1536MB",
        "4096,4096,4KB",
        "4097,4097,4097B",
        "2GiB,2147483648,2GB",
        "2G,2147483648,2GB",
        "2g,2147483648,2GB",
        "1 tb,1099511627776,1TB",
        "0,0,0B",
        "1.5KB,1536,1536B",
        "9223372036854775807,9223372036854775807,9223372036854775807B",
        "8388607TB,9223370937343148032,8388607TB"
    })
    void sizesAreReadIn1024SteppedUnits(String text, long bytes, String printed) {
        assertThat(ByteSize.parse(text)).isEqualTo(new ByteSize(bytes)).hasToString(printed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "GB",
                "-1GB",
                "+1",
                "1_000MB",
                "infGB",
                "inf",
                "nan",
                "1e3",
                "1..5GB",
                ".5GB",
                "1.GB",
                "2XB",
                "2GBB",
                "2GiBs",
                "0x10",
                "1,5GB",
                "0.0001KB",
                "8388608TB",
                "9223372036854775808",
                "2 G B"
            })
    void otherTextsAreRefused(String text) {
        assertThatThrownBy(() -> ByteSize.parse(text))
                .isInstanceOfSatisfying(
                        ModelException.class, e -> assertThat(e.text()).isEqualTo(text));
    }

    @Test
    void aLongNumberIsRefusedWithoutBeingComputed() {
        assertThatThrownBy(() -> ByteSize.parse("9".repeat(1_000_000))).isInstanceOf(ModelException.class);
    }

    @Test
    void arithmeticIsExactOrThrows() {
        ByteSize gib = ByteSize.ofGiB(1);
        assertThat(gib.plus(gib)).isEqualTo(ByteSize.ofGiB(2));
        assertThat(gib.minus(ByteSize.ofMiB(1))).isEqualTo(ByteSize.ofMiB(1023));
        assertThatThrownBy(() -> gib.minus(ByteSize.ofGiB(2))).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> new ByteSize(Long.MAX_VALUE).plus(gib)).isInstanceOf(ArithmeticException.class);
        assertThat(new ByteSize(Long.MAX_VALUE).plusIfFits(gib)).isEmpty();
        assertThatThrownBy(() -> ByteSize.ofGiB(1L << 40)).isInstanceOf(ArithmeticException.class);
        assertThatIllegalArgumentException().isThrownBy(() -> ByteSize.ofKiB(-1));
    }

    @Test
    void pageMultiplesAreToldFromOtherSizes() {
        assertThat(ByteSize.ofKiB(8).isPageMultiple()).isTrue();
        assertThat(new ByteSize(6000).isPageMultiple()).isFalse();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.fdt.Fdt;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is written to each generation is what is expected, property by property; {@code -Dkerf.golden=write} writes the files anew. */
class GoldenBlobsTest {
    static List<GoldenBlobs.Golden> blobs() {
        return GoldenBlobs.all();
    }

    @Test
    void eachGenerationHasABaselineACreationAndARemoval() {
        assertThat(blobs())
                .extracting(GoldenBlobs.Golden::name)
                .containsExactly(
                        "flat-u32-baseline",
                        "flat-u32-create",
                        "flat-u32-remove",
                        "flat-u64-baseline",
                        "flat-u64-create",
                        "flat-u64-remove",
                        "pool-early-baseline",
                        "pool-early-create",
                        "pool-early-remove",
                        "pool-baseline",
                        "pool-create",
                        "pool-remove");
    }

    @ParameterizedTest
    @MethodSource("blobs")
    void whatIsWrittenIsWhatIsExpected(GoldenBlobs.Golden golden) {
        String text = DtcText.of(Fdt.decode(golden.blob()));
        if ("write".equals(System.getProperty("kerf.golden"))) {
            golden.write(text);
        }

        assertThat(text).isEqualTo(golden.expected());
    }
}

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
    void eachGenerationHasAllThatItIsGiven() {
        assertThat(blobs())
                .extracting(GoldenBlobs.Golden::name)
                .containsExactly(
                        "flat-u32-baseline",
                        "flat-u32-create",
                        "flat-u32-remove",
                        "flat-u32-update-0",
                        "flat-u32-update-1",
                        "flat-u64-baseline",
                        "flat-u64-create",
                        "flat-u64-remove",
                        "flat-u64-cache-ways-baseline",
                        "flat-u64-cache-ways-create",
                        "flat-u64-update-0",
                        "flat-u64-update-1",
                        "pool-early-baseline",
                        "pool-early-create",
                        "pool-early-remove",
                        "pool-early-update-0",
                        "pool-early-update-1",
                        "pool-early-pool-0",
                        "pool-early-pool-1",
                        "pool-baseline",
                        "pool-create",
                        "pool-remove",
                        "pool-virtio",
                        "pool-update-0",
                        "pool-update-1",
                        "pool-pool-0");
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

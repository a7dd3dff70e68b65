// SPDX-License-Identifier: Apache-2.0
package io.kerf.diag;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestWordTest {
    private static final List<String> DEVICES = List.of("eth0", "eth1", "nvme0");

    @Test
    void aLetterMissingTooMuchWrongOrSwappedIsOneStep() {
        assertThat(NearestWord.of("eh0", DEVICES)).contains("eth0");
        assertThat(NearestWord.of("ethh1", DEVICES)).contains("eth1");
        assertThat(NearestWord.of("nvma0", DEVICES)).contains("nvme0");
        assertThat(NearestWord.of("vnme0", DEVICES)).contains("nvme0");
    }

    @Test
    void ofTwoThatAreAsNearTheFirstCounts() {
        assertThat(NearestWord.of("eth7", DEVICES)).contains("eth0");
    }

    @Test
    void wordsThatDifferInMoreThanAThirdAreNotMeant() {
        assertThat(NearestWord.of("gpu0", DEVICES)).isEmpty();
        assertThat(NearestWord.of("", DEVICES)).isEmpty();
        assertThat(NearestWord.of("eth0", List.of())).isEmpty();
    }

    @Test
    void wordsOfAnyLengthCostLittle() {
        String longest = "e".repeat(64);
        assertThat(NearestWord.of(longest, List.of(longest + "x", longest.substring(1))))
                .contains(longest.substring(1));
        assertThat(NearestWord.of("e".repeat(1_000_000), List.of("e".repeat(999_999))))
                .isEmpty();
    }
}

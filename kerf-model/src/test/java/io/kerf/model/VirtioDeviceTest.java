// SPDX-License-Identifier: Apache-2.0
package io.kerf.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VirtioDeviceTest {
    @ParameterizedTest
    @CsvSource({
        "'', 1, 1, 1, is no name",
        "-a, 1, 1, 1, is no name",
        "a/b, 1, 1, 1, is no name",
        "sixteen-letters-, 1, 1, 1, 1 to 15 letters",
        "a, 0, 1, 1, has the type 0",
        "a, 1, 0, 1, has 0 queues",
        "a, 1, 9, 1, has 9 queues",
        "a, 1, 1, 0, 0 entries",
        "a, 1, 1, 32769, 1 to 32768",
        "a, 1, 1, 2147483647, 1 to 32768"
    })
    void whatAKernelRefusesCannotBeMade(String name, int type, int queues, int size, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new VirtioDevice(name, type, queues, size))
                .withMessageContaining(message);
    }

    @Test
    void theLimitsThemselvesAreTaken() {
        assertThat(new VirtioDevice("fifteen-letters", 1, 8, 1).queues()).isEqualTo(8);
        assertThat(new VirtioDevice("a", 1, 1, 32768).queueSize()).isEqualTo(32768);
        assertThat(VirtioDevice.of("net0", VirtioDevice.NET, 1).queueSize()).isEqualTo(256);
    }

    @Test
    void anInstanceHasAtMostSixteenOfDifferentNames() {
        VirtioDevice net = VirtioDevice.of("net0", VirtioDevice.NET, 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InstanceOptions.none().withVirtio(List.of(net, net)))
                .withMessageContaining("two virtio devices 'net0'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InstanceOptions.none().withVirtio(Collections.nCopies(17, net)))
                .withMessageContaining("at most 16");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InstanceOptions.none().withCacheWays(0))
                .withMessageContaining("at least one bit");
    }
}

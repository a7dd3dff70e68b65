// SPDX-License-Identifier: Apache-2.0
package io.kerf.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceClassTest {
    @ParameterizedTest
    @CsvSource({
        "ethernet@0, other, NETWORK",
        "eth0, nvme, NETWORK",
        "NVMe0, other, STORAGE",
        "gpu, other, ACCELERATOR",
        "slot3, 'nvme', STORAGE",
        "slot3, 'intel,i40e', OTHER",
        "ethereal, other, OTHER"
    })
    void theNameOfTheNodeCountsBeforeTheProgrammingModel(String node, String compatible, DeviceClass expected) {
        assertThat(DeviceClass.of(node, Device.named("x").withCompatible(List.of(compatible))))
                .isEqualTo(expected);
    }

    @Test
    void aDeviceWithNamespacesIsStorage() {
        Device device = Device.named("x").withNamespaces(DeviceParts.of(1, List.of(), List.of(1)));
        assertThat(DeviceClass.of("slot3", device)).isEqualTo(DeviceClass.STORAGE);
    }
}

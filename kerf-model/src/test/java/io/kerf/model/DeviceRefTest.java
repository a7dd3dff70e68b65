// SPDX-License-Identifier: Apache-2.0
package io.kerf.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceRefTest {
    private static final Set<String> DEVICES = Set.of("eth0", "nvme0", "my_nsdev", "odd_vf1");

    @Test
    void namesAndPartsAreToldApartByTheDevicesThereAre() {
        assertThat(DeviceRef.parse("eth0", DEVICES)).isEqualTo(new DeviceRef.Whole("eth0"));
        assertThat(DeviceRef.parse("eth0_vf1", DEVICES)).isEqualTo(new DeviceRef.VirtualFunction("eth0", 1));
        assertThat(DeviceRef.parse("nvme0_ns2", DEVICES)).isEqualTo(new DeviceRef.Namespace("nvme0", 2));
        assertThat(DeviceRef.parse("my_nsdev", DEVICES)).isEqualTo(new DeviceRef.Whole("my_nsdev"));
        assertThat(DeviceRef.parse("odd_vf1", DEVICES)).isEqualTo(new DeviceRef.Whole("odd_vf1"));
        assertThat(DeviceRef.parse("odd_vf1_vf2", DEVICES)).isEqualTo(new DeviceRef.VirtualFunction("odd_vf1", 2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"foo_vfX", "eth0_vf", "eth0_vf-1", "eth1_vf1", "_vf1", "", "eth0_vf99999999999", "eth0_ns"})
    void textsThatNameNoDeviceAreRefused(String text) {
        assertThat(DeviceRef.find(text, DEVICES)).isEmpty();
        assertThatThrownBy(() -> DeviceRef.parse(text, DEVICES))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("unknown device")
                .hasMessageContaining("eth0");
    }

    @Test
    void aWholeDeviceConflictsWithItsParts() {
        DeviceRef whole = new DeviceRef.Whole("eth0");
        DeviceRef first = new DeviceRef.VirtualFunction("eth0", 1);
        DeviceRef second = new DeviceRef.VirtualFunction("eth0", 2);
        assertThat(whole.conflictsWith(first)).isTrue();
        assertThat(first.conflictsWith(whole)).isTrue();
        assertThat(first.conflictsWith(first)).isTrue();
        assertThat(first.conflictsWith(second)).isFalse();
        assertThat(whole.conflictsWith(new DeviceRef.Whole("eth1"))).isFalse();
    }

    @Test
    void referencesSortByDeviceThenKindThenNumber() {
        DeviceRef a = new DeviceRef.Whole("a");
        DeviceRef a2 = new DeviceRef.VirtualFunction("a", 2);
        DeviceRef a10 = new DeviceRef.VirtualFunction("a", 10);
        DeviceRef an = new DeviceRef.Namespace("a", 1);
        assertThat(List.of(an, a10, a, a2).stream().sorted()).containsExactly(a, a2, a10, an);
    }

    @Test
    void pciAddressesAreReadAndPrintedAsTheKernelDoes() {
        assertThat(PciAddress.parse("0:1:0.0")).hasToString("0000:01:00.0");
        assertThat(PciAddress.parse("ABCD:ff:1f.7")).hasToString("abcd:ff:1f.7");
        assertThat(PciAddress.parse("ffff:00:00.0")).isGreaterThan(PciAddress.parse("0000:00:00.0"));
        assertThatIllegalArgumentException().isThrownBy(() -> new PciAddress(0, 0, 32, 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "01:00.0",
                "0000:01:00",
                "0000:01:20.0",
                "0000:01:00.8",
                "10000:01:00.0",
                "zzzz:01:00.0",
                "0:1:0.",
                ":1:0.0",
                "0:1:2:0.0",
                "0:1:0.0.0",
                "-1:0:0.0",
                "\u0660:1:0.0",
                "0:1.0:0"
            })
    void otherTextsAreNoPciAddresses(String text) {
        assertThatThrownBy(() -> PciAddress.parse(text)).isInstanceOf(ModelException.class);
    }
}

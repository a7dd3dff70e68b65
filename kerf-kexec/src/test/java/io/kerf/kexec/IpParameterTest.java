// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IpParameterTest {
    @Test
    void whatIsGivenStandsInItsField() {
        IpParameter all = IpParameter.address("10.0.0.7/24")
                .withGateway("10.0.0.1")
                .withHostName("web.example")
                .onDevice("eth0");

        assertThat(all.text()).isEqualTo("ip=10.0.0.7::10.0.0.1:255.255.255.0:web.example:eth0:off");
        assertThat(all).hasToString(all.text());
        assertThat(IpParameter.address("10.0.0.7/24").text()).isEqualTo("ip=10.0.0.7:::255.255.255.0:::off");
        assertThat(IpParameter.dhcp().withHostName("web").text()).isEqualTo("ip=::::web::dhcp");
        assertThat(IpParameter.dhcp().onDevice("eth0").withHostName("web").text())
                .isEqualTo("ip=::::web:eth0:dhcp");
    }

    @Test
    void f37_theDeviceOfDhcpIsTheSixthField() {
        assertThat(IpParameter.dhcp().onDevice("eth0").text()).isEqualTo("ip=:::::eth0:dhcp");
        assertThat(CommandLine.empty().withDhcp("eth0").text()).isEqualTo("ip=:::::eth0:dhcp");
    }

    @Test
    void aMaskSaysWhatAPrefixSays() {
        assertThat(IpParameter.address("10.0.0.7", "255.255.255.0")).isEqualTo(IpParameter.address("10.0.0.7/24"));
        assertThat(IpParameter.address("10.0.0.7", "255.255.255.255"))
                .isEqualTo(IpParameter.address("10.0.0.7/32"))
                .hasSameHashCodeAs(IpParameter.address("10.0.0.7/32"))
                .isNotEqualTo(IpParameter.address("10.0.0.7/31"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "255.0.255.0", "255.255.255.1", "24", "255.255.255", "255.255.255.256", ""})
    void whatIsNoMaskIsRefused(String mask) {
        assertThatIllegalArgumentException().isThrownBy(() -> IpParameter.address("10.0.0.7", mask));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-web", "web-", "a b", "a:b", "wëb", "a\"b"})
    void whatNoHostCanBeCalledIsRefused(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> IpParameter.dhcp().withHostName(name));
    }

    @Test
    void dhcpTellsTheGatewayItself() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IpParameter.dhcp().withGateway("10.0.0.1"))
                .withMessageContaining("DHCP");
    }
}

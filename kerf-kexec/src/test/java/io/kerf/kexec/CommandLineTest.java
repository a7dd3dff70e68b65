// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
    private final CommandLine empty = CommandLine.empty();

    @Test
    void parametersAreAddedInTheirOrder() {
        CommandLine line = empty.withConsole("mktty0")
                .withRoot("/dev/vda1")
                .withAddress("10.0.0.7/24", "10.0.0.1", "eth0")
                .with("quiet panic=1");

        assertThat(line.text())
                .isEqualTo("console=mktty0 root=/dev/vda1 ip=10.0.0.7::10.0.0.1:255.255.255.0::eth0:off quiet panic=1");
        assertThat(line.bytes()).isEqualTo(line.text().length() + 1);
        assertThat(empty.text()).isEmpty();
        assertThat(empty.bytes()).isEqualTo(1);
    }

    @Test
    void addressesAreAskedForOrGivenWithoutAGateway() {
        assertThat(empty.withDhcp().text()).isEqualTo("ip=dhcp");
        assertThat(empty.withDhcp("eth1").text()).isEqualTo("ip=:::::eth1:dhcp");
        assertThat(empty.withAddress("192.168.5.9/20", "ens3").text())
                .isEqualTo("ip=192.168.5.9:::255.255.240.0::ens3:off");
        assertThat(empty.withAddress("1.2.3.4/32", "eth0").text()).isEqualTo("ip=1.2.3.4:::255.255.255.255::eth0:off");
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.7, 10.0.0.1, eth0",
        "10.0.0.7/0, 10.0.0.1, eth0",
        "10.0.0.7/33, 10.0.0.1, eth0",
        "10.0.0.7/x, 10.0.0.1, eth0",
        "10.0.0/24, 10.0.0.1, eth0",
        "10.0.0.256/24, 10.0.0.1, eth0",
        "10.0.0.07/24, 10.0.0.1, eth0",
        "10.0.0.7.1/24, 10.0.0.1, eth0",
        "fd00::1/64, fd00::2, eth0",
        "host/24, 10.0.0.1, eth0",
        "10.0.0.7/24, 10.0.1.1, eth0",
        "10.0.0.7/24, 10.0.0.7, eth0",
        "10.0.0.7/24, gateway, eth0",
        "0.0.0.0/24, 0.0.0.1, eth0",
        "10.0.0.0/24, 10.0.0.1, eth0",
        "10.0.0.255/24, 10.0.0.1, eth0",
        "10.0.0.7/24, 10.0.0.255, eth0",
        "10.0.0.7/24, 10.0.0.0, eth0",
        "255.255.255.255/32, 10.0.0.1, eth0",
        "224.0.0.5/24, 224.0.0.1, eth0",
        "239.1.2.3/24, 239.1.2.4, eth0",
        "10.0.0.7/24, 10.0.0.1, 'eth0:off'",
        "10.0.0.7/24, 10.0.0.1, 'eth 0'",
        "10.0.0.7/24, 10.0.0.1, ''",
        "10.0.0.7/24, 10.0.0.1, averylongdevicename"
    })
    void addressesThatCannotBeAreRefused(String address, String gateway, String device) {
        assertThatIllegalArgumentException().isThrownBy(() -> empty.withAddress(address, gateway, device));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a\tb", "a\0b", "a\"b", "a\u00a0b", "a\u00e0b", "a\u007f", "\u00e9"})
    void aConsoleAndARootAreOneWord(String value) {
        assertThatIllegalArgumentException().isThrownBy(() -> empty.withConsole(value));
        assertThatIllegalArgumentException().isThrownBy(() -> empty.withRoot(value));
    }

    @Test
    void aLineThatGrowsTooLongIsRefused() {
        CommandLine full = CommandLine.of("x".repeat(2040));
        assertThat(full.with("123456").bytes()).isEqualTo(2048);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> full.with("1234567"))
                .withMessage("a kernel command line has at most 2048 bytes with its NUL, not 2049");
    }

    @Test
    void parametersGoBeforeWhatIsForInit() {
        assertThat(CommandLine.of("quiet -- single").withRoot("/dev/vda1").text())
                .isEqualTo("quiet root=/dev/vda1 -- single");
        assertThat(CommandLine.of("--").with("quiet").text()).isEqualTo("quiet --");
        assertThat(CommandLine.of("x=\"a -- b\" --no -- ip=x").withDhcp().text())
                .isEqualTo("x=\"a -- b\" --no ip=dhcp -- ip=x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a\"b", "\"", "\"a\" \"", "a\u0007", "a\u001b[0m", "a\u007f", "a\ud800", "\udc00b", "a\nb", "a\0"
            })
    void textThatTheKernelWouldReadOtherwiseIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> CommandLine.of(text));
        assertThatIllegalArgumentException().isThrownBy(() -> empty.with(text));
    }

    @Test
    void thereIsOneAddress() {
        CommandLine line = CommandLine.of("ipv6.disable=1 tip=3").withDhcp();

        assertThatIllegalArgumentException().isThrownBy(line::withDhcp);
        assertThatIllegalArgumentException().isThrownBy(() -> line.withAddress("10.0.0.7/24", "eth0"));
        assertThat(line.with("quiet").text()).endsWith("ip=dhcp quiet");
    }

    /** Those of dracut(8) read one for each network device, where the kernel itself reads none. */
    @Test
    void anInitialFileSystemMayBeGivenSeveralAddresses() {
        String several = "ip=10.0.0.7::10.0.0.1:255.255.255.0::eth0:none ip=192.168.0.7:::255.255.255.0::eth1:none";

        assertThat(CommandLine.of(several).text()).isEqualTo(several);
        assertThat(CommandLine.of("ip=eth0:dhcp").with("ip=eth1:dhcp").text()).isEqualTo("ip=eth0:dhcp ip=eth1:dhcp");
    }

    @ParameterizedTest
    @ValueSource(strings = {"quiet\u00a0ip=10.0.0.1", "root=/dev/vda\u00e0init=/bin/sh", "x=\u3820", "x=\"y\"\u00a0"})
    void aCharacterWithAByteThatTheKernelTakesForABlankIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CommandLine.of(text))
                .withMessageContaining("0xa0");
        assertThatIllegalArgumentException().isThrownBy(() -> empty.with(text));
    }

    @Test
    void charactersWithoutThatByteAndThoseInQuotesArePassedOn() {
        assertThat(CommandLine.of("x=\u00e9 y=\"\u00a0\u00e0\"").with("quiet").text())
                .isEqualTo("x=\u00e9 y=\"\u00a0\u00e0\" quiet");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dyndbg=\"file a ip=b\"",
                "\"x ip=10.0.0.1\"",
                "x\"ip=1\"",
                "\"x\"ip=1",
                "-- ip=x",
                "\"--\" ip=x",
                "tip=1",
                ""
            })
    void whatIsNoAddressForTheKernelIsNone(String text) {
        assertThat(CommandLine.of(text).withDhcp().text()).contains("ip=dhcp");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ip=10.0.0.1",
                "\"ip=10.0.0.1\"",
                "quiet \"ip=10.0.0.1:a b\"",
                "ip=\"10.0.0.1\"",
                "quiet\tip=off -- x",
                "x=\"a -- b\" ip=off"
            })
    void anAddressInQuotesIsOne(String text) {
        CommandLine line = CommandLine.of(text);

        assertThatIllegalArgumentException().isThrownBy(line::withDhcp).withMessageContaining("has an ip= already");
        assertThat(CommandLine.of("ip=dhcp " + text).text()).endsWith(text);
    }

    @Test
    void theEndOfTheKernelsPartMayBeInQuotes() {
        assertThat(CommandLine.of("quiet \"--\" single").with("debug").text()).isEqualTo("quiet debug \"--\" single");
        assertThat(CommandLine.of("quiet \"-- single\"").with("debug").text()).isEqualTo("quiet \"-- single\" debug");
    }

    @Test
    void aNetworkOfTwoHasNoAddressOfItsOwn() {
        assertThat(empty.withAddress("10.0.0.0/31", "10.0.0.1", "eth0").text())
                .isEqualTo("ip=10.0.0.0::10.0.0.1:255.255.255.254::eth0:off");
    }
}

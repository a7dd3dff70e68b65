// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.kerf.diag.Diagnostic;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Network cards under bridges, VLANs and switches are in use; those that are up are not suggested. */
class NetworkUseTest {
    private static final String DRIVE = "0000:b1:00.0";
    private static final String NET = "sys/devices/pci0000:97/0000:97:02.0/0000:98:00.0/net/ens2f0";

    @TempDir(factory = QuickTempDir.class)
    Path root;

    private EditedHost host;

    @BeforeEach
    void unpack() throws IOException {
        host = EditedHost.of("xeon-snc2", root);
    }

    private void isInUse(String... uses) {
        HostHardware hardware = host.discover();
        assertThat(hardware.device("ens2f0").orElseThrow().inUse()).containsExactly(uses);
        assertThat(EditedHost.suggested(hardware)).containsExactly(DRIVE);
        assertThat(EditedHost.errorsWith(hardware, "ens2f0")).containsExactly("baseline-device-in-use");
    }

    @Test
    void theRouteOfABridgeOverAVlanLeadsToTheCard() throws IOException {
        host.virtualInterface("vlan7", "ens2f0")
                .virtualInterface("br0", "vlan7")
                .link(NET + "/upper_vlan7", "sys/devices/virtual/net/vlan7")
                .route("br0");

        isInUse("default route through br0", "ens2f0 is a port of vlan7");
    }

    @Test
    void theRouteOfAVlanOverABridgeLeadsToTheCard() throws IOException {
        host.virtualInterface("br0", "ens2f0")
                .virtualInterface("br0.7", "br0")
                .link(NET + "/master", "sys/devices/virtual/net/br0")
                .link(NET + "/upper_br0", "sys/devices/virtual/net/br0")
                .route("br0.7");

        isInUse("default route through br0.7", "ens2f0 is a port of br0");
    }

    /** The bridge that has the route is a port of the switch, as the card is: nothing leads from one to the other. */
    @Test
    void aPortOfAnOpenVSwitchIsInUse() throws IOException {
        host.virtualInterface("br-ex")
                .virtualInterface("ovs-system", "ens2f0")
                .link(NET + "/master", "sys/devices/virtual/net/ovs-system")
                .link(NET + "/upper_ovs-system", "sys/devices/virtual/net/ovs-system")
                .route("br-ex");

        isInUse("ens2f0 is a port of ovs-system");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0x1003", "0x1143", "garbage", ""})
    void aCardThatIsUpOrMayBeIsNotSuggestedAndCanBeAskedFor(String flags) throws IOException {
        host.virtualInterface("ppp0").route("ppp0").put(NET + "/flags", flags);

        HostHardware hardware = host.discover();

        assertThat(EditedHost.suggested(hardware)).containsExactly(DRIVE);
        assertThat(hardware.device("ens2f0").orElseThrow().inUse()).isEmpty();
        assertThat(EditedHost.errorsWith(hardware, "ens2f0")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "garbage\n", "Iface\tDestination\nens1f0\t0000", "Iface\tDestination\tGateway"})
    void aTableOfRoutesThatIsNotWholeIsAFinding(String table) throws IOException {
        host.text("proc/1/net/route", table);

        assertThat(host.discover().findings())
                .extracting(Diagnostic::code, finding -> finding.subject().orElse(""))
                .containsExactly(tuple(
                        "discovery-malformed", host.path("proc/1/net/route").toString()));
    }

    /** Bytes that are no letters: a name made of them would lead to another file, or to none. */
    @ParameterizedTest
    @ValueSource(strings = {"sys/class/net", "sys/block", "sys/bus/platform/devices"})
    void aNameThatIsNoTextIsAFindingAndLeftOut(String folder) throws Exception {
        host.folder(folder);
        String command = "ln -s nowhere \"$(printf '%s/e\\377' \"$1\")\"";
        Process shell = new ProcessBuilder(
                        "sh", "-c", command, "sh", host.path(folder).toString())
                .inheritIO()
                .start();
        assertThat(shell.waitFor()).isZero();

        HostHardware hardware = host.discover();

        assertThat(hardware.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo("discovery-malformed");
            assertThat(finding.subject()).contains(host.path(folder).toString());
        });
        assertThat(EditedHost.suggested(hardware)).containsExactly("0000:98:00.0", DRIVE);
    }
}

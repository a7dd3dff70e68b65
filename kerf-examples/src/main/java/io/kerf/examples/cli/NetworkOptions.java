// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.kexec.IpParameter;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How the kernel of an instance gets its address. */
final class NetworkOptions {
    private static final String DHCP = "dhcp";
    private static final String USUAL_MASK = "255.255.255.0";

    @Option(
            names = "--ip",
            paramLabel = "ADDRESS",
            description = "Its IPv4 address, alone or as 10.0.0.7/24; or dhcp, to ask for one.")
    Optional<String> ip = Optional.empty();

    @Option(names = "--gateway", paramLabel = "ADDRESS", description = "The way out of its network.")
    Optional<String> gateway = Optional.empty();

    @Option(
            names = "--netmask",
            paramLabel = "MASK",
            description = "The mask of its network; 255.255.255.0 unless given.")
    Optional<String> netmask = Optional.empty();

    @Option(names = "--nic", paramLabel = "DEVICE", description = "Its network device, such as eth0.")
    Optional<String> nic = Optional.empty();

    @Option(names = "--hostname", paramLabel = "NAME", description = "The name of the host that it is to be.")
    Optional<String> hostName = Optional.empty();

    /** The parameter that says so; nothing if no address is wanted. */
    Optional<IpParameter> parameter() {
        if (ip.isEmpty()) {
            requireAbsent("--gateway", gateway);
            requireAbsent("--netmask", netmask);
            requireAbsent("--nic", nic);
            requireAbsent("--hostname", hostName);
            return Optional.empty();
        }
        try {
            IpParameter parameter = address(ip.get());
            parameter = gateway.map(parameter::withGateway).orElse(parameter);
            parameter = hostName.map(parameter::withHostName).orElse(parameter);
            return Optional.of(nic.map(parameter::onDevice).orElse(parameter));
        } catch (IllegalArgumentException wrong) {
            throw CliException.usage("--ip: " + wrong.getMessage());
        }
    }

    private IpParameter address(String text) {
        if (text.equalsIgnoreCase(DHCP)) {
            if (netmask.isPresent()) {
                throw CliException.usage("--netmask: DHCP tells the mask; give one only with an address");
            }
            return IpParameter.dhcp();
        }
        if (!text.contains("/")) {
            return IpParameter.address(text, netmask.orElse(USUAL_MASK));
        }
        IpParameter parameter = IpParameter.address(text);
        String alone = text.substring(0, text.indexOf('/'));
        netmask.filter(mask -> !IpParameter.address(alone, mask).equals(parameter))
                .ifPresent(mask -> {
                    throw CliException.usage("--netmask: " + mask + " is not what " + text + " says");
                });
        return parameter;
    }

    private static void requireAbsent(String option, Optional<String> value) {
        if (value.isPresent()) {
            throw CliException.usage(
                    option + " says nothing without --ip", "Add --ip=dhcp, or --ip and an address such as 10.0.0.7");
        }
    }
}

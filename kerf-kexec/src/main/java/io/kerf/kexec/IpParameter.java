// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The parameter by which a kernel gets its address before there are programs ({@code Documentation/admin-guide/nfs/nfsroot.rst}): asked for
 * by DHCP, or given. Each part is checked when it is added.
 *
 * <pre>{@code
 * // ip=:::::eth0:dhcp
 * IpParameter leased = IpParameter.dhcp().onDevice("eth0");
 * // ip=10.0.0.7::10.0.0.1:255.255.255.0:web::off
 * IpParameter fixed = IpParameter.address("10.0.0.7/24").withGateway("10.0.0.1").withHostName("web");
 * }</pre>
 *
 * <p>Immutable: each method returns a copy.
 */
public final class IpParameter {
    /** Longer ones have no address for the network itself (RFC 3021). */
    private static final int LONGEST_SHARED_PREFIX = 30;

    private static final Pattern OCTET = Pattern.compile("0|[1-9][0-9]{0,2}");
    /** What a network device may be called (dev_valid_name in {@code net/core/dev.c}), but for what would end the field. */
    private static final Pattern DEVICE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,14}");
    /** RFC 1123, of the length that {@code utsname} has room for. */
    private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,62}[A-Za-z0-9])?");

    private static final IpParameter DHCP = new IpParameter(null, "", "", "");

    private final @Nullable Given given;
    private final String gateway;
    private final String hostName;
    private final String device;

    /** An address, and which of its bits are those of the network. */
    private record Given(String text, String address, int number, int mask) {}

    private IpParameter(@Nullable Given given, String gateway, String hostName, String device) {
        this.given = given;
        this.gateway = gateway;
        this.hostName = hostName;
        this.device = device;
    }

    /**
     * Lets the kernel ask for its address, on whatever network device answers.
     *
     * @return {@code ip=dhcp}
     */
    public static IpParameter dhcp() {
        return DHCP;
    }

    /**
     * Gives the kernel an address, on the first network device that there is.
     *
     * @param address an IPv4 address with the length of its prefix, such as {@code 10.0.0.7/24}
     * @return such as {@code ip=10.0.0.7:::255.255.255.0:::off}
     * @throws IllegalArgumentException if it is none that a host can have, or the prefix is not 1 to 32 bits long
     */
    public static IpParameter address(String address) {
        int slash = address.indexOf('/');
        if (slash < 0 || !OCTET.matcher(address.substring(slash + 1)).matches()) {
            throw new IllegalArgumentException(
                    "an address has the length of its prefix behind it, such as 10.0.0.7/24, not '" + address + "'");
        }
        int prefix = Integer.parseInt(address.substring(slash + 1));
        if (prefix < 1 || prefix > 32) {
            throw new IllegalArgumentException("a prefix has 1 to 32 bits, not " + prefix);
        }
        String own = address.substring(0, slash);
        int mask = -1 << (32 - prefix);
        return new IpParameter(new Given(address, own, requireHost(own, mask), mask), "", "", "");
    }

    /**
     * Gives the kernel an address, with the mask of its network in place of a prefix.
     *
     * @param address an IPv4 address, such as {@code 10.0.0.7}
     * @param netmask such as {@code 255.255.255.0}
     * @return such as {@code ip=10.0.0.7:::255.255.255.0:::off}
     * @throws IllegalArgumentException if it is none that a host can have, or the mask is none
     */
    public static IpParameter address(String address, String netmask) {
        int mask = ipv4(netmask);
        int prefix = Integer.bitCount(mask);
        if (mask == 0 || mask != -1 << (32 - prefix)) {
            throw new IllegalArgumentException(
                    "a network mask begins with ones and ends with zeros, such as 255.255.255.0, not '" + netmask
                            + "'");
        }
        return address(address + "/" + prefix);
    }

    /**
     * Names the way out of the network.
     *
     * @param address the gateway's address, in the same network
     * @return a copy with it
     * @throws IllegalArgumentException if it is in another network or the kernel's own address, or the address is asked for by DHCP, which
     *     tells the gateway, too
     */
    public IpParameter withGateway(String address) {
        if (given == null) {
            throw new IllegalArgumentException("DHCP tells the gateway; name one only with an address");
        }
        int other = requireHost(address, given.mask());
        if (((given.number() ^ other) & given.mask()) != 0 || given.number() == other) {
            throw new IllegalArgumentException(
                    "the gateway " + address + " is not another address in the network of " + given.text());
        }
        return new IpParameter(given, address, hostName, device);
    }

    /**
     * Names the network device.
     *
     * @param name such as {@code eth0}
     * @return a copy with it
     * @throws IllegalArgumentException if there can be no device of that name
     */
    public IpParameter onDevice(String name) {
        if (!DEVICE.matcher(name).matches()) {
            throw new IllegalArgumentException("there can be no network device '" + name + "'");
        }
        return new IpParameter(given, gateway, hostName, name);
    }

    /**
     * Names the host that the kernel is to be.
     *
     * @param name letters, digits, hyphens and dots, at most 64
     * @return a copy with it
     * @throws IllegalArgumentException if no host can have that name
     */
    public IpParameter withHostName(String name) {
        if (!HOST_NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("no host can be called '" + name + "'");
        }
        return new IpParameter(given, gateway, name, device);
    }

    /**
     * Returns the parameter.
     *
     * @return such as {@code ip=10.0.0.7::10.0.0.1:255.255.255.0:web:eth0:off}
     */
    public String text() {
        if (given != null) {
            return "ip=" + given.address() + "::" + gateway + ":" + dotted(given.mask()) + ":" + hostName + ":" + device
                    + ":off";
        }
        return hostName.isEmpty() && device.isEmpty() ? "ip=dhcp" : "ip=::::" + hostName + ":" + device + ":dhcp";
    }

    /** Four decimal numbers: no names to look up, and no zeros in front, which some read as octal. */
    private static int ipv4(String text) {
        String[] octets = text.split("\\.", -1);
        int address = 0;
        for (String octet : octets) {
            int value = OCTET.matcher(octet).matches() ? Integer.parseInt(octet) : 256;
            if (octets.length != 4 || value > 255) {
                throw new IllegalArgumentException("an IPv4 address is four numbers of 0 to 255, not '" + text + "'");
            }
            address = address << 8 | value;
        }
        return address;
    }

    /** No host has an address of network 0 or of multicast, nor the first or last one of a network, which are the network's and all hosts'. */
    private static int requireHost(String text, int mask) {
        int address = ipv4(text);
        int first = address >>> 24;
        int own = address & ~mask;
        boolean whole = Integer.bitCount(mask) <= LONGEST_SHARED_PREFIX && (own == 0 || own == ~mask);
        if (first == 0 || first >= 224 && first < 240 || address == -1 || whole) {
            throw new IllegalArgumentException("no host can have the address " + text);
        }
        return address;
    }

    private static String dotted(int address) {
        return (address >>> 24) + "." + (address >>> 16 & 255) + "." + (address >>> 8 & 255) + "." + (address & 255);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof IpParameter that && text().equals(that.text());
    }

    @Override
    public int hashCode() {
        return Objects.hash(text());
    }

    /** As {@link #text}. */
    @Override
    public String toString() {
        return text();
    }
}

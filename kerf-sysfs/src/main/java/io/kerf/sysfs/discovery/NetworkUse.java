// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import io.kerf.sysfs.discovery.ProcTables.Table;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Finds the devices under the host's network: the interfaces of its routes, through bridges, bonds and VLANs, and the ports of others, such
 * as those of an Open vSwitch, to which no route leads.
 */
final class NetworkUse {
    private static final int DEEPEST = 16;
    private static final String UPPER = "upper_";
    private static final String LOWER = "lower_";

    private final HostFiles files;
    private final Path sys;
    private final ProcTables tables;
    private final BusNames buses;
    private final DeviceNames names;
    private final DeviceUses uses;
    private final SortedMap<String, Boolean> routed = new TreeMap<>();

    NetworkUse(HostFiles files, Path sys, ProcTables tables, BusNames buses, DeviceNames names, DeviceUses uses) {
        this.files = files;
        this.sys = sys;
        this.tables = tables;
        this.buses = buses;
        this.names = names;
        this.uses = uses;
    }

    void read() {
        Optional<Table> ipv4 = tables.ofFirstProcess("net/route", "net/route");
        Optional<Table> ipv6 = tables.ofFirstProcess("net/ipv6_route", "net/ipv6_route");
        routes(ipv4, RouteTable::ipv4);
        routes(ipv6, RouteTable::ipv6);
        ipv4.ifPresent(table -> understood(table, RouteTable.isIpv4(table.text()), "a table of IPv4 routes"));
        ipv6.ifPresent(table -> understood(table, RouteTable.isIpv6(table.text()), "a table of IPv6 routes"));
        routed.forEach((name, isDefault) ->
                network(name, (isDefault ? "default route" : "route") + " through " + name, 0, new HashSet<>()));
        names.interfaces().forEach((device, all) -> all.forEach(name -> port(device, name)));
    }

    private void understood(Table table, boolean isRight, String expected) {
        if (!isRight || !table.text().isEmpty() && !table.isWhole()) {
            files.findings().malformed(table.file().toString(), table.text(), expected);
        }
    }

    private void routes(Optional<Table> table, Function<String, SortedMap<String, Boolean>> reading) {
        table.ifPresent(source -> reading.apply(source.text()).forEach((name, isDefault) -> {
            if (files.below(sys, name, source.file()).isPresent()) {
                routed.merge(name, isDefault, Boolean::logicalOr);
            }
        }));
    }

    private void network(String name, String what, int depth, Set<String> seen) {
        if (depth == DEEPEST || !seen.add(name) || name.contains("/") || name.contains("..")) {
            return;
        }
        Path folder = sys.resolve("class/net").resolve(name);
        files.real(folder).ifPresent(real -> uses.add(buses.holders(real), what));
        for (String entry : files.names(folder)) {
            if (entry.startsWith(LOWER)) {
                network(entry.substring(LOWER.length()), what, depth + 1, seen);
            }
        }
    }

    /** Whether an interface is a port of a bridge or bond, or VLANs are on it, and of which. */
    private void port(String device, String name) {
        Path folder = sys.resolve("class/net").resolve(name);
        Set<String> others = new HashSet<>();
        for (String entry : files.names(folder)) {
            if (entry.equals("master")) {
                others.add(files.linkName(folder.resolve(entry)).orElse("another interface"));
            } else if (entry.startsWith(UPPER)) {
                others.add(entry.substring(UPPER.length()));
            }
        }
        others.stream().sorted().forEach(other -> uses.add(device, name + " is a port of " + other));
    }
}

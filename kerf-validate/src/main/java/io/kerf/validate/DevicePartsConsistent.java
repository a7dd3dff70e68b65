// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.diag.SubjectKind;
import io.kerf.model.Device;
import io.kerf.model.DeviceParts;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.Consumer;

/** Virtual functions count from 0 to one less than their number, namespaces from 1 to their number; none is both the host's and available. */
final class DevicePartsConsistent extends Rule {
    DevicePartsConsistent() {
        super("DEV-006", Severity.ERROR, "the parts that a device lists exist and have one owner");
    }

    @Override
    Optional<String> leftOut(Ground ground) {
        return LeftOut.devices(ground);
    }

    @Override
    void check(Ground ground, Consumer<Diagnostic> out) {
        for (Device device : ground.devices()) {
            if (!ground.isUnread(device)) {
                device.virtualFunctions()
                        .ifPresent(parts ->
                                check(ground, device, parts, 0, "virtual function", "/virtual-functions", out));
                device.namespaces()
                        .ifPresent(parts -> check(ground, device, parts, 1, "namespace", "/namespaces", out));
            }
        }
    }

    private void check(
            Ground ground,
            Device device,
            DeviceParts parts,
            int first,
            String kind,
            String place,
            Consumer<Diagnostic> out) {
        int last = first + parts.total() - 1;
        String found = fault(parts, first, last, kind);
        if (!found.isEmpty()) {
            Draft.of(this, "device '" + device.name() + "' " + found)
                    .about(SubjectKind.DEVICE, device.name())
                    .at(ground.places().find("device/" + device.name() + place))
                    .now(Words.count(parts.total(), kind) + "; the host's: " + Words.numbers(parts.hostReserved())
                            + ", available: " + Words.numbers(parts.available()))
                    .suggest(
                            parts.total() == 0
                                    ? "state how many there are"
                                    : "list each of " + first + " to " + last + " once")
                    .to(out);
        }
    }

    /** What is wrong with the parts, or nothing. Sets are sorted, so their ends tell whether all of them exist. */
    private static String fault(DeviceParts parts, int first, int last, String kind) {
        for (SortedSet<Integer> list : List.of(parts.available(), parts.hostReserved())) {
            if (!list.isEmpty() && (list.first() < first || list.last() > last)) {
                int outside = list.first() < first
                        ? list.first()
                        : list.tailSet(last + 1).first();
                return "has no " + kind + " " + outside;
            }
        }
        for (int part : parts.hostReserved()) {
            if (parts.available().contains(part)) {
                return "lists " + kind + " " + part + " as the host's and as available";
            }
        }
        return "";
    }
}

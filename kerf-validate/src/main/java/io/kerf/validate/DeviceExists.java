// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.NearestWord;
import io.kerf.diag.Severity;
import io.kerf.model.Device;
import io.kerf.model.DeviceRef;
import io.kerf.model.Instance;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What an instance names is a device of the host. */
final class DeviceExists extends Rule {
    private static final int MOST_SHOWN = 20;

    /** So many unknown names are compared with all that are known: each costs as much as there are devices. */
    private static final int MOST_COMPARED = 100;

    private record Unknown(Instance instance, DeviceRef ref) {}

    DeviceExists() {
        super("DEV-001", Severity.ERROR, "the devices of an instance exist");
    }

    @Override
    void check(Ground ground, Consumer<Diagnostic> out) {
        List<Unknown> unknown = new ArrayList<>();
        for (Instance instance : ground.instances()) {
            for (DeviceRef ref : instance.devices()) {
                if (ground.device(ref.device()).isEmpty()) {
                    unknown.add(new Unknown(instance, ref));
                }
            }
        }
        if (!unknown.isEmpty()) {
            List<String> names = ground.devices().stream().map(Device::name).toList();
            String known = shown(names);
            for (int i = 0; i < unknown.size(); i++) {
                report(unknown.get(i), known, i < MOST_COMPARED ? names : List.of(), out);
            }
        }
    }

    private void report(Unknown unknown, String known, List<String> names, Consumer<Diagnostic> out) {
        String text = unknown.ref().text();
        String device = unknown.ref().device();
        String suggestion = NearestWord.of(device, names)
                .filter(near -> text.startsWith(device))
                .map(near -> "did you mean " + near + text.substring(device.length()) + "?")
                .orElse("name one of these, or a part of one, such as eth0_vf1 or nvme0_ns2");
        Draft.of(
                        this,
                        unknown.instance(),
                        "devices",
                        "unknown device '" + text + "' of '"
                                + unknown.instance().name() + "'")
                .now("devices of the host: " + known)
                .suggest(suggestion)
                .to(out);
    }

    private static String shown(List<String> names) {
        String first = String.join(", ", names.subList(0, Math.min(MOST_SHOWN, names.size())));
        int more = names.size() - MOST_SHOWN;
        return names.isEmpty() ? "none" : more > 0 ? first + " and " + more + " more" : first;
    }
}

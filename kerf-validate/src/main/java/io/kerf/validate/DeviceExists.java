// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.NearestWord;
import io.kerf.diag.Severity;
import io.kerf.model.Device;
import io.kerf.model.DeviceRef;
import io.kerf.model.Instance;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an instance names is a device of the host. One finding an instance. */
final class DeviceExists extends Rule {
    private static final int MOST_SHOWN = 20;

    /** So many unknown names are compared with all that are known: each costs as much as there are devices. */
    private static final int MOST_COMPARED = 100;

    /** What is read as the name of a device may be meant as that of a part: of a device that is unknown, nothing else can be told. */
    private static final Pattern PART = Pattern.compile("(.+)(_(?:vf|ns)[0-9]{1,9})", Pattern.DOTALL);

    DeviceExists() {
        super("DEV-001", Severity.ERROR, "the devices of an instance exist");
    }

    @Override
    void check(Ground ground, Consumer<Diagnostic> out) {
        List<String> names = new ArrayList<>();
        String known = "";
        int compared = 0;
        for (Instance instance : ground.instances()) {
            if (instance.devices().isEmpty()) {
                continue;
            }
            Set<String> unknown = new LinkedHashSet<>();
            for (DeviceRef ref : instance.devices()) {
                if (ground.device(ref.device()).isEmpty()) {
                    unknown.add(ref.text());
                }
            }
            if (!unknown.isEmpty()) {
                if (known.isEmpty()) {
                    ground.devices().stream().map(Device::name).forEach(names::add);
                    known = names.isEmpty() ? "none" : Words.names(names, MOST_SHOWN);
                }
                List<String> first = unknown.stream()
                        .limit(Math.max(0, Math.min(MOST_SHOWN, MOST_COMPARED - compared)))
                        .toList();
                compared += first.size();
                report(instance, unknown, known, suggestion(unknown.size() == 1, first, names), out);
            }
        }
    }

    private static String suggestion(boolean one, List<String> unknown, List<String> names) {
        List<String> meant = new ArrayList<>();
        for (String text : unknown) {
            near(text, names).ifPresent(near -> meant.add(one ? near : near + " for '" + text + "'"));
        }
        return meant.isEmpty()
                ? "name one of these, or a part of one, such as eth0_vf1 or nvme0_ns2"
                : "did you mean " + String.join(", ", meant) + "?";
    }

    /** The name of a device, or of a part of one, that is nearest to a text. */
    private static Optional<String> near(String text, List<String> names) {
        Matcher part = PART.matcher(text);
        if (part.matches()) {
            Optional<String> device = NearestWord.of(part.group(1), names);
            if (device.isPresent()) {
                return device.map(name -> name + part.group(2));
            }
        }
        return NearestWord.of(text, names);
    }

    private void report(
            Instance instance, Set<String> unknown, String known, String suggestion, Consumer<Diagnostic> out) {
        String message = unknown.size() == 1
                ? "unknown device '" + unknown.iterator().next() + "' of '" + instance.name() + "'"
                : unknown.size() + " unknown devices of '" + instance.name() + "': "
                        + Words.names(List.copyOf(unknown), MOST_SHOWN);
        Draft.of(this, instance, "devices", message)
                .now("devices of the host: " + known)
                .suggest(suggestion)
                .to(out);
    }
}

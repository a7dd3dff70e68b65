// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.diag.SubjectKind;
import io.kerf.model.Device;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** A kernel keeps 31 characters of the name of a platform device and 15 of an ACPI id; what is cut off no longer matches. */
final class DeviceNamesFit extends Rule {
    private static final int LONGEST_NAME = 31;
    private static final int LONGEST_HID = 15;
    private static final int SHOWN = 60;

    DeviceNamesFit() {
        super("DEV-008", Severity.WARNING, "the names of a device fit into the kernel");
    }

    @Override
    void check(Ground ground, Consumer<Diagnostic> out) {
        for (Device device : ground.devices()) {
            device.platformName().ifPresent(name -> check(ground, device, "device-name", name, LONGEST_NAME, out));
            device.acpiHid().ifPresent(hid -> check(ground, device, "acpi-hid", hid, LONGEST_HID, out));
        }
    }

    private void check(
            Ground ground, Device device, String property, String text, int longest, Consumer<Diagnostic> out) {
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > longest) {
            String shown = text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
            Draft.of(
                            this,
                            "'" + property + "' of device '" + device.name() + "' has " + bytes
                                    + " characters, and a kernel keeps " + longest)
                    .about(SubjectKind.DEVICE, device.name())
                    .at(ground.places().find("device/" + device.name()))
                    .now("it is '" + shown + "'")
                    .suggest("use the name that the device has under /sys/bus/platform/devices")
                    .to(out);
        }
    }
}

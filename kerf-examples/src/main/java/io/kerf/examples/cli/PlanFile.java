// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.DesiredPlan;
import io.kerf.Host;
import io.kerf.desired.DesiredState;
import io.kerf.desired.PlanData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** A file that says what a host is to have: a desired state, or a plan that was stored. The content tells which. */
final class PlanFile {
    /** A stored plan is a JSON object with this key, which no desired state has. */
    private static final Pattern STORED = Pattern.compile("\\A\\s*\\{[^{}\\[\\]]*\"kerf-plan\"\\s*:");

    private PlanFile() {}

    /** Reads the file, and plans what it asks of a host. */
    static DesiredPlan on(Host host, Path file) throws IOException {
        String text = new String(InputFile.read(file), StandardCharsets.UTF_8);
        if (STORED.matcher(text).find()) {
            return host.plan(PlanData.parse(text, file.toString()));
        }
        return host.plan(
                Files.isRegularFile(file)
                        ? DesiredState.read(file)
                        : DesiredState.parse(text, file.toString())); // a pipe cannot be read twice
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs a main of the tests in a process of its own, which starts fast and says on its output what the test asks for, and nothing else. */
final class ChildJvm {
    private ChildJvm() {}

    /** Starts it; what it logs goes to a file. */
    static Process start(Class<?> main, Path errors, Object... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return new ProcessBuilder(command).redirectError(errors.toFile()).start();
    }
}

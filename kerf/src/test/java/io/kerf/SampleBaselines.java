// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import java.nio.file.Path;

/** The sample baselines that users get, which are inputs of these tests too. */
final class SampleBaselines {
    private SampleBaselines() {}

    static Path file(String name) {
        return Path.of(System.getProperty("kerf.testdata"))
                .resolveSibling("kerf-examples/src/main/dts")
                .resolve(name);
    }

    /** A simulated host with the sample applied. */
    static Host initialized(String name) {
        Host host = Kerf.simulated(file(name));
        host.initialize(file(name)).apply();
        return host;
    }
}

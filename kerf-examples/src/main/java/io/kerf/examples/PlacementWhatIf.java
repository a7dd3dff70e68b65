// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples;

import io.kerf.Host;
import io.kerf.Kerf;
import io.kerf.WhatIf;
import io.kerf.model.CpuAffinity;
import java.io.IOException;
import java.nio.file.Path;

/** Asks where instances would sit, and why one would not fit, before any of them is created. */
public final class PlacementWhatIf {
    private PlacementWhatIf() {}

    /**
     * Runs the example.
     *
     * @param args the baseline's file, or nothing for {@code numa_topology.dts}
     * @throws IOException never
     * @throws InterruptedException never
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path machine = args.length > 0 ? Path.of(args[0]) : Samples.baseline("numa_topology.dts");
        Example.run(out -> {
            try (Host host = Kerf.simulated(machine)) {
                host.initialize(machine).apply();
                WhatIf answer = host.whatIf(
                        host.createInstance("web").cpuCount(4).memory("2GB"),
                        host.createInstance("spread").cpuCount(8).memory("8GB").affinity(CpuAffinity.SPREAD),
                        host.createInstance("huge").cpuCount(8).memory("500GB"));

                for (WhatIf.Fits fits : answer.fits()) {
                    out.println("✓ " + fits);
                    fits.placement().explain().lines().forEach(line -> out.println("    " + line));
                }
                for (WhatIf.Refused refused : answer.refusals()) {
                    out.println("✗ " + refused.name() + " (" + refused.category() + "): " + refused.reason());
                }
                out.println("Instances there are: " + host.instances().size());
            }
        });
    }
}

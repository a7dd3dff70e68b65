// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples;

import io.kerf.Host;
import io.kerf.InstanceHandle;
import io.kerf.Kerf;
import io.kerf.kexec.KernelImage;
import io.kerf.kexec.LoadRequest;
import java.io.IOException;
import java.nio.file.Path;

/** The example of the project's README, which a test compares with this. */
public final class FirstInstance {
    private FirstInstance() {}

    /**
     * Creates an instance on a simulated kernel and runs it through its life.
     *
     * @param args nothing
     * @throws IOException if no sample kernel image can be written
     */
    public static void main(String[] args) throws IOException {
        System.setProperty("slf4j.internal.verbosity", "ERROR"); // no logger is on the path, and that is meant
        Path vmlinux = Samples.kernelImage();
        // README from here
        Path machine = Path.of("kerf-examples/src/main/dts/numa_topology.dts");
        Host host = Kerf.simulated(machine);
        host.initialize(machine).apply();

        InstanceHandle web =
                host.createInstance("web").cpuCount(4).memory("2GB").create();
        web.load(LoadRequest.of(KernelImage.open(vmlinux)));
        web.boot();
        System.out.println(web.describe());

        web.halt();
        web.unload();
        web.delete();
        // README to here
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import io.kerf.fdt.Fdt;
import io.kerf.tree.DeviceTree;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests of what any kernel does, in memory or behind real files. */
@ParameterizedClass
@EnumSource(KernelForm.class)
public abstract class KernelContract {
    private final KernelForm.Booter booter;

    protected KernelContract(KernelForm form) {
        booter = new KernelForm.Booter(form);
    }

    protected final KernelForm.Booter booter() {
        return booter;
    }

    protected final SimulatedKernel boot(SimulatedMachine machine) {
        return booter.boot(machine);
    }

    /** As {@link Blobs#pooled()}. */
    final SimulatedKernel pooled() {
        SimulatedKernel kernel = boot(Blobs.machine().build());
        kernel.fs().writeDeviceTree(Fdt.encode(DeviceTree.of(Blobs.baseline())));
        return kernel;
    }

    @AfterEach
    final void clearAway() throws IOException {
        booter.close();
    }
}

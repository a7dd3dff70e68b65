// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import io.kerf.fdt.Fdt;
import io.kerf.tree.DeviceTree;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests of what any pool kernel does, the first as the newest, in memory or behind real files. */
@ParameterizedClass
@MethodSource("io.kerf.sysfs.simulated.ReleaseContract#pools")
abstract class PoolContract {
    private final KernelForm.Booter booter;
    private final SimulatedRelease release;

    PoolContract(KernelForm form, SimulatedRelease release) {
        this.booter = new KernelForm.Booter(form);
        this.release = release;
    }

    /** Whether the kernel is the newest, which does some things that the first does not. */
    final boolean isNewest() {
        return release == SimulatedRelease.POOL;
    }

    final SimulatedKernel boot(SimulatedMachine machine) {
        return booter.boot(machine, release);
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

// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec.simulated;

import io.kerf.fdt.Fdt;
import io.kerf.model.CpuSet;
import io.kerf.model.MemoryRange;
import io.kerf.sysfs.Ticker;
import io.kerf.sysfs.simulated.SimulatedKernel;
import io.kerf.sysfs.simulated.SimulatedMachine;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.PropertyValue;
import java.time.Duration;

/** A simulated kernel with one instance, and time that passes only by waiting. */
final class SimulatedHost {
    private final SimulatedKernel kernel = SimulatedKernel.inMemory(SimulatedMachine.builder()
            .cpus(CpuSet.range(0, 7))
            .memory(0, new MemoryRange(0, 1L << 30))
            .build());
    private final ManualTicker ticker = new ManualTicker();

    SimulatedHost() {
        kernel.fs()
                .writeDeviceTree(Fdt.encode(DeviceTree.builder()
                        .beginNode("resources")
                        .property("cpus", PropertyValue.ofU64(4, 5, 6, 7))
                        .beginNode("memory@0")
                        .property("size", PropertyValue.ofU64(1L << 29))
                        .endNode()
                        .endNode()
                        .build()));
    }

    SimulatedKernel kernel() {
        return kernel;
    }

    ManualTicker ticker() {
        return ticker;
    }

    SimulatedHost create(String name, int id, long memory, long... cpus) {
        kernel.fs()
                .writeOverlay(Fdt.encode(DeviceTree.builder()
                        .beginNode("fragment@0")
                        .property("target-path", PropertyValue.ofStrings("/instances"))
                        .beginNode("__overlay__")
                        .beginNode("instance-create")
                        .property("instance-name", PropertyValue.ofStrings(name))
                        .property("id", PropertyValue.ofU32(id))
                        .beginNode("resources")
                        .property("cpus", PropertyValue.ofU64(cpus))
                        .property("memory-bytes", PropertyValue.ofU64(memory))
                        .endNode()
                        .endNode()
                        .endNode()
                        .endNode()
                        .build()));
        return this;
    }

    /** Time that stands still but for pauses; an action can be set to happen during the next one. */
    static final class ManualTicker implements Ticker {
        private Duration now = Duration.ZERO;
        private Runnable during = () -> {};
        private int pauses;

        void duringPauses(Runnable action) {
            during = action;
        }

        int pauses() {
            return pauses;
        }

        @Override
        public Duration now() {
            return now;
        }

        @Override
        public void pause(Duration pause) {
            now = now.plus(pause);
            pauses++;
            during.run();
        }
    }
}

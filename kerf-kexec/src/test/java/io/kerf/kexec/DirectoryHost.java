// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import io.kerf.fdt.Fdt;
import io.kerf.model.CpuSet;
import io.kerf.model.MemoryRange;
import io.kerf.sysfs.SysfsMultikernel;
import io.kerf.sysfs.simulated.SimulatedKernel;
import io.kerf.sysfs.simulated.SimulatedMachine;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.PropertyValue;
import java.nio.file.Path;
import java.util.List;

/** A kernel in a directory with the instances {@code i1}, {@code i3}, {@code i511} and {@code i2047}, whose files are read as real ones. */
final class DirectoryHost {
    static final List<Integer> IDS = List.of(1, 3, 511, 2047);
    private static final long MIB = 1L << 20;

    private DirectoryHost() {}

    static SimulatedKernel boot(Path directory) {
        return boot(directory, IDS);
    }

    /** With some of the instances only, which takes less time. */
    static SimulatedKernel boot(Path directory, List<Integer> ids) {
        SimulatedKernel kernel = SimulatedKernel.onDirectory(
                directory,
                SimulatedMachine.builder()
                        .cpus(CpuSet.range(0, 7))
                        .memory(0, new MemoryRange(0, 1L << 30))
                        .build());
        kernel.fs()
                .writeDeviceTree(Fdt.encode(DeviceTree.builder()
                        .beginNode("resources")
                        .property("cpus", PropertyValue.ofU64(4, 5, 6, 7))
                        .beginNode("memory@0")
                        .property("size", PropertyValue.ofU64(1L << 29))
                        .endNode()
                        .endNode()
                        .build()));
        for (int i = 0; i < ids.size(); i++) {
            create(kernel, ids.get(i), 4 + i);
        }
        return kernel;
    }

    private static void create(SimulatedKernel kernel, int id, long cpu) {
        kernel.fs()
                .writeOverlay(Fdt.encode(DeviceTree.builder()
                        .beginNode("fragment@0")
                        .property("target-path", PropertyValue.ofStrings("/instances"))
                        .beginNode("__overlay__")
                        .beginNode("instance-create")
                        .property("instance-name", PropertyValue.ofStrings("i" + id))
                        .property("id", PropertyValue.ofU32(id))
                        .beginNode("resources")
                        .property("cpus", PropertyValue.ofU64(cpu))
                        .property("memory-bytes", PropertyValue.ofU64(64 * MIB))
                        .endNode()
                        .endNode()
                        .endNode()
                        .endNode()
                        .build()));
    }

    static SysfsMultikernel files(SimulatedKernel kernel) {
        return SysfsMultikernel.of(kernel.roots().orElseThrow());
    }
}

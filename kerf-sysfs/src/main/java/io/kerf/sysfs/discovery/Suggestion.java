// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import io.kerf.diag.Diagnostic;
import io.kerf.model.ByteSize;
import io.kerf.model.MemoryType;
import java.util.ArrayList;
import java.util.List;

/** A baseline to begin with, for whoever has no wishes yet. */
final class Suggestion {
    /** The size of a memory block of small x86 machines, which is what a guest adds memory in. */
    private static final long UNIT = 128L << 20;

    private Suggestion() {}

    static BaselineBuilder of(HostHardware hardware) {
        BaselineBuilder builder = hardware.baseline().allButOneCorePerNode();
        hardware.spareDevices().forEach(builder::device);
        written(hardware, builder);
        if (hardware.memory().pool().stream().anyMatch(range -> range.size() > 0)) {
            // A kernel that has a pool takes a baseline's memory out of it, and of nothing else.
            return builder.reservedMemory();
        }
        for (HostNode node : hardware.nodes()) {
            ByteSize half = half(node.free());
            if (node.type() == MemoryType.DRAM && !half.isZero()) {
                builder.memory(node.id(), half);
            }
        }
        ByteSize half = half(hardware.memory().available());
        if (hardware.nodes().isEmpty() && !half.isZero()) {
            builder.memory(half);
        }
        return builder;
    }

    private static void written(HostHardware hardware, BaselineBuilder builder) {
        List<String> drives = new ArrayList<>();
        hardware.writtenDevices().forEach((name, why) -> drives.add(name + ": " + why));
        if (!drives.isEmpty()) {
            builder.remark(Diagnostic.info(
                            Codes.DEVICE,
                            "drives that nothing seems to use are not suggested, since they are not known to be blank: "
                                    + Cores.some(drives))
                    .withSubject("devices")
                    .withSuggestion("discover as root, who may read drives, or name those that the pool is to have"));
        }
    }

    private static ByteSize half(ByteSize free) {
        return new ByteSize(free.bytes() / 2 / UNIT * UNIT);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.kexec.LoadRecord;
import io.kerf.model.Instance;
import io.kerf.model.InstanceState;
import io.kerf.sysfs.LoadedImage;
import io.kerf.tree.DeviceTree;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An instance as far as its files can be read.
 *
 * @param name the name of its directory, which need not be a name that kerf gives
 * @param id the number that the kernel knows it by
 * @param state its state
 * @param resources what it has; empty if that cannot be told
 * @param numaNodes NUMA nodes that its CPUs or memory are on, ascending
 * @param tree its device tree
 * @param image the kernel image that is loaded into it
 * @param record what kerf wrote down when it loaded that image
 * @param problems what could not be read and why
 */
record ReadInstance(
        String name,
        OptionalInt id,
        Optional<InstanceState> state,
        Optional<Instance> resources,
        List<Integer> numaNodes,
        Optional<DeviceTree> tree,
        Optional<LoadedImage> image,
        Optional<LoadRecord> record,
        List<String> problems) {
    /** Copies the lists. */
    ReadInstance {
        numaNodes = List.copyOf(numaNodes);
        problems = List.copyOf(problems);
    }
}

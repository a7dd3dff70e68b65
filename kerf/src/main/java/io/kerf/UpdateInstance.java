// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.model.ByteSize;
import io.kerf.model.CpuSet;

/**
 * Says how an instance is to change where it stands. Each call returns a request of its own, so that one that is held can be used again; calls
 * count in their order.
 *
 * <pre>{@code
 * host.updateInstance("web").addCpus("8-9").memory("6GB").apply();
 * }</pre>
 *
 * <p>A running instance keeps its memory.
 */
public interface UpdateInstance {
    /**
     * Gives the instance these CPUs and no others. The one that it boots on has to be among them.
     *
     * @param list physical ids, such as {@code 4-7,10}
     * @return the request with them
     * @throws io.kerf.model.ModelException if the text is no list of CPUs
     */
    UpdateInstance cpus(String list);

    /**
     * Gives the instance these CPUs and no others. The one that it boots on has to be among them.
     *
     * @param exactly physical ids
     * @return the request with them
     */
    UpdateInstance cpus(CpuSet exactly);

    /**
     * Gives the instance more CPUs.
     *
     * @param list physical ids, such as {@code 4-7,10}; those that it has already change nothing
     * @return the request with them
     * @throws io.kerf.model.ModelException if the text is no list of CPUs
     */
    UpdateInstance addCpus(String list);

    /**
     * Takes CPUs from the instance, all but the one that it boots on at most.
     *
     * @param list physical ids, such as {@code 4-7,10}; those that it does not have change nothing
     * @return the request with them
     * @throws io.kerf.model.ModelException if the text is no list of CPUs
     */
    UpdateInstance removeCpus(String list);

    /**
     * Sets how much memory the instance has in all. What is added is a region of its own; what is taken away has to be regions that were added,
     * as a whole.
     *
     * @param size such as {@code 6GB}, in units of 1,024
     * @return the request with it
     * @throws io.kerf.model.ModelException if the text is no size
     */
    UpdateInstance memory(String size);

    /**
     * Sets how much memory the instance has in all, as {@link #memory(String)}.
     *
     * @param size rounded up to pages of 4 KiB
     * @return the request with it
     */
    UpdateInstance memory(ByteSize size);

    /**
     * Gives the instance a device.
     *
     * @param name a PCI device of the baseline
     * @return the request with it
     */
    UpdateInstance addDevice(String name);

    /**
     * Takes a device from the instance.
     *
     * @param name a device; one that it does not have changes nothing
     * @return the request with it
     */
    UpdateInstance removeDevice(String name);

    /**
     * Works the change out and writes nothing.
     *
     * @return what would be done
     * @throws PlacementException if CPUs are kept for another instance, or the memory that is to be added is not free in one piece
     * @throws io.kerf.validate.ValidationException if the host would not be legal afterwards
     * @throws io.kerf.sysfs.KernelInterfaceException if there is no such instance, or the kernel cannot do it or not safely
     */
    UpdatePlan plan();

    /**
     * Changes the instance and makes sure that it came out as was meant, or leaves it as it is.
     *
     * @return the instance
     * @throws PlacementException as {@link #plan}
     * @throws io.kerf.validate.ValidationException as {@link #plan}
     * @throws io.kerf.sysfs.KernelInterfaceException as {@link #plan}, or if the kernel refused
     * @throws io.kerf.sysfs.PartialChangeException if it failed in the middle and could not be taken back
     */
    InstanceHandle apply();
}

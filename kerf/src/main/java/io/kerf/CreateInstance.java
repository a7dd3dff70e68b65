// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.alloc.SmtPolicy;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuAffinity;
import io.kerf.model.CpuSet;
import io.kerf.model.MemoryPolicy;

/**
 * First step of {@link Host#createInstance}: CPUs are asked for before anything else, then memory, then what is optional. Each
 * method returns a new step; a step that is held can be used again.
 *
 * <pre>{@code
 * host.createInstance("database").cpuCount(8).memory("8GB").numaNodes(1).device("nvme0_ns2").create();
 * }</pre>
 */
public interface CreateInstance {
    /**
     * Asks for these very CPUs.
     *
     * @param list physical ids in list syntax, such as {@code 4-7,10}; the lowest one boots
     * @return the next step
     * @throws io.kerf.model.ModelException if the text is no such list
     * @throws IllegalArgumentException if the list is empty
     */
    NeedsMemory cpus(String list);

    /**
     * Asks for these very CPUs.
     *
     * @param exactly physical ids; the lowest one boots
     * @return the next step
     * @throws IllegalArgumentException if the set is empty
     */
    NeedsMemory cpus(CpuSet exactly);

    /**
     * Asks for a number of CPUs, to be chosen by topology.
     *
     * @param count how many, from 1
     * @return the next step
     * @throws IllegalArgumentException if the count is below 1
     */
    NeedsMemory cpuCount(int count);

    /** Second step: memory. */
    interface NeedsMemory {
        /**
         * Asks for memory.
         *
         * @param size such as {@code 2GB} or {@code 512MB}, in powers of 1024; rounded up to pages of 4 KiB
         * @return the last step
         * @throws io.kerf.model.ModelException if the text is no size
         * @throws IllegalArgumentException if it is zero
         */
        Ready memory(String size);

        /**
         * Asks for memory.
         *
         * @param size rounded up to pages of 4 KiB
         * @return the last step
         * @throws IllegalArgumentException if it is zero
         */
        Ready memory(ByteSize size);
    }

    /** Last step: all that is required is known. */
    interface Ready {
        /**
         * Says how CPUs are chosen; {@link CpuAffinity#COMPACT} otherwise.
         *
         * @param affinity close together, spread over nodes, or on one node with the memory
         * @return the step with the affinity
         */
        Ready affinity(CpuAffinity affinity);

        /**
         * Says how cores are shared with other instances and the host; {@link SmtPolicy#AVOID} otherwise.
         *
         * @param smt the policy
         * @return the step with the policy
         */
        Ready smt(SmtPolicy smt);

        /**
         * Takes CPUs only from these NUMA nodes.
         *
         * @param nodes node ids; none for any node
         * @return the step with the nodes in place of earlier ones
         */
        Ready numaNodes(int... nodes);

        /**
         * Says where memory may come from; anywhere, nearest first, otherwise.
         *
         * @param policy the policy
         * @return the step with the policy
         */
        Ready memoryPolicy(MemoryPolicy policy);

        /**
         * Asks for memory at an address. The kernel places memory itself: a base that differs from the one it will choose is refused.
         *
         * @param base first byte, unsigned
         * @return the step with the base
         */
        Ready memoryBase(long base);

        /**
         * Asks for a device, or a part of one, besides those asked for before.
         *
         * @param name a device of the baseline, such as {@code nvme0}, with {@code _vf3} or {@code _ns2} for a part
         * @return the step with the device
         */
        Ready device(String name);

        /**
         * Asks for an id; the lowest free one from 1 to 511 otherwise.
         *
         * @param id from 1 to 2047
         * @return the step with the id
         * @throws IllegalArgumentException if the id is out of range
         */
        Ready id(int id);

        /**
         * Reads the host, places, validates and encodes the instance, and writes nothing.
         *
         * @return the plan
         * @throws PlacementException if there is no room, or the request contradicts itself
         * @throws io.kerf.model.ModelException if the host has no such device
         * @throws InstanceExistsException if there is an instance of that name
         * @throws io.kerf.validate.ValidationException if the host, or the host with the instance, breaks a rule
         * @throws io.kerf.sysfs.KernelInterfaceException if there is no baseline, or the kernel's interface cannot express the instance
         */
        CreatePlan plan();

        /**
         * Creates the instance: {@link #plan} and {@link CreatePlan#apply} while no other change by this host can come between.
         *
         * @return a handle of the instance, whose resources were read back and compared
         * @throws PlacementException if there is no room, or the request contradicts itself; nothing was written
         * @throws io.kerf.validate.ValidationException if the result would break a rule; nothing was written
         * @throws io.kerf.model.ModelException if the host has no such device; nothing was written
         * @throws InstanceExistsException if there is an instance of that name; nothing was written
         * @throws io.kerf.sysfs.KernelInterfaceException if the kernel refuses; all is as it was
         * @throws io.kerf.sysfs.PartialChangeException if something is left that could not be taken back
         */
        InstanceHandle create();
    }
}

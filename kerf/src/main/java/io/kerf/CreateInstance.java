// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.alloc.DeviceUnits;
import io.kerf.alloc.PlacementPriority;
import io.kerf.alloc.SmtPolicy;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuAffinity;
import io.kerf.model.CpuSet;
import io.kerf.model.InstanceOptions;
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
         * Lets the memory be cut into several regions; one otherwise, and under {@link MemoryPolicy#INTERLEAVE} one for each node of the host
         * at most.
         *
         * @param most the most regions, from 1
         * @return the step with the number
         * @throws IllegalArgumentException if it is below 1
         */
        Ready memoryRegions(int most);

        /**
         * Says where memory had better come from, without insisting: where it cannot be had so, any node gives it, and the placement warns.
         *
         * @param policy the policy
         * @return the step with the policy
         */
        Ready preferredMemoryPolicy(MemoryPolicy policy);

        /**
         * Says what weighs most in a compact placement; few shared cores otherwise.
         *
         * @param priority the priority
         * @return the step with the priority
         */
        Ready priority(PlacementPriority priority);

        /**
         * Asks for a device, or a part of one, besides those asked for before.
         *
         * @param name a device of the baseline, such as {@code nvme0}, with {@code _vf3} or {@code _ns2} for a part
         * @return the step with the device
         */
        Ready device(String name);

        /**
         * Asks for one virtual function of a card, whichever is free, besides what was asked for before. Kernels known so far take whole devices
         * only, so that the plan is refused for the part that was chosen, with what to do instead.
         *
         * @param device the card's name, such as {@code eth0}
         * @return the step with the wish
         */
        Ready anyFunctionOf(String device);

        /**
         * Asks for one namespace of a controller, whichever is free, besides what was asked for before. What is said of {@link #anyFunctionOf} holds
         * here, too.
         *
         * @param device the controller's name, such as {@code nvme0}
         * @return the step with the wish
         */
        Ready anyNamespaceOf(String device);

        /**
         * Asks for a number of parts of a device or of any device, besides what was asked for before. Of several devices that nearest to the CPUs
         * gives them.
         *
         * <pre>{@code
         * host.createInstance("web").cpuCount(4).memory("2GB").parts(DeviceUnits.functions(2)).create();
         * }</pre>
         *
         * @param parts what kind, how many and of which device
         * @return the step with the wish
         * @throws IllegalArgumentException if it is for none
         */
        Ready parts(DeviceUnits parts);

        /**
         * Sets options for the kernel; none otherwise.
         *
         * @param options the options
         * @return the step with the options in place of earlier ones
         */
        Ready options(InstanceOptions options);

        /**
         * Makes the creation safe to repeat: whoever asks again with the same key for the very same gets the handle of the instance that is there,
         * and nothing is written.
         *
         * <pre>{@code
         * host.createInstance("web").cpuCount(4).memory("2GB").idempotencyKey("order-4711").create();
         * }</pre>
         *
         * <p>A key lives as long as its instance. kerf keeps it in the state directory of the host; a host without one, in memory, while the host
         * object lives. An instance of the name of which no key is known is taken for what is asked if it has those resources, no more and no less.
         *
         * @param key 1 to 255 characters, none of them a control character
         * @return the step with the key
         * @throws IllegalArgumentException if it is no such text
         */
        Ready idempotencyKey(String key);

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
         * @throws InstanceExistsException if there is an instance of that name, whatever its key
         * @throws io.kerf.validate.ValidationException if the host, or the host with the instance, breaks a rule
         * @throws io.kerf.sysfs.KernelInterfaceException if there is no baseline, or the kernel's interface cannot express the instance
         */
        CreatePlan plan();

        /**
         * Creates the instance: {@link #plan} and {@link CreatePlan#apply} while no other change by this host can come between.
         *
         * @return a handle of the instance, whose resources were read back and compared; or of the one that was created with this key before
         * @throws KeyReusedException if the key was used for another instance or another request; nothing was written
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

// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import java.util.List;

/**
 * Several creations, changes and removals of instances that are made together: all of them, or none. They are placed and validated
 * together, so that what one instance gives up another can get at once.
 *
 * <pre>{@code
 * host.batch()
 *         .update(host.updateInstance("web").removeCpus("6-7"))
 *         .create(host.createInstance("cache").cpus("6-7").memory("1GB"))
 *         .delete("old")
 *         .apply();
 * }</pre>
 *
 * <p>Each call returns a batch of its own, so that one that is held can be used again. In what order they are called makes no difference: what
 * is removed and given up comes first, then what is added to instances that stay, then what is created.
 */
public interface Batch {
    /**
     * Adds an instance to create.
     *
     * @param instance a request of this host, not yet carried out. An instance of the name may be removed in the same batch; the new one
     *     then has another id
     * @return the batch with it
     * @throws IllegalArgumentException if the request is of another host, or the batch creates or changes an instance of that name already
     */
    Batch create(CreateInstance.Ready instance);

    /**
     * Adds an instance to change where it stands.
     *
     * @param change a request of this host, not yet carried out
     * @return the batch with it
     * @throws IllegalArgumentException if the request is of another host, or the batch is about an instance of that name already
     */
    Batch update(UpdateInstance change);

    /**
     * Adds an instance to remove. It must be neither loaded nor active when the batch is planned.
     *
     * @param name the instance's name
     * @return the batch with it
     * @throws io.kerf.model.ModelException if no instance can have that name
     * @throws IllegalArgumentException if the batch changes or removes that instance already
     */
    Batch delete(String name);

    /**
     * Reads the host, places, validates and encodes all of the batch, and writes nothing.
     *
     * @return the plan
     * @throws ChangeRefusedException if several parts cannot be; of one that cannot, what is thrown for it alone: see
     *     {@link CreateInstance.Ready#plan} and {@link UpdateInstance#plan}
     * @throws io.kerf.validate.ValidationException if the host would not be legal afterwards
     */
    BatchPlan plan();

    /**
     * Does all of the batch and makes sure that it came out as was meant, or leaves the host as it is: {@link #plan} and
     * {@link BatchPlan#apply} while no other change by this host can come between.
     *
     * @return handles of the instances that were created and changed, sorted by name
     * @throws ChangeRefusedException as for {@link #plan}; nothing was written
     * @throws io.kerf.validate.ValidationException as for {@link #plan}; nothing was written
     * @throws io.kerf.sysfs.KernelInterfaceException if the kernel refuses; all is as it was
     * @throws io.kerf.sysfs.PartialChangeException if something is left that could not be taken back
     */
    List<InstanceHandle> apply();
}

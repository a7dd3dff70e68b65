// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.desired.DesiredState;
import io.kerf.desired.PlanData;
import io.kerf.model.SystemState;
import io.kerf.sysfs.InstanceEvent;
import io.kerf.tree.DeviceTree;
import io.kerf.validate.Report;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

/**
 * One host and the kernels that run on it.
 *
 * <pre>{@code
 * try (Host host = Kerf.simulated(Path.of("numa_topology.dts"))) {
 *     host.initialize(Path.of("numa_topology.dts")).apply();
 *     InstanceHandle web = host.createInstance("web").cpuCount(4).memory("2GB").create();
 *     web.load(LoadRequest.of(KernelImage.open(Path.of("/boot/vmlinux"))));
 *     web.boot();
 * }
 * }</pre>
 *
 * <p>Every call reads the kernel afresh: nothing that another program changed in between goes unseen. What the kernel does not keep, such as
 * the topology, is known to the host that applied the baseline. Calls that change something run one at a time on each host, for as long
 * as a kernel needs to boot or halt, and one that waits longer than {@link HostConfig#lockTimeout} throws a
 * {@link io.kerf.sysfs.LockTimeoutException}; nothing keeps other hosts and programs from a change meanwhile. A host may be used by several
 * threads. Once it is closed, every call throws {@link IllegalStateException}.
 */
public interface Host extends AutoCloseable {
    /**
     * Begins to give the hardware that a baseline describes to the pool of the instances. Nothing happens before
     * {@link BaselineRequest#apply}.
     *
     * @param baseline a device tree source or blob, told by its content
     * @return the request
     * @throws io.kerf.dts.DtsException if the source cannot be read or compiled; it carries all findings
     * @throws io.kerf.fdt.FdtFormatException if the blob is not sound
     */
    BaselineRequest initialize(Path baseline);

    /**
     * Begins to give the hardware that a baseline describes to the pool of the instances.
     *
     * @param baseline the baseline in any dialect
     * @return the request
     */
    BaselineRequest initialize(DeviceTree baseline);

    /**
     * Begins to give the hardware that a baseline describes to the pool of the instances.
     *
     * @param baseline the baseline, without instances
     * @return the request
     */
    BaselineRequest initialize(SystemState baseline);

    /**
     * Begins to undo {@link #initialize(Path)}: all instances go, and CPUs, devices and memory go back to the host. Nothing happens before
     * {@link Teardown#apply}.
     *
     * <pre>{@code
     * TeardownResult result = host.teardown().evenIfActive().apply();
     * System.out.println(result);
     * }</pre>
     *
     * @return the request
     */
    Teardown teardown();

    /**
     * Begins to create an instance. Nothing happens before {@link CreateInstance.Ready#create}.
     *
     * @param name a letter or digit, then letters, digits, {@code . _ -}; at most 63 characters
     * @return the first step of the request
     * @throws io.kerf.model.ModelException if the name cannot be one
     */
    CreateInstance createInstance(String name);

    /**
     * Returns a handle of an instance that exists.
     *
     * @param name the instance's name
     * @return the handle
     * @throws io.kerf.model.ModelException if the name cannot be one
     * @throws io.kerf.sysfs.KernelInterfaceException if there is no such instance, or its id is above 2047
     */
    InstanceHandle instance(String name);

    /**
     * Returns a handle of an instance that exists.
     *
     * @param id the number that the kernel knows it by
     * @return the handle
     * @throws io.kerf.sysfs.KernelInterfaceException if there is no such instance that kerf can handle, or no baseline
     */
    InstanceHandle instance(int id);

    /**
     * Begins a request to change an instance where it stands.
     *
     * @param name its name
     * @return the request; whether there is such an instance is looked at when it is planned or applied
     * @throws io.kerf.model.ModelException if no instance can have that name
     */
    UpdateInstance updateInstance(String name);

    /**
     * Begins a change of several instances that are created, changed and removed together or not at all.
     *
     * @return a batch without parts
     */
    Batch batch();

    /**
     * Works out what it takes to bring the host into a desired state, and writes nothing. Instances are changed where they stand as far as
     * the kernel can do that; one that is {@code ready} is deleted and created anew with another id where it cannot.
     *
     * @param wanted all instances that the host is to have, and no others
     * @return the plan; it does nothing if all is as it is wanted
     * @throws ChangeRefusedException if several parts cannot be; if one cannot, what is thrown for it alone: {@link PlacementException}
     *     for what has no room, {@link io.kerf.model.ModelException} for an unknown device,
     *     {@link io.kerf.sysfs.KernelInterfaceException} for what the kernel cannot do, such as to delete an instance that runs
     * @throws io.kerf.validate.ValidationException if the host would not be legal afterwards
     */
    DesiredPlan plan(DesiredState wanted);

    /**
     * Takes up a plan that was stored.
     *
     * @param stored the plan
     * @return the plan on this host
     * @throws StalePlanException if the host is not in the state that the plan was made from
     * @throws io.kerf.validate.ValidationException if the plan breaks a rule, as one does that was edited
     * @throws io.kerf.sysfs.KernelInterfaceException if the kernel cannot do it
     */
    DesiredPlan plan(PlanData stored);

    /**
     * Brings the host into a desired state as a whole, or leaves it as it is: {@link #plan(DesiredState)} and {@link DesiredPlan#apply} while
     * no other change by this host can come between. A second time it writes nothing.
     *
     * <pre>{@code
     * host.apply(DesiredState.read(Path.of("instances.yaml")));
     * }</pre>
     *
     * @param wanted all instances that the host is to have, and no others
     * @return handles of all of them, sorted by name
     * @throws io.kerf.diag.KerfException as {@link #plan(DesiredState)}; nothing was written
     * @throws io.kerf.sysfs.PartialChangeException if something is left that could not be taken back
     */
    List<InstanceHandle> apply(DesiredState wanted);

    /**
     * Returns handles of all instances, save for those of other programs that have a name or an id that kerf does not give.
     *
     * @return the handles, sorted by name
     * @throws io.kerf.sysfs.KernelInterfaceException if the kernel has no baseline, or cannot be read
     */
    List<InstanceHandle> instances();

    /**
     * Returns the kernel's records of overlays.
     *
     * @return the transactions, oldest first
     */
    List<TransactionHandle> transactions();

    /**
     * Reads what there is now: the baseline with its topology, and the instances as the kernel shows them.
     *
     * @return the state
     * @throws io.kerf.sysfs.KernelInterfaceException if the kernel has no baseline, or cannot be read
     */
    SystemState state();

    /**
     * Validates {@link #state}.
     *
     * @return the report
     * @throws io.kerf.sysfs.KernelInterfaceException if the kernel has no baseline, or cannot be read
     */
    Report report();

    /**
     * Looks whether everything is there that kerf needs: kernel options, file system, rights, kexec, lockdown, pool, what the host keeps, room
     * for instances. Writes nothing, and what cannot be read is an answer.
     *
     * <pre>{@code
     * System.out.println(host.qualify());
     * // missing  file system: there is no /sys/fs/multikernel …; boot a multikernel kernel …
     * }</pre>
     *
     * @return the checks, each with what was found and what to do
     */
    Qualification qualify();

    /**
     * Works out what the host could still give: the largest instance anywhere and on each NUMA node under each policy, how cut up what is free
     * is, and what to move so that more fits.
     *
     * <pre>{@code
     * host.capacity().largestOn(1).ifPresent(System.out::println);     // node 1, compact, avoid: 16 CPUs, 31GB
     * }</pre>
     *
     * @return the capacity at this moment
     * @throws io.kerf.sysfs.KernelInterfaceException if the kernel has no baseline, or cannot be read
     */
    HostCapacity capacity();

    /**
     * Plans creations that are never carried out, each as if those before it had been. A refusal is an answer here, not an exception.
     *
     * <pre>{@code
     * WhatIf answer = host.whatIf(host.createInstance("web").cpuCount(4).memory("2GB"));
     * if (!answer.allFit()) {
     *     System.out.println(answer);
     * }
     * }</pre>
     *
     * @param creations requests made by this host; idempotency keys count for nothing
     * @return an answer for each, in the same order
     * @throws io.kerf.sysfs.KernelInterfaceException if the kernel has no baseline, or cannot be read
     * @throws IllegalArgumentException if a request was made by another host
     */
    WhatIf whatIf(CreateInstance.Ready... creations);

    /**
     * Tells a listener what happens to instances, whoever makes it happen: what comes, changes its state, goes or vanishes. The kernel tells
     * nobody, so a thread looks five times a second; what comes and goes between two looks is not seen.
     *
     * <pre>{@code
     * HostWatch watch = host.watch(event -> log.info("{}", event));
     * }</pre>
     *
     * @param listener is called on a thread of kerf's, one event at a time, and should be quick. What it throws is logged
     * @return the watch, to end it; it ends with the host, too
     * @throws io.kerf.sysfs.KernelInterfaceException if the kernel cannot be read
     */
    HostWatch watch(Consumer<? super InstanceEvent> listener);

    /**
     * Returns the same as a publisher, for libraries of reactive streams. Each subscriber hears of what happens from its subscription on, has
     * 1024 events of room, and gets an error when it is further behind; it is completed when the host is closed.
     *
     * <pre>{@code
     * host.events().subscribe(subscriber);
     * }</pre>
     *
     * @return the publisher
     */
    Flow.Publisher<InstanceEvent> events();

    /**
     * Reads figures: operations of this object, their latencies and failures, pool and instances.
     *
     * <pre>{@code
     * host.metrics().pool().ifPresent(pool -> System.out.println(pool.freeCpus() + " CPUs free"));
     * }</pre>
     *
     * @return the figures at this moment; a host that cannot be read has no pool
     */
    HostMetrics metrics();

    /** Ends the use of this object; the kernel and its instances stay as they are. Closing twice does nothing. */
    @Override
    void close();
}

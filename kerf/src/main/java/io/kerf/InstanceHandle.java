// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.kexec.LoadRecord;
import io.kerf.kexec.LoadRequest;
import io.kerf.model.Instance;
import io.kerf.model.InstanceId;
import io.kerf.model.InstanceName;
import io.kerf.model.InstanceState;
import io.kerf.sysfs.LoadedImage;
import io.kerf.tree.DeviceTree;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One instance. The handle holds the name and the id only; each call reads the kernel. Once the instance is deleted every call but those two
 * fails with a {@link io.kerf.sysfs.KernelInterfaceException}, also when a new instance has the same name and another id; once the
 * host is closed, with an {@link IllegalStateException}.
 *
 * <p>Safe for use by several threads.
 */
public interface InstanceHandle {
    /**
     * Returns the name.
     *
     * @return the name
     */
    InstanceName name();

    /**
     * Returns the number that the kernel knows the instance by.
     *
     * @return the id
     */
    InstanceId id();

    /**
     * Reads the state.
     *
     * @return {@code ready} after creation, {@code loaded} with a kernel image, {@code active} while it runs
     */
    InstanceState status();

    /**
     * Reads the resources.
     *
     * @return the instance as the kernel shows it
     */
    Instance describe();

    /**
     * Reads where what the instance has lies.
     *
     * <pre>{@code
     * host.instance("web").numa().forEach(System.out::println);     // node 1: CPUs 16-19, 2GB
     * }</pre>
     *
     * @return a share for each NUMA node that it has anything on, ascending; what is on no node that is known comes last
     */
    List<NumaShare> numa();

    /**
     * Reads the device tree of the instance.
     *
     * @return the tree as the kernel shows it
     * @throws io.kerf.fdt.FdtFormatException if it is none
     */
    DeviceTree tree();

    /**
     * Reads which image is loaded.
     *
     * @return the instance's row in the kernel's list of images; empty if it has none, or the kernel has no such list
     */
    Optional<LoadedImage> image();

    /**
     * Reads what kerf wrote down when it loaded the image: its file, digest and version, and when. Kept in the state directory, so hosts in
     * memory have none.
     *
     * @return the record of what this instance was loaded with since the host booted; empty if there is none
     */
    Optional<LoadRecord> loadRecord();

    /**
     * Loads a kernel image, so that the instance can be booted.
     *
     * @param request the image with its initial file system and command line
     * @throws io.kerf.kexec.InstanceStateException if the instance is not ready
     * @throws io.kerf.kexec.KernelImageException if kernel and initial file system do not fit the instance's memory, or changed since they
     *     were opened
     * @throws io.kerf.kexec.SyscallException if the kernel refuses
     */
    void load(LoadRequest request);

    /**
     * Looks whether {@link #load} would be refused, and loads nothing. It may take a while, since an initial file system is read; other changes
     * of the host do not wait for that.
     *
     * <pre>{@code
     * InstanceHandle web = host.instance("web");
     * LoadRequest checked = web.checkLoad(LoadRequest.of(image).withInitrd(initrd));     // throws what load would throw
     * web.load(checked);
     * }</pre>
     *
     * @param request the image with its initial file system and command line
     * @return the request with its initial file system as it was read: if it is loaded, it is with these bytes or not at all
     * @throws io.kerf.kexec.InstanceStateException if the instance is not ready
     * @throws io.kerf.kexec.KernelImageException if kernel and initial file system do not fit the instance's memory, or cannot be read
     */
    LoadRequest checkLoad(LoadRequest request);

    /**
     * Starts the loaded kernel and waits until it is active.
     *
     * @throws io.kerf.kexec.InstanceStateException if the instance is not loaded, or does not become active
     * @throws io.kerf.kexec.SyscallException if the kernel refuses
     */
    void boot();

    /**
     * Asks the kernel of the instance to halt and waits until it did. The image stays loaded.
     *
     * @throws io.kerf.kexec.InstanceStateException if the instance is not active, or does not halt
     * @throws io.kerf.kexec.SyscallException if the kernel refuses
     */
    void halt();

    /**
     * Stops the CPUs of the instance without asking its kernel.
     *
     * @throws io.kerf.kexec.InstanceStateException if the instance is neither active nor loaded
     * @throws io.kerf.kexec.SyscallException if the kernel refuses
     */
    void forceHalt();

    /**
     * Drops the loaded kernel image. An active instance is refused, since that would free memory that a kernel runs from.
     *
     * @throws io.kerf.kexec.InstanceStateException if the instance is not loaded
     * @throws io.kerf.kexec.SyscallException if the kernel refuses
     */
    void unload();

    /**
     * Removes the instance and gives its CPUs, memory and devices back to the pool.
     *
     * @throws io.kerf.sysfs.KernelInterfaceException if the instance is loaded or active, or the kernel refuses; all is as it was
     * @throws io.kerf.validate.ValidationException if the host breaks a rule; nothing was written
     * @throws io.kerf.sysfs.PartialChangeException if something is left that could not be taken back
     */
    void delete();

    /**
     * Removes the instance, and before that its kernel image if one is loaded.
     *
     * @throws io.kerf.kexec.SyscallException if the kernel does not drop the image; all is as it was
     * @throws io.kerf.sysfs.KernelInterfaceException if the instance is active, or the kernel refuses; it may be without its image then
     * @throws io.kerf.validate.ValidationException if the host breaks a rule; the instance may be without its image then
     * @throws io.kerf.sysfs.PartialChangeException if something is left that could not be taken back
     */
    void deleteEvenIfLoaded();

    /**
     * Waits for a state.
     *
     * @param wanted the state
     * @param timeout how long at most
     * @throws io.kerf.kexec.InstanceStateException if the state does not come in time, or the thread is interrupted
     */
    void await(InstanceState wanted, Duration timeout);
}

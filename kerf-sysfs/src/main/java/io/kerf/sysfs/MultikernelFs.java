// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import io.kerf.model.InstanceState;
import java.util.List;

/**
 * The files through which one multikernel kernel is read and changed: those under {@code /sys/fs/multikernel}, and the few of
 * {@code /proc} that belong to them. Blobs go in and come out as they are; nothing is interpreted here but one-word texts.
 *
 * <p>Names of instances are those of the kernel's directories: it allows more than {@link io.kerf.model.InstanceName} does. Reads
 * are fresh each time. Implementations are safe for use by several threads; that two changes do not interleave is the caller's part.
 *
 * <p>Every method throws {@link KernelInterfaceException} when the kernel refuses or a file is not what it should be; only the
 * cases that callers branch on are named below.
 */
public interface MultikernelFs {
    /**
     * Reads the tree of the host: {@code device_tree}.
     *
     * @return the whole blob
     */
    byte[] readDeviceTree();

    /**
     * Writes a baseline by one {@code write(2)}. Moving CPUs and memory into the pool can take tens of seconds.
     *
     * @param blob the baseline; not modified
     * @throws KernelInterfaceException if it is refused. The pool may be filled in part all the same: read it back
     */
    void writeDeviceTree(byte[] blob);

    /**
     * Writes an overlay by one {@code write(2)} to {@code overlays/new}. That it returns says only that the kernel saw a device tree:
     * whether the overlay was applied is in the status of the transaction.
     *
     * @param blob the overlay; not modified
     * @throws KernelInterfaceException if it is no device tree, or with reason {@code SHORT_WRITE} if the kernel cut it
     */
    void writeOverlay(byte[] blob);

    /**
     * Lists the transactions.
     *
     * @return their numbers, ascending
     */
    List<TransactionId> transactions();

    /**
     * Reads how a transaction ended.
     *
     * @param id the transaction
     * @return the status
     * @throws KernelInterfaceException with reason {@code GONE} if there is no such transaction, {@code MALFORMED} for a word
     *     that is neither {@code applied} nor {@code failed}
     */
    TransactionStatus transactionStatus(TransactionId id);

    /**
     * Reads what a transaction was aimed at.
     *
     * @param id the transaction
     * @return the target path of its first fragment, or {@code unknown}
     * @throws KernelInterfaceException with reason {@code GONE} if there is no such transaction
     */
    String transactionTarget(TransactionId id);

    /**
     * Reads the marker of a transaction: property {@code mk,resources} of the overlay's root.
     *
     * @param id the transaction
     * @return the marker, cut at 255 bytes, or {@code unknown}
     * @throws KernelInterfaceException with reason {@code GONE} if there is no such transaction
     */
    String transactionMarker(TransactionId id);

    /**
     * Reads the overlay of a transaction.
     *
     * @param id the transaction
     * @return the blob as the kernel received it
     * @throws KernelInterfaceException with reason {@code GONE} if there is no such transaction
     */
    byte[] transactionOverlay(TransactionId id);

    /**
     * Removes a transaction's directory, whereby the kernel undoes every item of its overlay, even those that never ran.
     *
     * @param id the transaction
     * @throws KernelInterfaceException if an item cannot be undone; what was undone before it stays undone
     */
    void removeTransaction(TransactionId id);

    /**
     * Lists the instances.
     *
     * @return the names of their directories, in order of the names
     */
    List<String> instances();

    /**
     * Reads the id of an instance.
     *
     * @param name the name of its directory
     * @return the id; 0 is the host itself
     * @throws KernelInterfaceException with reason {@code GONE} if there is no such instance
     */
    int instanceId(String name);

    /**
     * Reads the state of an instance.
     *
     * @param name the name of its directory
     * @return the state
     * @throws KernelInterfaceException with reason {@code GONE} if there is no such instance, {@code MALFORMED} for an unknown word
     */
    InstanceState instanceState(String name);

    /**
     * Reads the tree of an instance.
     *
     * @param name the name of its directory
     * @return the whole blob
     * @throws KernelInterfaceException with reason {@code GONE} if there is no such instance
     */
    byte[] readInstanceTree(String name);

    /**
     * Reads {@code /proc/iomem}, where the chunks of the pool and the regions of the instances are listed. Without privilege all
     * its addresses are 0.
     *
     * @return the text
     */
    String iomem();

    /**
     * Reads {@code /proc/cpuinfo}, which lists the CPUs that the host has itself: those in the pool are offline.
     *
     * @return the text; empty where there is none to read
     */
    default String cpuinfo() {
        return "";
    }

    /**
     * Reads {@code /proc/kimage}, the list of loaded kernel images.
     *
     * @return the text
     */
    String kimage();

    /**
     * Reads {@code /proc/sys/kernel/random/boot_id}. It changes with every boot, whereupon transactions are counted anew.
     *
     * @return the id, without the line's end
     */
    String bootId();

    /**
     * Returns the size of a page of the running kernel, at which it cuts a write to {@code overlays/new}.
     *
     * @return bytes: 4096, 16384 or 65536
     */
    int pageSize();

    /**
     * Reads what the kernel logged about multikernel lately, as an aid to explain a failure.
     *
     * @return lines, oldest first; empty where the log cannot be read
     */
    default List<String> kernelLog() {
        return List.of();
    }
}

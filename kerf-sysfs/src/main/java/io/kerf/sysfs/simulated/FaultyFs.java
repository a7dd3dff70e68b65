// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import io.kerf.model.InstanceState;
import io.kerf.sysfs.Errno;
import io.kerf.sysfs.FileOperation;
import io.kerf.sysfs.KernelInterfaceException;
import io.kerf.sysfs.MultikernelFs;
import io.kerf.sysfs.TransactionId;
import io.kerf.sysfs.TransactionStatus;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The files of a kernel of which one call goes wrong, or all from one call on.
 *
 * <pre>{@code
 * FaultyFs fs = FaultyFs.over(kernel.fs(), 7, Fault.ANSWER_LOST);   // the seventh call
 * }</pre>
 *
 * <p>Safe for use by several threads as far as the files behind it are. Calls are counted from 1, whatever they are; those for the size of a
 * page, the id of the boot and the kernel's log neither count nor fail.
 */
public final class FaultyFs implements MultikernelFs {
    private static final String ROOT = "/sys/fs/multikernel/";

    private final MultikernelFs behind;
    private final int first;
    private final int last;
    private final Fault fault;
    private final AtomicInteger calls = new AtomicInteger();

    private FaultyFs(MultikernelFs behind, int first, int last, Fault fault) {
        this.behind = Objects.requireNonNull(behind, "behind");
        this.first = first;
        this.last = last;
        this.fault = Objects.requireNonNull(fault, "fault");
    }

    /**
     * Lets one call go wrong.
     *
     * @param behind the files
     * @param call the call, counted from 1; 0 for none, to count calls only
     * @param fault what goes wrong
     * @return files that do so
     */
    public static FaultyFs over(MultikernelFs behind, int call, Fault fault) {
        return new FaultyFs(behind, call, call, fault);
    }

    /**
     * Lets all calls go wrong from one on.
     *
     * @param behind the files
     * @param call the first of them, counted from 1
     * @param fault what goes wrong
     * @return files that do so
     */
    public static FaultyFs from(MultikernelFs behind, int call, Fault fault) {
        return new FaultyFs(behind, call, Integer.MAX_VALUE, fault);
    }

    /**
     * Returns how many calls there were.
     *
     * @return the number
     */
    public int calls() {
        return calls.get();
    }

    private boolean strikes() {
        int call = calls.incrementAndGet();
        return call >= first && call <= last;
    }

    private <T> T call(
            String path, FileOperation operation, Supplier<T> real, UnaryOperator<T> cut, UnaryOperator<T> other) {
        if (!strikes()) {
            return real.get();
        }
        switch (fault) {
            case REFUSED -> throw KernelInterfaceException.refused(path, operation, Errno.EIO);
            case ANSWER_LOST -> {
                T unused = real.get();
                throw KernelInterfaceException.refused(path, operation, Errno.EIO);
            }
            case CRASH_BEFORE -> throw new SimulatedCrash("before it can " + operation + " " + path);
            case CRASH_AFTER -> {
                SimulatedCrash crash = new SimulatedCrash("when it has done: " + operation + " " + path);
                try {
                    T unused = real.get();
                } catch (KernelInterfaceException e) {
                    // It dies before it learns of the refusal.
                    crash.addSuppressed(e);
                }
                throw crash;
            }
            case CUT -> {
                return cut.apply(real.get());
            }
            default -> {
                return other.apply(real.get());
            }
        }
    }

    private byte[] blob(String path, Supplier<byte[]> real) {
        return call(
                path,
                FileOperation.READ,
                real,
                bytes -> Arrays.copyOf(bytes, bytes.length / 2),
                UnaryOperator.identity());
    }

    private String text(String path, Supplier<String> real) {
        return call(
                path,
                FileOperation.READ,
                real,
                text -> text.substring(0, text.length() / 2),
                text -> fault == Fault.MISREAD ? "unknown" : text);
    }

    private <T> T value(String path, Supplier<T> real, UnaryOperator<T> misread) {
        return call(
                path,
                FileOperation.READ,
                real,
                value -> {
                    throw KernelInterfaceException.malformed(path, "half of '" + value + "'", "all of it");
                },
                value -> fault == Fault.MISREAD ? misread.apply(value) : value);
    }

    private <T> List<T> list(String path, Supplier<List<T>> real) {
        UnaryOperator<List<T>> withoutLast = list -> list.isEmpty() ? list : list.subList(0, list.size() - 1);
        return call(
                path,
                FileOperation.LIST,
                real,
                withoutLast,
                list -> fault == Fault.ENTRY_MISSING ? withoutLast.apply(list) : list);
    }

    private void write(String path, byte[] blob, Runnable whole, Runnable half) {
        boolean cut = fault == Fault.CUT && calls.get() + 1 >= first && calls.get() + 1 <= last;
        call(
                path,
                FileOperation.WRITE,
                () -> {
                    (cut ? half : whole).run();
                    return path;
                },
                written -> {
                    throw KernelInterfaceException.shortWrite(path, blob.length / 2, blob.length);
                },
                UnaryOperator.identity());
    }

    @Override
    public byte[] readDeviceTree() {
        return blob(ROOT + "device_tree", behind::readDeviceTree);
    }

    /** A kernel refuses a baseline whose size is not that of its header. */
    @Override
    public void writeDeviceTree(byte[] blob) {
        write(ROOT + "device_tree", blob, () -> behind.writeDeviceTree(blob), () -> {});
    }

    @Override
    public void writeOverlay(byte[] blob) {
        write(
                ROOT + "overlays/new",
                blob,
                () -> behind.writeOverlay(blob),
                () -> behind.writeOverlay(Arrays.copyOf(blob, blob.length / 2)));
    }

    @Override
    public List<TransactionId> transactions() {
        return list(ROOT + "overlays", behind::transactions);
    }

    private static String path(TransactionId id, String file) {
        return ROOT + "overlays/" + id.directory() + "/" + file;
    }

    @Override
    public TransactionStatus transactionStatus(TransactionId id) {
        return value(path(id, "status"), () -> behind.transactionStatus(id), status -> TransactionStatus.FAILED);
    }

    @Override
    public String transactionTarget(TransactionId id) {
        return text(path(id, "instance"), () -> behind.transactionTarget(id));
    }

    @Override
    public String transactionMarker(TransactionId id) {
        return text(path(id, "resources"), () -> behind.transactionMarker(id));
    }

    @Override
    public byte[] transactionOverlay(TransactionId id) {
        return blob(path(id, "dtbo"), () -> behind.transactionOverlay(id));
    }

    @Override
    public void removeTransaction(TransactionId id) {
        call(
                ROOT + "overlays/" + id.directory(),
                FileOperation.REMOVE,
                () -> {
                    behind.removeTransaction(id);
                    return id;
                },
                UnaryOperator.identity(),
                UnaryOperator.identity());
    }

    @Override
    public List<String> instances() {
        return list(ROOT + "instances", behind::instances);
    }

    private static String path(String instance, String file) {
        return ROOT + "instances/" + instance + "/" + file;
    }

    @Override
    public int instanceId(String name) {
        return value(path(name, "id"), () -> behind.instanceId(name), UnaryOperator.identity());
    }

    @Override
    public InstanceState instanceState(String name) {
        return value(path(name, "status"), () -> behind.instanceState(name), UnaryOperator.identity());
    }

    @Override
    public byte[] readInstanceTree(String name) {
        return blob(path(name, "device_tree"), () -> behind.readInstanceTree(name));
    }

    /** Cut at a line's end, where a cut is hardest to notice. */
    @Override
    public String iomem() {
        return call(
                "/proc/iomem",
                FileOperation.READ,
                behind::iomem,
                text -> text.substring(0, text.lastIndexOf('\n', text.length() / 2) + 1),
                UnaryOperator.identity());
    }

    @Override
    public String cpuinfo() {
        return call(
                "/proc/cpuinfo",
                FileOperation.READ,
                behind::cpuinfo,
                text -> text.substring(0, text.lastIndexOf('\n', text.length() / 2) + 1),
                UnaryOperator.identity());
    }

    @Override
    public String kimage() {
        return text("/proc/kimage", behind::kimage);
    }

    @Override
    public String bootId() {
        return behind.bootId();
    }

    @Override
    public int pageSize() {
        return behind.pageSize();
    }

    @Override
    public List<String> kernelLog() {
        return behind.kernelLog();
    }

    @Override
    public String toString() {
        return fault + " in call " + first + (last == first ? "" : " and all later ones") + " of " + behind;
    }
}

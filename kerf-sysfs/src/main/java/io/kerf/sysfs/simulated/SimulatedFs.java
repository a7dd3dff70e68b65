// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import io.kerf.fdt.Fdt;
import io.kerf.fdt.FdtFormatException;
import io.kerf.model.InstanceState;
import io.kerf.sysfs.Errno;
import io.kerf.sysfs.FileOperation;
import io.kerf.sysfs.KernelInterfaceException;
import io.kerf.sysfs.MultikernelFs;
import io.kerf.sysfs.TransactionId;
import io.kerf.sysfs.TransactionStatus;
import io.kerf.tree.DeviceTree;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The files of the simulated kernel, without a file system between. */
final class SimulatedFs implements MultikernelFs {
    private static final int LARGEST_BASELINE = 1 << 20;

    private final String root;
    private final String hostTree;
    private final String newOverlay;
    private final KernelState state;
    private final ReentrantLock lock;
    private final TransactionLog transactions;
    /** Incremented before use, and before the lock is taken: the first transaction is 2, and records can appear out of order. */
    private final AtomicInteger lastTransaction = new AtomicInteger(1);

    /** Drawn when somebody asks: on a directory, the files tell another, and a source of random numbers takes its time to begin. */
    private volatile @Nullable String bootId;

    /** Files below a root that ends in a slash. */
    SimulatedFs(KernelState state, ReentrantLock lock, String root) {
        this.root = root;
        this.hostTree = root + "device_tree";
        this.newOverlay = root + "overlays/new";
        this.state = state;
        this.lock = lock;
        this.transactions = new TransactionLog(state);
    }

    TransactionLog log() {
        return transactions;
    }

    private interface Action<T> {
        T run() throws KernelError;
    }

    /** The path is made up only where it is told. */
    private <T> T on(Supplier<String> path, FileOperation operation, Action<T> action) {
        lock.lock();
        try {
            return action.run();
        } catch (KernelError e) {
            state.log().add(e.line());
            throw KernelInterfaceException.refused(path.get(), operation, e.errno());
        } finally {
            if (operation == FileOperation.WRITE || operation == FileOperation.REMOVE) {
                state.changed();
            }
            lock.unlock();
        }
    }

    private <T> T read(Supplier<String> path, Action<T> action) {
        return on(path, FileOperation.READ, action);
    }

    @Override
    public byte[] readDeviceTree() {
        return read(() -> hostTree, () -> state.trees().host().clone());
    }

    @Override
    public void writeDeviceTree(byte[] blob) {
        on(() -> hostTree, FileOperation.WRITE, () -> {
            if (blob.length > LARGEST_BASELINE) {
                throw new KernelError(Errno.E2BIG, "a baseline has at most 1 MiB");
            }
            if (!BlobHeader.isValid(blob) || BlobHeader.totalSize(blob) != blob.length) {
                throw new KernelError(Errno.EINVAL, "the baseline is no device tree blob");
            }
            BaselineWrite.apply(state, decode(blob));
            return blob.length;
        });
    }

    private static DeviceTree decode(byte[] blob) throws KernelError {
        try {
            return Fdt.decode(blob);
        } catch (FdtFormatException e) {
            throw new KernelError(Errno.EINVAL, "the blob is damaged: " + e.getMessage());
        }
    }

    /** A blob above a page is cut, and what is left of it is applied; the write of the rest is what fails. */
    @Override
    public void writeOverlay(byte[] blob) {
        byte[] taken = Arrays.copyOf(blob, Math.min(blob.length, state.pageSize()));
        if (!BlobHeader.isValid(taken)) {
            throw KernelInterfaceException.refused(newOverlay, FileOperation.WRITE, Errno.EINVAL);
        }
        int number = lastTransaction.incrementAndGet();
        on(() -> newOverlay, FileOperation.WRITE, () -> {
            transactions.apply(number, taken);
            return taken.length;
        });
        if (taken.length < blob.length) {
            throw KernelInterfaceException.shortWrite(newOverlay, taken.length, blob.length);
        }
    }

    private String transactionPath(TransactionId id) {
        return root + "overlays/" + id.directory();
    }

    @Override
    public List<TransactionId> transactions() {
        return on(() -> root + "overlays", FileOperation.LIST, transactions::ids);
    }

    @Override
    public TransactionStatus transactionStatus(TransactionId id) {
        return read(
                () -> transactionPath(id) + "/status",
                () -> transactions.find(id.number()).status());
    }

    @Override
    public String transactionTarget(TransactionId id) {
        return read(
                () -> transactionPath(id) + "/instance",
                () -> transactions.find(id.number()).target());
    }

    @Override
    public String transactionMarker(TransactionId id) {
        return read(
                () -> transactionPath(id) + "/resources",
                () -> transactions.find(id.number()).marker());
    }

    @Override
    public byte[] transactionOverlay(TransactionId id) {
        return read(
                () -> transactionPath(id) + "/dtbo",
                () -> transactions.find(id.number()).blob());
    }

    @Override
    public void removeTransaction(TransactionId id) {
        on(() -> transactionPath(id), FileOperation.REMOVE, () -> {
            transactions.remove(id.number());
            return id;
        });
    }

    @Override
    public List<String> instances() {
        return on(() -> root + "instances", FileOperation.LIST, state::names);
    }

    private SimulatedInstance instance(String name) throws KernelError {
        return state.instance(name)
                .orElseThrow(() -> new KernelError(Errno.ENOENT, "there is no instance '" + name + "'"));
    }

    private String instancePath(String name) {
        return root + "instances/" + name;
    }

    @Override
    public int instanceId(String name) {
        return read(() -> instancePath(name) + "/id", () -> instance(name).id());
    }

    @Override
    public InstanceState instanceState(String name) {
        return read(() -> instancePath(name) + "/status", () -> instance(name).state());
    }

    @Override
    public byte[] readInstanceTree(String name) {
        return read(
                () -> instancePath(name) + "/device_tree",
                () -> state.trees().instance(instance(name)).clone());
    }

    @Override
    public String iomem() {
        return read(() -> "/proc/iomem", () -> state.trees().iomem());
    }

    @Override
    public String cpuinfo() {
        return read(() -> "/proc/cpuinfo", () -> ProcFiles.cpuinfo(state));
    }

    @Override
    public String kimage() {
        return read(() -> "/proc/kimage", () -> ProcFiles.kimage(state));
    }

    @Override
    public String bootId() {
        String drawn = bootId;
        if (drawn == null) {
            synchronized (transactions) {
                drawn = bootId == null ? UUID.randomUUID().toString() : bootId;
                bootId = drawn;
            }
        }
        return drawn;
    }

    @Override
    public int pageSize() {
        return state.pageSize();
    }

    @Override
    public List<String> kernelLog() {
        return read(() -> "/dev/kmsg", () -> state.log().lines());
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import io.kerf.model.InstanceState;
import io.kerf.sysfs.Errno;
import io.kerf.sysfs.FileOperation;
import io.kerf.sysfs.KernelInterfaceException;
import io.kerf.sysfs.KernelRoots;
import io.kerf.sysfs.MultikernelFs;
import io.kerf.sysfs.SysfsMultikernel;
import io.kerf.sysfs.TransactionId;
import io.kerf.sysfs.TransactionStatus;
import io.kerf.sysfs.simulated.KernelEvent.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The files of a kernel in a directory, through the code that handles real ones. What plain files cannot do is done here: react to a write and
 * to {@code rmdir}, refuse either, cut an overlay at a page, refuse a baseline above 1 MiB or a tree above the kernel's buffer, keep a
 * log.
 */
final class DirectoryFs implements MultikernelFs {
    private static final int LARGEST_BASELINE = 1 << 20;

    private final DirectoryKernel kernel;
    private final SysfsMultikernel files;
    private final Path root;

    DirectoryFs(DirectoryKernel kernel, KernelRoots roots) {
        this.kernel = kernel;
        this.files = SysfsMultikernel.of(roots);
        this.root = roots.multikernel();
    }

    private <T> T settled(Supplier<T> read) {
        return kernel.settled(read);
    }

    /** The file of a tree that cannot be generated is empty; only the kernel itself knows why. */
    private byte[] tree(Path file, Supplier<byte[]> read) {
        return settled(() -> {
            Optional<Errno> refusal = isEmpty(file) ? kernel.refusal(file) : Optional.empty();
            if (refusal.isPresent()) {
                throw KernelInterfaceException.refused(file.toString(), FileOperation.READ, refusal.get());
            }
            return read.get();
        });
    }

    private static boolean isEmpty(Path file) {
        try {
            return Files.size(file) == 0;
        } catch (IOException missing) {
            return false;
        }
    }

    @Override
    public byte[] readDeviceTree() {
        return tree(root.resolve("device_tree"), files::readDeviceTree);
    }

    @Override
    public void writeDeviceTree(byte[] blob) {
        kernel.exclusively(() -> {
            if (blob.length > LARGEST_BASELINE) {
                throw KernelInterfaceException.refused(
                        root.resolve("device_tree").toString(), FileOperation.WRITE, Errno.E2BIG);
            }
            kernel.touch();
            Path file = root.resolve("device_tree");
            empty(file);
            files.writeDeviceTree(blob);
            return react(Kind.WRITE_BASELINE, content(file));
        });
    }

    @Override
    public void writeOverlay(byte[] blob) {
        kernel.exclusively(() -> {
            kernel.touch();
            Path file = root.resolve("overlays/new");
            empty(file);
            files.writeOverlay(blob);
            byte[] written = content(file);
            empty(file);
            return react(Kind.WRITE_OVERLAY, written);
        });
    }

    private Boolean react(Kind kind, byte[] written) {
        KernelEvent event = KernelEvent.write(kind, written);
        return kernel.happen(event, () -> {
            kernel.core().write(event);
            return true;
        });
    }

    private static void empty(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(0);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot empty " + file, e);
        }
    }

    private static byte[] content(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    @Override
    public List<TransactionId> transactions() {
        return settled(files::transactions);
    }

    @Override
    public TransactionStatus transactionStatus(TransactionId id) {
        return settled(() -> files.transactionStatus(id));
    }

    @Override
    public String transactionTarget(TransactionId id) {
        return settled(() -> files.transactionTarget(id));
    }

    @Override
    public String transactionMarker(TransactionId id) {
        return settled(() -> files.transactionMarker(id));
    }

    @Override
    public byte[] transactionOverlay(TransactionId id) {
        return settled(() -> files.transactionOverlay(id));
    }

    /** The kernel undoes the overlay; then the files go, and at last the real code removes what is left, an empty directory. */
    @Override
    public void removeTransaction(TransactionId id) {
        kernel.exclusively(() -> {
            KernelEvent event = KernelEvent.of(Kind.REMOVE_TRANSACTION, id.number());
            return kernel.happen(event, () -> {
                kernel.core().write(event);
                kernel.layout().clear(id.number());
                files.removeTransaction(id);
                return true;
            });
        });
    }

    @Override
    public List<String> instances() {
        return settled(files::instances);
    }

    @Override
    public int instanceId(String name) {
        return settled(() -> files.instanceId(name));
    }

    @Override
    public InstanceState instanceState(String name) {
        return settled(() -> files.instanceState(name));
    }

    @Override
    public byte[] readInstanceTree(String name) {
        return tree(root.resolve("instances").resolve(name).resolve("device_tree"), () -> files.readInstanceTree(name));
    }

    @Override
    public String iomem() {
        return settled(files::iomem);
    }

    @Override
    public String cpuinfo() {
        return settled(files::cpuinfo);
    }

    @Override
    public String kimage() {
        return settled(files::kimage);
    }

    @Override
    public String bootId() {
        return files.bootId();
    }

    @Override
    public int pageSize() {
        return files.pageSize();
    }

    @Override
    public List<String> kernelLog() {
        return kernel.exclusively(() -> kernel.core().fs().kernelLog());
    }

    @Override
    public String toString() {
        return "simulated " + files;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import io.kerf.model.InstanceState;
import io.kerf.model.ModelException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The files of a kernel, through the file system. Each blob is written by one {@code write(2)} whose count is checked; trees are read a page
 * at a time and again if they may have changed in between. No file is looked for before it is opened: what is not there is the open's
 * errno.
 *
 * <pre>{@code
 * SysfsMultikernel fs = SysfsMultikernel.of(KernelRoots.system());
 * if (fs.isMounted()) {
 *     KernelAbi abi = KernelAbi.detect(fs);
 * }
 * }</pre>
 *
 * <p>The kernel's log is not read: {@code /dev/kmsg} makes a reader wait for the next line.
 *
 * <p>Immutable, and safe for use by several threads.
 */
public final class SysfsMultikernel implements MultikernelFs {
    private static final String TYPE = "multikernel";
    private static final int SMALLEST_PAGE = 4096;
    private static final long AT_PAGESZ = 6;
    private static final int AUXV_ENTRY = 2 * Long.BYTES;

    private final KernelRoots roots;
    private final Path root;
    private final int pageSize;

    private SysfsMultikernel(KernelRoots roots, int pageSize) {
        this.roots = roots;
        this.root = roots.multikernel();
        this.pageSize = pageSize;
    }

    /**
     * Opens the files of a kernel. Only the size of a page is read, from {@code self/auxv} of procfs; nothing need be mounted yet.
     *
     * @param roots where things are
     * @return the files
     */
    public static SysfsMultikernel of(KernelRoots roots) {
        Objects.requireNonNull(roots, "roots");
        return new SysfsMultikernel(roots, pageSizeOf(roots.proc().resolve("self/auxv")));
    }

    /** Falls back on the smallest page of any kernel, which is safe: it only makes overlays shorter and reads more frequent. */
    private static int pageSizeOf(Path auxv) {
        byte[] bytes;
        try {
            bytes = new KernelFile(auxv).bytes(SMALLEST_PAGE);
        } catch (KernelInterfaceException e) {
            return SMALLEST_PAGE;
        }
        ByteBuffer entries = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        while (entries.remaining() >= AUXV_ENTRY) {
            long key = entries.getLong();
            long value = entries.getLong();
            if (key == AT_PAGESZ && value >= SMALLEST_PAGE && value <= 1 << 20 && Long.bitCount(value) == 1) {
                return (int) value;
            }
        }
        return SMALLEST_PAGE;
    }

    /**
     * Returns where things are.
     *
     * @return the roots
     */
    public KernelRoots roots() {
        return roots;
    }

    /**
     * Tells whether the multikernel file system is mounted, by {@code mounts} of procfs.
     *
     * @return true if it is mounted where the roots have it
     * @throws KernelInterfaceException if {@code mounts} cannot be read
     */
    public boolean isMounted() {
        String here = root.toAbsolutePath().normalize().toString();
        return new KernelFile(roots.proc().resolve("mounts"))
                .text()
                .lines()
                .map(line -> line.split(" ", -1))
                .anyMatch(fields -> fields.length >= 3 && unescaped(fields[1]).equals(here) && fields[2].equals(TYPE));
    }

    /** Blanks, tabs, line ends and backslashes in a path are octal (proc_mounts(5)). */
    private static String unescaped(String field) {
        return field.replace("\\040", " ")
                .replace("\\011", "\t")
                .replace("\\012", "\n")
                .replace("\\134", "\\");
    }

    /**
     * Insists that the multikernel file system is mounted.
     *
     * @throws KernelInterfaceException with reason {@code GONE} if it is not, with the command that mounts it
     */
    public void requireMounted() {
        if (!isMounted()) {
            throw KernelInterfaceException.gone(
                    root.toString(),
                    "no file system of type multikernel is mounted there",
                    "boot a multikernel kernel, then run: mount -t multikernel none " + root);
        }
    }

    private KernelFile file(String name) {
        return new KernelFile(root.resolve(name));
    }

    @Override
    public byte[] readDeviceTree() {
        return file("device_tree").tree(pageSize);
    }

    @Override
    public void writeDeviceTree(byte[] blob) {
        file("device_tree").write(blob);
    }

    @Override
    public void writeOverlay(byte[] blob) {
        file("overlays/new").write(blob);
    }

    @Override
    public List<TransactionId> transactions() {
        return file("overlays").list().stream()
                .map(TransactionId::ofDirectory)
                .flatMap(Optional::stream)
                .sorted()
                .toList();
    }

    private KernelFile file(TransactionId id, String name) {
        return file("overlays/" + id.directory() + "/" + name);
    }

    @Override
    public TransactionStatus transactionStatus(TransactionId id) {
        String text = file(id, "status").line();
        return TransactionStatus.parse(text)
                .orElseThrow(() -> malformed("overlays/" + id.directory() + "/status", text, "applied or failed"));
    }

    private KernelInterfaceException malformed(String name, String text, String expected) {
        return KernelInterfaceException.malformed(root.resolve(name).toString(), "'" + text + "'", expected);
    }

    @Override
    public String transactionTarget(TransactionId id) {
        return file(id, "instance").line();
    }

    @Override
    public String transactionMarker(TransactionId id) {
        return file(id, "resources").line();
    }

    @Override
    public byte[] transactionOverlay(TransactionId id) {
        return file(id, "dtbo").bytes(pageSize);
    }

    @Override
    public void removeTransaction(TransactionId id) {
        file("overlays/" + id.directory()).removeDirectory();
    }

    @Override
    public List<String> instances() {
        return file("instances").list();
    }

    /** A name with a slash would lead elsewhere. */
    private static String checked(String name) {
        boolean leads =
                name.isEmpty() || name.indexOf('/') >= 0 || Stream.of(".", "..").anyMatch(name::equals);
        if (leads || name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("no directory of an instance can be called '" + name + "'");
        }
        return name;
    }

    @Override
    public int instanceId(String name) {
        String text = file("instances/" + checked(name) + "/id").line();
        boolean number = text.matches("[0-9]{1,10}");
        long value = number ? Long.parseLong(text) : -1;
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw malformed("instances/" + name + "/id", text, "a number of 0 to 2147483647");
        }
        return (int) value;
    }

    @Override
    public InstanceState instanceState(String name) {
        String text = file("instances/" + checked(name) + "/status").line();
        try {
            return InstanceState.parse(text);
        } catch (ModelException e) {
            throw malformed("instances/" + name + "/status", text, "empty, ready, loaded, active or failed");
        }
    }

    @Override
    public byte[] readInstanceTree(String name) {
        return file("instances/" + checked(name) + "/device_tree").tree(pageSize);
    }

    @Override
    public String iomem() {
        return new KernelFile(roots.proc().resolve("iomem")).text();
    }

    @Override
    public String cpuinfo() {
        return new KernelFile(roots.proc().resolve("cpuinfo")).text();
    }

    @Override
    public String kimage() {
        return new KernelFile(roots.proc().resolve("kimage")).text();
    }

    @Override
    public String bootId() {
        return new KernelFile(roots.proc().resolve("sys/kernel/random/boot_id")).line();
    }

    @Override
    public int pageSize() {
        return pageSize;
    }

    @Override
    public String toString() {
        return "files under " + root;
    }
}

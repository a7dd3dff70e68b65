// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import io.kerf.sysfs.Errno;
import io.kerf.sysfs.KernelRoots;
import io.kerf.sysfs.TransactionId;
import io.kerf.sysfs.TransactionStatus;
import io.kerf.sysfs.store.StoredFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The files of a kernel as plain files in a directory. Files are replaced and directories appear and vanish by a rename, so that a reader never
 * sees one half-filled. What is there already is remembered, and only what differs is written.
 */
final class KernelLayout {
    private final Path root;
    private final KernelRoots roots;
    /** Where directories are made before they appear, and go when they vanish. */
    private final Path limbo;

    private final Map<Path, byte[]> files = new HashMap<>();
    private final Map<String, Map<String, byte[]>> instances = new TreeMap<>();
    private final Map<Integer, TransactionStatus> transactions = new HashMap<>();
    private final Map<Path, Errno> refusals = new HashMap<>();
    private long limboNames;
    /** Files of CPUs and NUMA nodes, below {@code devices/system}: a CPU that goes takes its folder along. */
    private Set<String> system = Set.of();

    private List<Object> systemOf = List.of();

    KernelLayout(KernelRoots roots, Path limbo) {
        this.root = roots.multikernel();
        this.roots = roots;
        this.limbo = limbo;
    }

    /** Why a tree cannot be generated at the moment, or empty if it can. */
    Optional<Errno> refusal(Path file) {
        return Optional.ofNullable(refusals.get(file));
    }

    /** Makes what never changes. */
    void boot(byte[] auxv, String bootId) throws IOException {
        StoredFile.removeTree(root);
        for (Path folder : new Path[] {
            root.resolve("instances"),
            root.resolve("overlays"),
            roots.proc().resolve("self"),
            roots.proc().resolve("sys/kernel/random"),
            roots.dev(),
            roots.state(),
            roots.run(),
            limbo
        }) {
            Files.createDirectories(folder);
        }
        StoredFile.replace(roots.proc().resolve("self/auxv"), auxv);
        StoredFile.replace(roots.proc().resolve("sys/kernel/random/boot_id"), text(bootId + "\n"));
        StoredFile.replace(
                roots.proc().resolve("mounts"), text("none " + mountPoint() + " multikernel rw,relatime 0 0\n"));
        StoredFile.replace(root.resolve("overlays/new"), new byte[0]);
    }

    /** As {@code /proc/mounts} has it: blanks, tabs, line ends and backslashes in a path are octal (proc_mounts(5)). */
    private String mountPoint() {
        return root.toAbsolutePath()
                .normalize()
                .toString()
                .replace("\\", "\\134")
                .replace(" ", "\\040")
                .replace("\t", "\\011")
                .replace("\n", "\\012");
    }

    private static byte[] text(String content) {
        return content.getBytes(StandardCharsets.UTF_8);
    }

    /** Takes it that all files show a state, as another process has made them. */
    void assume(KernelState state, TransactionLog log) throws IOException {
        settle(state, log, false);
    }

    /** Makes all files show a state. */
    void update(KernelState state, TransactionLog log) throws IOException {
        settle(state, log, true);
    }

    /** Makes all files show a state, whatever is there now. */
    void rebuild(KernelState state, TransactionLog log) throws IOException {
        files.clear();
        system = Set.of();
        systemOf = List.of();
        StoredFile.removeTree(roots.sys().resolve("devices/system"));
        instances.clear();
        transactions.clear();
        for (String folder : new String[] {"instances", "overlays"}) {
            try (Stream<Path> entries = Files.list(root.resolve(folder))) {
                for (Path entry : entries.filter(Files::isDirectory).toList()) {
                    vanish(entry);
                }
            }
        }
        StoredFile.removeTree(limbo);
        Files.createDirectories(limbo);
        settle(state, log, true);
    }

    private void settle(KernelState state, TransactionLog log, boolean write) throws IOException {
        refusals.clear();
        settleTransactions(log, write);
        settleInstances(state, write);
        file(
                root.resolve("device_tree"),
                tree(root.resolve("device_tree"), () -> state.trees().host()),
                write);
        file(roots.proc().resolve("cpuinfo"), text(ProcFiles.cpuinfo(state)), write);
        file(roots.proc().resolve("iomem"), text(state.trees().iomem()), write);
        file(roots.proc().resolve("kimage"), text(ProcFiles.kimage(state)), write);
        settleSystem(state, write);
    }

    /** These depend on which CPUs the host has and on the size of the pool alone, and there are several for each CPU. */
    private void settleSystem(KernelState state, boolean write) throws IOException {
        List<Object> now = List.of(state.cpus().host(), state.memory().chunks());
        if (now.equals(systemOf)) {
            return;
        }
        systemOf = now;
        Path folder = roots.sys().resolve("devices/system");
        Map<String, String> texts = SystemFiles.of(state);
        for (Map.Entry<String, String> each : texts.entrySet()) {
            Path file = folder.resolve(each.getKey());
            if (write) {
                Files.createDirectories(Objects.requireNonNull(file.getParent()));
            }
            file(file, text(each.getValue()), write);
        }
        for (String gone : system) {
            if (!texts.containsKey(gone)) {
                files.remove(folder.resolve(gone));
                if (write) {
                    StoredFile.removeTree(folder.resolve(gone.substring(0, gone.indexOf('/', "cpu/".length()))));
                }
            }
        }
        system = texts.keySet();
    }

    private interface Generation {
        byte[] blob() throws KernelError;
    }

    private byte[] tree(Path file, Generation generation) {
        try {
            return generation.blob();
        } catch (KernelError e) {
            refusals.put(file, e.errno());
            return new byte[0];
        }
    }

    private void file(Path file, byte[] content, boolean write) throws IOException {
        byte[] old = files.put(file, content);
        if (write && !Arrays.equals(old, content)) {
            StoredFile.replace(file, content);
        }
    }

    private void settleInstances(KernelState state, boolean write) throws IOException {
        Set<String> gone = new HashSet<>(instances.keySet());
        for (SimulatedInstance instance : state.instances()) {
            Path folder = root.resolve("instances").resolve(instance.name());
            Map<String, byte[]> content = new TreeMap<>();
            content.put("id", text(instance.id() + "\n"));
            content.put("status", text(instance.state() + "\n"));
            content.put(
                    "device_tree",
                    tree(folder.resolve("device_tree"), () -> state.trees().instance(instance)));
            Map<String, byte[]> old = instances.put(instance.name(), content);
            gone.remove(instance.name());
            if (!write) {
                continue;
            }
            if (old == null || !Arrays.equals(old.get("id"), content.get("id"))) {
                vanish(folder);
                appear(folder, content);
            } else {
                for (Map.Entry<String, byte[]> each : content.entrySet()) {
                    if (!Arrays.equals(old.get(each.getKey()), each.getValue())) {
                        StoredFile.replace(folder.resolve(each.getKey()), each.getValue());
                    }
                }
            }
        }
        for (String name : gone) {
            instances.remove(name);
            if (write) {
                vanish(root.resolve("instances").resolve(name));
            }
        }
    }

    private void settleTransactions(TransactionLog log, boolean write) throws IOException {
        Set<Integer> gone = new HashSet<>(transactions.keySet());
        for (TransactionId id : log.ids()) {
            int number = id.number();
            gone.remove(number);
            TransactionStatus known = transactions.get(number);
            TransactionLog.Transaction record = log.get(number);
            if (known == record.status()) {
                continue;
            }
            transactions.put(number, record.status());
            Path folder = root.resolve("overlays/tx_" + number);
            if (write && known != null) {
                StoredFile.replace(folder.resolve("status"), text(record.status() + "\n"));
            } else if (write) {
                appear(
                        folder,
                        Map.of(
                                "id", text(number + "\n"),
                                "status", text(record.status() + "\n"),
                                "instance", text(record.target() + "\n"),
                                "resources", text(record.marker() + "\n"),
                                "dtbo", record.blob()));
            }
        }
        for (int number : gone) {
            transactions.remove(number);
            if (write) {
                vanish(root.resolve("overlays/tx_" + number));
            }
        }
    }

    /** Empties the directory of a transaction, which vanishes next. */
    void clear(int number) {
        Path folder = root.resolve("overlays/tx_" + number);
        transactions.remove(number);
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : entries.toList()) {
                Files.delete(entry);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot empty " + folder, e);
        }
    }

    private Path nextInLimbo() {
        return limbo.resolve(ProcessHandle.current().pid() + "-" + ++limboNames);
    }

    private void appear(Path folder, Map<String, byte[]> content) throws IOException {
        Path made = nextInLimbo();
        Files.createDirectory(made);
        for (Map.Entry<String, byte[]> each : content.entrySet()) {
            Files.write(made.resolve(each.getKey()), each.getValue());
        }
        Files.move(made, folder, StandardCopyOption.ATOMIC_MOVE);
    }

    private void vanish(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            Path going = nextInLimbo();
            Files.move(folder, going, StandardCopyOption.ATOMIC_MOVE);
            StoredFile.removeTree(going);
        }
    }
}

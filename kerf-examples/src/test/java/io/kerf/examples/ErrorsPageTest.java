// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.kerf.ChangeRefusedException;
import io.kerf.CreateInstance;
import io.kerf.CreatePlan;
import io.kerf.Host;
import io.kerf.HostConfig;
import io.kerf.HostPolicy;
import io.kerf.HostPolicyException;
import io.kerf.HostUnavailableException;
import io.kerf.InstanceExistsException;
import io.kerf.InstanceHandle;
import io.kerf.Kerf;
import io.kerf.KeyReusedException;
import io.kerf.PlacementException;
import io.kerf.StalePlanException;
import io.kerf.TeardownException;
import io.kerf.alloc.PlacementOutcome;
import io.kerf.alloc.PlacementOutcome.Cause;
import io.kerf.desired.DesiredState;
import io.kerf.desired.DesiredStateException;
import io.kerf.diag.ErrorCategory;
import io.kerf.diag.KerfException;
import io.kerf.dts.Dts;
import io.kerf.dts.DtsException;
import io.kerf.fdt.Fdt;
import io.kerf.fdt.FdtFormatException;
import io.kerf.fdt.OverlayException;
import io.kerf.fdt.Overlays;
import io.kerf.kexec.InstanceStateException;
import io.kerf.kexec.KernelImage;
import io.kerf.kexec.KernelImageException;
import io.kerf.kexec.NativeLibraryException;
import io.kerf.kexec.SyscallException;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuSet;
import io.kerf.model.ModelException;
import io.kerf.model.SystemState;
import io.kerf.model.binding.Bindings;
import io.kerf.sysfs.Errno;
import io.kerf.sysfs.FileOperation;
import io.kerf.sysfs.HostLock;
import io.kerf.sysfs.KernelInterfaceException;
import io.kerf.sysfs.KernelRoots;
import io.kerf.sysfs.LockTimeoutException;
import io.kerf.sysfs.PartialChangeException;
import io.kerf.sysfs.simulated.SimulatedKernel;
import io.kerf.sysfs.simulated.SimulatedMachine;
import io.kerf.tree.PropertyTypeException;
import io.kerf.tree.PropertyValue;
import io.kerf.validate.ValidationException;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each exception that kerf can throw, against the line that {@code docs/errors.md} has for it. */
class ErrorsPageTest {
    private static final String INSTANCE = "/sys/fs/multikernel/instances/web/id";
    private static final String OVERLAYS = "/sys/fs/multikernel/overlays/new";

    @TempDir
    Path folder;

    /** A line of the second table. */
    private record Line(String exception, String when, String category, String retryable) {
        String key() {
            return exception + ": " + when;
        }
    }

    @Test
    void everySubclassHasALineAndEveryLineIsASubclass() throws Exception {
        TreeSet<String> classes = new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .withImportOption(location -> location.contains("Exception"))
                        .importPackages("io.kerf")
                        .stream()
                        .filter(each -> each.isAssignableTo(KerfException.class))
                        .filter(each -> each.getModifiers().contains(JavaModifier.PUBLIC))
                        .filter(each -> !each.getModifiers().contains(JavaModifier.ABSTRACT))
                        .map(each -> each.getSimpleName())
                        .collect(toCollection(TreeSet::new));
        assertThat(classes).hasSizeGreaterThan(10);
        assertThat(new TreeSet<>(lines().stream().map(Line::exception).toList()))
                .isEqualTo(classes);
    }

    @Test
    void everyExceptionIsOfTheSortThatItsLineSays() throws Exception {
        Map<String, List<KerfException>> samples = samples();
        List<Line> lines = lines();
        assertThat(samples.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        lines.stream().map(Line::key).toList());
        SoftAssertions softly = new SoftAssertions();
        Set<ErrorCategory> seen = EnumSet.noneOf(ErrorCategory.class);
        for (Line line : lines) {
            assertThat(samples.get(line.key())).as(line.key()).isNotEmpty();
            for (KerfException sample : samples.get(line.key())) {
                softly.assertThat(sample.getClass().getSimpleName())
                        .as(line.key())
                        .isEqualTo(line.exception());
                softly.assertThat(sample.category().name())
                        .as("%s, such as: %s", line.key(), sample.getMessage())
                        .isEqualTo(line.category());
                softly.assertThat(sample.isRetryable() ? "yes" : "no")
                        .as("%s, such as: %s", line.key(), sample.getMessage())
                        .isEqualTo(line.retryable());
                seen.add(sample.category());
            }
        }
        softly.assertAll();
        assertThat(seen).isEqualTo(EnumSet.allOf(ErrorCategory.class));
    }

    @Test
    void everyCategoryIsExplained() throws Exception {
        List<String> explained =
                tableRows(1).stream().map(cells -> cells.get(0)).toList();
        assertThat(explained)
                .isEqualTo(Arrays.stream(ErrorCategory.values())
                        .map(ErrorCategory::name)
                        .toList());
    }

    private Map<String, List<KerfException>> samples() throws Exception {
        Map<String, List<KerfException>> samples = new LinkedHashMap<>();
        add(samples, "DtsException: always", caught(DtsException.class, () -> Dts.compile("/ {", "a.dts")));
        add(samples, "FdtFormatException: always", caught(FdtFormatException.class, () -> Fdt.decode(new byte[3])));
        add(
                samples,
                "OverlayException: always",
                caught(
                        OverlayException.class,
                        () -> Overlays.apply(
                                Dts.compile("/dts-v1/; / { };", "base.dts"),
                                Dts.compile("/dts-v1/; / { f { __overlay__ { }; }; };", "o.dts"))));
        add(
                samples,
                "PropertyTypeException: always",
                caught(
                        PropertyTypeException.class,
                        () -> PropertyValue.of(new byte[3]).u32()));
        add(
                samples,
                "DesiredStateException: always",
                caught(DesiredStateException.class, () -> DesiredState.parse("instances: 7", "wanted.yaml")));
        add(samples, "ModelException: always", caught(ModelException.class, () -> CpuSet.parse("4-")));
        ofImages(samples);
        add(
                samples,
                "ValidationException: always",
                caught(ValidationException.class, () -> Kerf.simulated(Samples.baseline("conflict_example.dts"))));
        ofHosts(samples);
        ofInterface(samples);
        ofSyscalls(samples);
        ofPlacement(samples);
        return samples;
    }

    private void ofHosts(Map<String, List<KerfException>> samples) throws Exception {
        SimulatedKernel kernel = SimulatedKernel.inMemory(SimulatedMachine.describedBy(minimal()));
        HostConfig strict = HostConfig.system().withPolicy(HostPolicy.keeping(4, ByteSize.ZERO));
        try (Host host = Kerf.simulated(kernel, strict)) {
            add(
                    samples,
                    "HostPolicyException: always",
                    caught(
                            HostPolicyException.class,
                            () -> host.initialize(minimal()).plan()));
        }
        try (Host host = Kerf.simulated(Samples.baseline("minimal.dts"))) {
            host.initialize(Samples.baseline("minimal.dts")).apply();
            CreateInstance.Ready request =
                    host.createInstance("web").cpuCount(1).memory("64MB");
            CreatePlan plan = request.plan();
            InstanceHandle web = request.create();
            CreateInstance.Ready huge = host.createInstance("huge").cpuCount(1).memory("6090MB");
            add(
                    samples,
                    "ChangeRefusedException: all reasons of one category, such as too little room",
                    caught(
                            ChangeRefusedException.class,
                            () -> host.batch()
                                    .create(huge)
                                    .create(host.createInstance("vast")
                                            .cpuCount(1)
                                            .memory("6100MB"))
                                    .plan()));
            add(
                    samples,
                    "ChangeRefusedException: reasons of several categories",
                    caught(
                            ChangeRefusedException.class,
                            () -> host.batch().create(huge).delete("nobody").plan()));
            add(samples, "StalePlanException: always", caught(StalePlanException.class, plan::apply));
            add(samples, "InstanceExistsException: always", caught(InstanceExistsException.class, request::plan));
            CreateInstance.NeedsMemory keyed = host.createInstance("keyed").cpuCount(1);
            keyed.memory("64MB").idempotencyKey("k").create();
            add(
                    samples,
                    "KeyReusedException: always",
                    caught(
                            KeyReusedException.class,
                            () -> keyed.memory("32MB").idempotencyKey("k").create()));
            add(samples, "InstanceStateException: always", caught(InstanceStateException.class, web::boot));
        }
        KernelRoots roots = KernelRoots.under(folder).withRun(folder);
        try (Host host = Kerf.host(HostConfig.system().withRoots(roots))) {
            Path point = roots.multikernel();
            add(samples, "HostUnavailableException: always", caught(HostUnavailableException.class, host::state));
            Files.createDirectories(point);
            add(samples, "HostUnavailableException: always", caught(HostUnavailableException.class, host::state));
        }
        try (HostLock.Held held = HostLock.of(roots).acquire(Duration.ZERO)) {
            assertThat(held).isNotNull();
            LockTimeoutException[] timeout = new LockTimeoutException[1];
            Thread other = new Thread(() -> timeout[0] =
                    caught(LockTimeoutException.class, () -> HostLock.of(roots).acquire(Duration.ofMillis(1))));
            other.start();
            other.join();
            add(samples, "LockTimeoutException: always", timeout[0]);
        }
        KernelInterfaceException cause = KernelInterfaceException.failed(OVERLAYS, "it failed", "see the log");
        Constructor<PartialChangeException> known = PartialChangeException.class.getDeclaredConstructor(
                KernelInterfaceException.class, List.class, List.class);
        known.setAccessible(true);
        add(
                samples,
                "PartialChangeException: it is known what is left",
                known.newInstance(cause, List.of("'web' is there"), List.of("delete it")));
        Method unknown =
                PartialChangeException.class.getDeclaredMethod("unknown", KernelInterfaceException.class, List.class);
        unknown.setAccessible(true);
        add(samples, "PartialChangeException: the kernel could not be read afterwards", (PartialChangeException)
                unknown.invoke(null, cause, List.of("read it again")));
    }

    private void ofImages(Map<String, List<KerfException>> samples) throws Exception {
        Constructor<KernelImageException> constructor = KernelImageException.class.getDeclaredConstructor(
                KernelImageException.Reason.class, Path.class, String.class, Throwable.class);
        constructor.setAccessible(true);
        for (KernelImageException.Reason reason : KernelImageException.Reason.values()) {
            String line = switch (reason) {
                case CHANGED, MEMORY, UNSUPPORTED -> "`" + reason + "`";
                default -> "any other reason";
            };
            add(
                    samples,
                    "KernelImageException: " + line,
                    constructor.newInstance(reason, folder.resolve("vmlinux"), "no", null));
        }
        Path text = Files.writeString(folder.resolve("vmlinux"), "no kernel");
        add(
                samples,
                "KernelImageException: any other reason",
                caught(KernelImageException.class, () -> KernelImage.open(text)),
                caught(KernelImageException.class, () -> KernelImage.open(folder.resolve("none"))));
        Method jna = NativeLibraryException.class.getDeclaredMethod("ofJna", Throwable.class);
        jna.setAccessible(true);
        add(samples, "NativeLibraryException: always", (NativeLibraryException)
                jna.invoke(null, new UnsatisfiedLinkError("noexec")));
    }

    private static SystemState minimal() {
        return Bindings.read(Dts.compile(Samples.baseline("minimal.dts")));
    }

    private static void ofInterface(Map<String, List<KerfException>> samples) throws Exception {
        String of = "KernelInterfaceException: ";
        add(samples, of + "`FAILED`", KernelInterfaceException.failed(OVERLAYS, "it failed", "see the log"));
        add(
                samples,
                of + "`GONE`, the file system",
                KernelInterfaceException.refused("/sys/fs/multikernel/device_tree", FileOperation.READ, Errno.ENOENT));
        add(
                samples,
                of + "`GONE`, an instance, a transaction or the pool",
                KernelInterfaceException.refused(INSTANCE, FileOperation.READ, Errno.ENOENT),
                KernelInterfaceException.refused(
                        "/sys/fs/multikernel/overlays/tx_2/status", FileOperation.READ, Errno.ENODEV),
                KernelInterfaceException.gone("/sys/fs/multikernel/device_tree", "no pool", "apply one"));
        add(samples, of + "`MALFORMED`", KernelInterfaceException.malformed(INSTANCE, "x", "a number"));
        add(samples, of + "`REFUSED` with EACCES, EPERM or EROFS", refusals(OVERLAYS, "EACCES", "EPERM", "EROFS"));
        add(
                samples,
                of + "`REFUSED` with EPERM on a rollback",
                KernelInterfaceException.refused(
                        "/sys/fs/multikernel/overlays/tx_2", FileOperation.REMOVE, Errno.EPERM));
        add(samples, of + "`REFUSED` with ENOENT", refusals(OVERLAYS, "ENOENT"));
        add(
                samples,
                of + "`REFUSED` with ENOENT on an instance or a transaction",
                KernelInterfaceException.refused(
                        "/sys/fs/multikernel/overlays/tx_2", FileOperation.REMOVE, Errno.ENOENT));
        add(samples, of + "`REFUSED` with ENOMEM or ENOSPC", refusals(OVERLAYS, "ENOMEM", "ENOSPC"));
        add(
                samples,
                of + "`REFUSED` with EBUSY on a read",
                KernelInterfaceException.refused(INSTANCE, FileOperation.READ, Errno.EBUSY));
        add(samples, of + "`REFUSED` with EBUSY on a write", refusals(OVERLAYS, "EBUSY"));
        List<KerfException> others = new ArrayList<>(List.of(refusals(OVERLAYS, "EINVAL", "EIO", "ENODEV", "E2BIG")));
        others.add(interrupted("refused", FileOperation.WRITE, new IOException("words that nobody knows")));
        add(
                samples,
                of + "`REFUSED` with any other errno, or none that is known",
                others.toArray(KerfException[]::new));
        add(
                samples,
                of + "`REFUSED`, a read interrupted",
                interrupted("interrupted", FileOperation.READ, new ClosedByInterruptException()),
                interrupted("interrupted", FileOperation.LIST, new ClosedByInterruptException()));
        add(
                samples,
                of + "`REFUSED`, a write interrupted",
                interrupted("interrupted", FileOperation.WRITE, new ClosedByInterruptException()),
                interrupted("interrupted", FileOperation.REMOVE, new ClosedByInterruptException()));
        add(samples, of + "`SHORT_WRITE`", KernelInterfaceException.shortWrite(OVERLAYS, 1, 2));
        Method stale =
                KernelInterfaceException.class.getDeclaredMethod("stale", String.class, String.class, String.class);
        stale.setAccessible(true);
        add(samples, of + "`STALE`", (KerfException) stale.invoke(null, OVERLAYS, "it moved on", "plan again"));
        add(samples, of + "`UNSUPPORTED`", KernelInterfaceException.unsupported(OVERLAYS, "it cannot", "do without"));
    }

    private static KerfException interrupted(String factory, FileOperation operation, IOException cause)
            throws Exception {
        Method method = KernelInterfaceException.class.getDeclaredMethod(
                factory, String.class, FileOperation.class, IOException.class);
        method.setAccessible(true);
        return (KerfException) method.invoke(null, OVERLAYS, operation, cause);
    }

    private static KerfException[] refusals(String path, String... errnos) throws Exception {
        return errnos(errnos).stream()
                .map(errno -> KernelInterfaceException.refused(path, FileOperation.WRITE, errno))
                .toArray(KerfException[]::new);
    }

    private static void ofSyscalls(Map<String, List<KerfException>> samples) throws Exception {
        for (String errnos : List.of(
                "EPERM, EACCES, ENOSYS, ENODEV",
                "ENOENT",
                "ENOMEM",
                "ENOEXEC, EFBIG, ENOKEY, EKEYREJECTED",
                "EBUSY, ETIMEDOUT")) {
            add(samples, "SyscallException: " + errnos, syscalls(errnos.split(", ")));
        }
        Constructor<TeardownException> teardown =
                TeardownException.class.getDeclaredConstructor(String.class, List.class, KerfException.class);
        teardown.setAccessible(true);
        add(
                samples,
                "TeardownException: as its cause, such as ETIMEDOUT of a halt",
                teardown.newInstance("halt 'b'", List.of("halt 'a'"), syscalls("ETIMEDOUT")[0]));
        add(samples, "SyscallException: any other errno", syscalls("EINVAL", "EIO", "EFAULT", "EBADF"));
    }

    private static KerfException[] syscalls(String... errnos) throws Exception {
        return errnos(errnos).stream()
                .map(errno -> new SyscallException("kexec_file_load", errno, ""))
                .toArray(KerfException[]::new);
    }

    private static List<Errno> errnos(String... names) throws Exception {
        List<Errno> errnos = new ArrayList<>();
        for (String name : names) {
            errnos.add((Errno) Errno.class.getField(name).get(null));
        }
        return errnos;
    }

    private static void ofPlacement(Map<String, List<KerfException>> samples) throws Exception {
        Map<Cause, String> lines = Map.of(
                Cause.INVALID, "`INVALID`, `POLICY`",
                Cause.POLICY, "`INVALID`, `POLICY`",
                Cause.CPU_TAKEN, "`CPU_TAKEN`, `DEVICE_TAKEN`, `ID_TAKEN`",
                Cause.DEVICE_TAKEN, "`CPU_TAKEN`, `DEVICE_TAKEN`, `ID_TAKEN`",
                Cause.ID_TAKEN, "`CPU_TAKEN`, `DEVICE_TAKEN`, `ID_TAKEN`",
                Cause.BASE_NOT_PREDICTED, "`BASE_NOT_PREDICTED`");
        Constructor<PlacementException> constructor =
                PlacementException.class.getDeclaredConstructor(String.class, PlacementOutcome.Refused.class);
        constructor.setAccessible(true);
        for (Cause cause : Cause.values()) {
            PlacementOutcome.Refused refused =
                    new PlacementOutcome.Refused(cause, 2, 1, List.of(), Optional.empty(), "no");
            add(
                    samples,
                    "PlacementException: " + lines.getOrDefault(cause, "any other cause"),
                    constructor.newInstance("instance 'web'", refused));
        }
    }

    private static void add(Map<String, List<KerfException>> samples, String key, KerfException... more) {
        samples.computeIfAbsent(key, each -> new ArrayList<>()).addAll(List.of(more));
    }

    private static <E extends KerfException> E caught(Class<E> type, ThrowingCallable call) {
        E caught = catchThrowableOfType(type, call);
        assertThat(caught).as(type.getSimpleName()).isNotNull();
        return caught;
    }

    private static List<Line> lines() throws IOException {
        return tableRows(2).stream()
                .map(cells -> new Line(
                        cells.get(0),
                        cells.get(1).contains("`") ? cells.get(1) : unquoted(cells.get(1)),
                        unquoted(cells.get(2)),
                        cells.get(3)))
                .map(line -> new Line(unquoted(line.exception()), line.when(), line.category(), line.retryable()))
                .toList();
    }

    /** The rows of a table of the page, counted from 1, with the first cell bare. */
    private static List<List<String>> tableRows(int number) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        int table = 0;
        for (String line : Files.readAllLines(page())) {
            if (line.startsWith("|---")) {
                table++;
            } else if (line.startsWith("| `") && table == number) {
                List<String> cells = Stream.of(line.substring(1).split("\\|"))
                        .map(String::strip)
                        .collect(toCollection(ArrayList::new));
                cells.set(0, unquoted(cells.get(0)));
                rows.add(cells);
            }
        }
        return rows;
    }

    private static String unquoted(String cell) {
        return cell.replace("`", "");
    }

    private static Path page() {
        return Path.of(System.getProperty("kerf.testdata")).resolveSibling("docs/errors.md");
    }
}

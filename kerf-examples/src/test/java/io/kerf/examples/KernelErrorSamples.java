// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples;

import static io.kerf.examples.ErrorSamples.caught;
import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.diag.KerfException;
import io.kerf.sysfs.Errno;
import io.kerf.sysfs.FileOperation;
import io.kerf.sysfs.HostLock;
import io.kerf.sysfs.KernelInterfaceException;
import io.kerf.sysfs.KernelRoots;
import io.kerf.sysfs.LockTimeoutException;
import io.kerf.sysfs.PartialChangeException;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Exceptions of the kernel's files and of the lock beside them: kerf-sysfs. */
final class KernelErrorSamples {
    private static final String INSTANCE = "/sys/fs/multikernel/instances/web/id";
    private static final String OVERLAYS = "/sys/fs/multikernel/overlays/new";

    private KernelErrorSamples() {}

    static void addTo(ErrorSamples samples, Path folder) throws Exception {
        ofInterface(samples);
        ofChanges(samples);
        ofLocks(samples, KernelRoots.under(folder).withRun(folder));
    }

    private static void ofLocks(ErrorSamples samples, KernelRoots roots) throws Exception {
        try (HostLock.Held held = HostLock.of(roots).acquire(Duration.ZERO)) {
            assertThat(held).isNotNull();
            LockTimeoutException[] timeout = new LockTimeoutException[1];
            Thread other = new Thread(() -> timeout[0] =
                    caught(LockTimeoutException.class, () -> HostLock.of(roots).acquire(Duration.ofMillis(1))));
            other.start();
            other.join();
            samples.add("LockTimeoutException: always", timeout[0]);
        }
    }

    private static void ofChanges(ErrorSamples samples) throws Exception {
        KernelInterfaceException cause = KernelInterfaceException.failed(OVERLAYS, "it failed", "see the log");
        Constructor<PartialChangeException> known = PartialChangeException.class.getDeclaredConstructor(
                KernelInterfaceException.class, List.class, List.class);
        known.setAccessible(true);
        samples.add(
                "PartialChangeException: it is known what is left",
                known.newInstance(cause, List.of("'web' is there"), List.of("delete it")));
        Method unknown =
                PartialChangeException.class.getDeclaredMethod("unknown", KernelInterfaceException.class, List.class);
        unknown.setAccessible(true);
        samples.add("PartialChangeException: the kernel could not be read afterwards", (PartialChangeException)
                unknown.invoke(null, cause, List.of("read it again")));
    }

    private static void ofInterface(ErrorSamples samples) throws Exception {
        String of = "KernelInterfaceException: ";
        samples.add(of + "`FAILED`", KernelInterfaceException.failed(OVERLAYS, "it failed", "see the log"));
        samples.add(
                of + "`GONE`, the file system",
                KernelInterfaceException.refused("/sys/fs/multikernel/device_tree", FileOperation.READ, Errno.ENOENT));
        samples.add(
                of + "`GONE`, an instance, a transaction or the pool",
                KernelInterfaceException.refused(INSTANCE, FileOperation.READ, Errno.ENOENT),
                KernelInterfaceException.refused(
                        "/sys/fs/multikernel/overlays/tx_2/status", FileOperation.READ, Errno.ENODEV),
                KernelInterfaceException.gone("/sys/fs/multikernel/device_tree", "no pool", "apply one"));
        samples.add(of + "`MALFORMED`", KernelInterfaceException.malformed(INSTANCE, "x", "a number"));
        samples.add(of + "`REFUSED` with EACCES, EPERM or EROFS", refusals(OVERLAYS, "EACCES", "EPERM", "EROFS"));
        samples.add(
                of + "`REFUSED` with EPERM on a rollback",
                KernelInterfaceException.refused(
                        "/sys/fs/multikernel/overlays/tx_2", FileOperation.REMOVE, Errno.EPERM));
        samples.add(of + "`REFUSED` with ENOENT", refusals(OVERLAYS, "ENOENT"));
        samples.add(
                of + "`REFUSED` with ENOENT on an instance or a transaction",
                KernelInterfaceException.refused(
                        "/sys/fs/multikernel/overlays/tx_2", FileOperation.REMOVE, Errno.ENOENT));
        samples.add(of + "`REFUSED` with ENOMEM or ENOSPC", refusals(OVERLAYS, "ENOMEM", "ENOSPC"));
        samples.add(
                of + "`REFUSED` with EBUSY on a read",
                KernelInterfaceException.refused(INSTANCE, FileOperation.READ, Errno.EBUSY));
        samples.add(of + "`REFUSED` with EBUSY on a write", refusals(OVERLAYS, "EBUSY"));
        List<KerfException> others = new ArrayList<>(List.of(refusals(OVERLAYS, "EINVAL", "EIO", "ENODEV", "E2BIG")));
        others.add(interrupted("refused", FileOperation.WRITE, new IOException("words that nobody knows")));
        samples.add(of + "`REFUSED` with any other errno, or none that is known", others.toArray(KerfException[]::new));
        samples.add(
                of + "`REFUSED`, a read interrupted",
                interrupted("interrupted", FileOperation.READ, new ClosedByInterruptException()),
                interrupted("interrupted", FileOperation.LIST, new ClosedByInterruptException()));
        samples.add(
                of + "`REFUSED`, a write interrupted",
                interrupted("interrupted", FileOperation.WRITE, new ClosedByInterruptException()),
                interrupted("interrupted", FileOperation.REMOVE, new ClosedByInterruptException()));
        samples.add(of + "`SHORT_WRITE`", KernelInterfaceException.shortWrite(OVERLAYS, 1, 2));
        Method stale =
                KernelInterfaceException.class.getDeclaredMethod("stale", String.class, String.class, String.class);
        stale.setAccessible(true);
        samples.add(of + "`STALE`", (KerfException) stale.invoke(null, OVERLAYS, "it moved on", "plan again"));
        samples.add(of + "`UNSUPPORTED`", KernelInterfaceException.unsupported(OVERLAYS, "it cannot", "do without"));
    }

    private static KerfException interrupted(String factory, FileOperation operation, IOException cause)
            throws Exception {
        Method method = KernelInterfaceException.class.getDeclaredMethod(
                factory, String.class, FileOperation.class, IOException.class);
        method.setAccessible(true);
        return (KerfException) method.invoke(null, OVERLAYS, operation, cause);
    }

    private static KerfException[] refusals(String path, String... errnos) throws Exception {
        return ErrorSamples.errnos(errnos).stream()
                .map(errno -> KernelInterfaceException.refused(path, FileOperation.WRITE, errno))
                .toArray(KerfException[]::new);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.sysfs.store.StoredFile;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs the command as a process of its own. There are many of them in one test, so their classes are read out of an archive that the first one
 * makes; that needs jars in place of folders of classes.
 */
final class KerfProcess {
    /** What a process wrote to each stream, and its exit code. */
    record Ended(int exitCode, String out, String err) {}

    private static @Nullable KerfProcess shared;

    private final Path folder;
    private final List<String> prefix;
    private final List<String> flags;
    private final List<String> classPath;

    private KerfProcess(Path folder, List<String> prefix, List<String> flags, List<String> classPath) {
        this.folder = folder;
        this.prefix = prefix;
        this.flags = flags;
        this.classPath = classPath;
    }

    /** For all tests of this process: jars and archive are made once, and removed when it ends. */
    static synchronized KerfProcess shared() throws IOException, InterruptedException {
        if (shared == null) {
            Path memory = Path.of("/dev/shm");
            Path folder = Files.isWritable(memory)
                    ? Files.createTempDirectory(memory, "kerf-processes-")
                    : Files.createTempDirectory("kerf-processes-");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(folder)));
            shared = in(folder);
        }
        return shared;
    }

    private static void remove(Path folder) {
        try {
            StoredFile.removeTree(folder);
        } catch (IOException left) {
            throw new UncheckedIOException(left);
        }
    }

    private static KerfProcess in(Path folder) throws IOException, InterruptedException {
        List<String> elements = new ArrayList<>();
        for (String element : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path classes = Path.of(element);
            elements.add(Files.isDirectory(classes) ? packed(classes, folder, elements.size()) : element);
        }
        Path archive = folder.resolve("classes.jsa");
        KerfProcess plain = new KerfProcess(folder, List.of(), List.of(), elements);
        Map<String, String> environment =
                Map.of("KERF_SIMULATED", folder.resolve("first").toString());
        Ended made = plain.run(folder, environment, List.of("init", "--input=" + Console.sample("minimal.dts")));
        Ended created = plain.with("-XX:ArchiveClassesAtExit=" + archive, "-Xlog:disable")
                .run(folder, environment, List.of("create", "web", "--cpu-count=2", "--memory=1GB"));
        if (made.exitCode() != 0 || created.exitCode() != 0) {
            throw new IllegalStateException("the first processes failed: " + made + "; " + created);
        }
        return plain.with("-XX:SharedArchiveFile=" + archive, "-Xlog:disable");
    }

    private static String packed(Path classes, Path folder, int number) throws IOException {
        Path jar = folder.resolve("classes" + number + ".jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                out.putNextEntry(
                        new JarEntry(classes.relativize(file).toString().replace(File.separatorChar, '/')));
                Files.copy(file, out);
                out.closeEntry();
            }
        } catch (UncheckedIOException unreadable) {
            throw unreadable.getCause();
        }
        return jar.toString();
    }

    /** The same with more for the Java machine. */
    KerfProcess with(String... more) {
        return new KerfProcess(
                folder, prefix, Stream.concat(flags.stream(), Stream.of(more)).toList(), classPath);
    }

    /** The same without some of the libraries, by a part of their file names. */
    KerfProcess without(String... libraries) {
        List<String> rest = classPath.stream()
                .filter(element -> Stream.of(libraries)
                        .noneMatch(String.valueOf(Path.of(element).getFileName())::contains))
                .toList();
        return new KerfProcess(folder, prefix, List.of(), rest);
    }

    /** The same started by another program, such as one that becomes another user, who reads nothing but copies in a folder. */
    KerfProcess by(Path readable, String... program) throws IOException {
        Path copies = Files.createDirectories(readable.resolve("copies"));
        List<String> copied = new ArrayList<>();
        for (String element : classPath) {
            Path copy = copies.resolve(copied.size() + ".jar");
            Files.copy(Path.of(element), copy);
            Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-r--r--"));
            copied.add(copy.toString());
        }
        return new KerfProcess(folder, List.of(program), List.of(), copied);
    }

    /** Runs a command line in a directory, with an environment that has nothing else of kerf or Java. */
    Ended run(Path directory, Map<String, String> environment, List<String> words)
            throws IOException, InterruptedException {
        return start(directory, environment, words).ended();
    }

    /** Starts it, with streams that go to files. */
    Running start(Path directory, Map<String, String> environment, List<String> words) throws IOException {
        Path out = Files.createTempFile(folder, "out", "");
        Path err = Files.createTempFile(folder, "err", "");
        ProcessBuilder builder = builder(directory, environment, words)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        Process started = builder.start();
        started.getOutputStream().close();
        return new Running(started, out, err);
    }

    /** Starts it, with answers that go to a pipe. */
    Process piped(Path directory, Map<String, String> environment, List<String> words) throws IOException {
        return builder(directory, environment, words)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private ProcessBuilder builder(Path directory, Map<String, String> environment, List<String> words) {
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(flags);
        command.addAll(List.of("-classpath", String.join(File.pathSeparator, classPath), "io.kerf.examples.cli.Main"));
        command.addAll(words);
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("KERF_") || name.contains("JAVA"));
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().putAll(environment);
        return builder;
    }

    /** A process that was started. */
    record Running(Process process, Path out, Path err) {
        private static final long PATIENCE_SECONDS = 60;

        /** Sends what Ctrl-C sends. */
        void interrupt() throws IOException, InterruptedException {
            new ProcessBuilder("kill", "-INT", String.valueOf(process.pid()))
                    .start()
                    .waitFor();
        }

        /** Waits until it has written something to its stream of errors. */
        void awaitError(String text) throws IOException, InterruptedException {
            long start = System.nanoTime();
            while (!Files.readString(err).contains(text)) {
                if (!process.isAlive() || System.nanoTime() - start > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
                    throw new AssertionError("it did not write '" + text + "' but: " + Files.readString(err));
                }
                Thread.sleep(20);
            }
        }

        /** Waits for its end. */
        Ended ended() throws IOException, InterruptedException {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("it did not end; it wrote: " + Files.readString(err));
            }
            return new Ended(
                    process.exitValue(),
                    Files.readString(out, StandardCharsets.UTF_8),
                    Files.readString(err, StandardCharsets.UTF_8));
        }
    }
}

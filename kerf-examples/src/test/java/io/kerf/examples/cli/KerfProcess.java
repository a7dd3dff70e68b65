// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * Runs the command as a process of its own. There are many of them in one test, so their classes are read out of an archive that the first one
 * makes; that needs jars in place of folders of classes.
 */
final class KerfProcess {
    /** What a process wrote to each stream, and its exit code. */
    record Ended(int exitCode, String out, String err) {}

    private final Path folder;
    private final String classPath;
    private final Path archive;

    /** Prepares to run processes; jars and archive are made in a folder. */
    KerfProcess(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        this.archive = folder.resolve("classes.jsa");
        List<String> elements = new ArrayList<>();
        for (String element : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            elements.add(Files.isDirectory(Path.of(element)) ? packed(Path.of(element), elements.size()) : element);
        }
        this.classPath = String.join(File.pathSeparator, elements);
        Map<String, String> environment = Map.of(
                "LC_ALL", "C.UTF-8", "KERF_SIMULATED", folder.resolve("first").toString());
        List<String> init = List.of("init", "--input=" + Console.sample("minimal.dts"));
        List<String> create = List.of("create", "web", "--cpu-count=2", "--memory=1GB");
        List<String> archiving = List.of("-XX:ArchiveClassesAtExit=" + archive, "-Xlog:disable");
        Ended made = run(List.of(), folder, environment, init);
        Ended created = run(archiving, folder, environment, create);
        if (made.exitCode() != 0 || created.exitCode() != 0) {
            throw new IllegalStateException("the first processes failed: " + made + "; " + created);
        }
    }

    private String packed(Path classes, int number) throws IOException {
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

    /** Runs a command line in a directory, with an environment that has nothing else of kerf or Java. */
    Ended run(Path directory, Map<String, String> environment, List<String> words)
            throws IOException, InterruptedException {
        List<String> flags =
                Files.exists(archive) ? List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:disable") : List.of();
        return run(flags, directory, environment, words);
    }

    private Ended run(List<String> flags, Path directory, Map<String, String> environment, List<String> words)
            throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(flags);
        command.addAll(List.of("-classpath", classPath, "io.kerf.examples.cli.Main"));
        command.addAll(words);
        ProcessBuilder process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        process.environment().keySet().removeIf(name -> name.startsWith("KERF_") || name.contains("JAVA"));
        process.environment().putAll(environment);
        Process started = process.start();
        started.getOutputStream().close();
        int code = started.waitFor();
        return new Ended(
                code, Files.readString(out, StandardCharsets.UTF_8), Files.readString(err, StandardCharsets.UTF_8));
    }
}

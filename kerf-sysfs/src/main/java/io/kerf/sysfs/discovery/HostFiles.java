// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import io.kerf.model.CpuSet;
import io.kerf.model.ModelException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;

/**
 * Reads the files of {@code /proc} and {@code /sys}, none beyond a bound, and counts how many it opened. A file that is not there is empty;
 * one that cannot be read or understood is a finding, and empty. Sizes that the kernel states are not believed.
 */
final class HostFiles {
    /** The most that a file of sysfs holds; lists of thousands of CPUs take a few kilobytes. */
    static final int SYSFS_BOUND = 1 << 16;
    /** The most that a file of procfs is read to: {@code /proc/cpuinfo} of 8,192 CPUs takes about 12 MiB. */
    static final int PROCFS_BOUND = 32 << 20;

    private static final int LONGEST_NAME = 255;
    private static final int MOST_ENTRIES = 1 << 20;
    /** Above what Linux can be built for on any machine ({@code CONFIG_NR_CPUS} is at most 8,192 today). */
    static final int MOST_CPUS = 1 << 16;
    /** What Linux can be built for at most: {@code MAX_NUMNODES}, of a {@code NODES_SHIFT} of 10. */
    static final int MOST_NODES = 1 << 10;

    private final Findings findings;
    private ByteBuffer buffer = ByteBuffer.allocate(1 << 13);
    private int opened;

    HostFiles(Findings findings) {
        this.findings = findings;
    }

    /** How many files and directories were opened, or tried to. */
    int opened() {
        return opened;
    }

    Findings findings() {
        return findings;
    }

    /** The text of a file of sysfs without the line's end, or empty. */
    Optional<String> line(Path file) {
        return bytes(file, SYSFS_BOUND).map(bytes -> new String(bytes, StandardCharsets.UTF_8).strip());
    }

    /** The text of a file of procfs, or empty. */
    Optional<String> text(Path file) {
        return bytes(file, PROCFS_BOUND).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    /** The bytes of a file, or empty. */
    Optional<byte[]> bytes(Path file, int bound) {
        opened++;
        if (!isOpenable(file, BasicFileAttributes::isRegularFile)) {
            return Optional.empty();
        }
        try (SeekableByteChannel channel = Files.newByteChannel(file, StandardOpenOption.READ)) {
            buffer.clear();
            while (channel.read(buffer) >= 0) {
                if (buffer.position() > bound) {
                    findings.unreadable(
                            file.toString(), "it goes on after " + bound + " bytes", "look at what kind of file it is");
                    return Optional.empty();
                }
                if (!buffer.hasRemaining()) {
                    buffer = ByteBuffer.allocate(buffer.capacity() * 4).put(buffer.flip());
                }
            }
            return Optional.of(Arrays.copyOf(buffer.array(), buffer.position()));
        } catch (NoSuchFileException | NotDirectoryException absent) {
            return Optional.empty();
        } catch (IOException e) {
            unreadable(file, e);
            return Optional.empty();
        }
    }

    /** Files of sysfs and procfs are regular. Others are not opened: a pipe without a writer would block for ever. */
    private boolean isOpenable(Path path, Predicate<BasicFileAttributes> isExpected) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            if (isExpected.test(attributes)) {
                return true;
            }
            if (attributes.isDirectory()) {
                findings.unreadable(path.toString(), "Is a directory", "look at what kind of file it is");
            } else if (!attributes.isRegularFile()) {
                findings.unreadable(
                        path.toString(),
                        "it is a pipe, a socket or a device, and no regular file",
                        "see whether procfs and sysfs are mounted there");
            }
        } catch (NoSuchFileException | NotDirectoryException absent) {
            return false;
        } catch (IOException e) {
            unreadable(path, e);
        }
        return false;
    }

    private void unreadable(Path file, IOException failure) {
        boolean denied = failure instanceof AccessDeniedException;
        String text = failure instanceof FileSystemException named ? named.getReason() : failure.getMessage();
        String reason =
                denied ? "permission denied" : text == null ? failure.getClass().getSimpleName() : text.strip();
        if (isNotDirectory(reason)) {
            return;
        }
        findings.unreadable(
                file.toString(), reason, denied ? "read it as root" : "try again, and look at the kernel log");
    }

    /** ENOTDIR has no exception of its own when a file is opened: a part of the path is a file, so what is asked for is not there. */
    private static boolean isNotDirectory(String reason) {
        return reason.equalsIgnoreCase("not a directory");
    }

    /** A list of CPUs such as {@code 0-3,8}, which may be empty. */
    Optional<CpuSet> list(Path file) {
        return list(file, MOST_CPUS);
    }

    /** A list of numbers below a bound such as {@code 0-3,8}, which may be empty. */
    Optional<CpuSet> list(Path file, int bound) {
        return line(file).flatMap(text -> {
            Optional<CpuSet> list = parseList(text, bound);
            if (list.isEmpty()) {
                findings.malformed(file.toString(), text, "a list of numbers below " + bound + " such as 0-3,8");
            }
            return list;
        });
    }

    /** Reads a list of Linux's numbers, in the form of the kernel's {@code %*pbl}; empty if it is none. */
    static Optional<CpuSet> parseList(String text, int bound) {
        if (text.isBlank()) {
            return Optional.of(CpuSet.empty());
        }
        try {
            CpuSet list = CpuSet.parse(text.strip());
            return list.isEmpty() || Long.compareUnsigned(list.last(), bound) >= 0
                    ? Optional.empty()
                    : Optional.of(list);
        } catch (ModelException noList) {
            return Optional.empty();
        }
    }

    /** A decimal number; one below zero is the kernel's way to say that it does not know. */
    OptionalInt number(Path file) {
        return number(file, 10);
    }

    /** A number with {@code 0x} in front. */
    OptionalInt hexadecimal(Path file) {
        return number(file, 16);
    }

    private OptionalInt number(Path file, int radix) {
        Optional<String> text = line(file);
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        String digits = radix == 16 && text.get().startsWith("0x") ? text.get().substring(2) : text.get();
        try {
            int value = Integer.parseInt(digits, radix);
            return value < 0 ? OptionalInt.empty() : OptionalInt.of(value);
        } catch (NumberFormatException e) {
            findings.malformed(file.toString(), text.get(), radix == 16 ? "a number such as 0x8086" : "a number");
            return OptionalInt.empty();
        }
    }

    /** The names in a directory, sorted; none where there is no such directory. */
    List<String> names(Path folder) {
        opened++;
        if (!isOpenable(folder, BasicFileAttributes::isDirectory)) {
            return List.of();
        }
        List<String> names = new ArrayList<>();
        try {
            list(folder, names);
        } catch (NoSuchFileException | NotDirectoryException absent) {
            return List.of();
        } catch (IOException e) {
            unreadable(folder, e);
        }
        names.sort(null);
        return names;
    }

    private void list(Path folder, List<String> names) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (names.size() == MOST_ENTRIES) {
                    findings.unreadable(
                            folder.toString(), "it has more than " + MOST_ENTRIES + " entries", "look at what it is");
                    return;
                }
                String name = String.valueOf(entry.getFileName());
                if (isText(folder, name, entry)) {
                    names.add(name);
                } else {
                    findings.malformed(folder.toString(), name, "a name in the letters of this system's locale");
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    /** Whether a name stands for its file: bytes that are no letters in the locale make a text that leads nowhere, or to another file. */
    private static boolean isText(Path folder, String name, Path entry) {
        if (name.chars().allMatch(letter -> letter < 0x80)) {
            return true;
        }
        try {
            return folder.resolve(name).equals(entry);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /**
     * A place below a folder by a name out of a text. A name that no file can have is a finding, and empty.
     *
     * @param source the file that has the name
     */
    Optional<Path> below(Path folder, String name, Path source) {
        try {
            if (name.length() <= LONGEST_NAME) {
                return Optional.of(folder.resolve(name));
            }
        } catch (InvalidPathException e) {
            // Told below: the name has a NUL, or letters that names have not here.
        }
        findings.malformed(source.toString(), name, "a name that a file can have");
        return Optional.empty();
    }

    /** The last name of what a link points to, or empty. */
    Optional<String> linkName(Path link) {
        try {
            return Optional.of(String.valueOf(Files.readSymbolicLink(link).getFileName()));
        } catch (NoSuchFileException | NotDirectoryException | NotLinkException absent) {
            return Optional.empty();
        } catch (IOException e) {
            unreadable(link, e);
            return Optional.empty();
        }
    }

    /** Where a path leads when all links are followed, or empty. */
    Optional<Path> real(Path path) {
        try {
            return Optional.of(path.toRealPath());
        } catch (NoSuchFileException | NotDirectoryException absent) {
            return Optional.empty();
        } catch (IOException e) {
            unreadable(path, e);
            return Optional.empty();
        }
    }
}

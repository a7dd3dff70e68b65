// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Finds the files of {@code /include/} and {@code /incbin/}. The compiler itself opens no file but the source it is given: what a
 * source can reach is up to the resolver.
 *
 * <pre>{@code
 * Dts.compile(board, DtsOptions.defaults().withIncludes(FolderIncludes.beside(board, Path.of("include"))));
 * }</pre>
 *
 * <p>Implementations must be safe to share if the options that hold them are.
 */
@FunctionalInterface
public interface IncludeResolver {
    /**
     * Finds a file. A binary file that one file asks for several times may be looked for once.
     *
     * @param file the name as written between the quotes
     * @param from the name of the file that asks for it
     * @return the file, or empty if there is none
     */
    Optional<IncludedFile> find(String file, String from);

    /**
     * Says what a user can do about a file that is not found.
     *
     * @return one sentence without a final stop
     */
    default String advice() {
        return "check the name";
    }

    /**
     * Returns the resolver that finds nothing.
     *
     * @return what sources without a file of their own use by default
     */
    static IncludeResolver none() {
        return NoIncludes.INSTANCE;
    }

    /**
     * Looks beside the including file, then in each of some folders. Only files inside these folders are read, whatever a name or a
     * symbolic link says.
     *
     * @param folders the folders in the order of the search; the first is also that of the main source
     * @return the resolver
     * @throws IllegalArgumentException if there is no folder
     */
    static FolderIncludes folders(Path... folders) {
        return FolderIncludes.of(List.of(folders));
    }

    /**
     * Finds files in a map: first as if they lay beside the including file, so that {@code "b"} asked for by {@code "x/a"} is
     * {@code "x/b"}, then by the name as written.
     *
     * @param files content by name; names have {@code /} between their parts
     * @return the resolver
     */
    static IncludeResolver of(Map<String, String> files) {
        return new MappedIncludes(files);
    }
}

/** Finds files in a map. */
final class MappedIncludes implements IncludeResolver {
    private final Map<String, String> files;

    MappedIncludes(Map<String, String> files) {
        this.files = Map.copyOf(files);
    }

    @Override
    public Optional<IncludedFile> find(String file, String from) {
        Objects.requireNonNull(file, "file");
        String beside = plain(from.substring(0, from.lastIndexOf('/') + 1) + file);
        String name = files.containsKey(beside) ? beside : file;
        String text = files.get(name);
        return text == null ? Optional.empty() : Optional.of(IncludedFile.of(name, text));
    }

    /** The name without {@code .} and {@code x/..}. */
    private static String plain(String name) {
        Deque<String> parts = new ArrayDeque<>();
        for (String part : name.split("/", -1)) {
            String last = parts.peekLast();
            if (part.equals("..") && last != null && !last.isEmpty() && !last.equals("..")) {
                parts.removeLast();
            } else if (!part.equals(".")) {
                parts.addLast(part);
            }
        }
        return String.join("/", parts);
    }
}

/** Finds nothing. */
final class NoIncludes implements IncludeResolver {
    static final NoIncludes INSTANCE = new NoIncludes();

    private NoIncludes() {}

    @Override
    public Optional<IncludedFile> find(String file, String from) {
        return Optional.empty();
    }

    @Override
    public String advice() {
        return "this source may not include files: compile it from a file, or give it an IncludeResolver";
    }
}

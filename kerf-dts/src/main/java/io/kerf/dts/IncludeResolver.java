// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Finds the files of {@code /include/} and {@code /incbin/}. The compiler itself opens no file but the source it is given: what a
 * source can reach is up to the resolver.
 *
 * <pre>{@code
 * Dts.compile(source, "board.dts", DtsOptions.defaults().withIncludes(IncludeResolver.folders(Path.of("include"))));
 * }</pre>
 *
 * <p>Implementations must be safe to share if the options that hold them are.
 */
@FunctionalInterface
public interface IncludeResolver {
    /**
     * Finds a file.
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
    static IncludeResolver folders(Path... folders) {
        return new FolderIncludes(List.of(folders));
    }

    /**
     * Finds files in a map.
     *
     * @param files content by name
     * @return the resolver
     */
    static IncludeResolver of(Map<String, String> files) {
        Map<String, String> copy = Map.copyOf(files);
        return (file, from) -> {
            String text = copy.get(Objects.requireNonNull(file, "file"));
            return text == null ? Optional.empty() : Optional.of(IncludedFile.of(file, text));
        };
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

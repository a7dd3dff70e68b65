// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds files as {@code dtc} does: beside the file that includes them, then in each of some folders in order. What is read lies in
 * these folders or below, wherever names with {@code ..} and symbolic links lead, unless more is {@linkplain #allowing allowed}.
 *
 * <pre>{@code
 * FolderIncludes.beside(board, Path.of("include")).allowing(Path.of("../common"))
 * }</pre>
 *
 * <p>Immutable: each method that changes something returns a copy. The files are read each time they are asked for.
 */
public final class FolderIncludes implements IncludeResolver {
    /** No file above this many bytes is read at all; the compiler's own limit is lower by default. */
    /** As much as {@link DtsOptions} lets all included files have together, unless it is raised. */
    private static final long MAX_SIZE = 64L << 20;

    private final List<Path> folders;
    private final List<Path> allowed;
    private final boolean allAllowed;

    private FolderIncludes(List<Path> folders, List<Path> allowed, boolean allAllowed) {
        this.folders = List.copyOf(folders);
        this.allowed = List.copyOf(allowed);
        this.allAllowed = allAllowed;
    }

    static FolderIncludes of(List<Path> folders) {
        if (folders.isEmpty()) {
            throw new IllegalArgumentException("no folder is given");
        }
        return new FolderIncludes(folders, List.of(), false);
    }

    /**
     * Looks beside a source file, then in folders, as {@code dtc -i} does.
     *
     * @param source the source file, whose folder is the first
     * @param search the folders to look in then, in order
     * @return the resolver
     */
    public static FolderIncludes beside(Path source, Path... search) {
        List<Path> folders = new ArrayList<>();
        Path own = source.toAbsolutePath().getParent();
        if (own != null) {
            folders.add(own);
        }
        folders.addAll(List.of(search));
        return of(folders);
    }

    /**
     * Lets files of more folders be read, without looking for files there: names such as {@code ../common/part.dtsi} then lead
     * somewhere.
     *
     * @param more folders; all below them counts as well
     * @return a copy that allows them, too
     */
    public FolderIncludes allowing(Path... more) {
        List<Path> all = new ArrayList<>(allowed);
        all.addAll(List.of(more));
        return new FolderIncludes(folders, all, allAllowed);
    }

    /**
     * Lets every file be read that the process can read, as {@code dtc} does. Only for sources that are trusted.
     *
     * @return a copy without any bounds
     */
    public FolderIncludes allowingAll() {
        return new FolderIncludes(folders, allowed, true);
    }

    @Override
    public Optional<IncludedFile> find(String file, String from) {
        Objects.requireNonNull(file, "file");
        try {
            boolean outside = false;
            for (Path candidate : candidates(file, from)) {
                if (Files.isRegularFile(candidate)) {
                    Path real = candidate.toRealPath();
                    if (isAllowed(real)) {
                        return Optional.of(read(file, candidate, real));
                    }
                    outside = true;
                }
            }
            if (outside) {
                throw new IncludeRefusedException(
                        "the file '" + printable(file) + "' lies outside of the folders that may be read",
                        "allow its folder with FolderIncludes.allowing; " + advice());
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new IncludeRefusedException(
                    "cannot read '" + printable(file) + "': " + reason(e), "check the file's permissions");
        } catch (InvalidPathException e) {
            throw new IncludeRefusedException(
                    "'" + printable(file) + "' cannot be the name of a file", "check the name");
        }
    }

    private List<Path> candidates(String file, String from) {
        List<Path> candidates = new ArrayList<>(folders.size() + 1);
        Path beside = Path.of(from).getParent();
        candidates.add(beside == null ? Path.of(file) : beside.resolve(file));
        for (Path folder : folders) {
            candidates.add(folder.resolve(file));
        }
        return candidates;
    }

    private boolean isAllowed(Path real) throws IOException {
        if (allAllowed) {
            return true;
        }
        for (List<Path> roots : List.of(folders, allowed)) {
            for (Path root : roots) {
                if (Files.exists(root) && real.startsWith(root.toRealPath())) {
                    return true;
                }
            }
        }
        return false;
    }

    private static IncludedFile read(String file, Path candidate, Path real) throws IOException {
        if (Files.size(real) > MAX_SIZE) {
            throw tooLarge(file);
        }
        byte[] bytes;
        try (InputStream in = Files.newInputStream(real)) {
            // Devices and pipes have no size to ask for.
            bytes = in.readNBytes((int) MAX_SIZE + 1);
        }
        if (bytes.length > MAX_SIZE) {
            throw tooLarge(file);
        }
        Path plain = candidate.normalize();
        boolean same = Files.exists(plain) && Files.isSameFile(plain, candidate);
        return IncludedFile.of((same ? plain : candidate).toString(), bytes);
    }

    private static IncludeRefusedException tooLarge(String file) {
        return new IncludeRefusedException(
                "the file '" + printable(file) + "' has more than " + MAX_SIZE + " bytes", "split it");
    }

    @Override
    public String advice() {
        return "files are looked for beside the including file and in "
                + folders.stream().map(Path::toString).collect(Collectors.joining(", "));
    }

    private static String printable(String file) {
        return file.replaceAll("\\p{Cntrl}", "?");
    }

    private static @Nullable String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}

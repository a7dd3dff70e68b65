// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds files in folders, and never outside of them. */
final class FolderIncludes implements IncludeResolver {
    private final List<Path> folders;

    FolderIncludes(List<Path> folders) {
        if (folders.isEmpty()) {
            throw new IllegalArgumentException("no folder is given");
        }
        this.folders = List.copyOf(folders);
    }

    @Override
    public Optional<IncludedFile> find(String file, String from) {
        try {
            List<Path> candidates = new ArrayList<>();
            Path beside = Path.of(from).getParent();
            candidates.add(beside == null ? Path.of(file) : beside.resolve(file));
            for (Path folder : folders) {
                candidates.add(folder.resolve(file));
            }
            boolean outside = false;
            for (Path candidate : candidates) {
                if (!Files.isRegularFile(candidate)) {
                    continue;
                }
                if (isInside(candidate)) {
                    return Optional.of(
                            IncludedFile.of(candidate.normalize().toString(), Files.readAllBytes(candidate)));
                }
                outside = true;
            }
            if (outside) {
                throw new IncludeRefusedException(
                        "the file '" + file + "' lies outside of the folders that may be read",
                        "allow its folder: " + advice());
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new IncludeRefusedException(
                    "cannot read '" + file + "': " + reason(e), "check the file's permissions");
        } catch (InvalidPathException e) {
            throw new IncludeRefusedException(
                    "'" + printable(file) + "' cannot be the name of a file", "check the name");
        }
    }

    private boolean isInside(Path candidate) throws IOException {
        Path real = candidate.toRealPath();
        for (Path folder : folders) {
            if (real.startsWith(folder.toRealPath())) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String advice() {
        return "files are looked for beside the including file and in " + folders;
    }

    private static String printable(String file) {
        return file.replaceAll("\\p{Cntrl}", "?");
    }

    private static @Nullable String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}

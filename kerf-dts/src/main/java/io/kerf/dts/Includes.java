// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.SourceText;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Opens the files that a source asks for, and refuses cycles, chains that are too deep, and texts that grow without end. */
final class Includes {
    /** The limit of {@code dtc}. */
    static final int MAX_DEPTH = 200;

    /** Files that include others twice or more would double with each step. */
    static final int MAX_FILES = 1 << 15;

    private static final int CHAIN_SHOWN = 8;

    private final IncludeResolver resolver;
    private final long maxSourceLength;
    private int units = 1;
    private long total;
    private long appended;
    private boolean lacksAny;

    /** The binary files so far. Slices of one are often asked for many times over. */
    private final Map<Request, byte[]> binaries = new HashMap<>();

    /** A name as written, and the file that it is written in. */
    private record Request(String file, String from) {}

    Includes(IncludeResolver resolver, long maxSourceLength) {
        this.resolver = resolver;
        this.maxSourceLength = maxSourceLength;
    }

    /** For reading a value again: only files that were read before are there. */
    static Includes known() {
        return new Includes(IncludeResolver.none(), Long.MAX_VALUE);
    }

    /** Returns the unit of an included file, or null after reporting why there is none. */
    @Nullable
    SourceUnit enter(SourceUnit from, int start, int end, String file, Findings findings) {
        SourceUnit known = from.includedAt(start);
        if (known != null) {
            return known;
        }
        SourceUnit entered = open(from, start, end, file, findings);
        lacksAny |= entered == null;
        return entered;
    }

    private @Nullable SourceUnit open(SourceUnit from, int start, int end, String file, Findings findings) {
        if (from.depth >= MAX_DEPTH) {
            findings.add(
                    Diagnostic.error(Codes.INCLUDE, "more than " + MAX_DEPTH + " files include each other")
                            .withPresentState(chain(from, file)),
                    from,
                    start,
                    end);
            return null;
        }
        if (units > MAX_FILES) {
            findings.add(
                    Diagnostic.error(Codes.TOO_LARGE, "more than " + MAX_FILES + " files are included")
                            .withSuggestion("look for files that include others many times over"),
                    from,
                    start,
                    end);
            return null;
        }
        Optional<IncludedFile> found = find(from, start, end, file, findings);
        if (found.isEmpty()) {
            return null;
        }
        SourceDecoder.Decoded decoded = SourceDecoder.decode(found.get().bytes());
        total += decoded.text().length();
        if (total > maxSourceLength) {
            tooLarge(from, start, end, findings);
            return null;
        }
        SourceUnit child = new SourceUnit(
                SourceText.of(found.get().name(), decoded.text()), decoded.latin1(), units++, from, start, end);
        if (isCycle(child)) {
            findings.add(
                    Diagnostic.error(Codes.INCLUDE, "'" + child.text.name() + "' includes itself")
                            .withPresentState(chain(from, child.text.name()))
                            .withSuggestion("remove one of these includes"),
                    from,
                    start,
                    end);
            return null;
        }
        from.include(child);
        return child;
    }

    /** Notes that a file is asked for in a way that cannot be understood. */
    void miss() {
        lacksAny = true;
    }

    /** Whether some file could not be included, so that what it defines is missing. */
    boolean lacksAny() {
        return lacksAny;
    }

    /** Returns the content of a binary file, or null after reporting why there is none. Each is read, and counted, once. */
    byte @Nullable [] binary(SourceUnit from, int start, int end, String file, Findings findings) {
        Request request = new Request(file, from.text.name());
        byte[] known = binaries.get(request);
        if (known != null) {
            return known;
        }
        Optional<IncludedFile> found = find(from, start, end, file, findings);
        if (found.isEmpty()) {
            return null;
        }
        byte[] content = found.get().bytes();
        total += content.length;
        if (total > maxSourceLength) {
            tooLarge(from, start, end, findings);
            return null;
        }
        binaries.put(request, content);
        return content;
    }

    /** Counts bytes that go from binary files into values; false after reporting that they are more than the limit allows. */
    boolean allows(int bytes, SourceUnit from, int start, int end, Findings findings) {
        appended += bytes;
        if (appended > maxSourceLength) {
            tooLarge(from, start, end, findings);
        }
        return appended <= maxSourceLength;
    }

    private void tooLarge(SourceUnit from, int start, int end, Findings findings) {
        findings.add(
                Diagnostic.error(
                                Codes.TOO_LARGE,
                                "included files add up to more than " + maxSourceLength + " characters")
                        .withSuggestion("raise the limit with DtsOptions.withMaxSourceLength"),
                from,
                start,
                end);
    }

    /** Finds a file, and reports if there is none, or if the limit is reached already. */
    private Optional<IncludedFile> find(SourceUnit from, int start, int end, String file, Findings findings) {
        if (total > maxSourceLength) {
            tooLarge(from, start, end, findings);
            return Optional.empty();
        }
        try {
            Optional<IncludedFile> found = resolver.find(file, from.text.name());
            if (found.isEmpty()) {
                findings.add(
                        Diagnostic.error(Codes.INCLUDE, "the file '" + file + "' is not found")
                                .withSuggestion(resolver.advice()),
                        from,
                        start,
                        end);
            }
            return found;
        } catch (IncludeRefusedException refused) {
            findings.add(
                    Diagnostic.error(Codes.INCLUDE, refused.getMessage()).withSuggestion(refused.suggestion()),
                    from,
                    start,
                    end);
            return Optional.empty();
        }
    }

    private static boolean isCycle(SourceUnit unit) {
        for (SourceUnit up = unit.parent; up != null; up = up.parent) {
            if (up.text.name().equals(unit.text.name())) {
                return true;
            }
        }
        return false;
    }

    /** Says which file includes which, down to one that is asked for; of a long chain, its ends. */
    private static String chain(SourceUnit from, String file) {
        Deque<String> chain = new ArrayDeque<>();
        chain.addFirst(file);
        int left = from.depth + 1;
        for (SourceUnit at = from; at != null; at = at.parent, left--) {
            if (chain.size() < CHAIN_SHOWN || left == 1) {
                chain.addFirst(at.text.name());
            } else if (left == 2) {
                chain.addFirst("…");
            }
        }
        return String.join(" includes ", chain);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.SourceText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Opens the files that a source asks for, and refuses cycles, chains that are too deep, and texts that grow without end. */
final class Includes {
    /** The limit of {@code dtc}. */
    static final int MAX_DEPTH = 200;

    private final IncludeResolver resolver;
    private final long maxSourceLength;
    private int units = 1;
    private long total;

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
        if (from.depth >= MAX_DEPTH) {
            findings.add(
                    chained(
                            Diagnostic.error(Codes.INCLUDE, "more than " + MAX_DEPTH + " files include each other"),
                            from),
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
            findings.add(
                    Diagnostic.error(
                                    Codes.TOO_LARGE,
                                    "included files add up to more than " + maxSourceLength + " characters")
                            .withSuggestion("raise the limit with DtsOptions.withMaxSourceLength"),
                    from,
                    start,
                    end);
            return null;
        }
        SourceUnit child = new SourceUnit(
                SourceText.of(found.get().name(), decoded.text()), decoded.latin1(), units++, from, start, end);
        if (isCycle(child)) {
            findings.add(
                    chained(Diagnostic.error(Codes.INCLUDE, "'" + child.text.name() + "' includes itself"), from),
                    from,
                    start,
                    end);
            return null;
        }
        from.include(child);
        return child;
    }

    /** Counts the bytes of a binary file; false if they are more than the limit allows. */
    boolean allows(int bytes) {
        total += bytes;
        return total <= maxSourceLength;
    }

    /** Finds a file, and reports if there is none. */
    Optional<IncludedFile> find(SourceUnit from, int start, int end, String file, Findings findings) {
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

    private static Diagnostic chained(Diagnostic finding, SourceUnit unit) {
        List<SourceUnit> chain = new ArrayList<>();
        for (SourceUnit at = unit; at.parent != null && chain.size() < 8; at = at.parent) {
            chain.add(at);
        }
        Collections.reverse(chain);
        Diagnostic result = finding;
        for (SourceUnit at : chain) {
            if (at.parent != null) {
                result = result.withRelated("included from here", at.parent.span(at.includeStart, at.resumeAt));
            }
        }
        return result;
    }
}

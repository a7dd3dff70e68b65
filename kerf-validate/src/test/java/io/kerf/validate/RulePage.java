// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A page of {@code docs/rules}. */
record RulePage(String id, String text) {
    private static final Path FOLDER =
            Path.of(System.getProperty("kerf.testdata")).resolveSibling("docs/rules");

    static Path folder() {
        return FOLDER;
    }

    static RulePage of(String id) {
        try {
            return new RulePage(id, Files.readString(FOLDER.resolve(id + ".md")));
        } catch (IOException missing) {
            throw new UncheckedIOException("each rule has a page", missing);
        }
    }

    /** The text below a heading, up to the next. */
    String section(String heading) {
        int from = text.indexOf("\n## " + heading + "\n");
        if (from < 0) {
            return "";
        }
        int start = text.indexOf('\n', from + 1) + 1;
        int end = text.indexOf("\n## ", start);
        return text.substring(start, end < 0 ? text.length() : end).strip();
    }

    /** The fenced block of a language in a section. */
    Optional<String> block(String heading, String language) {
        Matcher matcher =
                Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(section(heading));
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** All the text in one line a paragraph, to find sentences that were wrapped. */
    String unwrapped() {
        return text.replaceAll("\\s+", " ");
    }
}

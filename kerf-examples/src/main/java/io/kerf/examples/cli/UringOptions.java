// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.model.InstanceOptions;
import io.kerf.model.InstanceOptions.Uring;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The rings that host and instance talk over; any of their numbers asks for them. */
final class UringOptions {
    private static final int USUAL_ENTRIES = 256;
    private static final int USUAL_PAGES = 64;

    @Option(names = "--uring", description = "Give the instance rings to talk to the host over.")
    boolean on;

    @Option(
            names = "--uring-sq-entries",
            paramLabel = "N",
            description = "Entries of the submission ring, a power of two; 256 unless given.")
    Optional<Integer> sqEntries = Optional.empty();

    @Option(
            names = "--uring-cq-entries",
            paramLabel = "N",
            description = "Entries of the completion ring, a power of two; 256 unless given.")
    Optional<Integer> cqEntries = Optional.empty();

    @Option(
            names = "--uring-shim-pages",
            paramLabel = "N",
            description = "Pages for data, 4 KiB each; 64 unless given.")
    Optional<Integer> shimPages = Optional.empty();

    void check() {
        entries("--uring-sq-entries", sqEntries);
        entries("--uring-cq-entries", cqEntries);
        shimPages.filter(pages -> pages < 1).ifPresent(pages -> {
            throw CliException.usage("--uring-shim-pages: at least one page is needed, not " + pages);
        });
    }

    private static void entries(String option, Optional<Integer> number) {
        number.filter(each -> each < 1 || Integer.bitCount(each) != 1).ifPresent(each -> {
            throw CliException.usage(option + ": a ring has a power of two of entries, such as 256, not " + each);
        });
    }

    InstanceOptions onto(InstanceOptions options) {
        boolean wanted = on || sqEntries.isPresent() || cqEntries.isPresent() || shimPages.isPresent();
        return wanted
                ? options.withUring(new Uring(
                        sqEntries.orElse(USUAL_ENTRIES),
                        cqEntries.orElse(USUAL_ENTRIES),
                        shimPages.orElse(USUAL_PAGES)))
                : options;
    }
}

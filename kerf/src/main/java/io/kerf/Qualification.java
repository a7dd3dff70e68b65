// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Whether a host can do what kerf is for, check by check: what was found, and what to do where that is not enough. Data for programs;
 * {@link #toString} is the same for people.
 *
 * <pre>{@code
 * Qualification found = host.qualify();
 * if (!found.isReady()) {
 *     found.problems().forEach(check -> System.err.println(check.title() + ": " + check.remedy()));
 * }
 * }</pre>
 *
 * @param checks the checks in a fixed order: kernel, rights, pool, room
 */
public record Qualification(List<Check> checks) {
    /** Copies the list. */
    public Qualification {
        checks = List.copyOf(checks);
    }

    /** How a check came out. */
    public enum Status {
        /** It is as it has to be. */
        OK,
        /** It works, and may not be as it was meant. */
        WARNING,
        /** Nothing works, or not what the check is about, until it is mended. */
        MISSING,
        /** It cannot be found out here, or does not apply. */
        UNKNOWN;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One check.
     *
     * @param id a short stable name, such as {@code file-system}
     * @param title what is checked, in words
     * @param status how it came out
     * @param found what was found
     * @param remedy what to do; empty where there is nothing to do
     */
    public record Check(String id, String title, Status status, String found, String remedy) {
        /** Checks the arguments. */
        public Check {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(title, "title");
            Objects.requireNonNull(status, "status");
            Objects.requireNonNull(found, "found");
            Objects.requireNonNull(remedy, "remedy");
        }

        /** Such as {@code missing  file system: not mounted; mount it with: …}. */
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%-8s %s: %s", status, title, found)
                    + (remedy.isEmpty() ? "" : "; " + remedy);
        }
    }

    /** {@return whether nothing is missing} */
    public boolean isReady() {
        return checks.stream().noneMatch(each -> each.status() == Status.MISSING);
    }

    /** {@return what is missing or doubtful, missing ones first} */
    public List<Check> problems() {
        return checks.stream()
                .filter(each -> each.status() == Status.MISSING || each.status() == Status.WARNING)
                .sorted((one, other) -> other.status().compareTo(one.status()))
                .toList();
    }

    /**
     * Finds a check.
     *
     * @param id its name
     * @return the check; empty if there is none of that name
     */
    public Optional<Check> check(String id) {
        return checks.stream().filter(each -> each.id().equals(id)).findFirst();
    }

    /** One line for each check. */
    @Override
    public String toString() {
        return checks.stream().map(Check::toString).collect(Collectors.joining("\n"));
    }
}

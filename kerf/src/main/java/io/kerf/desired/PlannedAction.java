// SPDX-License-Identifier: Apache-2.0
package io.kerf.desired;

import io.kerf.model.CpuSet;
import io.kerf.model.Instance;
import io.kerf.model.InstanceName;
import io.kerf.model.InstanceOptions;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * What is to become of one instance, and why.
 *
 * @param kind what is done
 * @param name the instance's name
 * @param before the instance as it is; empty if it is created
 * @param after the instance as it is to be; empty if it is deleted. Where its memory will lie is a prediction
 * @param reserved CPUs that nobody else may have while the instance lives, though it does not use them
 * @param reasons why, a sentence each, at least one
 */
public record PlannedAction(
        Kind kind,
        InstanceName name,
        Optional<Instance> before,
        Optional<Instance> after,
        CpuSet reserved,
        List<String> reasons) {
    /** What is done to an instance. */
    public enum Kind {
        /** It comes. */
        CREATE('+'),
        /** It changes where it stands. */
        UPDATE('~'),
        /** It goes and comes again with another id, since no kernel can change it so where it stands. */
        REPLACE('!'),
        /** It goes. */
        DELETE('-'),
        /** Nothing: it is as it is wanted. */
        UNCHANGED('=');

        private final char sign;

        Kind(char sign) {
            this.sign = sign;
        }

        /**
         * Returns the word for messages and files.
         *
         * @return the name in small letters
         */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        @Override
        public String toString() {
            return text();
        }
    }

    /** Checks that there is what the kind needs; copies the list. */
    public PlannedAction {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(reserved, "reserved");
        boolean hasBefore = kind != Kind.CREATE;
        boolean hasAfter = kind != Kind.DELETE;
        if (before.isPresent() != hasBefore || after.isPresent() != hasAfter) {
            throw new IllegalArgumentException("to " + kind + " '" + name + "' takes the instance "
                    + (hasBefore ? "before" : "") + (hasBefore && hasAfter ? " and " : "") + (hasAfter ? "after" : "")
                    + ", and no other");
        }
        reasons = List.copyOf(reasons);
        if (reasons.isEmpty()) {
            throw new IllegalArgumentException("a plan says why it would " + kind + " '" + name + "'");
        }
    }

    /** The action in a line, its name padded. */
    String line(int width) {
        String padded = name + " ".repeat(Math.max(0, width - name.text().length()));
        String what = switch (kind) {
            case CREATE, REPLACE -> kind + " with " + resources(after.orElseThrow());
            case DELETE -> kind + ", which gives back " + resources(before.orElseThrow());
            case UPDATE, UNCHANGED -> kind.text();
        };
        return kind.sign + " " + padded + "  " + what + ": " + String.join("; ", reasons);
    }

    private static String resources(Instance instance) {
        return "CPUs " + instance.cpus() + ", " + instance.memory()
                + (instance.devices().isEmpty()
                        ? ""
                        : ", "
                                + String.join(
                                        ", ",
                                        instance.devices().stream()
                                                .map(Object::toString)
                                                .toList()))
                + (instance.options().equals(InstanceOptions.none()) ? "" : ", " + instance.options())
                + instance.id().map(id -> ", id " + id).orElse("");
    }

    @Override
    public String toString() {
        return line(0);
    }
}

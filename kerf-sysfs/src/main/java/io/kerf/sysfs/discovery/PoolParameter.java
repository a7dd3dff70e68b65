// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import io.kerf.model.ByteSize;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The boot parameter {@code mkkernel_pool=size[@start]}, by which kernels up to mid 2026 keep memory for the pool.
 *
 * @param size how much
 * @param start where, unsigned; empty where the kernel chooses
 */
public record PoolParameter(ByteSize size, OptionalLong start) {
    private static final Pattern FORM = Pattern.compile("([^@]*)(?:@(.*))?");
    private static final Pattern NUMBER = Pattern.compile("(0[xX][0-9a-fA-F]{1,16}|[0-9]{1,19})([KMGTPEkmgtpe]?)");
    private static final String SUFFIXES = "kmgtpe";
    private static final String NAME = "mkkernel_pool=";

    /** Checks the arguments. */
    public PoolParameter {
        Objects.requireNonNull(size, "size");
        Objects.requireNonNull(start, "start");
    }

    /** What a command line says, word by word; of several the last counts. */
    static Optional<String> word(String commandLine) {
        String found = null;
        for (String word : commandLine.strip().split("\\s+", -1)) {
            if (word.equals("--")) {
                break;
            }
            found = word.startsWith(NAME) ? word.substring(NAME.length()) : found;
        }
        return Optional.ofNullable(found);
    }

    /** Reads the value, in the numbers of the kernel's {@code memparse}; empty if it is none. */
    static Optional<PoolParameter> parse(String value) {
        Matcher form = FORM.matcher(value);
        if (!form.matches()) {
            return Optional.empty();
        }
        OptionalLong size = number(form.group(1));
        if (size.isEmpty() || size.getAsLong() <= 0) {
            return Optional.empty();
        }
        OptionalLong start = form.group(2) == null ? OptionalLong.empty() : number(form.group(2));
        return form.group(2) != null && start.isEmpty()
                ? Optional.empty()
                : Optional.of(new PoolParameter(new ByteSize(size.getAsLong()), start));
    }

    private static OptionalLong number(String text) {
        Matcher matcher = NUMBER.matcher(text);
        if (!matcher.matches()) {
            return OptionalLong.empty();
        }
        String digits = matcher.group(1);
        try {
            long value = digits.length() > 1 && (digits.charAt(1) == 'x' || digits.charAt(1) == 'X')
                    ? Long.parseUnsignedLong(digits.substring(2), 16)
                    : Long.parseLong(digits);
            String suffix = matcher.group(2).toLowerCase(Locale.ROOT);
            int shift = suffix.isEmpty() ? 0 : 10 * (SUFFIXES.indexOf(suffix) + 1);
            return value << shift >>> shift == value ? OptionalLong.of(value << shift) : OptionalLong.empty();
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /** As it is written on the command line. */
    @Override
    public String toString() {
        return NAME + size + (start.isPresent() ? "@0x" + Long.toHexString(start.getAsLong()) : "");
    }
}

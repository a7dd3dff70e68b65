// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A kernel image in memory, as {@code /proc/kimage} lists it.
 *
 * <pre>{@code
 * Optional<LoadedImage> image = LoadedImage.parse(fs.kimage()).stream()
 *         .filter(row -> row.isOf(web.id().orElseThrow().value()))
 *         .findFirst();
 * }</pre>
 *
 * @param id the id of the instance; without a meaning unless the type is {@link Type#MULTIKERNEL}
 * @param type what the image is for
 * @param start physical address at which the kernel is entered, unsigned
 * @param segments number of pieces it was loaded in
 * @param mode how it was loaded; empty where the kernel does not say, as those before 2026 do not
 * @param commandLine its command line without the quotes around it, however many quotes are in it; empty where the kernel does not say
 */
public record LoadedImage(
        long id, Type type, long start, long segments, Optional<Mode> mode, Optional<String> commandLine) {
    /** By white space and not by column: the word multikernel is wider than its column. */
    private static final Pattern ROW = Pattern.compile(
            "(-?[0-9]{1,10})\\s+(\\S+)\\s+0x([0-9a-fA-F]{1,16})\\s+([0-9]{1,18})(?:\\s+([a-z_]+))?(?:\\s+\"(.*)\")?");

    /** What an image is for. */
    public enum Type {
        /** The next kernel of the host itself. */
        DEFAULT,
        /** The kernel that runs when the host crashes. */
        CRASH,
        /** The kernel of an instance. */
        MULTIKERNEL,
        /** Something that kerf does not know. */
        OTHER
    }

    /** How an image was loaded. */
    public enum Mode {
        /** By {@code kexec_file_load}, from files. */
        FILE,
        /** By {@code kexec_load}, from memory. */
        SYS,
        /** In a way that kerf does not know. */
        OTHER
    }

    /** Checks that all are given. */
    public LoadedImage {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(commandLine, "commandLine");
    }

    /**
     * Reads the list, as old and new kernels write it.
     *
     * @param kimage the text of {@code /proc/kimage}
     * @return the images in the order of the text; lines that are no row, such as the head, do not count
     */
    public static List<LoadedImage> parse(String kimage) {
        return kimage.lines()
                .map(String::strip)
                .map(ROW::matcher)
                .filter(Matcher::matches)
                .map(LoadedImage::of)
                .toList();
    }

    private static LoadedImage of(Matcher row) {
        return new LoadedImage(
                Long.parseLong(row.group(1)),
                named(Type.values(), row.group(2)),
                Long.parseUnsignedLong(row.group(3), 16),
                Long.parseLong(row.group(4)),
                Optional.ofNullable(row.group(5)).map(word -> named(Mode.values(), word)),
                Optional.ofNullable(row.group(6)));
    }

    /** The constant of a name; the last one stands for all others. */
    private static <E extends Enum<E>> E named(E[] all, String name) {
        for (E each : all) {
            if (each.name().toLowerCase(Locale.ROOT).equals(name)) {
                return each;
            }
        }
        return all[all.length - 1];
    }

    /**
     * Tells whether this is the kernel of an instance.
     *
     * @param instance its id
     * @return true if the image is an instance's and the id is the same
     */
    public boolean isOf(int instance) {
        return type == Type.MULTIKERNEL && id == instance;
    }

    /** The image in words: {@code multikernel image of id 3 at 0x200000000, 5 segments: console=mktty0}. */
    @Override
    public String toString() {
        return type.name().toLowerCase(Locale.ROOT) + " image" + (type == Type.MULTIKERNEL ? " of id " + id : "")
                + " at 0x" + Long.toHexString(start) + ", " + segments + " segments"
                + commandLine.map(line -> ": " + line).orElse("");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code mountinfo} says of block devices: {@code 36 35 98:0 / /mnt rw,noatime master:1 - ext3 /dev/root rw} (proc_pid_mountinfo(5)).
 */
final class MountTable {
    private static final int MOST_MOUNTS = 1 << 16;
    private static final int DEVICE = 2;
    private static final int POINT = 4;
    private static final int SHORTEST = 10;

    private final List<Mount> mounts = new ArrayList<>();
    private @Nullable String problem;

    private MountTable() {}

    /**
     * One mount.
     *
     * @param device major and minor number, {@code 259:2}; major 0 where no one block device is under it
     * @param point where it is mounted
     * @param type the kind of file system, such as {@code ext4}
     * @param source what was mounted, such as {@code /dev/nvme0n1p2}
     * @param furtherSources what XFS has besides: a device for its log ({@code logdev}) and one for real-time data ({@code rtdev})
     */
    record Mount(String device, String point, String type, String source, List<String> furtherSources) {}

    static MountTable parse(String text) {
        MountTable table = new MountTable();
        text.lines().filter(line -> !line.isBlank()).forEach(table::line);
        return table;
    }

    private void line(String line) {
        String[] words = line.split(" ", -1);
        int dash = words.length < SHORTEST ? -1 : dash(words);
        boolean isMount = dash > 0 && dash + 3 < words.length && words[DEVICE].matches("[0-9]{1,9}:[0-9]{1,9}");
        if (!isMount || mounts.size() == MOST_MOUNTS) {
            problem = problem == null ? line : problem;
            return;
        }
        mounts.add(new Mount(
                words[DEVICE], plain(words[POINT]), words[dash + 1], plain(words[dash + 2]), further(words[dash + 3])));
    }

    private static List<String> further(String options) {
        List<String> sources = new ArrayList<>();
        for (String option : options.split(",", -1)) {
            if (option.startsWith("logdev=") || option.startsWith("rtdev=")) {
                sources.add(plain(option.substring(option.indexOf('=') + 1)));
            }
        }
        return sources;
    }

    /** The mounts; lines of another form are left out. */
    List<Mount> mounts() {
        return mounts;
    }

    /** The first line that is none, or one too many. */
    Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    private static int dash(String[] words) {
        for (int i = POINT + 2; i < words.length; i++) {
            if (words[i].equals("-")) {
                return i;
            }
        }
        return -1;
    }

    /** Blanks, tabs, line ends and backslashes are written as three octal digits behind a backslash. No name has a NUL, so that none is made. */
    static String plain(String word) {
        StringBuilder out = new StringBuilder(word.length());
        for (int i = 0; i < word.length(); i++) {
            boolean octal = word.charAt(i) == '\\'
                    && i + 3 < word.length()
                    && word.substring(i + 1, i + 4).matches("(?!000)[0-3][0-7][0-7]");
            out.append(octal ? (char) Integer.parseInt(word.substring(i + 1, i + 4), 8) : word.charAt(i));
            i += octal ? 3 : 0;
        }
        return out.toString();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import java.util.ArrayList;
import java.util.List;

/**
 * What {@code mountinfo} says of block devices: {@code 36 35 98:0 / /mnt rw,noatime master:1 - ext3 /dev/root rw} (proc_pid_mountinfo(5)).
 */
final class MountTable {
    private static final int MOST_MOUNTS = 1 << 16;
    private static final int DEVICE = 2;
    private static final int POINT = 4;
    private static final int SHORTEST = 10;

    private MountTable() {}

    /**
     * One mount.
     *
     * @param device major and minor number, {@code 259:2}; major 0 where no one block device is under it
     * @param point where it is mounted
     * @param type the kind of file system, such as {@code ext4}
     * @param source what was mounted, such as {@code /dev/nvme0n1p2}
     */
    record Mount(String device, String point, String type, String source) {}

    /** The mounts; lines of another form are left out. */
    static List<Mount> parse(String text) {
        List<Mount> mounts = new ArrayList<>();
        for (String line : text.lines().limit(MOST_MOUNTS).toList()) {
            String[] words = line.split(" ", -1);
            int dash = words.length < SHORTEST ? -1 : dash(words);
            if (dash > 0 && dash + 2 < words.length && words[DEVICE].matches("[0-9]{1,9}:[0-9]{1,9}")) {
                mounts.add(new Mount(words[DEVICE], plain(words[POINT]), words[dash + 1], plain(words[dash + 2])));
            }
        }
        return mounts;
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

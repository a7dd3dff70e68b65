// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;

/**
 * The process that has the lock of a host, as its lock file tells.
 *
 * @param pid its process id, above 0
 * @param started when it was started, to the millisecond; tells it from a later process of the same id
 * @param command its command, cut at 200 characters; may be empty
 */
public record LockHolder(long pid, Instant started, String command) implements Serializable {
    private static final int LONGEST_COMMAND = 200;
    private static final String PID = "pid: ";
    private static final String STARTED = "started: ";
    private static final String COMMAND = "command: ";
    /** The system's idea of when it was booted, from which start times are reckoned, moves when its clock is set. */
    private static final long TOLERANCE_MILLIS = 2000;

    /** Checks the number, and keeps the command on one line. */
    public LockHolder {
        if (pid <= 0) {
            throw new IllegalArgumentException("a process id is above 0, not " + pid);
        }
        started = started.truncatedTo(ChronoUnit.MILLIS);
        String line = command.replaceAll("[\\x00-\\x1f\\x7f]", " ").strip();
        command = line.substring(0, Math.min(LONGEST_COMMAND, line.length()));
    }

    /** This process. */
    static LockHolder self() {
        ProcessHandle.Info info = ProcessHandle.current().info();
        return new LockHolder(
                ProcessHandle.current().pid(),
                info.startInstant().orElse(Instant.EPOCH),
                info.commandLine().or(info::command).orElse("java"));
    }

    /**
     * Tells whether the process lives. One of the same id that was started at another time is another one.
     *
     * @return false as well for a process that this one cannot see, such as one in another namespace of processes
     */
    public boolean isAlive() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .map(process -> process.info()
                        .startInstant()
                        .map(start -> Math.abs(start.toEpochMilli() - started.toEpochMilli()) <= TOLERANCE_MILLIS)
                        .orElse(true))
                .orElse(false);
    }

    byte[] encode() {
        return (PID + pid + "\n" + STARTED + started + "\n" + COMMAND + command + "\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Reads what {@link #encode} writes; empty for anything else, such as the file of another program. */
    static Optional<LockHolder> decode(byte[] content) {
        String[] lines = new String(content, StandardCharsets.UTF_8).split("\n", -1);
        boolean ours = lines.length >= 3
                && lines[0].matches(PID + "[1-9][0-9]{0,9}")
                && lines[1].startsWith(STARTED)
                && lines[2].startsWith(COMMAND);
        if (!ours) {
            return Optional.empty();
        }
        try {
            return Optional.of(new LockHolder(
                    Long.parseLong(lines[0].substring(PID.length())),
                    Instant.parse(lines[1].substring(STARTED.length())),
                    Objects.requireNonNull(lines[2]).substring(COMMAND.length())));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** The process in words: {@code process 4711 (java -jar kerf.jar), started 2026-08-28T10:00:00Z}. */
    @Override
    public String toString() {
        return "process " + pid + (command.isEmpty() ? "" : " (" + command + ")") + ", started " + started;
    }
}

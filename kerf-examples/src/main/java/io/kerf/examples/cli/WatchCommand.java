// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.Host;
import io.kerf.HostWatch;
import io.kerf.sysfs.InstanceEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "watch",
        header = "Tells what happens to instances, whoever makes it happen.",
        description = {
            "A line for each event, until --timeout has passed, or Ctrl-C. With --format=json a JSON object a line.",
            "What comes and goes within a fifth of a second is not seen. With --dry-run it looks at the host and ends."
        },
        customSynopsis = "kerf watch [--count N] [--timeout TIME]",
        footerHeading = "%nExample:%n",
        footer = "  kerf watch --format=json --timeout=1h")
final class WatchCommand implements Task {
    private static final long LOOK_NANOS = 1_000_000_000;

    @Option(names = "--count", paramLabel = "N", description = "End after this many events.")
    Optional<Integer> count = Optional.empty();

    @Override
    public int run(Shell shell) throws InterruptedException {
        if (count.filter(number -> number < 1).isPresent()) {
            throw CliException.usage("--count " + count.get() + ": there is nothing to count", "Write 1 or more");
        }
        BlockingQueue<InstanceEvent> events = new LinkedBlockingQueue<>();
        try (Host host = shell.host()) {
            host.transactions(); // says what to do where there is no such kernel
            if (shell.isDryRun()) {
                return wouldWatch(host, shell);
            }
            HostWatch watch = host.watch(events::add);
            try {
                shell.terminal().progress("Watching");
                return tell(events, shell);
            } finally {
                watch.close();
            }
        }
    }

    private static int wouldWatch(Host host, Shell shell) {
        if (shell.format() == Format.TEXT) {
            int instances = host.instances().size();
            shell.terminal()
                    .done(instances + (instances == 1 ? " instance" : " instances")
                            + " and all that come would be watched (dry-run mode)");
        }
        return ExitCode.DONE;
    }

    private int tell(BlockingQueue<InstanceEvent> events, Shell shell) throws InterruptedException {
        Optional<PipeReaders> readers = shell.readers();
        readers.ifPresent(PipeReaders::areGone); // who reads is seen before anything is read
        long end = System.nanoTime() + nanos(shell.timeoutOr(Duration.ofNanos(Long.MAX_VALUE)));
        int told = 0;
        while (told < count.orElse(Integer.MAX_VALUE)) {
            long left = end - System.nanoTime();
            InstanceEvent event = events.poll(Math.min(left, LOOK_NANOS), TimeUnit.NANOSECONDS);
            if (event != null) {
                tell(event, shell);
                told++;
                if (!shell.terminal().flush()) {
                    return ExitCode.DONE; // whoever is told that the answer is lost makes another code of it
                }
            } else if (left <= LOOK_NANOS) {
                return ExitCode.DONE;
            } else if (readers.filter(PipeReaders::areGone).isPresent()) {
                return ExitCode.NO_READER;
            }
        }
        return ExitCode.DONE;
    }

    /** Half of all that there is, so that no sum with the clock is too large. */
    private static long nanos(Duration time) {
        return time.compareTo(Duration.ofNanos(Long.MAX_VALUE / 2)) > 0 ? Long.MAX_VALUE / 2 : time.toNanos();
    }

    private static void tell(InstanceEvent event, Shell shell) {
        Answer answer = Answer.of("event")
                .with("time", Instant.now().truncatedTo(ChronoUnit.MILLIS))
                .with("instance", event.instance())
                .with("id", event.id());
        if (event instanceof InstanceEvent.Created created) {
            answer.with("event", "created").with("before", Optional.empty()).with("after", created.state());
        } else if (event instanceof InstanceEvent.StateChanged changed) {
            answer.with("event", "state-changed")
                    .with("before", changed.before())
                    .with("after", changed.after());
        } else if (event instanceof InstanceEvent.Removed removed) {
            answer.with("event", "removed").with("before", removed.last()).with("after", Optional.empty());
        } else if (event instanceof InstanceEvent.Vanished vanished) {
            answer.with("event", "vanished").with("before", vanished.last()).with("after", Optional.empty());
        }
        switch (shell.format()) {
            case JSON -> shell.terminal().raw(answer.line());
            case YAML -> shell.terminal().raw("---\n" + answer.render(Format.YAML));
            case TEXT ->
                shell.terminal()
                        .line((shell.isVerbose() ? answer.values().get("time") + " " : "")
                                + Printable.of(event.toString()));
        }
    }
}

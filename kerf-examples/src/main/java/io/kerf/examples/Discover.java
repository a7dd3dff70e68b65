// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples;

import io.kerf.BaselineText;
import io.kerf.Kerf;
import io.kerf.diag.Diagnostic;
import io.kerf.diag.KerfException;
import io.kerf.model.Dialect;
import io.kerf.sysfs.KernelRoots;
import io.kerf.sysfs.discovery.BaselineProposal;
import io.kerf.sysfs.discovery.HostHardware;
import io.kerf.sysfs.discovery.HostPicture;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Looks at this machine: prints its sockets, NUMA nodes and cores, and a baseline for it that a user can begin with. Changes nothing.
 *
 * <pre>{@code
 * java --module-path … --module io.kerf.examples/io.kerf.examples.Discover [root [inventory | flat | pool]]
 * }</pre>
 */
public final class Discover {
    private Discover() {}

    /**
     * Runs the example.
     *
     * @param args the directory in which {@code proc} and {@code sys} are, {@code /} if none is given, and the dialect of the baseline
     */
    public static void main(String[] args) {
        System.setProperty("slf4j.internal.verbosity", "ERROR"); // no logger is on the path, and that is meant
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try {
            HostHardware machine = Kerf.discover(KernelRoots.under(Path.of(args.length > 0 ? args[0] : "/")));
            BaselineProposal proposal = machine.suggestedBaseline().propose();
            out.println(HostPicture.of(proposal));
            print(out, "Of the machine:", machine.findings());
            print(out, "Of the baseline:", proposal.findings());
            Dialect dialect = args.length > 1 ? Dialect.valueOf(args[1].toUpperCase(Locale.ROOT)) : Dialect.INVENTORY;
            out.print(BaselineText.of(proposal, dialect));
        } catch (KerfException failure) {
            out.println("✗ " + failure.getMessage());
            System.exit(1);
        }
    }

    private static void print(PrintStream out, String title, List<Diagnostic> findings) {
        if (!findings.isEmpty()) {
            out.println(title);
            findings.forEach(finding -> out.println("  " + finding
                    + finding.suggestion().map(text -> "; " + text).orElse("")));
            out.println();
        }
    }
}

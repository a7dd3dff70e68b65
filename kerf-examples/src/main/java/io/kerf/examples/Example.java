// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples;

import io.kerf.CreateInstance;
import io.kerf.CreatePlan;
import io.kerf.InstanceHandle;
import io.kerf.diag.KerfException;
import io.kerf.model.Instance;
import io.kerf.validate.ReportFormat;
import io.kerf.validate.ValidationException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** How an example runs: what it says is UTF-8, and a failure is told in words and by exit code 1. */
final class Example {
    /** What an example does. */
    interface Body {
        void run(PrintStream out) throws IOException, InterruptedException;
    }

    private Example() {}

    static void run(Body body) throws IOException, InterruptedException {
        // No logger is on the path, and that is meant: without this the logging facade would say so in between.
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try {
            body.run(out);
        } catch (ValidationException invalid) {
            out.print(invalid.report().render(ReportFormat.TEXT));
            System.exit(1);
        } catch (KerfException failure) {
            out.println("✗ " + failure.getMessage());
            System.exit(1);
        }
    }

    static void title(PrintStream out, String text) {
        out.println();
        out.println(text);
        out.println("─".repeat(text.length()));
    }

    /** Creates an instance, and prints what it has and why there. */
    static InstanceHandle create(PrintStream out, CreateInstance.Ready request) {
        CreatePlan plan = request.plan();
        InstanceHandle handle = plan.apply();
        Instance instance = handle.describe();
        out.println("✓ Created " + instance.name() + ": id " + handle.id() + ", " + handle.status() + ", CPUs "
                + instance.cpus() + ", " + instance.memory() + " at " + instance.regions());
        plan.placement().explain().lines().forEach(line -> out.println("    " + line));
        return handle;
    }

    /** Does something to an instance, and prints in which state it is then. */
    static void step(PrintStream out, InstanceHandle instance, Consumer<InstanceHandle> step) {
        step.accept(instance);
        out.println("✓ " + instance.name() + " is " + instance.status());
    }
}

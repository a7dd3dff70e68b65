// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples;

import io.kerf.BaselineRequest;
import io.kerf.CreateInstance;
import io.kerf.CreatePlan;
import io.kerf.Host;
import io.kerf.InstanceHandle;
import io.kerf.Kerf;
import io.kerf.TransactionHandle;
import io.kerf.diag.KerfException;
import io.kerf.kexec.KernelImage;
import io.kerf.kexec.LoadRequest;
import io.kerf.model.Instance;
import io.kerf.validate.ReportFormat;
import io.kerf.validate.ValidationException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * The main job from beginning to end, on a simulated kernel: a baseline, two instances, one of them loaded and booted, a transaction
 * rolled back.
 *
 * <pre>{@code
 * java --module-path … --module io.kerf.examples/io.kerf.examples.Quickstart [baseline.dts]
 * }</pre>
 *
 * <p>Exits with 0, or with 1 if the baseline is invalid or a step fails.
 */
public final class Quickstart {
    private final PrintStream out;

    private Quickstart(PrintStream out) {
        this.out = out;
    }

    /**
     * Runs the example.
     *
     * @param args the baseline's file, or nothing for {@code numa_topology.dts}
     * @throws IOException if no sample kernel image can be written
     */
    public static void main(String[] args) throws IOException {
        // No logger is on the path, and that is meant: without this the logging facade would say so in between.
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Path baseline = args.length > 0 ? Path.of(args[0]) : Samples.baseline("numa_topology.dts");
        try {
            new Quickstart(out).run(baseline);
        } catch (ValidationException invalid) {
            out.print(invalid.report().render(ReportFormat.TEXT));
            System.exit(1);
        } catch (KerfException failure) {
            out.println("✗ " + failure.getMessage());
            System.exit(1);
        }
    }

    private void run(Path baseline) throws IOException {
        title("A simulated host with the hardware of " + baseline.getFileName());
        try (Host host = Kerf.simulated(baseline)) {
            BaselineRequest request = host.initialize(baseline);
            out.print(request.validate().render(ReportFormat.TEXT));
            request.apply();
            out.println("✓ Baseline applied");

            title("Two instances");
            InstanceHandle web =
                    create(host.createInstance("web-server").cpuCount(4).memory("2GB"));
            create(host.createInstance("database").cpuCount(8).memory("8GB").numaNodes(1));

            title("Load, boot, halt, unload, delete");
            lifeOf(web);

            title("A transaction, rolled back");
            host.createInstance("scratch").cpuCount(2).memory("1GB").create();
            List<TransactionHandle> transactions = host.transactions();
            transactions.forEach(transaction -> out.println("  " + transaction.details()));
            TransactionHandle last = transactions.get(transactions.size() - 1);
            last.rollback();
            out.println("✓ Rolled back " + last.id());

            title("What is left");
            out.print(host.report().render(ReportFormat.TEXT));
        }
    }

    private void lifeOf(InstanceHandle web) throws IOException {
        KernelImage image = KernelImage.open(Samples.kernelImage());
        web.load(LoadRequest.of(image).withCommandLine("console=mktty0 root=/dev/vda ro"));
        out.println("✓ Loaded    " + web.name() + " is " + web.status());
        web.boot();
        out.println("✓ Booted    " + web.name() + " is " + web.status());
        web.halt();
        out.println("✓ Halted    " + web.name() + " is " + web.status());
        web.unload();
        out.println("✓ Unloaded  " + web.name() + " is " + web.status());
        web.delete();
        out.println("✓ Deleted   " + web.name());
    }

    private InstanceHandle create(CreateInstance.Ready request) {
        CreatePlan plan = request.plan();
        InstanceHandle handle = plan.apply();
        Instance instance = handle.describe();
        out.println("✓ Created " + instance.name() + ": id " + handle.id() + ", " + handle.status() + ", CPUs "
                + instance.cpus() + ", " + instance.memory() + " at " + instance.regions());
        plan.placement().explain().lines().forEach(line -> out.println("    " + line));
        return handle;
    }

    private void title(String text) {
        out.println();
        out.println(text);
        out.println("─".repeat(text.length()));
    }
}

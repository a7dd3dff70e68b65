// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples;

import io.kerf.BaselineRequest;
import io.kerf.Host;
import io.kerf.InstanceHandle;
import io.kerf.Kerf;
import io.kerf.TransactionHandle;
import io.kerf.kexec.KernelImage;
import io.kerf.kexec.LoadRequest;
import io.kerf.validate.ReportFormat;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/** The main job on a simulated kernel: a baseline, an instance from its creation to its end, a transaction rolled back. */
public final class Quickstart {
    private Quickstart() {}

    /**
     * Runs the example, which exits with 1 if the baseline is invalid or a step fails.
     *
     * @param args the baseline's file, or nothing for {@code numa_topology.dts}
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Example.run(out -> run(out, args.length > 0 ? Path.of(args[0]) : Samples.baseline("numa_topology.dts")));
    }

    private static void run(PrintStream out, Path baseline) throws IOException {
        Example.title(out, "A simulated host with the hardware of " + baseline.getFileName());
        try (Host host = Kerf.simulated(baseline)) {
            BaselineRequest request = host.initialize(baseline);
            out.print(request.validate().render(ReportFormat.TEXT));
            request.apply();
            out.println("✓ Baseline applied");

            InstanceHandle web = Example.create(
                    out, host.createInstance("web-server").cpuCount(4).memory("2GB"));
            Example.create(
                    out,
                    host.createInstance("database").cpuCount(8).memory("8GB").numaNodes(1));

            LoadRequest image = LoadRequest.of(KernelImage.open(Samples.kernelImage()));
            Example.step(out, web, each -> each.load(image.withCommandLine("console=mktty0 root=/dev/vda ro")));
            Example.step(out, web, InstanceHandle::boot);
            Example.step(out, web, InstanceHandle::halt);
            Example.step(out, web, InstanceHandle::unload);
            web.delete();

            host.createInstance("scratch").cpuCount(2).memory("1GB").create();
            List<TransactionHandle> all = host.transactions();
            all.forEach(each -> out.println("  " + each.details()));
            all.get(all.size() - 1).rollback();
            out.println("✓ Rolled back " + all.get(all.size() - 1));
            out.print(host.report().render(ReportFormat.TEXT));
        }
    }
}

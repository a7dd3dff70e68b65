// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.diag.KerfException;
import io.kerf.dts.Dts;
import io.kerf.fdt.Fdt;
import io.kerf.sysfs.MultikernelFs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "dump",
        header = "Writes the device tree that the kernel holds, of the host or of an instance.",
        description = "As the blob that it is, byte by byte, or as source.",
        customSynopsis = "kerf dump [NAME] [-o FILE] [--dts]",
        footerHeading = "%nExamples:%n",
        footer = {"  kerf dump -o host.dtb", "  kerf dump web --dts"})
final class DumpCommand implements Task {
    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "NAME",
            description = "Instance whose tree is meant; the host's if there is none.")
    Optional<String> name = Optional.empty();

    @Mixin
    OutputChoice output = new OutputChoice();

    @Option(names = "--dts", description = "Write source.")
    boolean source;

    @Override
    public int run(Shell shell) throws IOException {
        boolean data = shell.format() != Format.TEXT;
        if (!source && !data) {
            output.requirePlaceForBlob(shell);
        }
        byte[] blob = blob(shell.kernelFiles());
        byte[] content = source ? sourceOf(blob).getBytes(StandardCharsets.UTF_8) : blob;
        if (!data || output.toFile().isPresent()) {
            output.write(shell, content);
        }
        if (data) {
            shell.terminal().raw(data(blob, shell.isDryRun()).render(shell.format()));
        } else if (shell.isDryRun()) {
            shell.terminal().done("Read " + content.length + " bytes, and wrote nothing (dry-run mode)");
        } else if (output.toFile().isPresent()) {
            shell.terminal()
                    .done("Wrote " + content.length + " bytes to "
                            + output.toFile().get());
        }
        return ExitCode.DONE;
    }

    private byte[] blob(KernelFiles files) {
        MultikernelFs fs = files.fs();
        if (name.isEmpty()) {
            return fs.readDeviceTree();
        }
        if (!fs.instances().contains(name.get())) {
            throw HostReading.notFound(name.get(), files.instances(), fs.instances());
        }
        return fs.readInstanceTree(name.get());
    }

    private String sourceOf(byte[] blob) {
        try {
            return Dts.print(Fdt.decode(blob));
        } catch (KerfException damaged) {
            throw CliException.failed(
                    "what the kernel holds is no device tree: " + damaged.getMessage(),
                    "Without --dts it is written as it is");
        }
    }

    private Answer data(byte[] blob, boolean isDryRun) {
        return Answer.of("dump")
                .with("instance", name)
                .with("bytes", blob.length)
                .with("file", output.toFile().filter(file -> !isDryRun).map(Path::toString))
                .with("dts", sourceOf(blob));
    }
}

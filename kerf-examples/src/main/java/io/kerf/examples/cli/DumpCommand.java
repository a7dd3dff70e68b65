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

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "File to write, in place of the standard output.")
    Optional<Path> output = Optional.empty();

    @Option(names = "--dts", description = "Write source.")
    boolean source;

    @Override
    public int run(Shell shell) throws IOException {
        boolean data = shell.format() != Format.TEXT;
        if (!source && !data && output.isEmpty() && shell.isTerminal()) {
            throw CliException.usage(
                    "a blob is not for a terminal", "Name a file with -o FILE, or ask for source with --dts");
        }
        byte[] blob = blob(shell.kernelFiles().fs());
        byte[] content = source ? sourceOf(blob).getBytes(StandardCharsets.UTF_8) : blob;
        if (output.isPresent()) {
            FileOutput.write(output.get(), content);
        }
        if (data) {
            shell.terminal().raw(data(blob).render(shell.format()));
        } else if (output.isPresent()) {
            shell.terminal().done("Wrote " + content.length + " bytes to " + output.get());
        } else {
            shell.terminal().raw(content);
        }
        return ExitCode.DONE;
    }

    private byte[] blob(MultikernelFs fs) {
        if (name.isEmpty()) {
            return fs.readDeviceTree();
        }
        if (!fs.instances().contains(name.get())) {
            throw HostReading.notFound(name.get(), fs.instances());
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

    private Answer data(byte[] blob) {
        return Answer.of("dump")
                .with("instance", name)
                .with("bytes", blob.length)
                .with("file", output.map(Path::toString))
                .with("dts", sourceOf(blob));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.Host;
import io.kerf.InstanceHandle;
import io.kerf.kexec.CommandLine;
import io.kerf.kexec.KernelImage;
import io.kerf.kexec.KernelImageInfo;
import io.kerf.kexec.LoadRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "load",
        customSynopsis = "kerf load (NAME | --id=N) --kernel=FILE [--initrd=FILE] [--cmdline=TEXT] [OPTIONS]",
        header = "Loads a kernel for an instance, so that it can be booted.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  kerf load --kernel=/boot/vmlinuz --initrd=/boot/initrd.img --cmdline=\"root=/dev/sda1 ro\" --id=1",
            "  kerf load web-server --kernel=/boot/vmlinuz --ip=10.0.0.7/24 --gateway=10.0.0.1 --nic=eth0"
        })
final class LoadCommand implements Task {
    @Mixin
    InstanceChoice instance = new InstanceChoice();

    @Option(
            names = {"-k", "--kernel"},
            paramLabel = "FILE",
            required = true,
            description = "The kernel: an ELF vmlinux, a bzImage, or an Image of arm64 or riscv64.")
    Optional<Path> kernel = Optional.empty();

    @Option(
            names = {"-i", "--initrd"},
            paramLabel = "FILE",
            description = "Its initial file system.")
    Optional<Path> initrd = Optional.empty();

    @Option(
            names = {"-c", "--cmdline"},
            paramLabel = "TEXT",
            description = "Its command line.")
    String commandLine = "";

    @Option(names = "--console", paramLabel = "DEVICE", description = "Its console, such as mktty0 or ttyS0,115200.")
    Optional<String> console = Optional.empty();

    @Mixin
    NetworkOptions network = new NetworkOptions();

    @Option(names = "--image", paramLabel = "REF", description = "A container image as its root: not supported yet.")
    Optional<String> image = Optional.empty();

    @Option(names = "--rootfs-dir", paramLabel = "DIR", description = "A directory as its root: not supported yet.")
    Optional<Path> rootDirectory = Optional.empty();

    @Option(names = "--entrypoint", paramLabel = "PATH", description = "The program that runs in that root.")
    Optional<String> entrypoint = Optional.empty();

    @Override
    public int run(Shell shell) {
        instance.check();
        checkRoot();
        CommandLine line = commandLine();
        try (Host host = shell.host()) {
            InstanceHandle handle = instance.in(host);
            Path file = InputFile.regular(kernel.orElseThrow(), "kernel");
            initrd.ifPresent(each -> InputFile.regular(each, "initrd"));
            InstanceStep.LOAD.require(handle);
            try (KernelImage opened = KernelImage.open(file)) {
                LoadRequest request = request(opened, line);
                LoadRequest checked = handle.checkLoad(shell.isDebug() ? request.withDebug() : request);
                Calls.show(shell, checked, handle.id());
                if (!shell.isDryRun()) {
                    shell.change("Loading a kernel for instance '" + handle.name() + "'", () -> {
                        handle.load(checked);
                        return handle;
                    });
                }
                answer(shell, handle, checked);
            }
        }
        return ExitCode.DONE;
    }

    private void checkRoot() {
        if (image.isPresent() && rootDirectory.isPresent()) {
            throw CliException.usage("--image and --rootfs-dir exclude each other");
        }
        if (rootDirectory.isPresent() && entrypoint.isEmpty()) {
            throw CliException.usage("--rootfs-dir needs --entrypoint, the program that runs there");
        }
        if (entrypoint.isPresent() && image.isEmpty() && rootDirectory.isEmpty()) {
            throw CliException.usage("--entrypoint says nothing without --image or --rootfs-dir");
        }
        String instead = "Pack the root file system as an initial one, and give it with --initrd";
        image.ifPresent(each -> {
            throw Unsupported.yet("--image", instead);
        });
        rootDirectory.ifPresent(each -> {
            throw Unsupported.yet("--rootfs-dir", instead);
        });
    }

    /** What the user wrote comes first, so that what the options add stands behind it. */
    private CommandLine commandLine() {
        try {
            CommandLine line = CommandLine.of(commandLine);
            line = network.parameter().map(line::withIp).orElse(line);
            return console.map(line::withConsole).orElse(line);
        } catch (IllegalArgumentException wrong) {
            throw CliException.usage("--cmdline: " + wrong.getMessage());
        }
    }

    private LoadRequest request(KernelImage opened, CommandLine line) {
        try {
            LoadRequest request = LoadRequest.of(opened).withCommandLine(line);
            return initrd.map(request::withInitrd).orElse(request);
        } catch (IllegalArgumentException tooLong) {
            throw CliException.usage("--cmdline: " + tooLong.getMessage());
        }
    }

    private static void answer(Shell shell, InstanceHandle handle, LoadRequest request) {
        KernelImageInfo info = request.image().info();
        Answer answer = InstanceAnswer.of("load", handle);
        shell.answer(InstanceAnswer.ended(answer, !shell.isDryRun(), shell.isDryRun(), List.of()), terminal -> {
            terminal.done(shell.isDryRun() ? "Kernel would be loaded (dry-run mode)" : "Kernel loaded successfully");
            if (shell.isVerbose()) {
                terminal.detail("Instance", handle.name());
                terminal.detail("Instance ID", handle.id());
                terminal.detail("Kernel", request.image().path());
                terminal.detail("Format", info.format() + ", " + info.architecture());
                info.version().ifPresent(version -> terminal.detail("Version", version));
                terminal.detail("Sha256", info.sha256());
                request.initrd().ifPresent(file -> terminal.detail("Initrd", file));
                terminal.detail("Command line", request.commandLine());
            }
        });
    }
}

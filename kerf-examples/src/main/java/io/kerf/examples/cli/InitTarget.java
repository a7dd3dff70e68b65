// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.Host;
import io.kerf.HostConfig;
import io.kerf.Kerf;
import io.kerf.model.SystemState;
import io.kerf.sysfs.KernelAbi;
import io.kerf.sysfs.simulated.SimulatedKernel;
import io.kerf.sysfs.simulated.SimulatedMachine;
import io.kerf.sysfs.simulated.SimulatedRelease;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** The host that a baseline is for; a simulated one is booted where there is none, on a machine as the baseline describes it. */
final class InitTarget {
    private final Shell shell;
    private final SystemState baseline;

    InitTarget(Shell shell, SystemState baseline) {
        this.shell = shell;
        this.baseline = baseline;
    }

    Host open() {
        Optional<Path> directory = shell.simulated();
        if (directory.isEmpty()) {
            return Kerf.host(shell.isDryRun() ? shell.config() : shell.config().withMountIfNeeded());
        }
        SimulatedKernel kernel = SimulatedDirectory.kernel(directory.get()).orElseGet(() -> boot(directory.get()));
        KernelAbi abi = kernel.release().abi();
        HostConfig config = shell.config();
        if (config.abi().filter(wanted -> wanted != abi).isPresent()) {
            throw CliException.failed(
                    "the kernel in '" + directory.get() + "' is of generation " + Conversions.word(abi) + ", not "
                            + Conversions.word(config.abi().orElseThrow()),
                    "Leave --abi out, or name another directory");
        }
        return Kerf.simulated(kernel, config.withAbi(abi));
    }

    /** A dry run makes no directory, and does with a kernel that ends with it. */
    private SimulatedKernel boot(Path directory) {
        SimulatedMachine machine = SimulatedMachine.describedBy(baseline);
        SimulatedRelease release = shell.options().abi.map(InitTarget::release).orElse(SimulatedRelease.POOL);
        return shell.isDryRun()
                ? SimulatedKernel.inMemory(machine, release)
                : SimulatedKernel.onDirectory(directory, machine, release);
    }

    private static SimulatedRelease release(KernelAbi abi) {
        return Arrays.stream(SimulatedRelease.values())
                .filter(each -> each.name().equals(abi.name()))
                .findFirst()
                .orElseThrow(() -> CliException.failed("no kernel of generation " + abi + " can be simulated"));
    }

    /** Where the baseline can be read once it is applied. */
    Path file() {
        return shell.places().multikernel().resolve("device_tree");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import picocli.CommandLine.Command;

@Command(
        name = "init",
        customSynopsis = "kerf init --input=FILE [OPTIONS]",
        header = "Gives the instances their hardware: applies a baseline.")
final class InitCommand implements Task {
    @Override
    public int run(Shell shell) {
        return 0;
    }
}

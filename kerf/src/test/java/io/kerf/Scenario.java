// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.sysfs.simulated.SimulatedRelease;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What is asked of a host one after the other. Its text, which a property prints when it fails, is what a file of {@code counterexamples} holds.
 *
 * @param release the kernel
 * @param operations what is asked
 */
record Scenario(SimulatedRelease release, List<HostOperation> operations) {
    /** Reads the text; empty lines and those that begin with {@code #} are passed over. */
    static Scenario parse(String text) {
        List<String> lines = text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
        return new Scenario(
                SimulatedRelease.valueOf(lines.get(0)),
                lines.stream().skip(1).map(HostOperation::parse).toList());
    }

    /** Performs all of it, sees after each step that the host is sound, and in the end that nothing was lost; tells how much was not refused. */
    int performOn(OperatedHost host) {
        int done = 0;
        for (HostOperation each : operations) {
            done += host.perform(each) ? 1 : 0;
        }
        host.end();
        return done;
    }

    @Override
    public String toString() {
        return operations.stream().map(each -> "\n" + each).collect(Collectors.joining("", release.name(), "\n"));
    }
}

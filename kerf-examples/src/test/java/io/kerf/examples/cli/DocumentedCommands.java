// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import java.util.List;

/**
 * The command lines that operators of kerf know, in the order of their work. A block has a host of its own, since what its instances get does
 * not fit one pool with those of another; lines that begin with {@code +} only lead to a state that the next one needs.
 */
final class DocumentedCommands {
    private static final String SMALL = "baseline.dts";
    private static final String LARGE = "numa_topology.dts";

    /** Some command lines on a host whose {@code baseline.dts} is a sample. */
    record Block(String title, String sample, List<String> lines) {}

    private DocumentedCommands() {}

    static List<Block> blocks() {
        return List.of(
                new Block("Help", SMALL, List.of("kerf --help", "kerf init --help")),
                new Block(
                        "Command line interface",
                        LARGE,
                        List.of(
                                "kerf init --input=baseline.dts --dry-run",
                                "kerf init --input=baseline.dts",
                                "kerf create web-server --cpus=4-7 --memory=2GB",
                                "kerf load --kernel=/boot/vmlinuz --initrd=/boot/initrd.img"
                                        + " --cmdline=\"root=/dev/sda1 ro\" --id=1",
                                "kerf create database --cpu-count=8 --memory=16GB",
                                "kerf create test-instance --cpu-count=4 --memory=2GB --dry-run",
                                "kerf show",
                                "kerf show web-server --verbose",
                                "kerf exec web-server",
                                "+ kerf kill web-server",
                                "kerf exec --id=1",
                                "kerf unload web-server",
                                "+ kerf kill --id=1",
                                "kerf unload web-server",
                                "+ kerf load web-server --kernel=/boot/vmlinuz",
                                "kerf unload --id=1 --verbose",
                                "kerf delete --id=1 --dry-run",
                                "kerf delete web-server")),
                new Block(
                        "Command line interface: topology",
                        LARGE,
                        List.of(
                                "kerf init --input=baseline.dts",
                                "kerf create compute --cpu-count=16 --memory=32GB --numa-nodes=0,1"
                                        + " --cpu-affinity=spread --memory-policy=interleave")),
                new Block(
                        "Basic commands and report formats",
                        SMALL,
                        List.of(
                                "kerf init --input=baseline.dts --report",
                                "kerf init --input=baseline.dts --verbose",
                                "kerf init --input=baseline.dts --report --format=json",
                                "kerf init --input=baseline.dts --report --format=yaml",
                                "kerf init --input=examples/baseline.dts --report",
                                "kerf init --input=bad_baseline.dts --report")),
                new Block(
                        "Initial setup",
                        SMALL,
                        List.of(
                                "kerf init --input=baseline.dts",
                                "kerf create web-server --cpus=4-7 --memory=2GB",
                                "kerf create database --cpus=8-15 --memory=8GB")),
                new Block(
                        "Dynamic updates",
                        SMALL,
                        List.of(
                                "kerf init --input=baseline.dts",
                                "kerf create web-server --cpus=4-7 --memory=2GB",
                                "kerf create --cpus=8-15 --memory=8GB database",
                                "kerf update database --cpus=8-19 --memory=8GB")),
                new Block(
                        "Dynamic updates: explicit CPUs",
                        LARGE,
                        List.of("kerf init --input=baseline.dts", "kerf create compute --cpus=8 --memory=16GB")),
                new Block(
                        "Dynamic updates: topology",
                        LARGE,
                        List.of(
                                "kerf init --input=baseline.dts",
                                "kerf create compute --cpu-count=8 --memory=16GB --numa-nodes=0 --cpu-affinity=compact"
                                        + " --memory-policy=local",
                                "kerf create web-server --cpu-count=4 --memory=2GB --dry-run",
                                "kerf delete compute")));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.runner.IterationType;

/**
 * Lets a peer do the same work behind each iteration, turn and turn about: the speed of a machine that others use too changes by half within
 * seconds, so only what was measured in the same seconds may be compared. The variable {@code KERF_PEER} has the peer's words, a line
 * each, and {@code KERF_PEER_FIGURES} the file that its figures are added to, each behind the name of the benchmark; without them there is no
 * peer.
 */
@State(Scope.Benchmark)
public class PeerTurns {
    /** The peer's turn. */
    @TearDown(Level.Iteration)
    public void takeTurn(BenchmarkParams benchmark, IterationParams iteration)
            throws IOException, InterruptedException {
        String words = System.getenv("KERF_PEER");
        if (words == null || iteration.getType() == IterationType.WARMUP) {
            return;
        }
        ProcessBuilder peer = new ProcessBuilder(words.lines().toList()).redirectErrorStream(true);
        peer.environment().put("KERF_PEER_ROUNDS", "1");
        Process process = peer.start();
        List<String> figures = new ArrayList<>();
        String name = benchmark.getBenchmark().replaceAll(".*\\.", "");
        for (String line :
                new String(process.getInputStream().readAllBytes()).lines().toList()) {
            figures.add(name + " " + line);
        }
        if (process.waitFor() != 0) {
            throw new IOException("the peer failed: " + figures);
        }
        Files.write(
                Path.of(System.getenv("KERF_PEER_FIGURES")),
                figures,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }
}

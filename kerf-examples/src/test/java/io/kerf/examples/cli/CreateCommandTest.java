// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.Host;
import io.kerf.Kerf;
import io.kerf.examples.cli.Console.Outcome;
import io.kerf.model.CpuSet;
import io.kerf.model.Instance;
import io.kerf.model.MemoryPolicy;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CreateCommandTest {
    @TempDir
    Path folder;

    private Console console = new Console();
    private Host host = Kerf.host(); // a real one, until there is a simulated one

    @BeforeEach
    void makeHost() {
        Path directory = folder.resolve("host");
        host = Console.host(directory, "numa_topology.dts");
        console = new Console().with("KERF_SIMULATED", directory.toString());
    }

    @AfterEach
    void closeHost() {
        host.close();
    }

    private Outcome kerf(String line) {
        return console.run((Object[]) line.split(" "));
    }

    private Instance instance(String name) {
        return host.instance(name).describe();
    }

    @Test
    void anInstanceHasWhatWasAskedFor() {
        Outcome outcome = kerf("create web --cpus=4-7 --memory=2GB --devices=eth0,0000:31:00.0 --id=9 --verbose");

        assertThat(outcome.err().lines())
                .as("what the host was to keep of them")
                .allMatch(each -> each.startsWith("⚠ device '"));
        assertThat(outcome.out())
                .startsWith("✓ Created instance 'web' (transaction ")
                .contains("  CPUs: 4, 5, 6, 7\n")
                .contains("  Memory: 2GB at 0x")
                .contains("  Devices: eth0, nvme0\n")
                .endsWith("  Instance ID: 9\n");
        assertThat(instance("web").cpus()).isEqualTo(CpuSet.parse("4-7"));
        assertThat(instance("web").devices()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create --cpus=4-7 web --memory=2GB",
                "create web --cpus 4-7 -m 2GB",
                "create web -c 4-7 -m2GB",
                "--verbose create -c4-7 -m2GB web",
                "create -m 7GB -m 2GB -c 4-7 -- web"
            })
    void theSameRequestCanBeWrittenInManyWays(String line) {
        assertThat(kerf(line).exitCode()).isZero();
        assertThat(instance("web").cpus()).isEqualTo(CpuSet.parse("4-7"));
        assertThat(instance("web").memory().bytes()).isEqualTo(2L << 30);
    }

    @Test
    void aDryRunSaysWhatWouldBeAndWritesNothing() {
        Outcome outcome = kerf("create web --cpu-count=4 --memory=2GB --numa-nodes=1 --memory-policy=local --dry-run");

        assertThat(outcome.out().lines().toList())
                .startsWith(
                        "✓ Validation passed for instance 'web'",
                        "  CPUs: 4 CPUs auto-allocated: 16, 17, 18, 19",
                        "  CPU Affinity: compact",
                        "  NUMA Nodes: 1")
                .contains("  Memory Policy: local", "  Instance ID: 1")
                .endsWith(
                        "",
                        "✓ Instance would be created (dry-run mode)",
                        "  Remove --dry-run to apply overlay to kernel");
        assertThat(host.instances()).isEmpty();
    }

    @Test
    void cpusAreListedOneByOneAsFarAsALineHasRoom() {
        assertThat(kerf("create web --cpus=4-40 --memory=1GB --dry-run").out()).contains("  CPUs: 4-40\n");
    }

    @Test
    void interleavedMemoryIsAWishAndBoundMemoryADemand() {
        Outcome wish = kerf("create a --cpu-count=2 --memory=4KB --memory-policy=interleave");

        assertThat(wish.exitCode()).isZero();
        assertThat(wish.err()).startsWith("⚠ ");
        assertThat(instance("a").memoryPolicy()).isNotEqualTo(MemoryPolicy.BIND);
        Outcome demand = kerf("create b --cpu-count=2 --memory=33GB --numa-nodes=1 --memory-policy=bind");
        assertThat(demand.exitCode()).isOne();
        assertThat(demand.err()).startsWith("Error: Resource allocation failed: no place for instance 'b': ");
    }

    @Test
    void optionsOfTheKernelStandInTheOverlay() {
        Outcome outcome =
                kerf("create a --cpus=4 --memory=1GB --uring-cq-entries=512 --enable-host-kcore --dry-run --debug");

        assertThat(outcome.err())
                .contains("─".repeat(70))
                .contains("enable-host-kcore")
                .contains("sq-entries = <0x100>")
                .contains("cq-entries = <0x200>")
                .contains("shim-data-pages = <0x40>");
    }

    @Test
    void anAnswerAsDataNamesEverything() {
        Outcome outcome = kerf("create web --cpus=4-5 --memory=1GB --format=json");

        assertThat(outcome.out())
                .contains("\"schema\": \"kerf/change/1\"")
                .contains("\"cpus\": [ 4, 5 ]")
                .contains("\"memory_bytes\": 1073741824")
                .contains("\"state\": \"ready\"")
                .contains("\"changed\": true");
        assertThat(outcome.err()).isEmpty();
    }

    @Test
    void aNameAndAnIdAreGivenOnce() {
        kerf("create web --cpus=4 --memory=1GB --id=7");

        Outcome name = kerf("create web --cpus=5 --memory=1GB");
        Outcome id = kerf("create api --cpus=5 --memory=1GB --id=7");

        assertThat(List.of(name.exitCode(), id.exitCode())).containsOnly(ExitCode.FAILED);
        assertThat(name.err()).contains("there is an instance 'web' already");
        assertThat(id.err()).contains("id 7 is held by 'web'");
        assertThat(name.out() + id.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create web --memory=1GB",
                "create web --cpus=4 --cpu-count=1 --memory=1GB",
                "create web --cpu-count=0 --memory=1GB",
                "create web --cpu-count=-3 --memory=1GB",
                "create web --cpu-count=x --memory=1GB",
                "create web --cpus= --memory=1GB",
                "create web --cpus=7-4 --memory=1GB",
                "create web --cpus=4",
                "create --cpus=4 --memory=1GB",
                "create web --cpus=4 --memory=1GB --memory-base=0x80000001",
                "create web --cpus=4 --memory=1GB --memory-base=zero",
                "create web --cpus=4 --memory=1GB --numa-nodes=x",
                "create web --cpus=4 --memory=1GB --numa-nodes=4096",
                "create web --cpus=4 --memory=1GB --id=0",
                "create web --cpus=4 --memory=1GB --id=2048",
                "create web --cpus=4 --memory=1GB --cpu-affinity=near",
                "create web --cpus=4 --memory=1GB --memory-policy=none",
                "create web --cpus=4 --memory=1GB --uring-shim-pages=0",
                "create web --cpus=4 --memory=1GB --no-such-option"
            })
    void whatIsNoRequestExitsWith2(String line) {
        Outcome outcome = kerf(line);

        assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(outcome.err()).contains("Error: ").doesNotContain("Unexpected");
        assertThat(outcome.out()).isEmpty();
        assertThat(host.instances()).isEmpty();
    }

    @Test
    void anEmptyListOfDevicesAsksForNone() {
        assertThat(kerf("create web --cpus=4 --memory=1GB --devices=").exitCode())
                .isZero();
        assertThat(instance("web").devices()).isEmpty();
    }
}

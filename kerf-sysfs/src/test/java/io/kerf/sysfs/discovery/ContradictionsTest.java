// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.diag.Diagnostic;
import io.kerf.model.Core;
import io.kerf.model.CpuInventory;
import io.kerf.model.CpuSet;
import io.kerf.model.NumaDistances;
import io.kerf.model.NumaNode;
import io.kerf.model.SystemState;
import io.kerf.model.Topology;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The host, the kernel's own tree and a recorded description that say different things of a CPU are a finding. */
class ContradictionsTest {
    @TempDir(factory = QuickTempDir.class)
    Path root;

    /** With these cores, as lists of physical ids behind each other. */
    private static SystemState recorded(String cores) {
        List<Core> all = new ArrayList<>();
        for (String ids : cores.split(";", -1)) {
            all.add(Core.of(all.size(), CpuSet.parse(ids)));
        }
        return SystemState.builder()
                .cpus(new CpuInventory(16, CpuSet.parse("0-3"), CpuSet.parse("4-15")))
                .topology(Topology.of(List.of(NumaNode.of(0, CpuSet.parse("0-15"))), all, NumaDistances.none()))
                .build();
    }

    /** The host has the cores 0-1 and 2-3. */
    @ParameterizedTest
    @ValueSource(strings = {"0,2,4,5;6-7;8-15", "0;1;2-3;4-15"})
    void aRecordWithOtherCoresThanTheHostIsAFinding(String cores) throws IOException {
        EditedHost host = EditedHost.of("pool-in-use", root);

        assertThat(HostDiscovery.discover(host.roots(), recorded("0-1;2-3;4-15"))
                        .findings())
                .isEmpty();
        assertThat(HostDiscovery.discover(host.roots(), recorded(cores)).findings())
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.code()).isEqualTo("discovery-pool");
                    assertThat(finding.message())
                            .matches(
                                    "the recorded description has the CPUs of the physical ids [12] on other cores than"
                                            + " the host has them, .*");
                });
    }

    @Test
    void aCpuThatThePoolAndTheHostBothHaveIsAFinding() throws IOException {
        EditedHost host = EditedHost.of("pool-in-use", root);
        String cpuinfo = Files.readString(host.path("proc/cpuinfo"));
        host.text("proc/cpuinfo", cpuinfo.replace("apicid\t\t: 3\n", "apicid\t\t: 5\n"));

        HostHardware hardware = host.discover();

        assertThat(hardware.cpuWithId(5).orElseThrow().state()).isEqualTo(HostCpu.State.ONLINE);
        assertThat(hardware.findings())
                .extracting(Diagnostic::message)
                .contains("CPUs of the physical ids 5 are in the pool by " + host.path("sys/fs/multikernel/device_tree")
                        + ", and online in the host, which counts");
    }

    @Test
    void aThreadThatNamesOtherSiblingsThanTheFirstOneOfItsCoreIsAFinding() throws IOException {
        EditedHost host = EditedHost.of("laptop-smt", root);
        String file = "sys/devices/system/cpu/cpu4/topology/core_cpus_list";
        host.put(file, "4-5");

        HostHardware hardware = host.discover();

        assertThat(hardware.cpu(4).orElseThrow().core()).hasValue(0);
        assertThat(hardware.findings())
                .extracting(Diagnostic::message)
                .containsExactly(
                        host.path(file)
                                + " and another file disagree: CPUs 4-5 share a core here, and CPUs 0,4 at CPU 0, which counts");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kerf.model.ByteSize;
import io.kerf.model.CpuSet;
import io.kerf.model.MemoryRange;
import io.kerf.model.MemoryType;
import io.kerf.model.ModelException;
import io.kerf.model.NumaNode;
import io.kerf.model.SystemState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MachinesTest {
    @Test
    void aLineDescribesEqualNodes() {
        SystemState host = Machines.synthetic("socket:2 node:4 core:16 thread:2 mem:64GB");

        assertThat(host.cpus().available()).isEqualTo(CpuSet.range(0, 255));
        assertThat(host.topology().nodes()).hasSize(8);
        assertThat(host.topology().node(1).map(NumaNode::cpus)).contains(CpuSet.range(32, 63));
        assertThat(host.topology().siblings(33)).isEqualTo(CpuSet.parse("32-33"));
        assertThat(host.topology().coreOf(255).orElseThrow().socket()).hasValue(1);
        assertThat(host.topology().distances().between(0, 3)).isEqualTo(12);
        assertThat(host.topology().distances().between(3, 4)).isEqualTo(21);
        assertThat(host.memory().pool().size()).isEqualTo(ByteSize.ofGiB(512));
        assertThat(host.freeRanges()).contains(MemoryRange.of(2L << 36, ByteSize.ofGiB(64)));
        assertThat(host.topology().caches()).isEmpty();
    }

    @Test
    void cachesCutNodes() {
        SystemState host = Machines.synthetic("llc:2 core:3 thread:2");

        assertThat(host.topology().caches()).hasSize(2);
        assertThat(host.topology().cachesOf(7).get(0).cpus()).isEqualTo(CpuSet.range(6, 11));
        assertThat(host.memory().pool().isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "\"\"                       | it is empty",
                "sockets:2                | 'sockets' is none of socket, node, llc, core, thread, mem",
                "core:2 core:3            | 'core' stands twice",
                "core                     | 'core:' needs a number",
                "core:0                   | 'core:0' needs a number",
                "core:-1                  | 'core:-1' needs a number",
                "core:99999999            | 'core:99999999' needs a number",
                "node:2000 core:1         | it has 2000 NUMA nodes, and 1024 is the most",
                "core:9999999 thread:9999 | it has more than 1048576 CPUs",
            })
    void wrongLinesAreRefusedWithTheWord(String line, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Machines.synthetic(line))
                .withMessageContaining(reason)
                .withMessageContaining("'" + line + "'");
    }

    @Test
    void aWrongSizeIsRefused() {
        assertThatExceptionOfType(ModelException.class)
                .isThrownBy(() -> Machines.synthetic("core:2 mem:lots"))
                .withMessageContaining("lots");
    }

    @ParameterizedTest
    @CsvSource({
        "laptop, 10, 1, 32",
        "subNumaClusters, 224, 8, 512",
        "chiplets, 256, 8, 768",
        "sixtyFourNodes, 4096, 64, 4096",
        "tieredMemory, 64, 5, 544",
        "punched, 56, 4, 128",
        "asymmetric, 80, 4, 224",
    })
    void namedMachinesHaveWhatTheirDescriptionSays(String name, int cpus, int nodes, long gib) throws Exception {
        SystemState host = (SystemState) Machines.class.getMethod(name).invoke(null);

        assertThat(host.cpus().available().size()).isEqualTo(cpus);
        assertThat(host.topology().nodes()).hasSize(nodes);
        assertThat(host.memory().pool().size()).isEqualTo(ByteSize.ofGiB(gib));
        assertThat(host).isEqualTo(Machines.class.getMethod(name).invoke(null));
    }

    @Test
    void memoryComesInKinds() {
        SystemState host = Machines.tieredMemory();

        assertThat(host.topology().nodes())
                .extracting(NumaNode::memoryType)
                .containsExactly(MemoryType.DRAM, MemoryType.DRAM, MemoryType.HBM, MemoryType.HBM, MemoryType.CXL);
        assertThat(host.topology().distances().between(3, 1)).isEqualTo(13);
    }

    @Test
    void aHostCanKeepHalfCores() {
        SystemState host = Machines.punched();

        assertThat(host.cpus().hostReserved()).isEqualTo(CpuSet.parse("0,6,16,22,32,38,48,54"));
        assertThat(TopologyIndex.of(host).cpus().sharedCores(0, 1)).isEqualTo(2);
    }
}

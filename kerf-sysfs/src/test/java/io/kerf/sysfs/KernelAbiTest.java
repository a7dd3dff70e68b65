// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kerf.fdt.Fdt;
import io.kerf.model.MemoryRange;
import io.kerf.sysfs.KernelInterfaceException.Reason;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.DeviceTreeBuilder;
import io.kerf.tree.PropertyValue;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class KernelAbiTest {
    private static MultikernelFs reading(byte[] hostTree) {
        return new ForwardingFs(new TestHost().fs()) {
            @Override
            public byte[] readDeviceTree() {
                return hostTree.clone();
            }
        };
    }

    private static MultikernelFs reading(DeviceTreeBuilder tree) {
        return reading(Fdt.encode(tree.build()));
    }

    private static KernelInterfaceException refusal(MultikernelFs fs) {
        KernelInterfaceException refusal =
                catchThrowableOfType(KernelInterfaceException.class, () -> KernelAbi.detect(fs));
        assertThat(refusal.reason()).isEqualTo(Reason.UNSUPPORTED);
        return refusal;
    }

    @Test
    void aPoolKernelIsKnownWithAndWithoutABaseline() {
        assertThat(KernelAbi.detect(new TestHost().fs())).isEqualTo(KernelAbi.POOL);
        assertThat(KernelAbi.detect(new TestHost().initialized().fs())).isEqualTo(KernelAbi.POOL);
    }

    @Test
    void olderKernelsAreRefusedByName() {
        assertThat(refusal(reading("text, not a blob".getBytes(StandardCharsets.US_ASCII))))
                .hasMessageContaining("October 2025");
        assertThat(refusal(reading(DeviceTree.builder()
                        .beginNode("resources")
                        .property("memory-base", PropertyValue.ofU64(0))
                        .endNode())))
                .hasMessageContaining("flat interface");
        assertThat(refusal(reading(DeviceTree.builder().beginNode("instances").endNode())))
                .hasMessageContaining("flat interface");
        assertThat(refusal(reading(DeviceTree.builder().beginNode("resources").endNode())))
                .hasMessageContaining("does not tell");
    }

    @Test
    void noOverlayIsLongerThan4096Bytes() {
        assertThat(KernelAbi.POOL.largestOverlay(4096)).isEqualTo(4096);
        assertThat(KernelAbi.POOL.largestOverlay(65536)).isEqualTo(4096);
    }

    @Test
    void regionsAreFoundWhateverTheNameOfTheInstance() {
        IomemRegions regions = IomemRegions.parse(String.join(
                "\n",
                "00000000-1ffffffff : System RAM",
                "  100000000-1ffffffff : Multikernel Memory Pool",
                "    100000000-1000fffff : mk-instance-3-a-region-1-region-1",
                "    100100000-1001fffff : mk-instance-3-a-region-1-region-0",
                "    100200000-1002fffff : daxfs",
                "00000000-00000000 : mk-instance-4-b-region-0"));

        assertThat(regions.of(3, "a-region-1"))
                .containsExactly(new MemoryRange(0x100000000L, 1 << 20), new MemoryRange(0x100100000L, 1 << 20));
        assertThat(regions.of(4, "b")).isEmpty();
        assertThat(regions.of(3, "a")).isEmpty();
    }
}

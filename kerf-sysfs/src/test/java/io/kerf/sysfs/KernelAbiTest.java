// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import static io.kerf.sysfs.KernelAbi.FLAT_U32;
import static io.kerf.sysfs.KernelAbi.FLAT_U64;
import static io.kerf.sysfs.KernelAbi.POOL;
import static io.kerf.sysfs.KernelAbi.POOL_EARLY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kerf.fdt.Fdt;
import io.kerf.model.MemoryRange;
import io.kerf.sysfs.KernelInterfaceException.Reason;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.DeviceTreeBuilder;
import io.kerf.tree.PropertyValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
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

    private static final byte[] TEXT = "text, not a blob".getBytes(StandardCharsets.US_ASCII);

    private static DeviceTreeBuilder flat(PropertyValue cpus) {
        return DeviceTree.builder()
                .beginNode("resources")
                .property("memory-base", PropertyValue.ofU64(0))
                .property("cpus", cpus)
                .endNode();
    }

    private static MultikernelFs withCpus(DeviceTreeBuilder tree, String cpuinfo) {
        byte[] blob = Fdt.encode(tree.build());
        return new ForwardingFs(new TestHost().fs()) {
            @Override
            public byte[] readDeviceTree() {
                return blob.clone();
            }

            @Override
            public String cpuinfo() {
                return cpuinfo;
            }
        };
    }

    private static KernelInterfaceException gone(String path) {
        return KernelInterfaceException.refused(path, FileOperation.READ, Errno.ENOENT);
    }

    /** A host whose tree, and whose overlays if need be, are not there. */
    private static MultikernelFs without(boolean tree, boolean overlays) {
        return new ForwardingFs(new TestHost().fs()) {
            @Override
            public byte[] readDeviceTree() {
                if (!tree) {
                    throw gone("/sys/fs/multikernel/device_tree");
                }
                return super.readDeviceTree();
            }

            @Override
            public List<TransactionId> transactions() {
                if (!overlays) {
                    throw gone("/sys/fs/multikernel/overlays");
                }
                return super.transactions();
            }
        };
    }

    @Test
    void aPoolKernelIsKnownWithAndWithoutABaseline() {
        assertThat(KernelAbi.detect(new TestHost().fs())).isEqualTo(KernelAbi.POOL);
        assertThat(KernelAbi.detect(new TestHost().initialized().fs())).isEqualTo(KernelAbi.POOL);
    }

    @Test
    void theInterfaceOfOctoberIsRefusedByName() {
        assertThat(refusal(reading(TEXT))).hasMessageContaining("October 2025");
        assertThat(refusal(without(true, false))).hasMessageContaining("October 2025");
    }

    @Test
    void aKernelWithoutMultikernelIsTold() {
        KernelInterfaceException refusal =
                catchThrowableOfType(KernelInterfaceException.class, () -> KernelAbi.detect(without(false, false)));

        assertThat(refusal.reason()).isEqualTo(Reason.GONE);
        assertThat(refusal.remedy()).isEqualTo("boot a multikernel kernel and mount it");
    }

    @Test
    void aTreeThatIsNotThereOrEmptyOrListsInstancesIsOfTheFirstFlatKernels() {
        assertThat(KernelAbi.detect(without(false, true))).isEqualTo(KernelAbi.FLAT_U32);
        assertThat(KernelAbi.detect(reading(new byte[0]))).isEqualTo(KernelAbi.FLAT_U32);
        assertThat(KernelAbi.detect(
                        reading(DeviceTree.builder().beginNode("instances").endNode())))
                .isEqualTo(KernelAbi.FLAT_U32);
    }

    @Test
    void theWidthOfIdsIsToldByTheIds() {
        String own = "apicid\t\t: 0\napicid\t\t: 1\n";
        String others = "apicid\t\t: 2\nhart\t: 3\n";
        String large = "hart\t: 4294967296\n";

        assertThat(KernelAbi.detect(reading(flat(PropertyValue.ofU32(4, 5, 6)))))
                .isEqualTo(KernelAbi.FLAT_U32);
        assertThat(KernelAbi.detect(reading(flat(PropertyValue.ofU64(4, 5, 6)))))
                .isEqualTo(KernelAbi.FLAT_U64);
        assertThat(KernelAbi.detect(withCpus(flat(PropertyValue.ofU32(4, 5)), own)))
                .isEqualTo(KernelAbi.FLAT_U32);
        assertThat(KernelAbi.detect(withCpus(flat(PropertyValue.ofU64(0x100000001L, 0x100000002L)), large)))
                .isEqualTo(KernelAbi.FLAT_U64);
        assertThat(KernelAbi.detect(withCpus(flat(PropertyValue.ofU32(0, 5)), others)))
                .isEqualTo(KernelAbi.FLAT_U32);
        assertThat(KernelAbi.detect(withCpus(flat(PropertyValue.ofU64(5)), own)))
                .isEqualTo(KernelAbi.FLAT_U64);
        assertThat(KernelAbi.detect(withCpus(flat(PropertyValue.ofU64(5)), "Hardware : arm64\n")))
                .isEqualTo(KernelAbi.FLAT_U64);
    }

    @Test
    void anInstanceWithAModelIsOfTheNewestKernel() {
        TestHost host = new TestHost().initialized();
        host.apply(TestHost.instance("web", 1, "2", 64)).requireDone();
        byte[] silent =
                Fdt.encode(DeviceTree.builder().beginNode("resources").endNode().build());

        assertThat(KernelAbi.detect(new ForwardingFs(host.fs()) {
                    @Override
                    public byte[] readDeviceTree() {
                        return silent.clone();
                    }
                }))
                .isEqualTo(KernelAbi.POOL);
    }

    @Test
    void whatAGenerationCanDoIsTold() {
        assertThat(KernelAbi.values()).filteredOn(KernelAbi::isFlat).containsExactly(FLAT_U32, FLAT_U64);
        assertThat(KernelAbi.values()).filteredOn(KernelAbi::rollsBack).containsExactly(POOL_EARLY, POOL);
        assertThat(KernelAbi.values()).filteredOn(KernelAbi::replacesBaseline).containsExactly(FLAT_U32, FLAT_U64);
        assertThat(KernelAbi.values()).filteredOn(KernelAbi::resizesPool).containsExactly(POOL_EARLY, POOL);
        assertThat(KernelAbi.values()).filteredOn(KernelAbi::placesPool).containsExactly(POOL_EARLY, POOL);
        assertThat(KernelAbi.values()).filteredOn(KernelAbi::takesNumaNodes).containsExactly(POOL_EARLY, POOL);
        assertThat(KernelAbi.values())
                .filteredOn(KernelAbi::takesSeveralFragments)
                .containsExactly(POOL_EARLY, POOL);
        assertThat(KernelAbi.values())
                .filteredOn(KernelAbi::namesDevices)
                .containsExactly(FLAT_U32, FLAT_U64, POOL_EARLY);
        assertThat(KernelAbi.values()).extracting(KernelAbi::cpuIdBytes).containsExactly(4, 8, 8, 8);
        assertThat(KernelAbi.values())
                .extracting(KernelAbi::toString)
                .containsExactly("flat-u32", "flat-u64", "pool-early", "pool");
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

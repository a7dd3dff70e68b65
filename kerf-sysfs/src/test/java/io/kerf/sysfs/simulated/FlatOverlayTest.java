// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import static io.kerf.sysfs.simulated.Blobs.GIB;
import static io.kerf.sysfs.simulated.Blobs.MIB;
import static io.kerf.sysfs.simulated.Blobs.blob;
import static io.kerf.sysfs.simulated.Blobs.createWithId;
import static io.kerf.sysfs.simulated.Blobs.node;
import static io.kerf.sysfs.simulated.Blobs.raw;
import static io.kerf.sysfs.simulated.Blobs.remove;
import static io.kerf.sysfs.simulated.Blobs.text;
import static io.kerf.sysfs.simulated.Blobs.u32;
import static io.kerf.sysfs.simulated.Blobs.u64;
import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.model.MemoryRange;
import io.kerf.sysfs.Errno;
import io.kerf.sysfs.KernelInterfaceException;
import io.kerf.sysfs.TransactionId;
import io.kerf.tree.DtNode;
import io.kerf.tree.DtProperty;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("io.kerf.sysfs.simulated.ReleaseContract#flat")
class FlatOverlayTest extends ReleaseContract {
    private static final DtProperty SOME_MEMORY = u64("memory-bytes", 64 * MIB);

    private final SimulatedKernel kernel = pooled();

    FlatOverlayTest(KernelForm form, SimulatedRelease release) {
        super(form, release);
    }

    private void createWeb() {
        applied(kernel, change("", createWithId("web", 1, cpus(4), SOME_MEMORY, text("device-names", "nvme0"))));
    }

    private SimulatedInstance web() {
        return kernel.state().instance("web").orElseThrow();
    }

    private static DtNode on(String operation, String instance, DtNode... items) {
        DtNode node = node(operation, text("mk,instance", instance));
        for (DtNode item : items) {
            node = node.withChild(item);
        }
        return node;
    }

    private static DtNode item(String name, long cpu) {
        return node(name, u32("reg", (int) cpu));
    }

    private Map<DtNode, Errno> failing() {
        Map<DtNode, Errno> rows = new LinkedHashMap<>();
        rows.put(node("cpu-add", item("cpu@5", 5)), Errno.EINVAL);
        rows.put(on("cpu-add", "nope", item("cpu@5", 5)), Errno.EINVAL);
        rows.put(on("cpu-add", "web", node("cpu@5", raw("reg", 0, 0, 5))), Errno.EINVAL);
        rows.put(on("cpu-add", "web", item("cpu@4", 4)), Errno.EBUSY);
        rows.put(on("cpu-remove", "web", item("cpu@5", 5)), Errno.EINVAL);
        rows.put(on("memory-add", "web", node("region@0", u64("reg", 0))), Errno.EINVAL);
        rows.put(on("memory-add", "web", node("region@0", u64("reg", 0, 8 * GIB))), Errno.ENOMEM);
        rows.put(on("memory-remove", "web", node("region@0", u64("reg", 0, MIB))), Errno.ENOENT);
        rows.put(on("device-add", "web", node("pci@0", text("pci-id", "eth0"))), Errno.EINVAL);
        rows.put(on("device-add", "web", node("pci@0", text("pci-id", "0001:01:00.0"))), Errno.ENOENT);
        rows.put(on("device-remove", "web", node("pci@0", text("pci-id", "0000:01:00.0"))), Errno.ENOENT);
        rows.put(node("instance-create", text("instance-name", "new"), u32("id", 2)), Errno.EINVAL);
        rows.put(node("instance-create", u32("id", 2), node("resources", cpus(5), SOME_MEMORY)), Errno.EINVAL);
        rows.put(createWithId("a/b", 2, cpus(5), SOME_MEMORY), Errno.EINVAL);
        rows.put(createWithId("web", 2, cpus(5), SOME_MEMORY), Errno.EEXIST);
        rows.put(createWithId("new", 1, cpus(5), SOME_MEMORY), Errno.EEXIST);
        rows.put(createWithId("new", 2, SOME_MEMORY), Errno.EINVAL);
        rows.put(createWithId("new", 2, raw("cpus"), SOME_MEMORY), Errno.EINVAL);
        rows.put(createWithId("new", 2, raw("cpus", 0, 5), SOME_MEMORY), Errno.EINVAL);
        rows.put(createWithId("new", 2, cpus(4), SOME_MEMORY), Errno.EINVAL);
        rows.put(createWithId("new", 2, cpus(1), SOME_MEMORY), Errno.EINVAL);
        rows.put(createWithId("new", 2, cpus(5)), Errno.EINVAL);
        rows.put(createWithId("new", 2, cpus(5), u64("memory-bytes", 0)), Errno.EINVAL);
        rows.put(createWithId("new", 2, cpus(5), u64("memory-bytes", 2048)), Errno.EINVAL);
        rows.put(createWithId("new", 2, cpus(5), u32("memory-bytes", 4096)), Errno.EINVAL);
        rows.put(createWithId("new", 2, cpus(5), u64("memory-bytes", 8 * GIB)), Errno.ENOMEM);
        rows.put(createWithId("new", 2, cpus(5), SOME_MEMORY, text("device-names", "nic9")), Errno.ENOENT);
        rows.put(createWithId("new", 2, cpus(5), SOME_MEMORY, text("device-names", "nic0 uart")), Errno.ENOENT);
        rows.put(createWithId("new", 2, cpus(5), SOME_MEMORY, raw("device-names", 'n')), Errno.EINVAL);
        rows.put(createWithId("new", 2, cpus(5), SOME_MEMORY, text("device-names", "nvme0")), Errno.EBUSY);
        rows.put(node("instance-remove"), Errno.EINVAL);
        rows.put(remove("nope"), Errno.ENOENT);
        return rows;
    }

    @Test
    void anOverlayThatFailsIsWrittenAllTheSame() {
        createWeb();

        failing().forEach((operation, errno) -> {
            failed(kernel, change("", operation), errno);
            assertThat(kernel.fs().instances()).as("%s", operation).containsExactly("web");
            assertThat(web().cpus()).as("%s", operation).containsExactly(4L);
        });
    }

    @Test
    void withoutTheFirstFragmentAnOverlayFails() {
        failed(kernel, blob(node("", node("fragment@1", node("__overlay__")))), Errno.EINVAL);
        failed(kernel, blob(node("", node("fragment@0"))), Errno.EINVAL);
        failed(kernel, blob(node("", node("fragment@00", node("__overlay__")))), Errno.EINVAL);
    }

    @Test
    void furtherFragmentsAreIgnoredInSilence() {
        applied(
                kernel,
                blob(node(
                        "",
                        node("fragment@1", node("__overlay__", createWithId("second", 2, cpus(6), SOME_MEMORY))),
                        node("fragment@0", node("__overlay__", createWithId("first", 1, cpus(5), SOME_MEMORY))))));

        assertThat(kernel.fs().instances()).containsExactly("first");
        assertThat(kernel.log()).isEmpty();
    }

    @Test
    void devicesAreGivenByTheNamesOfTheBaseline() {
        applied(
                kernel,
                change("", createWithId("web", 1, cpus(5, 4), SOME_MEMORY, text("device-names", "nic0", "uart"))));

        assertThat(kernel.state().devices().pciOf(1)).hasSize(1);
        assertThat(kernel.state().devices().platformOf(1)).hasSize(1);
        assertThat(web().cpus()).containsExactly(5L, 4L);
    }

    @Test
    void theBaseThatIsAskedForIsIgnored() {
        applied(kernel, change("", createWithId("web", 1, cpus(4), SOME_MEMORY, u64("memory-base", 9 * GIB))));

        assertThat(web().regions().get(0).range()).isEqualTo(new MemoryRange(6 * GIB, 64 * MIB));
    }

    @Test
    void regionsCpusAndDevicesComeAndGo() {
        createWeb();

        applied(
                kernel,
                change(
                        "",
                        on("device-add", "web", node("pci@0", text("pci-id", "0000:01:00.0"))),
                        on("memory-add", "web", node("region@0", u64("reg", 0x1000, MIB), u32("numa-node", 0))),
                        on("cpu-add", "web", item("cpu@7", 7), item("core@8", 8))));

        assertThat(web().cpus()).containsExactly(4L, 7L);
        assertThat(web().memoryBytes()).isEqualTo(65 * MIB);
        assertThat(kernel.state().devices().pciOf(1)).hasSize(2);

        applied(
                kernel,
                change(
                        "",
                        on("cpu-remove", "web", item("cpu@4", 4)),
                        on("memory-remove", "web", node("region@0", u64("reg", 6 * GIB + 64 * MIB, MIB))),
                        on("device-remove", "web", node("pci@0", text("pci-id", "0000:01:00.0")))));

        assertThat(web().cpus()).containsExactly(7L);
        assertThat(web().memoryBytes()).isEqualTo(64 * MIB);
    }

    @Test
    void itemsOfThePoolInterfaceAreReportedAppliedAndDoNothing() {
        createWeb();

        applied(kernel, change("", on("memory-add", "web", node("memory@0", u64("reg", 0, MIB)))));

        assertThat(web().memoryBytes()).isEqualTo(64 * MIB);
    }

    @Test
    void aCpuItemHasTheWidthOfTheRelease() {
        createWeb();
        byte[] wide = change("", on("cpu-add", "web", node("cpu@7", u64("reg", 7))));

        if (release().cpuIdBytes() == Long.BYTES) {
            applied(kernel, wide);
            assertThat(web().cpus()).containsExactly(4L, 7L);
        } else {
            failed(kernel, wide, Errno.EINVAL);
        }
    }

    @Test
    void onlyTheOldestKernelInsistsOnAnId() {
        byte[] nameless = change("", Blobs.create("web", cpus(4), SOME_MEMORY));

        if (release() == SimulatedRelease.EARLY_FLAT) {
            failed(kernel, nameless, Errno.EINVAL);
        } else {
            applied(kernel, nameless);
            assertThat(kernel.fs().instanceId("web")).isEqualTo(1);
        }
    }

    @Test
    void theInstanceOfATransactionIsThatOfTheRoot() {
        applied(kernel, blob(node("", text("mk,instance", "web"), node("fragment@0", node("__overlay__")))));
        applied(kernel, change("", node("nothing")));

        List<TransactionId> all = kernel.fs().transactions();
        assertThat(kernel.fs().transactionTarget(all.get(0))).isEqualTo("web");
        assertThat(kernel.fs().transactionTarget(all.get(1))).isEqualTo("unknown");
    }

    @Test
    void transactionsCannotBeRemoved() {
        createWeb();
        TransactionId id = kernel.fs().transactions().get(0);

        KernelInterfaceException refusal = refusal(() -> kernel.fs().removeTransaction(id));

        assertThat(refusal.errno()).contains(Errno.EPERM);
        assertThat(refusal).hasMessageContaining("this kernel cannot roll back");
        assertThat(kernel.fs().transactions()).containsExactly(id);
        assertThat(kernel.fs().instances()).containsExactly("web");
    }
}

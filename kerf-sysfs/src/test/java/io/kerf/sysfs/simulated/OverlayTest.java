// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import static io.kerf.sysfs.simulated.Blobs.GIB;
import static io.kerf.sysfs.simulated.Blobs.MIB;
import static io.kerf.sysfs.simulated.Blobs.blob;
import static io.kerf.sysfs.simulated.Blobs.change;
import static io.kerf.sysfs.simulated.Blobs.cpuAdd;
import static io.kerf.sysfs.simulated.Blobs.cpuRemove;
import static io.kerf.sysfs.simulated.Blobs.create;
import static io.kerf.sysfs.simulated.Blobs.createWithId;
import static io.kerf.sysfs.simulated.Blobs.device;
import static io.kerf.sysfs.simulated.Blobs.fragment;
import static io.kerf.sysfs.simulated.Blobs.memory;
import static io.kerf.sysfs.simulated.Blobs.node;
import static io.kerf.sysfs.simulated.Blobs.overlay;
import static io.kerf.sysfs.simulated.Blobs.pci;
import static io.kerf.sysfs.simulated.Blobs.raw;
import static io.kerf.sysfs.simulated.Blobs.remove;
import static io.kerf.sysfs.simulated.Blobs.text;
import static io.kerf.sysfs.simulated.Blobs.u32;
import static io.kerf.sysfs.simulated.Blobs.u64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kerf.model.CpuSet;
import io.kerf.sysfs.Errno;
import io.kerf.sysfs.KernelInterfaceException;
import io.kerf.sysfs.TransactionId;
import io.kerf.sysfs.TransactionStatus;
import io.kerf.tree.DtNode;
import io.kerf.tree.DtProperty;
import io.kerf.tree.PropertyValue;
import java.util.List;
import org.junit.jupiter.api.Test;

class OverlayTest extends PoolContract {
    OverlayTest(KernelForm form, SimulatedRelease release) {
        super(form, release);
    }

    private static final long NODE0_CHUNK = 0x1c0000000L;
    private static final long NODE1_CHUNK = 0x3c0000000L;

    private final SimulatedKernel kernel = pooled();

    private TransactionStatus write(byte[] blob) {
        kernel.fs().writeOverlay(blob);
        List<TransactionId> all = kernel.fs().transactions();
        return kernel.fs().transactionStatus(all.get(all.size() - 1));
    }

    private void applied(byte[] blob) {
        assertThat(write(blob)).as(String.join("\n", kernel.log())).isEqualTo(TransactionStatus.APPLIED);
    }

    /** The errno is in the log alone. */
    private void failed(byte[] blob, Errno errno) {
        failed("the overlay", blob, errno);
    }

    private void failed(String what, byte[] blob, Errno errno) {
        assertThat(write(blob)).as(what).isEqualTo(TransactionStatus.FAILED);
        List<String> log = kernel.log();
        assertThat(log.get(log.size() - 1)).as(what).endsWith(": -" + errno.number());
    }

    private SimulatedInstance instance(String name) {
        return kernel.state().instance(name).orElseThrow();
    }

    private static final Object[] NOTHING = {};

    /** What only the newest kernel looks at; the first passes over it. */
    private static final String NEWEST = "newest only, ";

    private static List<Row> failingOverlays() {
        DtNode card = pci("nic0", "0000:01:00.0", 0x8086, 0x1572);
        String web = "/instances/web";
        return List.of(
                row("no fragment", blob(overlay(node("other"))), Errno.EINVAL),
                row("a bad unit", blob(overlay(node("fragment@xyz"))), Errno.EINVAL),
                row("no unit", blob(overlay(node("fragment"))), Errno.EINVAL),
                row("no target-path", blob(overlay(node("fragment@0", node("__overlay__")))), Errno.EINVAL),
                row(
                        "an unterminated target-path",
                        blob(overlay(node("fragment@0", raw("target-path", '/', 'x'), node("__overlay__")))),
                        Errno.EINVAL),
                row(
                        "no __overlay__",
                        blob(overlay(node("fragment@0", text("target-path", "/instances")))),
                        Errno.EINVAL),
                row("target /", change("/", create("new")), Errno.EINVAL),
                row("an empty instance name", change("/instances/", cpuAdd(5)), Errno.EINVAL),
                row("a second slash", change("/instances/web/x", cpuAdd(5)), Errno.EINVAL),
                row("an unknown instance", change("/instances/nope", cpuAdd(5)), Errno.ENOENT),
                row("create under the pool", change("/resources", create("new")), Errno.EINVAL),
                row("cpu-add under the set", change("/instances", cpuAdd(5)), Errno.EINVAL),
                row("create under an instance", change(web, create("new")), Errno.EINVAL),
                // the pool
                row("pool: memory with reg", change("/resources", memory("memory-add", 0, GIB)), Errno.EINVAL),
                row(
                        "pool: no contiguous memory",
                        change("/resources", node("memory-add", node("memory@0", u64("size", 9 * GIB)))),
                        Errno.ENOMEM),
                row(
                        "pool: an offline node",
                        change(
                                "/resources",
                                node("memory-add", node("memory@0", u64("size", GIB), u32("numa-node-id", 5)))),
                        Errno.EINVAL),
                row(
                        "pool: part of a chunk",
                        change("/resources", memory("memory-remove", NODE0_CHUNK, GIB / 2)),
                        Errno.ENOENT),
                row(
                        "pool: a chunk in use",
                        change("/resources", memory("memory-remove", NODE0_CHUNK, GIB)),
                        Errno.EBUSY),
                row("pool: a CPU that is pooled", change("/resources", cpuAdd(4)), Errno.EINVAL),
                row("pool: the boot CPU", change("/resources", cpuAdd(0)), Errno.EINVAL),
                row("pool: a lent CPU", change("/resources", cpuRemove(4)), Errno.EBUSY),
                row("pool: a host CPU removed", change("/resources", cpuRemove(1)), Errno.EBUSY),
                row("pool: a lent device", change("/resources", device("device-remove", "0000:10:02.1")), Errno.EBUSY),
                row("pool: no such device", change("/resources", device("device-add", "0000:7f:00.0")), Errno.ENODEV),
                row("pool: a pooled device", change("/resources", device("device-add", "0000:01:00.0")), Errno.EEXIST),
                row(
                        "pool: a long alias",
                        change(
                                "/resources",
                                node(
                                        "device-add",
                                        node("pci@0", text("pci-id", "0001:01:00.0"), text("alias", "x".repeat(32))))),
                        Errno.EINVAL),
                // an instance
                row("instance: too much memory", change(web, memory("memory-add", 0, 2 * GIB)), Errno.ENOMEM),
                row(
                        "instance: a short reg",
                        change(web, node("memory-add", node("memory@0", u64("reg", 0)))),
                        Errno.EINVAL),
                row("instance: part of a region", change(web, memory("memory-remove", NODE0_CHUNK, MIB)), Errno.ENOENT),
                row("instance: a CPU that is not free", change(web, cpuAdd(4)), Errno.EBUSY),
                row("instance: a CPU of the host", change(web, cpuAdd(1)), Errno.EBUSY),
                row("instance: a CPU it has not", change(web, cpuRemove(5)), Errno.EINVAL),
                row(
                        "instance: a reg of 3 bytes",
                        change(web, node("cpu-add", node("cpu@5", raw("reg", 0, 0, 5)))),
                        Errno.EINVAL),
                row(
                        "instance: a device not in the pool",
                        change(web, device("device-add", "0001:01:00.0")),
                        Errno.ENOENT),
                row(
                        "instance: a device it has not",
                        change(web, device("device-remove", "0000:01:00.0")),
                        Errno.ENOENT),
                row("instance: an unreadable pci-id", change(web, device("device-add", "eth0")), Errno.EINVAL),
                // the set of instances
                row("create: no name", change("/instances", node("instance-create", node("resources"))), Errno.EINVAL),
                row(
                        "create: an empty name",
                        change("/instances", node("instance-create", text("instance-name", ""), node("resources"))),
                        Errno.EINVAL),
                row("create: a slash", change("/instances", create("a/b")), Errno.EINVAL),
                row(
                        "create: an unterminated name",
                        change("/instances", node("instance-create", raw("instance-name", 'a'), node("resources"))),
                        Errno.EINVAL),
                row("create: a name in use", change("/instances", create("web")), Errno.EEXIST),
                row("create: an id in use", change("/instances", createWithId("new", 1, NOTHING)), Errno.EEXIST),
                row("create: id 0", change("/instances", createWithId("new", 0, NOTHING)), Errno.EEXIST),
                row(
                        "create: no resources",
                        change("/instances", node("instance-create", text("instance-name", "new"))),
                        Errno.EINVAL),
                row(
                        "create: a short memory-bytes",
                        change("/instances", create("new", u32("memory-bytes", 4096))),
                        Errno.EINVAL),
                row("create: no bytes", change("/instances", create("new", u64("memory-bytes", 0))), Errno.EINVAL),
                row(
                        "create: half a page",
                        change("/instances", create("new", u64("memory-bytes", 2048))),
                        Errno.EINVAL),
                row(
                        "create: more than the pool",
                        change("/instances", create("new", u64("memory-bytes", 3 * GIB))),
                        Errno.ENOMEM),
                row("create: empty cpus", change("/instances", create("new", u64("cpus"))), Errno.EINVAL),
                row("create: cpus of one cell", change("/instances", create("new", u32("cpus", 5))), Errno.EINVAL),
                row("create: empty numa-nodes", change("/instances", create("new", u32("numa-nodes"))), Errno.EINVAL),
                row("create: no such node", change("/instances", create("new", u32("numa-nodes", 64))), Errno.EINVAL),
                row(
                        NEWEST + "create: device-names",
                        change("/instances", create("new", text("device-names", "nic0"))),
                        Errno.EINVAL),
                row(
                        NEWEST + "create: a device without ids",
                        change("/instances", create("new", node("devices", card.withoutProperty("vendor-id")))),
                        Errno.EINVAL),
                row(
                        NEWEST + "create: a nameless platform device",
                        change(
                                "/instances",
                                create("new", node("devices", node("u", text("device-type", "platform"))))),
                        Errno.EINVAL),
                row(
                        NEWEST + "create: virtio without queues",
                        change("/instances", create("new", node("virtio", node("net", u32("device-id", 1))))),
                        Errno.EINVAL),
                row(
                        NEWEST + "create: nine queues",
                        change(
                                "/instances",
                                create("new", node("virtio", node("net", u32("device-id", 1), u32("queues", 9))))),
                        Errno.EINVAL),
                row(
                        NEWEST + "create: 17 virtio devices",
                        change("/instances", create("new", seventeenVirtio())),
                        Errno.E2BIG),
                row(
                        NEWEST + "create: a property in chosen",
                        change("/instances", create("new").withChild(node("chosen", text("bootargs", "x")))),
                        Errno.EINVAL),
                row(
                        NEWEST + "create: another child of chosen",
                        change("/instances", create("new").withChild(node("chosen", node("linux")))),
                        Errno.EINVAL),
                row("remove: an unknown name", change("/instances", remove("nope")), Errno.ENOENT));
    }

    private static DtNode seventeenVirtio() {
        DtNode virtio = node("virtio");
        for (int i = 0; i < 17; i++) {
            virtio = virtio.withChild(node("d" + i, u32("device-id", 1), u32("queues", 1)));
        }
        return virtio;
    }

    private record Row(String what, byte[] overlay, Errno errno) {}

    private static Row row(String what, byte[] overlay, Errno errno) {
        return new Row(what, overlay, errno);
    }

    /** All on one kernel, as none of them changes anything; what the first kernel passes over is removed again. */
    @Test
    void anOverlayThatFailsIsWrittenAllTheSame() {
        DtNode drive = node("devices", pci("d", "0000:10:02.1", 0x144d, 0xa808));
        Object devices = isNewest() ? drive : text("device-names", "nvme0");
        applied(change("/instances", createWithId("web", 1, u64("cpus", 4), u64("memory-bytes", 512 * MIB), devices)));

        for (Row row : failingOverlays()) {
            if (row.what().startsWith(NEWEST) && !isNewest()) {
                applied(row.overlay());
                assertThat(kernel.fs().instances()).as(row.what()).containsExactly("new", "web");
                applied(change("/instances", remove("new")));
            } else {
                failed(row.what(), row.overlay(), row.errno());
                assertThat(kernel.fs().instances()).as(row.what()).containsExactly("web");
            }
        }
    }

    @Test
    void theFirstTransactionIsNumberTwo() {
        applied(change("/instances", create("web")));

        assertThat(kernel.fs().transactions()).containsExactly(new TransactionId(2));
    }

    @Test
    void aBlobThatIsNoTreeUsesUpNoNumber() {
        KernelInterfaceException refusal = catchThrowableOfType(
                KernelInterfaceException.class, () -> kernel.fs().writeOverlay(new byte[64]));
        KernelInterfaceException empty = catchThrowableOfType(
                KernelInterfaceException.class, () -> kernel.fs().writeOverlay(new byte[0]));
        write(change("/instances/nope", cpuAdd(4)));
        write(change("/instances", create("web")));

        assertThat(refusal.errno()).contains(Errno.EINVAL);
        assertThat(empty.errno()).contains(Errno.EINVAL);
        assertThat(kernel.fs().transactions()).extracting(TransactionId::number).containsExactly(2, 3);
    }

    @Test
    void aBlobAboveAPageIsCutAndFails() {
        DtNode large = overlay(
                DtProperty.of("mk,padding", PropertyValue.of(new byte[5000])),
                fragment("0", "/instances", create("web", u64("cpus", 4))));

        KernelInterfaceException refusal = catchThrowableOfType(
                KernelInterfaceException.class, () -> kernel.fs().writeOverlay(blob(large)));

        TransactionId cut = kernel.fs().transactions().get(0);
        assertThat(refusal.reason()).isEqualTo(KernelInterfaceException.Reason.SHORT_WRITE);
        assertThat(kernel.fs().transactionStatus(cut)).isEqualTo(TransactionStatus.FAILED);
        assertThat(kernel.fs().transactionOverlay(cut)).hasSize(4096);
        assertThat(kernel.fs().transactionMarker(cut)).isEqualTo("unknown");
        assertThat(kernel.fs().instances()).isEmpty();
    }

    @Test
    void fragmentsRunByAscendingHexadecimalUnit() {
        applied(blob(overlay(
                fragment("10", "/instances/web", cpuAdd(6)),
                fragment("a", "/instances/web", cpuAdd(5)),
                fragment("0x9", "/instances", create("web", u64("cpus", 4))))));

        assertThat(instance("web").cpus()).containsExactly(4L, 5L, 6L);
        assertThat(kernel.fs().transactionTarget(new TransactionId(2))).isEqualTo("/instances");
    }

    @Test
    void aCpuMovesBetweenInstancesWhenTheRemovalHasTheLowerUnit() {
        applied(change("/instances", create("a", u64("cpus", 4, 5))));
        applied(change("/instances", create("b", u64("cpus", 6))));

        applied(blob(overlay(fragment("0", "/instances/a", cpuRemove(5)), fragment("1", "/instances/b", cpuAdd(5)))));
        failed(
                blob(overlay(fragment("1", "/instances/b", cpuRemove(6)), fragment("0", "/instances/a", cpuAdd(6)))),
                Errno.EBUSY);

        assertThat(instance("a").cpus()).containsExactly(4L);
        assertThat(instance("b").cpus()).containsExactly(6L, 5L);
    }

    @Test
    void operationsOfAnInstanceRunRemovalsBeforeAdditions() {
        applied(change("/instances", create("web", u64("cpus", 4))));

        applied(change("/instances/web", cpuAdd(4), cpuRemove(4)));

        assertThat(instance("web").cpus()).containsExactly(4L);
    }

    @Test
    void aCreateRunsBeforeARemoveWhateverTheirOrder() {
        applied(change("/instances", remove("web"), create("web")));

        assertThat(kernel.fs().instances()).isEmpty();
    }

    /** CPUs leave before memory, where they are parked; on the first kernel memory leaves first, so that it takes two overlays. */
    @Test
    void aPoolIsEmptiedByOneOverlayOnTheNewestAndByTwoOnTheFirst() {
        byte[] everything = change(
                "/resources",
                node(
                        "memory-remove",
                        node("memory@0", u64("reg", NODE0_CHUNK, GIB)),
                        node("memory@1", u64("reg", NODE1_CHUNK, GIB))),
                cpuRemove(4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15),
                node(
                        "device-remove",
                        node("pci@0", text("pci-id", "0000:01:00.0")),
                        node("pci@1", text("pci-id", "0000:10:02.1"))));
        if (!isNewest()) {
            failed(everything, Errno.EBUSY);
            applied(change("/resources", cpuRemove(4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)));
            failed(everything, Errno.EBUSY);
            applied(change("/resources", device("device-remove", "0000:01:00.0")));
            applied(change("/resources", device("device-remove", "0000:10:02.1")));
        } else {
            applied(everything);
        }

        assertThat(kernel.state().hasPool()).isFalse();
        assertThat(kernel.state().cpus().host()).isEqualTo(CpuSet.parse("0-15"));
        kernel.fs().writeDeviceTree(blob(Blobs.baseline()));
        assertThat(kernel.state().memory().chunks()).hasSize(2);
    }

    @Test
    void whatRanBeforeTheFailureStays() {
        failed(
                blob(overlay(
                        fragment("0", "/instances", create("web", u64("cpus", 4), u64("memory-bytes", MIB))),
                        fragment("1", "/instances/web", cpuAdd(5, 4, 6)))),
                Errno.EBUSY);

        assertThat(instance("web").cpus()).containsExactly(4L, 5L);
        assertThat(instance("web").memoryBytes()).isEqualTo(MIB);
    }

    @Test
    void unknownOperationsAndItemsAreIgnoredInSilence() {
        applied(change("/instances", create("web")));

        applied(change(
                "/instances/web",
                node("cpu-add", node("core@4", u64("reg", 4))),
                node("memory-add", node("region@0", u64("reg", 0, GIB))),
                node("frobnicate", node("cpu@4", u64("reg", 4)))));

        assertThat(instance("web").cpus()).isEmpty();
        assertThat(instance("web").memoryBytes()).isZero();
    }

    @Test
    void theMarkerAndTheTargetAreShownAndCut() {
        String longPath = "/instances/" + "n".repeat(200);
        write(blob(overlay(text("mk,resources", "a-marker"), fragment("0", "/instances"))));
        write(blob(overlay(text("mk,resources", "m".repeat(300)), fragment("0", longPath))));
        write(blob(overlay(node("nothing"))));

        TransactionId first = new TransactionId(2);
        TransactionId second = new TransactionId(3);
        TransactionId third = new TransactionId(4);
        assertThat(kernel.fs().transactionMarker(first)).isEqualTo("a-marker");
        assertThat(kernel.fs().transactionTarget(first)).isEqualTo("/instances");
        assertThat(kernel.fs().transactionMarker(second)).hasSize(255);
        assertThat(kernel.fs().transactionTarget(second)).hasSize(127);
        assertThat(kernel.fs().transactionMarker(third)).isEqualTo("unknown");
        assertThat(kernel.fs().transactionTarget(third)).isEqualTo("unknown");
    }

    @Test
    void cpuItemsMayHaveOneCell() {
        applied(change("/instances", create("web")));

        applied(change("/instances/web", node("cpu-add", node("cpu@0", u32("reg", 9)))));

        assertThat(instance("web").cpus()).containsExactly(9L);
    }

    @Test
    void poolMemoryGrowsWhereTheKernelLikes() {
        applied(change("/resources", node("memory-add", node("memory@0", u64("size", GIB), u32("numa-node-id", 1)))));

        assertThat(kernel.state().memory().chunks().get(2).range().base()).isEqualTo(0x380000000L);
    }
}

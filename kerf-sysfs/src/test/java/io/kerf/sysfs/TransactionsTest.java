// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import static io.kerf.sysfs.TestHost.instance;
import static io.kerf.sysfs.TestHost.withDevices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kerf.fdt.Fdt;
import io.kerf.sysfs.KernelInterfaceException.Reason;
import io.kerf.sysfs.simulated.KernelContract;
import io.kerf.sysfs.simulated.KernelForm;
import io.kerf.sysfs.simulated.SimulatedImage;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.DeviceTreeBuilder;
import io.kerf.tree.PropertyValue;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransactionsTest extends KernelContract {
    private final TestHost host = new TestHost(booter()).initialized();
    private final Transactions transactions = new Transactions(host.fs());

    TransactionsTest(KernelForm form) {
        super(form);
    }

    private TransactionId newest() {
        List<TransactionId> all = host.fs().transactions();
        return all.get(all.size() - 1);
    }

    private TransactionId operation(
            String target, String operation, String item, String property, PropertyValue value) {
        DeviceTreeBuilder tree = DeviceTree.builder()
                .beginNode("fragment@0")
                .property("target-path", PropertyValue.ofStrings(target))
                .beginNode("__overlay__")
                .beginNode(operation)
                .beginNode(item)
                .property(property, value);
        host.fs()
                .writeOverlay(
                        Fdt.encode(tree.endNode().endNode().endNode().endNode().build()));
        return newest();
    }

    private TransactionId cpu(String target, String operation, long cpu) {
        return operation(target, operation, "cpu@0", "reg", PropertyValue.ofU64(cpu));
    }

    private void trap(TransactionId id, String words) {
        int before = host.fs().transactions().size();
        KernelInterfaceException refusal =
                catchThrowableOfType(KernelInterfaceException.class, () -> transactions.rollback(id));
        assertThat(refusal.reason()).isEqualTo(Reason.UNSUPPORTED);
        assertThat(refusal.operation()).isEqualTo(FileOperation.REMOVE);
        assertThat(refusal).hasMessageContaining(words);
        assertThat(refusal.remedy()).isNotEmpty();
        assertThatThrownBy(() -> transactions.checkRollback(id)).hasMessage(refusal.getMessage());
        assertThat(host.fs().transactions()).hasSize(before);
    }

    @Test
    void transactionsAreListedInWords() {
        host.apply(withDevices(instance("web", 1, "2-3", 1024), "eth0")).requireDone();
        cpu("/instances/web", "cpu-add", 4);
        operation("/instances/web", "device-add", "pci@0", "pci-id", PropertyValue.ofStrings("0000:31:00.0"));
        cpu("/resources", "cpu-remove", 15);
        operation("/resources", "memory-add", "memory@0", "size", PropertyValue.ofU64(1L << 20));
        host.apply().requireDone();

        assertThat(transactions.list())
                .extracting(Transaction::toString)
                .containsExactly(
                        "tx_2 applied: create instance 'web' (ID 1) with CPUs 2-3, 1GB of memory, devices eth0",
                        "tx_3 applied: give CPU 4 to 'web'",
                        "tx_4 applied: give device 0000:31:00.0 to 'web'",
                        "tx_5 applied: move CPU 15 from the pool to the host",
                        "tx_6 applied: move 1MB of memory from the host into the pool",
                        "tx_7 applied: remove instance 'web'");
        assertThat(transactions.list().get(0).marker()).isEqualTo("marker-1");
        assertThat(transactions.list().get(1).marker()).isEqualTo("unknown");
        assertThat(transactions.find(new TransactionId(99))).isEmpty();
    }

    @Test
    void aCreationIsRolledBackEvenIfOthersCameAfterIt() {
        host.apply(instance("web", 1, "2-3", 1024)).requireDone();
        TransactionId web = newest();
        host.apply(host.state().instances().get(0), instance("db", 2, "4-5", 1024))
                .requireDone();

        assertThat(transactions.checkRollback(web).id()).isEqualTo(web);
        assertThat(host.fs().instances()).containsExactly("db", "web");
        Transaction gone = transactions.rollback(web);

        assertThat(gone.id()).isEqualTo(web);
        assertThat(host.fs().instances()).containsExactly("db");
        assertThat(host.fs().transactions()).doesNotContain(web);
    }

    @Test
    void aCpuMoveIsRolledBack() {
        host.apply(instance("web", 1, "2-3", 1024)).requireDone();
        transactions.rollback(cpu("/instances/web", "cpu-add", 4));

        assertThat(host.state().instances().get(0).cpus()).hasToString("2-3");
    }

    @Test
    void aFailedTransactionIsNotRolledBack() {
        host.apply(instance("web", 1, "2-3", 1024)).requireDone();
        trap(cpu("/instances/web", "cpu-add", 3), "undo even what never ran");
    }

    @Test
    void whatTheKernelCannotUndoIsNotRolledBack() {
        host.apply(instance("web", 1, "2-3", 1024)).requireDone();
        TransactionId memory =
                operation("/instances/web", "memory-add", "memory@0", "reg", PropertyValue.ofU64(0x1000, 1L << 20));
        trap(memory, "memory does not come back to its place");
        host.apply().requireDone();
        trap(newest(), "a removed instance does not come back");
    }

    @Test
    void aTransactionThatALaterOneBuildsOnIsNotRolledBack() {
        host.apply(instance("web", 1, "2-3", 1024)).requireDone();
        TransactionId create = newest();
        TransactionId freed = cpu("/instances/web", "cpu-remove", 3);
        trap(create, freed + " touches the same things after it: take CPU 3 from 'web'");
        host.apply(host.state().instances().get(0), instance("db", 2, "3", 64)).requireDone();
        trap(freed, newest() + " touches the same things");
    }

    @Test
    void anInstanceThatIsLoadedIsNotDestroyed() {
        host.apply(instance("web", 1, "2-3", 1024)).requireDone();
        TransactionId create = newest();
        host.kernel().kexecLoad(1, new SimulatedImage(4096, 1, ""));

        trap(create, "instance 'web' is loaded");

        host.kernel().kexecUnload(1);
        transactions.rollback(create);
        assertThat(host.fs().instances()).isEmpty();
    }

    @Test
    void aTransactionThatIsNotThereIsGone() {
        KernelInterfaceException gone = catchThrowableOfType(
                KernelInterfaceException.class, () -> transactions.rollback(new TransactionId(99)));

        assertThat(gone.reason()).isEqualTo(Reason.GONE);
    }

    @Test
    void aCutOverlayIsListedAsUnreadable() {
        DeviceTree large = DeviceTree.builder()
                .property("pad", PropertyValue.of(new byte[5000]))
                .beginNode("fragment@0")
                .endNode()
                .build();
        assertThatExceptionOfType(KernelInterfaceException.class)
                .isThrownBy(() -> host.fs().writeOverlay(Fdt.encode(large)));

        assertThat(transactions.list().get(0).actions()).containsExactly("unreadable: the overlay is cut or damaged");
    }
}

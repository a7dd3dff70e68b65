// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import static io.kerf.sysfs.TestHost.GIB;
import static io.kerf.sysfs.TestHost.instance;
import static io.kerf.sysfs.TestHost.valid;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kerf.fdt.Fdt;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuInventory;
import io.kerf.model.CpuSet;
import io.kerf.model.MemoryInventory;
import io.kerf.model.MemoryPool;
import io.kerf.model.MemoryRange;
import io.kerf.model.SystemState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A change ended, its journal could not be removed, and others have changed the kernel since: the next recovery leaves that alone. */
class EndedJournalTest {
    @TempDir
    private Path directory;

    private final TestHost host = new TestHost();

    private Path journal() {
        return directory.resolve("journal");
    }

    private ChangeEngine engine(MultikernelFs fs, ChangeJournal.Disk disk) {
        return new ChangeEngine(fs, new ChangeJournal.FileJournal(journal(), disk), new BaselineRecord(null));
    }

    /** An engine whose journal stays. */
    private ChangeEngine engine() {
        return engine(host.fs(), FullDisk.thatKeepsFiles());
    }

    private Optional<Recovery> recovery() {
        return engine(host.fs(), new ChangeJournal.Disk()).recover();
    }

    private Map<String, String> essence() {
        return SnapshotDifference.essence(host.snapshot());
    }

    /** Takes a CPU from the pool, as another client would. */
    private void shrinkPool(long cpu) {
        PoolEncoder encoder = new PoolEncoder(KernelAbi.POOL, PciIdLookup.none());
        host.fs().writeOverlay(Fdt.encode(encoder.pool(List.of(new UpdateItem.Cpu(cpu, false)), "another client")));
    }

    private void assertThatRecoveryLeavesAllAlone(Recovery.Result said) {
        Map<String, String> now = essence();
        List<TransactionId> transactions = host.fs().transactions();
        assertThat(journal()).exists();

        assertThat(recovery()).map(Recovery::result).contains(said);

        assertThat(essence()).isEqualTo(now);
        assertThat(host.fs().transactions()).isEqualTo(transactions);
        assertThat(journal()).doesNotExist();
        assertThat(recovery()).isEmpty();
    }

    @Test
    void instancesThatWereCreatedStayWhenOneOfThemWasDeletedSince() {
        host.initialized();
        engine().apply(host.planApart(instance("web", 2, "5-6", 64), instance("db", 3, "7", 64)))
                .requireDone();
        host.apply(instance("db", 3, "7", 64)).requireDone();

        assertThatRecoveryLeavesAllAlone(Recovery.Result.FINISHED);
        assertThat(host.fs().instances()).containsExactly("db");
    }

    @Test
    void aPoolStaysThatLostACpuSinceItsBaseline() {
        engine().initialize(host.planner().planBaseline(valid(host.described())))
                .requireDone();
        shrinkPool(15);

        assertThatRecoveryLeavesAllAlone(Recovery.Result.FINISHED);
        assertThat(host.snapshot().poolCpus()).isEqualTo(CpuSet.parse("2-14"));
    }

    @Test
    void aPoolStaysThatLostACpuSinceItWasChanged() {
        host.initialized();
        engine().resize(smallerPool()).requireDone();
        shrinkPool(9);

        assertThatRecoveryLeavesAllAlone(Recovery.Result.FINISHED);
        assertThat(host.snapshot().poolCpus()).isEqualTo(CpuSet.parse("2-8"));
    }

    private PoolPlan smallerPool() {
        SystemState wanted = TestHost.description()
                .cpus(new CpuInventory(16, CpuSet.parse("0-1,10-15"), CpuSet.parse("2-9")))
                .memory(new MemoryInventory(
                        ByteSize.ofGiB(16), ByteSize.ofGiB(2), MemoryPool.of(new MemoryRange(2 * GIB, 14 * GIB))))
                .build();
        return host.planner().planPool(host.snapshot(), host.described().devices(), valid(wanted));
    }

    @Test
    void whatWasTakenBackIsNotTakenBackFromOthers() {
        host.initialized();
        ChangePlan plan = host.planApart(instance("web", 2, "5-6", 64), instance("db", 3, "7", 64));

        assertThat(engine(refusingSecond(), FullDisk.thatKeepsFiles()).apply(plan))
                .isInstanceOf(ChangeOutcome.NotDone.class);
        host.apply(instance("other", 2, "5", 64)).requireDone();

        assertThatRecoveryLeavesAllAlone(Recovery.Result.UNDONE);
        assertThat(host.fs().instances()).containsExactly("other");
    }

    private MultikernelFs refusingSecond() {
        return new ForwardingFs(host.fs()) {
            private int writes;

            @Override
            public void writeOverlay(byte[] blob) {
                if (++writes == 2) {
                    throw KernelInterfaceException.refused(
                            "/sys/fs/multikernel/overlays/new", FileOperation.WRITE, Errno.EIO);
                }
                super.writeOverlay(blob);
            }
        };
    }

    @Test
    void whatIsLeftIsToldOnceAlthoughTheJournalStays() {
        host.initialized();
        MultikernelFs deaf = new ForwardingFs(host.fs()) {
            private int writes;

            @Override
            public void writeOverlay(byte[] blob) {
                if (++writes == 1) {
                    super.writeOverlay(blob);
                }
            }
        };
        ChangePlan plan = host.planApart(instance("web", 2, "5-6", 64), instance("db", 3, "7", 64));
        PartialChangeException partial = catchThrowableOfType(
                PartialChangeException.class,
                () -> engine(deaf, FullDisk.thatKeepsFiles()).apply(plan));
        assertThat(partial.left()).contains("instance 'web' is new");
        Map<String, String> left = essence();
        assertThat(journal()).exists();

        assertThat(recovery()).isEmpty();

        assertThat(essence()).isEqualTo(left);
        assertThat(journal()).doesNotExist();
    }

    /** The recovery of what was interrupted ends, too; its own journal stays, and others go on. */
    @Test
    void aRecoveryThatEndedIsNotMadeAgain() throws IOException {
        host.initialized();
        engine().apply(host.planApart(instance("web", 2, "5-6", 64), instance("db", 3, "7", 64)))
                .requireDone();
        cutTheEnding(ChangeEnding.FINISHED.record().length + 8);
        ChangeJournal.Disk stubborn = new ChangeJournal.Disk() {
            @Override
            void remove(Path file) throws IOException {
                throw new IOException("Read-only file system");
            }
        };
        assertThat(engine(host.fs(), stubborn).recover()).map(Recovery::result).contains(Recovery.Result.FINISHED);
        host.apply(instance("db", 3, "7", 64)).requireDone();

        assertThatRecoveryLeavesAllAlone(Recovery.Result.FINISHED);
    }

    @Test
    void anEndingThatWasCutIsNone() throws IOException {
        for (int cut = 1; cut <= ChangeEnding.FINISHED.record().length + 8; cut++) {
            TestHost each = new TestHost().initialized();
            engine(each.fs(), FullDisk.thatKeepsFiles())
                    .apply(each.plan(instance("web", 2, "5-6", 64)))
                    .requireDone();
            cutTheEnding(cut);
            ChangeJournal.FileJournal found = new ChangeJournal.FileJournal(journal(), new ChangeJournal.Disk());

            assertThat(found.unfinished().orElseThrow().ending())
                    .as("cut by " + cut)
                    .isEmpty();
            found.end();
        }
    }

    private void cutTheEnding(int bytes) throws IOException {
        byte[] whole = Files.readAllBytes(journal());
        Files.write(journal(), Arrays.copyOf(whole, whole.length - bytes));
    }

    @Test
    void afterAnotherBootWhatEndedIsForgotten() {
        host.initialized();
        engine().apply(host.plan(instance("web", 2, "5-6", 64))).requireDone();
        MultikernelFs rebooted = new ForwardingFs(host.fs()) {
            @Override
            public String bootId() {
                return "another";
            }
        };

        assertThat(engine(rebooted, new ChangeJournal.Disk()).recover())
                .map(Recovery::result)
                .contains(Recovery.Result.FORGOTTEN);
    }

    @Test
    void aNoteIsNoEnding() {
        assertThat(ChangeEnding.in("done: create instance 'ended: FINISHED'".getBytes(UTF_8)))
                .isEmpty();
        for (ChangeEnding each : ChangeEnding.values()) {
            assertThat(ChangeEnding.in(each.record())).contains(each);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import static io.kerf.sysfs.TestHost.instance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kerf.model.Instance;
import io.kerf.model.InstanceName;
import io.kerf.model.SystemState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The disk that the journal is on fails at each thing that is written to it, or at its removal: the change is done as a whole or not at all,
 * and the next one goes its way.
 */
class FullDiskTest {
    @TempDir
    private Path directory;

    /** A host with one instance. */
    private static TestHost host() {
        TestHost host = new TestHost().initialized();
        host.apply(instance("old", 1, "2-3", 64)).requireDone();
        return host;
    }

    /** Changes one instance and creates two: three steps. */
    private static ChangePlan plan(TestHost host) {
        SystemState now = host.state();
        Instance old = now.instance(InstanceName.of("old")).orElseThrow();
        List<Instance> next = new ArrayList<>(
                List.of(old.withCpus(old.cpus().with(4)), instance("web", 2, "5-6", 64), instance("db", 3, "7", 64)));
        return host.planApart(next.toArray(Instance[]::new));
    }

    private ChangeEngine engine(TestHost host, Path folder, ChangeJournal.Disk disk) {
        return new ChangeEngine(
                host.fs(), new ChangeJournal.FileJournal(folder.resolve("journal"), disk), new BaselineRecord(null));
    }

    private static Map<String, String> essence(TestHost host) {
        return SnapshotDifference.essence(host.snapshot());
    }

    /** Where the change failed after all that the disk did not take, something else is to blame: the kernel, at the third step. */
    private static MultikernelFs refusingThird(TestHost host) {
        return new ForwardingFs(host.fs()) {
            private int writes;

            @Override
            public void writeOverlay(byte[] blob) {
                if (++writes == 3) {
                    throw KernelInterfaceException.refused(
                            "/sys/fs/multikernel/overlays/new", FileOperation.WRITE, Errno.EIO);
                }
                super.writeOverlay(blob);
            }
        };
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aJournalThatCannotBeBegunStopsTheChangeAndOneThatCannotBeMarkedDoesNot(boolean staysFull) {
        Map<String, String> intended = intended();
        List<String> outcomes = new ArrayList<>();
        int writes = writesOfAChange();
        for (int fullAt = 1; fullAt <= writes; fullAt++) {
            TestHost host = host();
            Map<String, String> before = essence(host);
            FullDisk disk = FullDisk.at(fullAt, staysFull);
            Path folder = directory.resolve(staysFull + "-" + fullAt);
            ChangePlan plan = plan(host);
            @Nullable
            KernelInterfaceException refusal = catchThrowableOfType(
                    KernelInterfaceException.class,
                    () -> engine(host, folder, disk).apply(plan).requireDone());
            outcomes.add(refusal == null ? "done" : "refused");
            String where = "full at write " + fullAt + (staysFull ? " and later" : "");
            assertThat(essence(host)).as(where).isEqualTo(refusal == null ? intended : before);
            if (refusal != null) {
                assertThat(refusal.path()).endsWith("/journal");
                assertThat(refusal).hasMessageContaining("ENOSPC");
            }
            ChangeEngine next = engine(host, folder, new ChangeJournal.Disk());
            assertThat(next.recover()).as(where).isEmpty();
            next.apply(host.plan()).requireDone();
            assertThat(host.fs().instances()).isEmpty();
        }
        assertThat(outcomes).containsExactly("refused", "refused", "done", "done", "done", "done");
    }

    /** The entry, its way to the disk, a mark for each of three steps, and the ending. */
    private int writesOfAChange() {
        FullDisk disk = FullDisk.at(0, false);
        TestHost host = host();
        engine(host, directory.resolve("count"), disk).apply(plan(host)).requireDone();
        assertThat(disk.writes()).isEqualTo(6);
        return disk.writes();
    }

    private static Map<String, String> intended() {
        TestHost model = host();
        new ChangeEngine(model.fs()).apply(plan(model)).requireDone();
        return essence(model);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aChangeIsTakenBackAlthoughThatCannotBeNoted(boolean staysFull) {
        int writes = 3;
        for (int fullAt = 3; fullAt <= writes; fullAt++) {
            TestHost host = host();
            Map<String, String> before = essence(host);
            FullDisk disk = FullDisk.at(fullAt, staysFull);
            Path folder = directory.resolve("back-" + staysFull + "-" + fullAt);
            ChangeEngine engine = new ChangeEngine(
                    refusingThird(host),
                    new ChangeJournal.FileJournal(folder.resolve("journal"), disk),
                    new BaselineRecord(null));
            assertThat(engine.apply(plan(host))).isInstanceOf(ChangeOutcome.NotDone.class);
            writes = Math.max(writes, disk.writes());
            assertThat(essence(host)).isEqualTo(before);
            assertThat(folder.resolve("journal")).doesNotExist();
        }
        assertThat(writes)
                .as("two marks of steps and three of steps taken back, and the ending")
                .isGreaterThanOrEqualTo(8);
    }

    @Test
    void anOutcomeStandsAlthoughTheJournalCannotBeRemoved() {
        Map<String, String> intended = intended();
        TestHost host = host();

        engine(host, directory, FullDisk.thatKeepsFiles()).apply(plan(host)).requireDone();

        assertThat(essence(host)).isEqualTo(intended);
        assertThat(directory.resolve("journal")).exists();
        ChangeEngine next = engine(host, directory, new ChangeJournal.Disk());
        assertThat(next.recover()).map(Recovery::result).contains(Recovery.Result.FINISHED);
        assertThat(essence(host)).isEqualTo(intended);
        assertThat(directory.resolve("journal")).doesNotExist();
        assertThat(next.recover()).isEmpty();
    }

    @Test
    void whatWasNotDoneIsNotDoneAlthoughTheJournalCannotBeRemoved() {
        TestHost host = host();
        Map<String, String> before = essence(host);
        ChangeEngine engine = new ChangeEngine(
                refusingThird(host),
                new ChangeJournal.FileJournal(directory.resolve("journal"), FullDisk.thatKeepsFiles()),
                new BaselineRecord(null));

        assertThat(engine.apply(plan(host))).isInstanceOf(ChangeOutcome.NotDone.class);

        assertThat(directory.resolve("journal")).exists();
        Optional<Recovery> recovery =
                engine(host, directory, new ChangeJournal.Disk()).recover();
        assertThat(recovery).map(Recovery::result).contains(Recovery.Result.UNDONE);
        assertThat(essence(host)).isEqualTo(before);
    }

    @Test
    void aJournalThatStaysForEverStopsTheNextChangeBeforeItBegins() {
        TestHost host = host();
        ChangeEngine engine = engine(host, directory, FullDisk.thatKeepsFiles());
        engine.apply(plan(host)).requireDone();
        Map<String, String> after = essence(host);
        ChangePlan another = host.plan();

        KernelInterfaceException refusal =
                catchThrowableOfType(KernelInterfaceException.class, () -> engine.apply(another));

        assertThat(refusal.path()).endsWith("/journal");
        assertThat(essence(host)).isEqualTo(after);
    }
}

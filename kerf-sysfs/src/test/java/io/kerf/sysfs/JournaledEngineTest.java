// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import static io.kerf.sysfs.TestHost.instance;
import static io.kerf.sysfs.TestHost.valid;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kerf.model.Instance;
import io.kerf.model.SystemState;
import io.kerf.sysfs.Recovery.Result;
import io.kerf.sysfs.simulated.Fault;
import io.kerf.sysfs.simulated.FaultyFs;
import io.kerf.sysfs.simulated.SimulatedCrash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an engine keeps in its directory, and what another makes of it. */
class JournaledEngineTest {
    private final TestHost host = new TestHost();

    @TempDir
    private Path directory;

    private Path state;
    private Path journal;

    @BeforeEach
    void initialize() {
        state = directory.resolve("var/lib/kerf");
        journal = state.resolve("journal");
        engine(host.fs())
                .initialize(host.planner().planBaseline(valid(host.described())))
                .requireDone();
    }

    private ChangeEngine engine(MultikernelFs fs) {
        return ChangeEngine.journaled(fs, state);
    }

    /** Dies when the second of two instances has been created, and before that is known. */
    private void crash() {
        ChangePlan plan = host.planApart(instance("web", 1, "2-3", 1024), instance("db", 2, "4-5", 1024));
        MultikernelFs dying = new ForwardingFs(host.fs()) {
            private int writes;

            @Override
            public void writeOverlay(byte[] blob) {
                FaultyFs.over(host.fs(), ++writes == 2 ? 1 : 0, Fault.CRASH_BEFORE)
                        .writeOverlay(blob);
            }
        };
        assertThatExceptionOfType(SimulatedCrash.class)
                .isThrownBy(() -> engine(dying).apply(plan));
        assertThat(host.fs().instances()).containsExactly("web");
        assertThat(journal).exists();
    }

    @Test
    void nothingIsLeftOfAChangeThatEnded() {
        engine(host.fs()).apply(host.plan(instance("web", 1, "2-3", 1024))).requireDone();

        assertThat(journal).doesNotExist();
        assertThat(engine(host.fs()).recover()).isEmpty();
    }

    @Test
    void theNextEngineTakesBackWhatWasHalfDone() {
        crash();

        Recovery recovery = engine(host.fs()).recover().orElseThrow();

        assertThat(recovery.result()).isEqualTo(Result.UNDONE);
        assertThat(recovery)
                .hasToString("undone: create instance 'web' (ID 1) with CPUs 2-3, 1GB; "
                        + "create instance 'db' (ID 2) with CPUs 4-5, 1GB");
        assertThat(host.fs().instances()).isEmpty();
        assertThat(journal).doesNotExist();
    }

    @Test
    void aChangeBeginsWithTheRecoveryOfTheLast() {
        crash();

        engine(host.fs()).apply(host.plan(host.state().instances().toArray(Instance[]::new)));

        assertThat(host.fs().instances()).isEmpty();
    }

    @Test
    void afterAnotherBootNothingIsDone() {
        crash();
        int before = host.fs().transactions().size();
        MultikernelFs rebooted = new ForwardingFs(host.fs()) {
            @Override
            public String bootId() {
                return "another";
            }
        };

        assertThat(engine(rebooted).recover().orElseThrow().result()).isEqualTo(Result.FORGOTTEN);
        assertThat(host.fs().transactions()).hasSize(before);
        assertThat(journal).doesNotExist();
    }

    @Test
    void whatCannotBeTakenBackIsToldOnce() {
        crash();
        MultikernelFs deaf = new ForwardingFs(host.fs()) {
            @Override
            public void writeOverlay(byte[] blob) {}
        };

        PartialChangeException partial = catchThrowableOfType(
                PartialChangeException.class, () -> engine(deaf).recover());

        assertThat(partial.left()).contains("instance 'web' is new");
        assertThat(partial.remedies()).contains("delete instance 'web'");
        assertThat(engine(host.fs()).recover()).isEmpty();
    }

    @Test
    void anEntryThatWasCutWasFollowedByNoWrite() throws IOException {
        Files.write(journal, new byte[] {0, 0, 1});

        assertThat(engine(host.fs()).recover()).isEmpty();
        engine(host.fs()).apply(host.plan(instance("web", 1, "2-3", 1024))).requireDone();
        assertThat(journal).doesNotExist();
    }

    @Test
    void aJournalThatCannotBeWrittenStopsTheChangeBeforeItBegins() throws IOException {
        Path blocked = directory.resolve("blocked");
        Files.writeString(blocked, "a file where the directory should be");
        ChangePlan plan = host.plan(instance("web", 1, "2-3", 1024));

        KernelInterfaceException refusal = catchThrowableOfType(
                KernelInterfaceException.class,
                () -> ChangeEngine.journaled(host.fs(), blocked).apply(plan));

        assertThat(refusal.path()).isEqualTo(blocked.resolve("journal").toString());
        assertThat(host.fs().instances()).isEmpty();
    }

    @Test
    void theDescriptionOfTheBaselineOutlivesTheEngine() {
        assertThat(engine(host.fs()).description().orElseThrow().topology())
                .isEqualTo(host.described().topology());
        assertThat(engine(host.fs()).description().orElseThrow().cpus())
                .isEqualTo(host.described().cpus());
        assertThat(new ChangeEngine(host.fs()).description()).isEmpty();
    }

    /** The kernel took the baseline, and its writer died before that was known. */
    @Test
    void theDescriptionOfABaselineThatWasInterruptedIsKeptByTheRecovery() {
        TestHost fresh = new TestHost();
        Path elsewhere = directory.resolve("elsewhere");
        MultikernelFs dying = new ForwardingFs(fresh.fs()) {
            @Override
            public void writeDeviceTree(byte[] blob) {
                FaultyFs.over(fresh.fs(), 1, Fault.CRASH_AFTER).writeDeviceTree(blob);
            }
        };
        assertThatExceptionOfType(SimulatedCrash.class)
                .isThrownBy(() -> ChangeEngine.journaled(dying, elsewhere)
                        .initialize(fresh.planner().planBaseline(valid(fresh.described()))));

        ChangeEngine next = ChangeEngine.journaled(fresh.fs(), elsewhere);

        assertThat(next.recover().orElseThrow().result()).isEqualTo(Result.FINISHED);
        assertThat(next.description().orElseThrow().topology())
                .isEqualTo(fresh.described().topology());
    }

    @Test
    void aDescriptionOfAnotherPoolBootOrDigestIsNotUsed() throws IOException {
        Path record = state.resolve("baseline.dtb");
        byte[] sound = Files.readAllBytes(record);
        assertThat(engine(new TestHost().fs()).description()).as("no pool").isEmpty();

        byte[] damaged = sound.clone();
        damaged[indexOf(sound, "numa")] ^= 1;
        Files.write(record, damaged);
        assertThat(engine(host.fs()).description()).as("digest").isEmpty();

        Files.write(record, Arrays.copyOf(sound, 100));
        assertThat(engine(host.fs()).description()).as("cut").isEmpty();

        Files.write(record, sound);
        assertThat(engine(host.fs()).description()).isPresent();
    }

    @Test
    void theSameRecordIsUnderstoodOnceAndReadEachTime() throws IOException {
        Path record = state.resolve("baseline.dtb");
        byte[] sound = Files.readAllBytes(record);
        ChangeEngine second = engine(host.fs());
        SystemState first = second.description().orElseThrow();
        assertThat(second.description().orElseThrow()).isSameAs(first);

        FileTime time = Files.getLastModifiedTime(record);
        byte[] damaged = sound.clone();
        damaged[indexOf(sound, "numa")] ^= 1;
        Files.write(record, damaged);
        Files.setLastModifiedTime(record, time);
        assertThat(second.description())
                .as("damaged, of the same size and time")
                .isEmpty();

        Files.write(record, sound);
        assertThat(second.description()).contains(first);
        Files.delete(record);
        assertThat(second.description()).as("removed").isEmpty();
    }

    @Test
    void aRecordThatIsRememberedIsHeldAgainstThePoolEachTime() {
        AtomicReference<MultikernelFs> kernel = new AtomicReference<>(host.fs());
        ChangeEngine second = engine(new ForwardingFs(host.fs()) {
            @Override
            public byte[] readDeviceTree() {
                return kernel.get().readDeviceTree();
            }
        });
        assertThat(second.description()).isPresent();
        kernel.set(new TestHost().fs());
        assertThat(second.description()).as("no pool").isEmpty();
    }

    private static int indexOf(byte[] blob, String text) {
        return new String(blob, ISO_8859_1).indexOf(text);
    }
}

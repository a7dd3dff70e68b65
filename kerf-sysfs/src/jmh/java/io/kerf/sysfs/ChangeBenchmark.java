// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import io.kerf.fdt.Fdt;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuInventory;
import io.kerf.model.CpuSet;
import io.kerf.model.Instance;
import io.kerf.model.InstanceId;
import io.kerf.model.MemoryInventory;
import io.kerf.model.MemoryPool;
import io.kerf.model.MemoryRange;
import io.kerf.model.SystemState;
import io.kerf.sysfs.simulated.SimulatedKernel;
import io.kerf.sysfs.simulated.SimulatedMachine;
import io.kerf.sysfs.store.RecordLog;
import io.kerf.sysfs.store.StoredFile;
import io.kerf.validate.ValidatedState;
import io.kerf.validate.Validator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to create an instance and to delete it again, on a simulated kernel in memory: the state is read, both changes are
 * validated, planned, written and verified by reading back. Sampled, so that there are percentiles. Each iteration boots the kernel anew,
 * since it keeps every transaction.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 20, time = 1)
@Measurement(iterations = 10, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch"})
public class ChangeBenchmark {
    private static final long GIB = 1L << 30;

    @Param({"10", "100", "400"})
    int instances;

    private SimulatedMachine machine;
    private SystemState description;
    private SimulatedKernel kernel;
    private ChangePlanner planner;
    private ChangeEngine inMemory;
    private ChangeEngine onDisk;
    private ChangeEngine onMemoryDisk;
    private Path journal;
    private Path memoryDisk;
    private byte[] entry;
    private Instance another;
    private ValidatedState without;
    private ValidatedState with;
    private Validator validator;
    private int round;

    /** Describes the machine: two CPUs for each instance, and as much memory as it takes. */
    @Setup
    public void describe() throws IOException {
        int cpus = 2 * instances + 18;
        description = SystemState.builder()
                .cpus(new CpuInventory(cpus, CpuSet.range(0, 1), CpuSet.range(2, cpus - 1)))
                .memory(new MemoryInventory(
                        ByteSize.ofGiB(instances + 8L),
                        ByteSize.ofGiB(1),
                        MemoryPool.of(new MemoryRange(GIB, (instances + 7L) * GIB))))
                .build();
        machine = SimulatedMachine.describedBy(description);
        validator = Validator.standard().remembering();
        planner = ChangePlanner.of(KernelAbi.POOL, 4096).withPciIds(machine.pciIds());
        journal = Files.createTempDirectory("kerf-bench");
        memoryDisk = Files.createTempDirectory(Path.of("/dev/shm"), "kerf-bench");
        another = instance(instances);
    }

    /** Boots the kernel with all instances but one. */
    @Setup(Level.Iteration)
    public void boot() {
        kernel = SimulatedKernel.inMemory(machine);
        inMemory = new ChangeEngine(kernel.fs());
        onDisk = ChangeEngine.journaled(kernel.fs(), journal);
        onMemoryDisk = ChangeEngine.journaled(kernel.fs(), memoryDisk);
        inMemory.initialize(planner.planBaseline(valid(description))).requireDone();
        List<Instance> all = new ArrayList<>();
        for (int i = 0; i < instances; i++) {
            all.add(instance(i));
        }
        SystemState now = state();
        inMemory.apply(planner.plan(valid(now), valid(now.withInstances(all)))).requireDone();
        without = valid(state());
        with = valid(withAnother(state()));
        KernelSnapshot before = inMemory.snapshot(description.devices());
        entry = Fdt.encode(JournalEntry.ofChange(
                        kernel.fs().bootId(),
                        before,
                        planner.plan(without, with),
                        JournalEntry.description(description.devices()))
                .tree());
    }

    /** Removes the journals' folders. */
    @TearDown
    public void remove() throws IOException {
        StoredFile.removeTree(journal);
        StoredFile.removeTree(memoryDisk);
    }

    private static Instance instance(int index) {
        return Instance.named("instance-" + index)
                .withId(InstanceId.of(index + 1))
                .withCpus(CpuSet.range(2 + 2L * index, 3 + 2L * index))
                .withMemory(ByteSize.ofMiB(512));
    }

    private ValidatedState valid(SystemState state) {
        return validator.validate(state).requireValid();
    }

    private SystemState state() {
        return inMemory.snapshot(description.devices()).onto(description);
    }

    /** Another one each time, so that nothing about it can be known from before. */
    private Instance next() {
        round++;
        return Instance.named("another-" + round)
                .withId(InstanceId.of(instances + 1 + round % 1000))
                .withCpus(another.cpus())
                .withMemory(another.memory());
    }

    private SystemState withAnother(SystemState state) {
        return state.withInstance(another);
    }

    private ChangeOutcome createAndDelete(ChangeEngine engine) {
        Instance created = next();
        SystemState before = state();
        engine.apply(planner.plan(valid(before), valid(before.withInstance(created))))
                .requireDone();
        SystemState after = state();
        ChangeOutcome deleted = engine.apply(planner.plan(valid(after), valid(after.withoutInstance(created.name()))));
        deleted.requireDone();
        return deleted;
    }

    /** With a journal in memory. */
    @Benchmark
    public ChangeOutcome createAndDelete() {
        return createAndDelete(inMemory);
    }

    /** The same between states that are known and valid already: planned, read, written and verified, twice. */
    @Benchmark
    public ChangeOutcome applyTwice() {
        inMemory.apply(planner.plan(without, with)).requireDone();
        return inMemory.apply(planner.plan(with, without)).requireDone();
    }

    /** With a journal that is on the disk before anything is written. */
    @Benchmark
    public ChangeOutcome createAndDeleteJournaled() {
        return createAndDelete(onDisk);
    }

    /** The same with a journal in a file that needs no disk: all that a journal costs but for waiting for the disk. */
    @Benchmark
    public ChangeOutcome createAndDeleteJournaledInShm() {
        return createAndDelete(onMemoryDisk);
    }

    /** What the journals of two changes ask of the disk, alone: two files, each of which is on it before the folder is, and is removed. */
    @Benchmark
    public long syncTwice() throws IOException {
        return synced() + synced();
    }

    private long synced() throws IOException {
        Path file = journal.resolve("alone");
        try (RecordLog log = new RecordLog(file)) {
            log.append(entry);
            log.force();
            StoredFile.syncFolderOf(file);
        }
        Files.delete(file);
        return entry.length;
    }

    /** From two validated states to the blobs of the overlay and of the one that would take it back. */
    @Benchmark
    public ChangePlan plan() {
        return planner.plan(without, with);
    }

    /** The overlay's tree to bytes alone. */
    @Benchmark
    public byte[] encode() {
        return Fdt.encode(KernelEncoder.of(KernelAbi.POOL, machine.pciIds()).create(with.state(), another, "marker"));
    }
}

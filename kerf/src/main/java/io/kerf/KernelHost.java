// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.desired.DesiredState;
import io.kerf.desired.PlanData;
import io.kerf.dts.Dts;
import io.kerf.kexec.InstanceBooter;
import io.kerf.kexec.KernelLoader;
import io.kerf.kexec.LoadRecords;
import io.kerf.kexec.Syscalls;
import io.kerf.model.CpuSet;
import io.kerf.model.Instance;
import io.kerf.model.InstanceName;
import io.kerf.model.SystemState;
import io.kerf.model.binding.Bindings;
import io.kerf.sysfs.ChangeEngine;
import io.kerf.sysfs.ChangePlan;
import io.kerf.sysfs.ChangePlanner;
import io.kerf.sysfs.HostLock;
import io.kerf.sysfs.InstanceEvent;
import io.kerf.sysfs.KernelAbi;
import io.kerf.sysfs.KernelInterfaceException;
import io.kerf.sysfs.KernelRoots;
import io.kerf.sysfs.KernelSnapshot;
import io.kerf.sysfs.MultikernelFs;
import io.kerf.sysfs.Overlay;
import io.kerf.sysfs.PciIdLookup;
import io.kerf.sysfs.Ticker;
import io.kerf.sysfs.Transactions;
import io.kerf.tree.DeviceTree;
import io.kerf.validate.Report;
import io.kerf.validate.Validator;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A host over the kernel's files and system calls. Each change is one pass of: read, place, validate, encode, write, read back; one
 * thread at a time.
 */
final class KernelHost implements Host {
    private final MultikernelFs fs;
    private final Optional<KernelRoots> roots;
    private final KernelPresence presence;
    private final HostConfig config;
    private final PciIdLookup pciIds;
    private final ChangeEngine engine;
    private final Optional<LoadRecords> records;
    private final KernelLoader loader;
    private final InstanceBooter booter;
    private final Validator validator = Validator.standard().remembering();
    private final HostTurn turn;
    private final OperationMeter meter = new OperationMeter(System::nanoTime);
    private final EventHub events;
    private final PoolWork pool;
    private final RequestKeys keys;
    private final InstanceNotes notes;
    private final NotedChanges changes;
    private final CreatePlanning creations = new CreatePlanning(this, () -> planner(KernelAbi.Probe.FORBIDDEN));
    private final InstanceWork work = new InstanceWork(this);
    private final Batches batches = new Batches(this);
    private final DesiredStates desired = new DesiredStates(this);

    /** The baseline as it was described: its topology and the parts of devices, which the kernel does not keep. */
    private volatile @Nullable SystemState description;

    private volatile boolean closed;

    /** A host on a kernel; if it has roots, other processes may have it, too, and records are kept there. */
    KernelHost(
            MultikernelFs fs,
            Optional<KernelRoots> roots,
            Syscalls syscalls,
            Ticker ticker,
            PciIdLookup pciIds,
            KernelPresence presence,
            HostConfig config) {
        this.fs = fs;
        this.roots = roots;
        this.presence = presence;
        this.config = config;
        this.pciIds = pciIds;
        this.engine =
                roots.map(each -> ChangeEngine.journaled(fs, each.state())).orElseGet(() -> new ChangeEngine(fs));
        this.turn = new HostTurn(roots.map(HostLock::of), config.lockTimeout(), engine::recover);
        this.events = new EventHub(fs);
        this.pool = new PoolWork(this, engine, config.policy(), this::planner);
        this.keys = new RequestKeys(roots.map(KernelRoots::state), fs::bootId);
        this.notes = new InstanceNotes(roots.map(KernelRoots::state), fs::bootId);
        this.records = roots.map(each -> LoadRecords.in(each.state()));
        this.changes = new NotedChanges(engine, notes, keys, records, pool::known);
        KernelLoader plain = new KernelLoader(fs, syscalls, ticker);
        this.loader = records.map(plain::recordingIn).orElse(plain);
        this.booter = new InstanceBooter(fs, syscalls, ticker).withDeadline(config.stateTimeout());
    }

    @Override
    public BaselineRequest initialize(Path baseline) {
        return initialize(BaselineFile.read(baseline));
    }

    @Override
    public BaselineRequest initialize(DeviceTree baseline) {
        return initialize(Bindings.read(baseline));
    }

    @Override
    public BaselineRequest initialize(SystemState baseline) {
        requireOpen();
        return new BaselineDraft(this, Objects.requireNonNull(baseline, "baseline"));
    }

    @Override
    public Teardown teardown() {
        requireOpen();
        return new TeardownDraft(this, pool, false);
    }

    @Override
    public CreateInstance createInstance(String name) {
        requireOpen();
        return CreateDraft.of(this, InstanceName.of(name));
    }

    @Override
    public InstanceHandle instance(String name) {
        requireOpen();
        return KernelInstance.of(this, InstanceName.of(name));
    }

    @Override
    public InstanceHandle instance(int id) {
        return instances().stream()
                .filter(each -> each.id().value() == id)
                .findFirst()
                .orElseThrow(() -> KernelInterfaceException.gone(
                        "/sys/fs/multikernel/instances", "there is no instance with id " + id, "see instances()"));
    }

    @Override
    public UpdateInstance updateInstance(String name) {
        requireOpen();
        return UpdateDraft.of(this, InstanceName.of(name));
    }

    @Override
    public Batch batch() {
        requireOpen();
        return new BatchDraft(this);
    }

    @Override
    public DesiredPlan plan(DesiredState wanted) {
        return desired.plan(wanted);
    }

    @Override
    public DesiredPlan plan(PlanData stored) {
        return desired.plan(stored);
    }

    @Override
    public List<InstanceHandle> apply(DesiredState wanted) {
        return desired.apply(wanted);
    }

    @Override
    public List<InstanceHandle> instances() {
        return state().instances().stream()
                .sorted(Comparator.comparing(instance -> instance.name().text()))
                .flatMap(instance ->
                        instance.id().stream().<InstanceHandle>map(id -> new KernelInstance(this, instance.name(), id)))
                .toList();
    }

    @Override
    public List<TransactionHandle> transactions() {
        requireKernel();
        Transactions records = new Transactions(fs);
        return fs.transactions().stream()
                .<TransactionHandle>map(id -> new KernelTransaction(this, records, id))
                .toList();
    }

    @Override
    public SystemState state() {
        requireOpen();
        presence.require();
        Optional<SystemState> described = described();
        KernelSnapshot snapshot =
                engine.snapshot(described.map(SystemState::devices).orElse(List.of()));
        if (!snapshot.hasPool()) {
            throw KernelInterfaceException.gone(
                    "/sys/fs/multikernel/device_tree",
                    "no baseline was applied, so there is no pool to take from",
                    "apply one with initialize(…)");
        }
        List<Instance> instances = notes.withOptions(snapshot.instances());
        return new KernelSnapshot(snapshot.host(), instances, snapshot.foreign())
                .onto(described.orElse(snapshot.host()));
    }

    @Override
    public Report report() {
        return validator.validate(state());
    }

    @Override
    public Qualification qualify() {
        requireOpen();
        return new HostSurvey(fs, presence.isReal() ? roots : Optional.empty(), config, creations::placeable).make();
    }

    @Override
    public HostCapacity capacity() {
        return new CapacityStudy(creations.placeable()).make();
    }

    @Override
    public WhatIf whatIf(CreateInstance.Ready... creations) {
        List<CreateDraft> drafts =
                Stream.of(creations).map(each -> CreateDraft.of(this, each)).toList();
        return new WhatIfStudy(this.creations, state()).of(drafts);
    }

    @Override
    public HostWatch watch(Consumer<? super InstanceEvent> listener) {
        requireOpen();
        return events.listen(listener);
    }

    @Override
    public Flow.Publisher<InstanceEvent> events() {
        requireOpen();
        return events.publisher();
    }

    @Override
    public HostMetrics metrics() {
        requireOpen();
        return MetricsReading.of(meter, this::state);
    }

    @Override
    public void close() {
        closed = true;
        events.close();
    }

    /** The files of a host that is still open. */
    MultikernelFs fs() {
        requireOpen();
        return fs;
    }

    KernelLoader loader() {
        return loader;
    }

    Optional<LoadRecords> records() {
        return records;
    }

    InstanceBooter booter() {
        return booter;
    }

    /**
     * Runs something that changes the host while no other thread of this object does, nor any process that has the host. A thread may do so
     * within itself.
     */
    <T> T exclusively(Supplier<T> change) {
        requireOpen();
        presence.requireWritable();
        return turn.take(change);
    }

    /** As {@link #exclusively(Supplier)}, and counted. */
    <T> T exclusively(Operation operation, Supplier<T> change) {
        return measured(operation, () -> exclusively(change));
    }

    /** Counted, with what comes before others have to wait. */
    <T> T measured(Operation operation, Supplier<T> change) {
        requireOpen();
        return meter.measure(operation, change);
    }

    /** The baseline's description: as the process kept it that applied it last, or of this host alone. */
    Optional<SystemState> described() {
        return roots.isPresent() ? engine.description() : Optional.ofNullable(description);
    }

    /** Remembers what the pool was described as, or that there is none. */
    void describe(@Nullable SystemState baseline) {
        description = baseline;
    }

    PoolWork pool() {
        return pool;
    }

    /** Free CPUs take no part in the equality of states, and may be fewer although all instances are as they were. */
    boolean isStill(SystemState planned) {
        SystemState current = state();
        return current.equals(planned) && current.kernelFreeCpus().equals(planned.kernelFreeCpus());
    }

    /** Applies a change, after which nobody but its instances may have some CPUs that none of them has. */
    void carryOut(ChangePlan change, Map<InstanceName, CpuSet> reserved) {
        changes.carryOut(change, reserved);
    }

    NotedChanges changes() {
        return changes;
    }

    /** Remembers the states that it found legal last: a change is planned from the one that the change before led to. */
    Validator validator() {
        return validator;
    }

    InstanceWork work() {
        return work;
    }

    Batches batches() {
        return batches;
    }

    DesiredStates desired() {
        return desired;
    }

    CreatePlanning creations() {
        return creations;
    }

    RequestKeys keys() {
        return keys;
    }

    InstanceNotes notes() {
        return notes;
    }

    static KernelInterfaceException noInstance(InstanceName name) {
        return KernelInterfaceException.gone(
                "/sys/fs/multikernel/instances/" + name,
                "there is no instance '" + name + "'",
                "create it, or see instances()");
    }

    /** A planner for the kernel that is there. Where a baseline is in force its trees tell the generation, and nothing need be written. */
    ChangePlanner planner(KernelAbi.Probe probe) {
        presence.require();
        KernelAbi abi = config.abi().orElseGet(() -> KernelAbi.detect(fs, probe));
        return ChangePlanner.of(abi, fs.pageSize()).withPciIds(pciIds);
    }

    /** Insists that the host is open and that there is a kernel to talk to. */
    void requireKernel() {
        requireOpen();
        presence.require();
    }

    void requireOpen() {
        if (closed) {
            throw new IllegalStateException("this host was closed");
        }
    }

    /** The overlays of a change as source, with what each does in comments in front of it. */
    static String source(ChangePlan change) {
        StringBuilder out = new StringBuilder();
        for (Overlay overlay : change.overlays()) {
            change.steps().stream()
                    .filter(step -> step.overlay() == overlay)
                    .forEach(step -> out.append("// ").append(step).append('\n'));
            out.append(Dts.print(overlay.tree()));
        }
        return out.toString();
    }

    @Override
    public String toString() {
        return closed ? "closed host" : "host";
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kerf.alloc.SmtPolicy;
import io.kerf.desired.DesiredInstance;
import io.kerf.desired.DesiredState;
import io.kerf.desired.PlannedAction;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuSet;
import io.kerf.model.Instance;
import io.kerf.model.InstanceId;
import io.kerf.model.InstanceName;
import io.kerf.model.InstanceOptions;
import io.kerf.model.StateDelta;
import io.kerf.model.SystemState;
import io.kerf.sysfs.ChangeEngine;
import io.kerf.sysfs.ChangePlan;
import io.kerf.sysfs.ChangePlanner;
import io.kerf.sysfs.KernelAbi;
import io.kerf.sysfs.KernelInterfaceException;
import io.kerf.sysfs.KernelRoots;
import io.kerf.sysfs.simulated.SimulatedKernel;
import io.kerf.sysfs.simulated.SimulatedMachine;
import io.kerf.validate.Validator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What no kernel keeps of an instance is known to all hosts on it, for as long as the instance is there. */
class InstanceNotesTest {
    private static final InstanceOptions RINGS =
            InstanceOptions.none().withUring(new InstanceOptions.Uring(64, 128, 16));

    @TempDir
    private Path directory;

    private final Path baseline = SampleBaselines.file("numa_topology.dts");

    @BeforeEach
    void initialize() {
        SimulatedMachine machine = SimulatedMachine.describedBy(BaselineFile.read(baseline));
        try (Host host = Kerf.simulated(SimulatedKernel.onDirectory(directory, machine))) {
            host.initialize(baseline).apply();
        }
    }

    private Host join() {
        return Kerf.simulated(SimulatedKernel.onDirectory(directory));
    }

    private Path notes() {
        return KernelRoots.under(directory).state().resolve("notes");
    }

    private List<String> files() throws IOException {
        if (!Files.isDirectory(notes())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(notes())) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** Creates an instance with whole cores, and tells what that leaves over. */
    private static CpuSet alone(Host host) {
        CreatePlan plan = host.createInstance("alone")
                .cpuCount(1)
                .memory("1GB")
                .smt(SmtPolicy.WHOLE)
                .plan();
        plan.apply();
        return plan.placement().reserved();
    }

    private static CreateInstance.Ready thief(Host host, CpuSet cpus) {
        return host.createInstance("thief").cpus(cpus).memory("1GB");
    }

    @Test
    void whatWholeLeavesOverIsKeptFreeByHostsThatAreThereAndByHostsThatComeLater() {
        CpuSet kept;
        try (Host other = join();
                Host one = join()) {
            other.createInstance("before").cpuCount(1).memory("1GB").create();
            kept = alone(one);
            assertThat(kept.size()).isEqualTo(1);
            assertThatExceptionOfType(PlacementException.class)
                    .isThrownBy(() -> thief(other, kept).create());
            assertThatExceptionOfType(PlacementException.class)
                    .as("nor by a change in place")
                    .isThrownBy(() -> other.updateInstance("before")
                            .addCpus(kept.toString())
                            .apply());
        }
        try (Host later = join()) {
            CpuSet free = later.state().freeCpus();
            assertThat(free.containsAll(kept)).as("the kernel has it as free").isTrue();
            assertThat(later.createInstance("all")
                            .cpuCount(free.size() - 1)
                            .memory("1GB")
                            .smt(SmtPolicy.SHARE)
                            .plan()
                            .instance()
                            .cpus())
                    .isEqualTo(free.minus(kept));
        }
    }

    @Test
    void aNoteGoesWithItsInstanceWhoeverDeletesIt() throws IOException {
        try (Host one = join();
                Host other = join()) {
            CpuSet kept = alone(one);
            assertThat(files()).containsExactly("1-alone.dtb");
            other.instance("alone").delete();
            assertThat(files()).isEmpty();
            assertThat(thief(one, kept).create().describe().cpus()).isEqualTo(kept);
        }
    }

    @Test
    void anInstanceOfTheSameNameWithAnotherIdHasNothingOfTheFirst() throws IOException {
        try (Host host = join()) {
            CpuSet kept = alone(host);
            byte[] note = Files.readAllBytes(notes().resolve("1-alone.dtb"));
            host.instance("alone").delete();
            host.createInstance("alone").cpuCount(1).memory("1GB").id(2).create();
            Files.write(notes().resolve("1-alone.dtb"), note);
            Files.write(notes().resolve("2-alone.dtb"), note);
            assertThat(thief(host, kept).plan().instance().cpus()).isEqualTo(kept);
            host.instance("alone").delete();
            assertThat(files()).isEmpty();
        }
    }

    @Test
    void aNoteThatIsDamagedOrOfAnotherBootIsPassedOver() throws IOException {
        try (Host host = join()) {
            CpuSet kept = alone(host);
            Path file = notes().resolve("1-alone.dtb");
            byte[] note = Files.readAllBytes(file);
            Files.write(file, "no tree".getBytes(StandardCharsets.US_ASCII));
            assertThat(thief(host, kept).plan().instance().cpus()).isEqualTo(kept);
            Files.write(file, new byte[0]);
            assertThat(thief(host, kept).plan().instance().cpus()).isEqualTo(kept);
            Files.write(file, note);
            assertThatExceptionOfType(PlacementException.class)
                    .isThrownBy(() -> thief(host, kept).plan());
            Files.delete(file);
            Files.createDirectory(file);
            assertThat(thief(host, kept).plan().instance().cpus()).isEqualTo(kept);
        }
    }

    @Test
    void aNoteIsThereBeforeTheInstanceAndGoneIfItDoesNotCome() {
        Instance web = Instance.named("web").withId(InstanceId.of(1)).withOptions(RINGS);
        StateDelta delta = new StateDelta(List.of(), List.of(web), List.of());
        Map<InstanceName, CpuSet> kept = Map.of(web.name(), CpuSet.of(5));
        InstanceNotes notes = new InstanceNotes(Optional.of(directory), () -> "this boot");
        InstanceNotes ofOthers = new InstanceNotes(Optional.of(directory), () -> "this boot");
        InstanceNotes afterwards = new InstanceNotes(Optional.of(directory), () -> "the next boot");
        InstanceNotes.Note expected = new InstanceNotes.Note(CpuSet.of(5), RINGS);

        notes.keep(delta, kept, () -> assertThat(ofOthers.of(List.of(web))).containsEntry(web.name(), expected));
        assertThat(ofOthers.of(List.of(web))).containsEntry(web.name(), expected);
        assertThat(afterwards.of(List.of(web))).isEmpty();
        assertThat(ofOthers.of(List.of(web.withId(InstanceId.of(2))))).isEmpty();

        KernelInterfaceException refusal = KernelInterfaceException.failed("/sys", "it failed", "see the log");
        assertThatExceptionOfType(KernelInterfaceException.class)
                .isThrownBy(() -> notes.keep(delta, kept, () -> {
                    throw refusal;
                }));
        assertThat(ofOthers.of(List.of(web))).isEmpty();
        notes.keep(delta, kept, () -> {});
        notes.keep(
                new StateDelta(List.of(), List.of(web.withOptions(InstanceOptions.none())), List.of()),
                Map.of(),
                () -> {});
        assertThat(ofOthers.of(List.of(web)))
                .as("what was said of another goes")
                .isEmpty();
    }

    @Test
    void aNoteOfAnInstanceThatNeverCameIsNotThatOfALaterOne() throws IOException {
        SimulatedKernel kernel = SimulatedKernel.onDirectory(directory);
        Instance web = Instance.named("web").withId(InstanceId.of(1)).withOptions(RINGS);
        InstanceNotes notes = new InstanceNotes(kernel.roots().map(KernelRoots::state), kernel.fs()::bootId);
        notes.keep(new StateDelta(List.of(), List.of(web), List.of()), Map.of(), () -> {
            // A process that is killed here leaves both the note and, perhaps, the instance.
        });
        try (Host host = join()) {
            assertThat(host.instances()).isEmpty();
            host.createInstance("web").cpus("8").memory("1GB").create();
            assertThat(host.instance("web").describe().options())
                    .as("a note of an instance that never came")
                    .isEqualTo(InstanceOptions.none());
            assertThat(files()).isEmpty();
        }
    }

    @Test
    void optionsAreKnownToAllHostsAndKeptWhereAnInstanceIsReplaced() {
        try (Host one = join();
                Host other = join()) {
            one.createInstance("web").cpus("8-9").memory("1GB").options(RINGS).create();
            assertThat(other.instance("web").describe().options()).isEqualTo(RINGS);
            assertThat(other.plan(DesiredState.of(other.state())).data().isEmpty())
                    .isTrue();

            other.apply(DesiredState.of(DesiredInstance.withCpus("web", "9-10", "1GB")));
            assertThat(one.instance("web").describe().cpus()).hasToString("9-10");
            assertThat(one.instance("web").describe().options()).isEqualTo(RINGS);
        }
    }

    @Test
    void anotherCallWithTheSameKeyKnowsTheOptions() {
        try (Host one = join();
                Host other = join()) {
            one.createInstance("web").cpus("8-9").memory("1GB").options(RINGS).create();
            CreateInstance.Ready same = other.createInstance("web").cpus("8-9").memory("1GB");
            assertThat(same.options(RINGS).idempotencyKey("k").create().id().value())
                    .isEqualTo(1);
            one.instance("web").delete();
            one.createInstance("web").cpus("8-9").memory("1GB").create();
            assertThatExceptionOfType(InstanceExistsException.class)
                    .isThrownBy(
                            () -> same.options(RINGS).idempotencyKey("other").create());
        }
    }

    /** Does to the kernel what a program does that keeps no notes. */
    private void elsewhere(UnaryOperator<SystemState> change) {
        try (Host host = join()) {
            SystemState now = host.state();
            Validator validator = Validator.standard();
            ChangePlan plan = ChangePlanner.of(KernelAbi.POOL, 4096)
                    .plan(
                            validator.validate(now).requireValid(),
                            validator.validate(change.apply(now)).requireValid());
            new ChangeEngine(SimulatedKernel.onDirectory(directory).fs())
                    .apply(plan)
                    .requireDone();
        }
    }

    private void deletedElsewhere(String name) {
        elsewhere(now -> now.withoutInstance(InstanceName.of(name)));
    }

    private void createdElsewhere(String name, int id, String cpus) {
        elsewhere(now -> now.withInstance(Instance.named(name)
                .withId(InstanceId.of(id))
                .withCpus(CpuSet.parse(cpus))
                .withMemory(ByteSize.ofGiB(1))));
    }

    private static InstanceOptions optionsOf(Host host, String name) {
        return host.instance(name).describe().options();
    }

    @Test
    void anInstanceOfTheSameNameAndIdThatBootsElsewhereIsAnother() {
        try (Host host = join()) {
            host.createInstance("web").cpus("8-9").memory("1GB").options(RINGS).create();
            deletedElsewhere("web");
            createdElsewhere("web", 1, "9-10");
            assertThat(optionsOf(host, "web")).isEqualTo(InstanceOptions.none());

            DesiredState wanted = DesiredState.of(
                    DesiredInstance.withCpus("web", "9-10", "1GB").withOptions(RINGS));
            assertThat(host.plan(wanted).data().count(PlannedAction.Kind.REPLACE))
                    .isEqualTo(1);
            host.apply(wanted);
            assertThat(optionsOf(host, "web")).isEqualTo(RINGS);
        }
    }

    @Test
    void anInstanceOfTheSameNameAndIdInOtherMemoryIsAnother() {
        try (Host host = join()) {
            host.createInstance("web").cpus("8-9").memory("1GB").options(RINGS).create();
            deletedElsewhere("web");
            createdElsewhere("first", 2, "12");
            createdElsewhere("web", 1, "8-9");
            assertThat(optionsOf(host, "web")).isEqualTo(InstanceOptions.none());
        }
    }

    @Test
    void aChangeWhereAnInstanceStandsKeepsItsNote() {
        try (Host host = join();
                Host other = join()) {
            host.createInstance("web").cpus("8-9").memory("1GB").options(RINGS).create();
            host.updateInstance("web").cpus("6-8").memory("3GB").apply();
            assertThat(optionsOf(other, "web")).isEqualTo(RINGS);
            host.updateInstance("web").memory("1GB").addCpus("9-10").apply();
            assertThat(optionsOf(other, "web")).isEqualTo(RINGS);
        }
    }

    @Test
    void aNoteWhoseCreationWasCutShortCountsWhereverTheMemoryCameToBe() {
        Instance web = Instance.named("web")
                .withId(InstanceId.of(1))
                .withCpus(CpuSet.of(8))
                .withOptions(RINGS);
        Instance here = web.withMemoryFrom(0x1000, ByteSize.ofGiB(1));
        Instance there = web.withMemoryFrom(0x2000, ByteSize.ofGiB(1));
        InstanceNotes notes = new InstanceNotes(Optional.of(directory), () -> "this boot");
        notes.keep(new StateDelta(List.of(), List.of(here), List.of()), Map.of(), () -> {});
        assertThat(notes.of(List.of(here))).hasSize(1);
        assertThat(notes.of(List.of(there))).hasSize(1);
        assertThat(notes.of(List.of(here.withCpus(CpuSet.of(9))))).isEmpty();

        notes.settle(List.of(web), List.of(there));
        assertThat(notes.of(List.of(there))).hasSize(1);
        assertThat(notes.of(List.of(here))).isEmpty();
        assertThat(notes.of(List.of(web))).as("a kernel that hides it").hasSize(1);
    }

    @Test
    void aNoteGoesWhereTheCreationIsRolledBackAndStaysWhereAChangeIs() throws IOException {
        try (Host host = join()) {
            host.createInstance("web").cpus("8-9").memory("1GB").options(RINGS).create();
            host.updateInstance("web").addCpus("10").apply();
            rollBackNewest(host);
            assertThat(host.instance("web").describe().cpus()).hasToString("8-9");
            assertThat(optionsOf(host, "web")).isEqualTo(RINGS);
            rollBackNewest(host);
            assertThat(host.instances()).isEmpty();
            assertThat(files()).isEmpty();
            createdElsewhere("web", 1, "8-9");
            assertThat(optionsOf(host, "web")).isEqualTo(InstanceOptions.none());
        }
    }

    @Test
    void capacityAndSurveyPromiseNoCpuThatIsKeptFree() {
        try (Host one = join();
                Host other = join()) {
            int before = other.capacity().largestAnywhere().orElseThrow().cpus();
            CpuSet kept = alone(one);
            HostCapacity.Largest most = other.capacity().largestAnywhere().orElseThrow();
            assertThat(most.cpus()).isEqualTo(before - 2);
            CpuSet free = other.state().freeCpus().minus(kept);
            assertThat(other.qualify().checks())
                    .filteredOn(check -> check.id().equals("free-cpus"))
                    .singleElement()
                    .satisfies(check -> assertThat(check.found()).isEqualTo(free.size() + " (" + free + ")"));
            assertThat(other.qualify().checks())
                    .filteredOn(check -> check.id().equals("largest-instance"))
                    .singleElement()
                    .satisfies(check -> assertThat(check.found()).isEqualTo(most.toString()));

            other.createInstance("most")
                    .cpuCount(most.cpus())
                    .memory(most.memory())
                    .affinity(most.affinity())
                    .smt(most.smt())
                    .create();
            assertThat(other.capacity().largestAnywhere()).isEmpty();
        }
    }

    private static void rollBackNewest(Host host) {
        List<TransactionHandle> all = host.transactions();
        all.get(all.size() - 1).rollback();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.HostOperation.Part;
import io.kerf.desired.DesiredState;
import io.kerf.desired.PlanData;
import io.kerf.diag.KerfException;
import io.kerf.kexec.LoadRequest;
import io.kerf.model.Instance;
import io.kerf.model.InstanceOptions;
import io.kerf.model.InstanceState;
import io.kerf.model.SystemState;
import io.kerf.sysfs.ChangePlan;
import io.kerf.sysfs.PartialChangeException;
import io.kerf.sysfs.simulated.SimulatedKernel;
import io.kerf.sysfs.simulated.SimulatedMachine;
import io.kerf.sysfs.simulated.SimulatedRelease;
import io.kerf.validate.Validator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One kernel, on a directory or in memory, and two hosts on it, as programs of two processes have them. After each operation all is looked at
 * that must hold whatever was asked.
 */
final class OperatedHost implements AutoCloseable {
    private static final Path BASELINE = SampleBaselines.file("numa_topology.dts");
    private static final SimulatedMachine MACHINE = SimulatedMachine.describedBy(BaselineFile.read(BASELINE));

    private final Path folder;
    private final SimulatedKernel kernel;
    private final List<Host> hosts;
    private final LoadRequest image;
    private final SystemState empty;

    private OperatedHost(Path folder, SimulatedKernel kernel) {
        this.folder = folder;
        this.kernel = kernel;
        HostConfig config = HostConfig.system().withAbi(kernel.release().abi());
        this.hosts = List.of(Kerf.simulated(kernel, config), Kerf.simulated(second(kernel), config));
        host(1).initialize(BASELINE).apply();
        if (kernel.roots().isEmpty()) {
            // In memory there is nothing that a host could learn from what another was told.
            ((KernelHost) host(2)).describe(((KernelHost) host(1)).described().orElseThrow());
        }
        this.empty = host(1).state();
        try {
            this.image = HostTest.image(folder);
        } catch (Exception e) {
            throw new AssertionError("no image could be written to " + folder, e);
        }
    }

    static OperatedHost onDirectory(SimulatedRelease release) {
        Path folder = scratch();
        return new OperatedHost(folder, SimulatedKernel.onDirectory(folder.resolve("root"), MACHINE, release));
    }

    static OperatedHost inMemory(SimulatedRelease release) {
        return new OperatedHost(scratch(), SimulatedKernel.inMemory(MACHINE, release));
    }

    /** A process of its own would have joined by itself. */
    private static SimulatedKernel second(SimulatedKernel kernel) {
        return kernel.roots()
                .map(roots -> SimulatedKernel.onDirectory(
                        roots.multikernel().resolve("../../..").normalize()))
                .orElse(kernel);
    }

    private static Path scratch() {
        try {
            return Files.createTempDirectory("kerf-operated");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Host host(int number) {
        return hosts.get(number - 1);
    }

    /** The state with the pool as it was initialized. */
    SystemState empty() {
        return empty;
    }

    /** Does what is asked, or sees that its refusal changes nothing; either way the host is sound. */
    boolean perform(HostOperation operation) {
        Host host = host(operation.host());
        SystemState before = host.state();
        int written = host.transactions().size();
        boolean done = true;
        try {
            Optional<ChangePlan> change = ask(operation);
            SystemState after = check();
            change.ifPresent(planned -> foretold(after, planned));
            if (operation.isDesired()) {
                nothingIsLeftToDo(host, HostRequests.desired(operation.parts()));
            }
        } catch (PartialChangeException e) {
            throw new AssertionError("something is left of: " + operation, e);
        } catch (KerfException refused) {
            done = false;
            assertThat(refused).hasMessageMatching("(?s).+").isNotInstanceOf(StalePlanException.class);
            assertThat(shown(check()))
                    .as("after a refusal: %s", refused.getMessage())
                    .isEqualTo(shown(before));
            if (kernel.release() != SimulatedRelease.EARLY_FLAT) {
                // Its trees do not show the second of two devices with the same ids, which is found out by giving it.
                assertThat(host.transactions())
                        .as("written before the refusal: %s", refused.getMessage())
                        .hasSize(written);
            }
            if (operation.isDesired()) {
                DesiredChecks.allReasons(refused, HostRequests.desired(operation.parts()), before);
            }
        }
        return done;
    }

    /** Asks, and says what was planned; whether that came about is not looked at, as others may have asked for other things. */
    Optional<ChangePlan> ask(HostOperation operation) {
        Host host = host(operation.host());
        List<Part> parts = operation.parts();
        boolean isPlanned = operation.verb().startsWith("plan-");
        switch (operation.verb()) {
            case "create", "plan-create" -> {
                CreateInstance.Ready request = HostRequests.creation(host, operation.part());
                CreatePlan plan = request.plan();
                InstanceHandle created = isPlanned ? plan.apply() : request.create();
                return created.name().equals(plan.instance().name()) ? Optional.of(plan.change()) : Optional.empty();
            }
            case "update", "plan-update" -> {
                UpdateInstance request = HostRequests.update(host, operation.part());
                UpdatePlan plan = request.plan();
                InstanceHandle unused = isPlanned ? plan.apply() : request.apply();
                return Optional.of(plan.change());
            }
            case "batch", "plan-batch" -> {
                Batch request = HostRequests.batch(host, parts);
                BatchPlan plan = request.plan();
                List<InstanceHandle> unused = isPlanned ? plan.apply() : request.apply();
                return Optional.of(plan.change());
            }
            case "apply", "plan-apply", "stored-apply" -> {
                return Optional.of(apply(host, operation.verb(), HostRequests.desired(parts)));
            }
            case "rollback" -> rollback(host, Integer.parseInt(operation.part().name()));
            default -> ask(host.instance(operation.part().name()), operation.verb());
        }
        return Optional.empty();
    }

    private void ask(InstanceHandle instance, String verb) {
        switch (verb) {
            case "delete" -> instance.delete();
            case "delete-loaded" -> instance.deleteEvenIfLoaded();
            case "load" -> instance.load(image);
            case "boot" -> instance.boot();
            case "halt" -> instance.halt();
            case "force-halt" -> instance.forceHalt();
            case "unload" -> instance.unload();
            default -> throw new IllegalArgumentException("nobody can be asked to " + verb);
        }
    }

    private static void rollback(Host host, int age) {
        List<TransactionHandle> all = host.transactions();
        if (age < all.size()) {
            all.get(all.size() - 1 - age).rollback();
        }
    }

    private static ChangePlan apply(Host host, String how, DesiredState wanted) {
        DesiredPlan plan = host.plan(wanted);
        PlanData stored = PlanData.parse(plan.data().toJson(), "stored");
        assertThat(stored).isEqualTo(plan.data());
        List<InstanceHandle> unused = switch (how) {
            case "apply" -> host.apply(wanted);
            case "plan-apply" -> plan.apply();
            default -> host.plan(stored).apply();
        };
        return plan.change();
    }

    /** From any state to any other in one step. */
    private static void nothingIsLeftToDo(Host host, DesiredState wanted) {
        DesiredChecks.granted(host.state(), wanted);
        int written = host.transactions().size();
        assertThat(host.plan(wanted).data().isEmpty())
                .as("there is nothing left to do")
                .isTrue();
        host.apply(wanted);
        assertThat(host.transactions()).hasSize(written);
    }

    /** What a plan says is what the kernel shows in the end; and so for places of memory, but of flat kernels, which follow no wish for a node. */
    private void foretold(SystemState state, ChangePlan change) {
        assertThat(state.instances()).hasSameSizeAs(change.next().instances());
        for (Instance planned : change.next().instances()) {
            Instance real = state.instance(planned.name()).orElseThrow();
            assertThat(real.cpus()).isEqualTo(planned.cpus());
            assertThat(real.memory()).isEqualTo(planned.memory());
            if (!kernel.release().abi().isFlat()) {
                assertThat(real.regions())
                        .as("places of '%s'", real.name())
                        .startsWith(planned.regions().get(0))
                        .containsExactlyInAnyOrderElementsOf(planned.regions());
            }
            assertThat(real.devices()).containsExactlyInAnyOrderElementsOf(planned.devices());
        }
    }

    /** Looks at what must hold at all times, and returns the state. */
    SystemState check() {
        SystemState state = host(1).state();
        HostChecks.sound(state, empty);
        assertThat(shown(host(2).state()).instances())
                .as("what another host reads from the kernel")
                .isEqualTo(shown(state).instances());
        assertThat(kernel.fs().instances())
                .containsExactlyInAnyOrderElementsOf(state.instances().stream()
                        .map(instance -> instance.name().text())
                        .toList());
        assertThat(Validator.standard().validate(state).errors()).isEmpty();
        return state;
    }

    /** What all hosts see: where there is no directory for notes, one does not know the options of what another created. */
    private SystemState shown(SystemState state) {
        return kernel.roots().isPresent()
                ? state
                : state.toBuilder()
                        .instances(state.instances().stream()
                                .map(instance -> instance.withOptions(InstanceOptions.none()))
                                .toList())
                        .build();
    }

    /** Takes everything back, after which the host must be as it was. */
    void end() {
        Host host = host(1);
        for (InstanceHandle each : host.instances()) {
            if (each.status() == InstanceState.ACTIVE) {
                each.halt();
            }
            each.deleteEvenIfLoaded();
        }
        assertThat(host.state()).isEqualTo(empty);
        assertThat(host.state().kernelFreeCpus()).isEqualTo(empty.kernelFreeCpus());
    }

    @Override
    public void close() {
        hosts.forEach(Host::close);
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

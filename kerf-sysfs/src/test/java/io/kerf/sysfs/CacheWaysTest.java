// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import static io.kerf.sysfs.TestHost.instance;
import static io.kerf.sysfs.TestHost.valid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kerf.fdt.Fdt;
import io.kerf.model.CpuSet;
import io.kerf.model.Instance;
import io.kerf.model.InstanceOptions;
import io.kerf.model.SystemState;
import io.kerf.sysfs.KernelInterfaceException.Reason;
import io.kerf.sysfs.simulated.KernelForm;
import io.kerf.sysfs.simulated.SimulatedKernel;
import io.kerf.sysfs.simulated.SimulatedRelease;
import io.kerf.tree.NodePath;
import io.kerf.validate.ValidationException;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Ways of the last-level cache: shared out by the last flat kernels, asked of no other. */
class CacheWaysTest {
    private static final int POOL_WAYS = 0xf0;

    /** A host whose pool has cache ways, with the baseline in force. */
    private static final class Host implements AutoCloseable {
        private final KernelForm.Booter booter;
        private final TestHost host;
        private final ChangeEngine engine;
        private final SystemState description =
                TestHost.description().cacheWays(POOL_WAYS).build();

        Host(KernelForm form) {
            booter = new KernelForm.Booter(form);
            host = new TestHost(booter, SimulatedRelease.FLAT_U64);
            engine = engine();
            engine.initialize(host.planner().planBaseline(valid(description))).requireDone();
        }

        /** One of its own, as another process has, where there is a directory to share. */
        private ChangeEngine engine() {
            SimulatedKernel kernel = host.kernel();
            return kernel.roots().isPresent() ? TestHost.engineOf(kernel) : new ChangeEngine(kernel.fs());
        }

        SystemState state() {
            ChangeEngine reader = host.kernel().roots().isPresent() ? engine() : engine;
            return host.snapshot().onto(reader.description().orElseThrow());
        }

        ChangeOutcome apply(SystemState next) {
            return engine.apply(host.planner().plan(valid(state()), valid(next)));
        }

        @Override
        public void close() throws IOException {
            booter.close();
        }
    }

    private static Instance ways(String name, int id, String cpus, int mask) {
        return instance(name, id, cpus, 64).withOptions(InstanceOptions.none().withCacheWays(mask));
    }

    @ParameterizedTest
    @EnumSource(KernelForm.class)
    void instancesGetWaysOfThePool(KernelForm form) throws IOException {
        try (Host host = new Host(form)) {
            host.apply(host.state().withInstance(ways("web", 1, "2-3", 0x30)).withInstance(ways("db", 2, "4", 0xc0)))
                    .requireDone();

            assertThat(host.host.fs().instances()).containsExactly("db", "web");
            assertThat(new Transactions(host.host.fs()).list())
                    .flatExtracting(Transaction::actions)
                    .anySatisfy(words -> assertThat(words).contains("'web'", "cache ways 0x30"))
                    .anySatisfy(words -> assertThat(words).contains("'db'", "cache ways 0xc0"));
        }
    }

    /** The pool's ways are known by the record of the baseline; those of an instance nobody tells. */
    @ParameterizedTest
    @EnumSource(KernelForm.class)
    void thePoolsWaysAreKnownAfterwardsAndThoseOfAnInstanceAreNot(KernelForm form) throws IOException {
        try (Host host = new Host(form)) {
            host.apply(host.state().withInstance(ways("web", 1, "2-3", 0x30))).requireDone();

            SystemState read = host.state();
            assertThat(read.cacheWays()).hasValue(POOL_WAYS);
            assertThat(read.instances())
                    .hasSize(1)
                    .allMatch(each -> each.options().cacheWays().isEmpty());
        }
    }

    @ParameterizedTest
    @EnumSource(KernelForm.class)
    void overlappingWaysThatAreKnownAreRefusedBeforeAnythingIsWritten(KernelForm form) throws IOException {
        try (Host host = new Host(form)) {
            SystemState next =
                    host.state().withInstance(ways("web", 1, "2-3", 0x30)).withInstance(ways("db", 2, "4", 0x60));

            assertThatExceptionOfType(ValidationException.class)
                    .isThrownBy(() -> host.apply(next))
                    .withMessageContaining("LLC-002")
                    .withMessageContaining("way 5 (0x20)");
            assertThat(host.host.fs().transactions()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(KernelForm.class)
    void overlappingWaysThatAreNotKnownAreRefusedByTheKernel(KernelForm form) throws IOException {
        try (Host host = new Host(form)) {
            host.apply(host.state().withInstance(ways("web", 1, "2-3", 0x30))).requireDone();
            SystemState before = host.state();

            ChangeOutcome outcome = host.apply(before.withInstance(ways("db", 2, "4", 0x60)));

            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            ChangeOutcome.NotDone.class,
                            notDone -> assertThat(notDone.cause()).hasMessageContaining("llc-way-mask"));
            assertThat(host.state()).isEqualTo(before);
            host.apply(before.withInstance(ways("db", 2, "4", 0xc0))).requireDone();
        }
    }

    @ParameterizedTest
    @EnumSource(KernelForm.class)
    void whatWasCreatedWithWaysIsChangedInItsCpusAndRemovedAndItsWaysAreFreeThen(KernelForm form) throws IOException {
        try (Host host = new Host(form)) {
            host.apply(host.state().withInstance(ways("web", 1, "2-3", 0x30))).requireDone();
            Instance read = host.state().instances().get(0);
            host.apply(host.state().withInstance(read.withCpus(CpuSet.parse("2-4"))))
                    .requireDone();
            host.apply(host.state().withoutInstance(read.name())).requireDone();

            host.apply(host.state().withInstance(ways("db", 2, "4", 0x30))).requireDone();
            assertThat(host.host.fs().instances()).containsExactly("db");
        }
    }

    @ParameterizedTest
    @EnumSource(KernelForm.class)
    void theWaysOfAnInstanceAreNotChangedWhereItStands(KernelForm form) throws IOException {
        try (Host host = new Host(form)) {
            host.apply(host.state().withInstance(ways("web", 1, "2-3", 0x30))).requireDone();
            SystemState now = host.state();
            Instance other =
                    now.instances().get(0).withOptions(InstanceOptions.none().withCacheWays(0xc0));

            assertThatExceptionOfType(KernelInterfaceException.class)
                    .isThrownBy(() -> host.apply(now.withInstance(other)))
                    .matches(e -> e.reason() == Reason.UNSUPPORTED)
                    .withMessageContaining("llc-way-mask")
                    .withMessageContaining("create it anew");
        }
    }

    @ParameterizedTest
    @EnumSource(value = SimulatedRelease.class, names = "FLAT_U64", mode = EnumSource.Mode.EXCLUDE)
    void otherKernelsAreAskedForWaysNeitherInABaselineNorWithAnInstance(SimulatedRelease release) {
        TestHost host = new TestHost(release);
        SystemState description = TestHost.description().cacheWays(POOL_WAYS).build();
        refused(() -> host.planner().planBaseline(valid(description)), host, "the pool is to have ways");

        host.initialized();
        SystemState next = description.withInstance(ways("web", 1, "2-3", 0x30));
        refused(() -> host.planner().plan(valid(description), valid(next)), host, "'web' is to have ways");
        if (host.abi().resizesPool()) {
            refused(
                    () -> host.planner().planPool(host.snapshot(), description.devices(), valid(description)),
                    host,
                    "the pool is to have ways");
        }
        assertThat(host.fs().transactions()).isEmpty();
    }

    private static void refused(Runnable planning, TestHost host, String wish) {
        assertThatExceptionOfType(KernelInterfaceException.class)
                .isThrownBy(planning::run)
                .matches(e -> e.reason() == Reason.UNSUPPORTED)
                .satisfies(e -> assertThat(e.getMessage())
                        .contains(
                                wish,
                                "llc-way-mask",
                                "flat-u64",
                                "resctrl",
                                host.abi().toString()));
    }

    /** The kernel of the simulation has cache allocation; one that has not answers EINVAL. */
    @ParameterizedTest
    @EnumSource(KernelForm.class)
    void aBaselineCarriesTheMaskAsOneCell(KernelForm form) throws IOException {
        try (Host host = new Host(form)) {
            BaselinePlan plan = host.host.planner().planBaseline(valid(host.description));
            assertThat(Fdt.decode(plan.blob())
                            .find(NodePath.of("/resources"))
                            .orElseThrow()
                            .property("llc-way-mask")
                            .orElseThrow()
                            .u32())
                    .isEqualTo(POOL_WAYS);
        }
    }
}

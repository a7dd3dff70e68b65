// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples;

import static io.kerf.examples.ErrorSamples.caught;

import io.kerf.ChangeRefusedException;
import io.kerf.CreateInstance;
import io.kerf.CreatePlan;
import io.kerf.Host;
import io.kerf.HostConfig;
import io.kerf.HostPolicy;
import io.kerf.HostPolicyException;
import io.kerf.HostUnavailableException;
import io.kerf.InstanceExistsException;
import io.kerf.InstanceHandle;
import io.kerf.Kerf;
import io.kerf.KeyReusedException;
import io.kerf.StalePlanException;
import io.kerf.TeardownException;
import io.kerf.desired.DesiredState;
import io.kerf.desired.DesiredStateException;
import io.kerf.diag.KerfException;
import io.kerf.kexec.InstanceStateException;
import io.kerf.kexec.SyscallException;
import io.kerf.model.ByteSize;
import io.kerf.sysfs.Errno;
import io.kerf.sysfs.KernelRoots;
import io.kerf.sysfs.simulated.SimulatedKernel;
import io.kerf.sysfs.simulated.SimulatedMachine;
import java.lang.reflect.Constructor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Exceptions of the facade: kerf. */
final class HostErrorSamples {
    private HostErrorSamples() {}

    static void addTo(ErrorSamples samples, Path folder) throws Exception {
        SimulatedKernel kernel = SimulatedKernel.inMemory(SimulatedMachine.describedBy(ErrorSamples.minimal()));
        HostConfig strict = HostConfig.system().withPolicy(HostPolicy.keeping(4, ByteSize.ZERO));
        try (Host host = Kerf.simulated(kernel, strict)) {
            samples.add(
                    "HostPolicyException: always",
                    caught(
                            HostPolicyException.class,
                            () -> host.initialize(ErrorSamples.minimal()).plan()));
        }
        try (Host host = Kerf.simulated(Samples.baseline("minimal.dts"))) {
            host.initialize(Samples.baseline("minimal.dts")).apply();
            CreateInstance.Ready request =
                    host.createInstance("web").cpuCount(1).memory("64MB");
            CreatePlan plan = request.plan();
            InstanceHandle web = request.create();
            CreateInstance.Ready huge = host.createInstance("huge").cpuCount(1).memory("6090MB");
            samples.add(
                    "ChangeRefusedException: all reasons of one category, such as too little room",
                    caught(
                            ChangeRefusedException.class,
                            () -> host.batch()
                                    .create(huge)
                                    .create(host.createInstance("vast")
                                            .cpuCount(1)
                                            .memory("6100MB"))
                                    .plan()));
            samples.add(
                    "ChangeRefusedException: reasons of several categories",
                    caught(
                            ChangeRefusedException.class,
                            () -> host.batch().create(huge).delete("nobody").plan()));
            samples.add("StalePlanException: always", caught(StalePlanException.class, plan::apply));
            samples.add("InstanceExistsException: always", caught(InstanceExistsException.class, request::plan));
            CreateInstance.NeedsMemory keyed = host.createInstance("keyed").cpuCount(1);
            keyed.memory("64MB").idempotencyKey("k").create();
            samples.add(
                    "KeyReusedException: always",
                    caught(
                            KeyReusedException.class,
                            () -> keyed.memory("32MB").idempotencyKey("k").create()));
            samples.add("InstanceStateException: always", caught(InstanceStateException.class, web::boot));
        }
        KernelRoots roots = KernelRoots.under(folder).withRun(folder);
        try (Host host = Kerf.host(HostConfig.system().withRoots(roots))) {
            Path point = roots.multikernel();
            samples.add("HostUnavailableException: always", caught(HostUnavailableException.class, host::state));
            Files.createDirectories(point);
            samples.add("HostUnavailableException: always", caught(HostUnavailableException.class, host::state));
        }
        samples.add(
                "DesiredStateException: always",
                caught(DesiredStateException.class, () -> DesiredState.parse("instances: 7", "wanted.yaml")));
        Constructor<TeardownException> teardown =
                TeardownException.class.getDeclaredConstructor(String.class, List.class, KerfException.class);
        teardown.setAccessible(true);
        samples.add(
                "TeardownException: as its cause, such as ETIMEDOUT of a halt",
                teardown.newInstance(
                        "halt 'b'", List.of("halt 'a'"), new SyscallException("reboot", Errno.ETIMEDOUT, "")));
    }
}

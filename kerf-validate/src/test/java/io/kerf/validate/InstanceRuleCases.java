// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import static io.kerf.validate.Hosts.DB;
import static io.kerf.validate.Hosts.busy;
import static io.kerf.validate.Hosts.empty;
import static io.kerf.validate.Hosts.pool;
import static io.kerf.validate.RuleCases.vm;
import static io.kerf.validate.RuleCases.with;

import io.kerf.model.ByteSize;
import io.kerf.model.CpuSet;
import io.kerf.model.Instance;
import io.kerf.model.InstanceId;
import io.kerf.model.MemoryPool;
import java.util.List;
import java.util.stream.Stream;

/** States that break and that keep to the rules about names, ids and baselines. */
final class InstanceRuleCases {
    private InstanceRuleCases() {}

    static Stream<RuleCases.Broken> broken() {
        Instance free = Instance.named("web").withCpus(CpuSet.of(14, 15)).withMemory(ByteSize.ofGiB(1));
        return Stream.of(
                new RuleCases.Broken(
                        "ID-001",
                        "web",
                        "there are two instances called 'web'",
                        busy().toBuilder().instance(free).build()),
                new RuleCases.Broken(
                        "ID-001",
                        "db",
                        "there are two instances called 'db'",
                        busy().toBuilder()
                                .instance(vm().withId(InstanceId.of(9)))
                                .instance(DB.withId(InstanceId.of(8))
                                        .withCpus(CpuSet.of(14))
                                        .withMemory(ByteSize.ofGiB(1))
                                        .withDevices(List.of()))
                                .build()),
                new RuleCases.Broken(
                        "ID-002", "db", "id 1 of 'db' already belongs to 'web'", with(DB.withId(InstanceId.of(1)))),
                new RuleCases.Broken(
                        "ID-002", "vm", "id 2 of 'vm' already belongs to 'db'", with(vm().withId(InstanceId.of(2)))),
                new RuleCases.Broken("BASE-001", "instances", "Baseline must not contain instances", busy()),
                new RuleCases.Broken(
                        "BASE-001", "instances", "Baseline must not contain instances", empty().withInstance(vm())));
    }

    static Stream<RuleCases.Kept> kept() {
        return Stream.of(
                new RuleCases.Kept("BASE-001", empty()),
                new RuleCases.Kept("BASE-001", pool(MemoryPool.empty())),
                new RuleCases.Kept("ID-001", with(vm())),
                new RuleCases.Kept(
                        "ID-001", busy().withInstance(Instance.named("WEB")).withInstance(Instance.named("web2"))),
                new RuleCases.Kept(
                        "ID-002", busy().withInstance(Instance.named("x")).withInstance(Instance.named("y"))),
                new RuleCases.Kept("ID-002", with(vm())));
    }
}

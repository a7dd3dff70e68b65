// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import static io.kerf.validate.Hosts.DB;
import static io.kerf.validate.Hosts.WEB;
import static io.kerf.validate.Hosts.busy;
import static io.kerf.validate.Hosts.empty;
import static io.kerf.validate.Hosts.pool;
import static io.kerf.validate.RuleCases.vm;
import static io.kerf.validate.RuleCases.with;

import io.kerf.model.ByteSize;
import io.kerf.model.CpuSet;
import io.kerf.model.Instance;
import io.kerf.model.InstanceId;
import io.kerf.model.InstanceOptions;
import io.kerf.model.MemoryPool;
import io.kerf.model.SystemState;
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
                new RuleCases.Broken(
                        "LLC-001", "web", "cache ways 4-5 (0x30) of 'web' are not in the pool", with(ways(WEB, 0x30))),
                new RuleCases.Broken(
                        "LLC-001",
                        "web",
                        "cache way 31 (0x80000000) of 'web' is not in the pool",
                        sharing(0xf0, ways(WEB, 0x8000_0030))),
                new RuleCases.Broken(
                        "LLC-002",
                        "db",
                        "cache way 5 (0x20) of 'db' already belongs to 'web'",
                        sharing(0xf0, ways(WEB, 0x30), ways(DB, 0x60))),
                new RuleCases.Broken(
                        "LLC-002",
                        "vm",
                        "cache ways 30-31 (0xc0000000) of 'vm' already belong to 'db'",
                        sharing(-1, ways(WEB, 0x3fff_fffe), ways(DB, 0xc000_0000), ways(vm(), 0xc000_0000))),
                new RuleCases.Broken("BASE-001", "instances", "Baseline must not contain instances", busy()),
                new RuleCases.Broken(
                        "BASE-001", "instances", "Baseline must not contain instances", empty().withInstance(vm())));
    }

    static Stream<RuleCases.Kept> kept() {
        return Stream.of(
                new RuleCases.Kept("BASE-001", empty()),
                new RuleCases.Kept("BASE-001", pool(MemoryPool.empty())),
                new RuleCases.Kept("LLC-001", with(vm())),
                new RuleCases.Kept("LLC-001", sharing(0xc000_000f, ways(WEB, 0x4000_0001), ways(DB, 0x8000_000e))),
                new RuleCases.Kept("LLC-002", sharing(0xc000_000f, ways(WEB, 0x4000_0001), ways(DB, 0x8000_000e))),
                new RuleCases.Kept("LLC-002", sharing(1, ways(WEB, 1))),
                new RuleCases.Kept("ID-001", with(vm())),
                new RuleCases.Kept(
                        "ID-001", busy().withInstance(Instance.named("WEB")).withInstance(Instance.named("web2"))),
                new RuleCases.Kept(
                        "ID-002", busy().withInstance(Instance.named("x")).withInstance(Instance.named("y"))),
                new RuleCases.Kept("ID-002", with(vm())));
    }

    private static Instance ways(Instance instance, int mask) {
        return instance.withOptions(InstanceOptions.none().withCacheWays(mask));
    }

    /** The busy host with cache ways, and some instances in place of those of the same names. */
    private static SystemState sharing(int pool, Instance... instances) {
        SystemState state = busy().toBuilder().cacheWays(pool).build();
        for (Instance instance : instances) {
            state = state.withInstance(instance);
        }
        return state;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import static io.kerf.validate.LegalHosts.GIB;

import io.kerf.model.ByteSize;
import io.kerf.model.CpuSet;
import io.kerf.model.Device;
import io.kerf.model.DeviceParts;
import io.kerf.model.DeviceRef;
import io.kerf.model.Dialect;
import io.kerf.model.Instance;
import io.kerf.model.InstanceOptions;
import io.kerf.model.MemoryInventory;
import io.kerf.model.MemoryPool;
import io.kerf.model.MemoryRange;
import io.kerf.model.PoolChunk;
import io.kerf.model.SystemState;
import io.kerf.validate.Violation.Broken;
import io.kerf.validate.Violation.Legal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** For each rule, how to break it and nothing else but what is declared. */
final class Violations {
    private static final long PAGE = MemoryRange.PAGE_SIZE;

    private Violations() {}

    static Map<String, Violation> all() {
        Map<String, Violation> all = new TreeMap<>();
        cpus(all);
        memory(all);
        chunks(all);
        instances(all);
        devices(all);
        TopologyViolations.nodes(all);
        TopologyViolations.policies(all);
        TopologyViolations.host(all);
        return all;
    }

    private static void cpus(Map<String, Violation> all) {
        all.put("CPU-001", at -> {
            long unknown = at.state().cpus().known().last() + 1 + at.some();
            return about(at, at.one().withCpus(at.one().cpus().with(unknown)));
        });
        all.put("CPU-002", at -> {
            long hosts = at.state().cpus().hostReserved().first();
            return about(at, at.one().withCpus(at.one().cpus().with(hosts)), "TOPO-007", "TOPO-010", "TOPO-015");
        });
        all.put("CPU-003", at -> {
            long taken = at.earlier().cpus().first();
            return about(at, at.one().withCpus(at.one().cpus().with(taken)), "TOPO-007", "TOPO-010", "TOPO-015");
        });
        all.put("CPU-004", at -> {
            CpuSet host = at.state().cpus().hostReserved().union(at.freeCore(1));
            return Broken.of(at.cpus(total(at), host, at.state().cpus().available()), "cpus", "TOPO-008");
        });
        all.put("CPU-005", at -> {
            SystemState state = at.state();
            long few = 1 + at.random().nextInt((int) total(at) - 1);
            return Broken.of(
                    at.cpus(few, state.cpus().hostReserved(), state.cpus().available()), "cpus");
        });
        all.put("CPU-006", at -> {
            SystemState state = at.state();
            long many = total(at) + 1 + at.some();
            return Broken.of(
                    at.cpus(many, state.cpus().hostReserved(), state.cpus().available()), "cpus");
        });
        all.put("CPU-007", at -> {
            SystemState bare = at.cpus(total(at), at.state().cpus().known(), CpuSet.empty());
            return Broken.of(bare.withInstances(List.of()), "cpus");
        });
        all.put(
                "CPU-008",
                at -> Broken.of(
                        at.cpus(total(at), CpuSet.empty(), at.state().cpus().known()), "cpus"));
        all.put("CPU-009", at -> about(at, at.one().withCpus(CpuSet.empty())));
    }

    private static void memory(Map<String, Violation> all) {
        all.put("MEM-002", at -> {
            MemoryInventory memory = at.state().memory();
            ByteSize more = memory.hostReserved().plus(new ByteSize(PAGE * (1 + at.some())));
            return Broken.of(at.memory(new MemoryInventory(memory.total(), more, memory.pool())), "memory");
        });
        all.put("MEM-003", at -> {
            long size = at.one().regions().get(0).size();
            Instance outside = at.one().withRegions(List.of(new MemoryRange(PAGE * at.some(), size)));
            return about(at, outside, "TOPO-012", "TOPO-015");
        });
        all.put("MEM-004", at -> {
            Instance over = at.one().withRegions(at.earlier().regions());
            return about(at, over, "TOPO-012", "TOPO-015");
        });
        all.put("MEM-005", at -> {
            ByteSize pool = at.state().memory().pool().size();
            Instance large = at.one().withMemory(pool.plus(new ByteSize(PAGE * at.some())));
            return Broken.of(at.with(large), "memory pool");
        });
        all.put("MEM-006", at -> {
            MemoryRange region = at.one().regions().get(0);
            long odd = 1 + at.random().nextInt((int) PAGE - 1);
            return about(at, at.one().withRegions(List.of(new MemoryRange(region.base() + odd, region.size()))));
        });
        all.put("MEM-007", at -> about(at, at.one().withRegions(List.of())));
        all.put("MEM-011", at -> {
            MemoryInventory memory = at.state().memory();
            SystemState none = at.memory(new MemoryInventory(memory.total(), ByteSize.ZERO, memory.pool()));
            return Broken.of(none, "memory");
        });
    }

    private static void chunks(Map<String, Violation> all) {
        all.put("MEM-001", at -> {
            List<PoolChunk> chunks = new ArrayList<>(at.state().memory().pool().chunks());
            MemoryRange first = chunks.get(0).range().orElseThrow();
            long odd = 1 + at.random().nextInt((int) PAGE - 1);
            chunks.set(0, PoolChunk.at(new MemoryRange(first.base() + odd, first.size() - PAGE)));
            return Broken.of(at.pool(new MemoryPool(chunks)), "memory pool");
        });
        all.put("MEM-008", at -> Broken.of(at.pool(MemoryPool.empty()), "memory pool"));
        all.put("MEM-009", at -> {
            MemoryInventory memory = at.state().memory();
            List<PoolChunk> chunks = new ArrayList<>(memory.pool().chunks());
            chunks.add(PoolChunk.at(new MemoryRange(GIB + PAGE * at.some(), PAGE)));
            ByteSize total = memory.total().plus(new ByteSize(PAGE));
            return Broken.of(
                    at.memory(new MemoryInventory(total, memory.hostReserved(), new MemoryPool(chunks))),
                    "memory pool");
        });
        all.put("MEM-010", at -> {
            MemoryRange region = at.one().regions().get(0);
            long left = PAGE * at.random().nextInt((int) (LegalHosts.MIB / PAGE));
            MemoryPool pool = MemoryPool.of(new MemoryRange(region.base(), region.size() + left));
            return Broken.of(
                    at.state().toBuilder()
                            .dialect(Dialect.POOL)
                            .memory(MemoryInventory.ofPool(pool))
                            .instances(List.of(at.one()))
                            .build(),
                    name(at));
        });
        all.put("MEM-012", at -> {
            List<PoolChunk> many = Collections.nCopies(1025 + at.some(), PoolChunk.sized(new ByteSize(PAGE)));
            return Broken.of(at.pool(new MemoryPool(many)).withInstances(List.of()), "memory pool");
        });
    }

    private static void instances(Map<String, Violation> all) {
        all.put("ID-001", at -> {
            Instance twin = Instance.named(at.earlier().name())
                    .withId(at.one().id().orElseThrow())
                    .withCpus(at.one().cpus())
                    .withRegions(at.one().regions())
                    .withDevices(at.one().devices());
            List<Instance> instances = new ArrayList<>(at.state().instances());
            instances.set(1, twin);
            return Broken.of(at.state().withInstances(instances), twin.name().text());
        });
        all.put("ID-002", at -> about(at, at.one().withId(at.earlier().id().orElseThrow())));
        all.put("LLC-001", at -> {
            int pool = 1 + at.random().nextInt(0xffff);
            int strange = 1 << (16 + at.random().nextInt(16));
            return Broken.of(sharingWays(at, pool, 0, pool | strange), name(at));
        });
        all.put("LLC-002", at -> {
            int shared = 1 << at.random().nextInt(32);
            return Broken.of(sharingWays(at, -1, shared | at.random().nextInt(), shared), name(at));
        });
        all.put("BASE-001", at -> Broken.of(at.state(), "instances"));
    }

    /** Of a pool of cache ways, what the earlier instance has, which is nothing for 0, and what the one has that is made wrong. */
    private static SystemState sharingWays(Legal at, int pool, int earlier, int one) {
        SystemState state = at.state().toBuilder().cacheWays(pool).build();
        if (earlier != 0) {
            state = state.withInstance(
                    at.earlier().withOptions(InstanceOptions.none().withCacheWays(earlier)));
        }
        return state.withInstance(at.one().withOptions(InstanceOptions.none().withCacheWays(one)));
    }

    private static void devices(Map<String, Violation> all) {
        all.put("DEV-001", at -> also(at, new DeviceRef.Whole("ghost" + at.some())));
        all.put("DEV-002", at -> also(at, at.earlier().devices().get(0)));
        all.put("DEV-003", at -> also(at, new DeviceRef.VirtualFunction("eth0", 12 + at.some())));
        all.put("DEV-004", at -> also(at, new DeviceRef.Namespace("nvme0", 5 + at.some())));
        all.put("DEV-005", at -> Broken.of(device(at, Device.named("gpu0")), "gpu0"));
        all.put("DEV-006", at -> {
            DeviceParts parts = DeviceParts.of(2, List.of(0), List.of(1, 2 + at.some()));
            return Broken.of(device(at, Device.named("eth1").withVirtualFunctions(parts)), "eth1");
        });
        all.put("DEV-007", at -> {
            Device twin = Device.named("gpu1")
                    .withPciAddress(
                            at.state().device("gpu0").orElseThrow().pciAddress().orElseThrow());
            return Broken.of(device(at, twin), "gpu1");
        });
        all.put("DEV-008", at -> {
            String name = "u".repeat(32 + at.some());
            return Broken.of(device(at, Device.named("uart").withPlatformName(name)), "uart");
        });
        all.put("DEV-009", at -> also(at, new DeviceRef.Whole("nvme0")));
    }

    static Broken about(Legal at, Instance changed, String... consequences) {
        return Broken.of(at.with(changed), changed.name().text(), consequences);
    }

    private static Broken also(Legal at, DeviceRef ref) {
        List<DeviceRef> refs = new ArrayList<>(at.one().devices());
        refs.add(ref);
        return about(at, at.one().withDevices(refs));
    }

    private static SystemState device(Legal at, Device device) {
        return at.state().toBuilder().device(device).build();
    }

    private static long total(Legal at) {
        return at.state().cpus().total();
    }

    private static String name(Legal at) {
        return at.one().name().text();
    }
}

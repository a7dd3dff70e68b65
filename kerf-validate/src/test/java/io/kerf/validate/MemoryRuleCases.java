// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import static io.kerf.validate.Hosts.DB;
import static io.kerf.validate.Hosts.GIB;
import static io.kerf.validate.Hosts.POOL;
import static io.kerf.validate.Hosts.WEB;
import static io.kerf.validate.Hosts.empty;
import static io.kerf.validate.Hosts.pool;
import static io.kerf.validate.RuleCases.vm;
import static io.kerf.validate.RuleCases.with;

import io.kerf.model.ByteSize;
import io.kerf.model.Dialect;
import io.kerf.model.MemoryInventory;
import io.kerf.model.MemoryPool;
import io.kerf.model.MemoryRange;
import io.kerf.model.PoolChunk;
import io.kerf.model.SystemState;
import io.kerf.model.Topology;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** States that break and that keep to the rules about memory. */
final class MemoryRuleCases {
    private MemoryRuleCases() {}

    static Stream<RuleCases.Broken> broken() {
        MemoryRange crooked = new MemoryRange(2 * GIB + 0x800, 12 * GIB);
        MemoryRange odd = new MemoryRange(2 * GIB, 12 * GIB + 1);
        return Stream.of(
                new RuleCases.Broken(
                        "MEM-001",
                        "memory pool",
                        "the base of the memory pool, 0x80000800, is not page-aligned",
                        pool(MemoryPool.of(crooked))),
                new RuleCases.Broken(
                        "MEM-001", "memory pool", "is not a whole number of pages", pool(MemoryPool.of(odd))),
                new RuleCases.Broken(
                        "MEM-001",
                        "memory pool",
                        "the size of the memory pool, 5000 bytes",
                        pool(MemoryPool.of(PoolChunk.sized(new ByteSize(5000))))),
                new RuleCases.Broken(
                        "MEM-002",
                        "memory",
                        "need more memory than the machine's 16GB",
                        pool(MemoryPool.of(new MemoryRange(2 * GIB, 14 * GIB + 4096))),
                        "TOPO-009"),
                new RuleCases.Broken(
                        "MEM-002",
                        "memory",
                        "need more memory",
                        pool(MemoryPool.of(PoolChunk.sized(new ByteSize(Long.MAX_VALUE & -4096L))))),
                new RuleCases.Broken(
                        "MEM-003",
                        "web",
                        "1GB at 0x40000000, is outside the pool",
                        with(WEB.withRegions(List.of(new MemoryRange(GIB, GIB))))),
                new RuleCases.Broken(
                        "MEM-003",
                        "web",
                        "is outside the pool",
                        with(WEB.withRegions(List.of(new MemoryRange(POOL.last() + 1 - 4096, 8192))))),
                new RuleCases.Broken(
                        "MEM-003",
                        "web",
                        "is outside the pool",
                        with(WEB.withRegions(List.of(new MemoryRange(-4096L, 4096))))),
                new RuleCases.Broken(
                        "MEM-004",
                        "db",
                        "memory of 'db' overlaps that of 'web': 1GB at 0x80000000 are in both",
                        with(DB.withRegions(List.of(new MemoryRange(2 * GIB, 2 * GIB))))),
                new RuleCases.Broken(
                        "MEM-004",
                        "db",
                        "memory of 'db' overlaps that of 'web': 4KB at 0xbffff000",
                        with(DB.withRegions(List.of(new MemoryRange(3 * GIB - 4096, GIB))))),
                new RuleCases.Broken(
                        "MEM-005",
                        "memory pool",
                        "instances need 16GB, but the pool has 14GB",
                        with(WEB.withMemory(ByteSize.ofGiB(14)))),
                new RuleCases.Broken(
                        "MEM-005",
                        "memory pool",
                        "but the pool has 14GB",
                        with(WEB.withMemory(new ByteSize(Long.MAX_VALUE & -4096L)))),
                new RuleCases.Broken(
                        "MEM-006",
                        "web",
                        "the memory base of 'web', 0x80000001, is not page-aligned",
                        with(WEB.withRegions(List.of(new MemoryRange(2 * GIB + 1, GIB))))),
                new RuleCases.Broken(
                        "MEM-006",
                        "web",
                        "6000 bytes, is not a whole number of pages",
                        with(WEB.withMemory(new ByteSize(6000)))),
                new RuleCases.Broken("MEM-007", "web", "'web' has no memory", with(WEB.withRegions(List.of()))),
                new RuleCases.Broken("MEM-007", "vm", "'vm' has no memory", with(vm().withMemory(ByteSize.ZERO))),
                new RuleCases.Broken("MEM-008", "memory pool", "the memory pool is empty", pool(MemoryPool.empty())),
                new RuleCases.Broken(
                        "MEM-008",
                        "memory pool",
                        "the memory pool is empty",
                        pool(MemoryPool.of(PoolChunk.sized(ByteSize.ZERO)))),
                new RuleCases.Broken(
                        "MEM-009",
                        "memory pool",
                        "two chunks of the memory pool overlap",
                        pool(MemoryPool.of(
                                PoolChunk.at(new MemoryRange(2 * GIB, GIB)),
                                PoolChunk.at(new MemoryRange(2 * GIB, GIB))))),
                new RuleCases.Broken(
                        "MEM-009",
                        "memory pool",
                        "two chunks of the memory pool overlap",
                        pool(MemoryPool.of(
                                PoolChunk.at(new MemoryRange(4 * GIB - 4096, GIB)),
                                PoolChunk.at(new MemoryRange(2 * GIB, 2 * GIB))))),
                new RuleCases.Broken(
                        "MEM-010",
                        "web",
                        "'web' leaves 0B of the chunk of the pool at 0x80000000",
                        poolKernel(new MemoryRange(2 * GIB, GIB)).withInstance(WEB)),
                new RuleCases.Broken(
                        "MEM-010",
                        "db",
                        "'db' leaves 1020KB of the chunk of the pool at 0x80000000",
                        poolKernel(new MemoryRange(2 * GIB, 2 * GIB))
                                .withInstance(WEB)
                                .withInstance(DB.withRegions(List.of(new MemoryRange(3 * GIB, GIB - (1020 << 10))))
                                        .withNumaNodes(List.of()))),
                new RuleCases.Broken(
                        "MEM-011",
                        "memory",
                        "no memory is reserved for the host",
                        hostShare(ByteSize.ofGiB(16), ByteSize.ZERO)),
                new RuleCases.Broken(
                        "MEM-011",
                        "memory",
                        "no memory is reserved for the host",
                        hostShare(ByteSize.ofGiB(14), ByteSize.ZERO)),
                new RuleCases.Broken(
                        "MEM-012",
                        "memory pool",
                        "the memory pool has 1025 chunks",
                        pool(new MemoryPool(Collections.nCopies(1025, PoolChunk.sized(new ByteSize(4096)))))),
                new RuleCases.Broken(
                        "MEM-012",
                        "memory pool",
                        "a chunk of the pool is on NUMA node 1024",
                        pool(MemoryPool.of(PoolChunk.at(POOL).onNode(1024))).toBuilder()
                                .topology(Topology.empty())
                                .build()));
    }

    static Stream<RuleCases.Kept> kept() {
        return Stream.of(
                new RuleCases.Kept("MEM-001", pool(MemoryPool.of(new MemoryRange(4096, 4096)))),
                new RuleCases.Kept("MEM-001", pool(MemoryPool.of(POOL))),
                new RuleCases.Kept("MEM-002", hostShare(new ByteSize(14 * GIB + 4096), new ByteSize(4096))),
                new RuleCases.Kept("MEM-002", pool(MemoryPool.of(new MemoryRange(2 * GIB, 14 * GIB)))),
                new RuleCases.Kept(
                        "MEM-003", with(WEB.withRegions(List.of(new MemoryRange(POOL.last() + 1 - 4096, 4096))))),
                new RuleCases.Kept("MEM-003", with(WEB.withRegions(List.of(new MemoryRange(2 * GIB, 4096))))),
                new RuleCases.Kept("MEM-004", with(DB.withRegions(List.of(new MemoryRange(3 * GIB, GIB))))),
                new RuleCases.Kept(
                        "MEM-004",
                        with(WEB.withRegions(List.of(new MemoryRange(7 * GIB, GIB), new MemoryRange(6 * GIB, GIB))))),
                new RuleCases.Kept("MEM-005", with(WEB.withMemory(ByteSize.ofGiB(12)))),
                new RuleCases.Kept("MEM-005", with(WEB.withMemory(ByteSize.ofGiB(11)))),
                new RuleCases.Kept("MEM-006", with(WEB.withMemory(new ByteSize(4096)))),
                new RuleCases.Kept("MEM-006", with(WEB.withRegions(List.of(new MemoryRange(2 * GIB + 4096, 8192))))),
                new RuleCases.Kept("MEM-007", with(WEB.withMemory(new ByteSize(4096)))),
                new RuleCases.Kept("MEM-007", with(WEB.withRegions(List.of(new MemoryRange(2 * GIB, 4096))))),
                new RuleCases.Kept("MEM-008", pool(MemoryPool.of(PoolChunk.sized(ByteSize.ofGiB(1))))),
                new RuleCases.Kept("MEM-008", pool(MemoryPool.of(new MemoryRange(2 * GIB, 4096)))),
                new RuleCases.Kept(
                        "MEM-009",
                        pool(MemoryPool.of(
                                PoolChunk.at(new MemoryRange(3 * GIB, GIB)),
                                PoolChunk.at(new MemoryRange(2 * GIB, GIB))))),
                new RuleCases.Kept("MEM-009", pool(MemoryPool.of(POOL))),
                new RuleCases.Kept(
                        "MEM-010",
                        poolKernel(new MemoryRange(2 * GIB, GIB + (1 << 20))).withInstance(WEB)),
                new RuleCases.Kept(
                        "MEM-010",
                        poolKernel(new MemoryRange(2 * GIB, 8 * GIB))
                                .withInstance(WEB)
                                .withInstance(DB)),
                new RuleCases.Kept("MEM-011", hostShare(ByteSize.ofGiB(16), new ByteSize(4096))),
                new RuleCases.Kept("MEM-011", hostShare(ByteSize.ofGiB(16), ByteSize.ofGiB(2))),
                new RuleCases.Kept(
                        "MEM-012",
                        pool(new MemoryPool(Collections.nCopies(1024, PoolChunk.sized(new ByteSize(4096)))))),
                new RuleCases.Kept(
                        "MEM-012", pool(MemoryPool.of(PoolChunk.at(POOL).onNode(1023)))));
    }

    private static SystemState poolKernel(MemoryRange chunk) {
        return empty().toBuilder()
                .dialect(Dialect.POOL)
                .memory(MemoryInventory.ofPool(MemoryPool.of(chunk)))
                .build();
    }

    private static SystemState hostShare(ByteSize total, ByteSize host) {
        return empty().toBuilder()
                .memory(new MemoryInventory(total, host, MemoryPool.of(POOL)))
                .build();
    }
}

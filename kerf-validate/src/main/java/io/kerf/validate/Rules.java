// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import java.util.ArrayList;
import java.util.List;

/** All rules, in the order in which they run. */
final class Rules {
    private static final List<Rule> STANDARD = List.of(
            new CpuListsDisjoint(),
            new CpuTotal(),
            new CpuEnumerated(),
            new CpuPoolNotEmpty(),
            new CpuHostShare(),
            new CpuExists(),
            new CpuAvailable(),
            new CpuShared(),
            new CpuNeeded(),
            new PoolNotEmpty(),
            new PoolAligned(),
            new PoolChunksDisjoint(),
            new MemoryTotal(),
            new MemoryInPool(),
            new MemoryShared(),
            new MemorySum(),
            new MemoryAligned(),
            new MemoryNeeded(),
            new ChunkMargin(),
            new MemoryHostShare(),
            new ChunkLimits(),
            new InstanceNameUnique(),
            new InstanceIdUnique(),
            new DeviceNameUnique(),
            new DeviceAddressUnique(),
            new DevicePartsConsistent(),
            new DeviceExists(),
            new DeviceShared(),
            new VirtualFunctionInRange(),
            new NamespaceInRange(),
            new DeviceNamesFit(),
            new DeviceKept(),
            new CacheWaysInPool(),
            new CacheWaysShared(),
            new NodeIdUnique(),
            new NodeCpusDisjoint(),
            new NodeCpusKnown(),
            new NodeMemoryDisjoint(),
            new CoreCpusDisjoint(),
            new NumaNodeKnown(),
            new SiblingsTogether(),
            new CoresUndivided(),
            new PoolOnNodes(),
            new CompactOnFewNodes(),
            new SpreadOverNodes(),
            new MemoryNearCpus(),
            new BindNamesNodes(),
            new PoliciesAgree(),
            new InstanceOnItsNodes(),
            new CoresOnOneNode(),
            new PoolCpusOnNodes(),
            new HostHasCpus(),
            new BootCpuStays(),
            new HostHasMemory(),
            new HostCountsCpus());

    private Rules() {}

    static List<Rule> standard() {
        return STANDARD;
    }

    static List<Rule> baseline() {
        List<Rule> rules = new ArrayList<>(STANDARD);
        rules.add(0, new BaselineWithoutInstances());
        return List.copyOf(rules);
    }
}

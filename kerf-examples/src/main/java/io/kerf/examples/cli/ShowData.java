// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.dts.Dts;
import io.kerf.kexec.LoadRecord;
import io.kerf.model.ByteSize;
import io.kerf.model.Core;
import io.kerf.model.CpuSet;
import io.kerf.model.Device;
import io.kerf.model.DeviceParts;
import io.kerf.model.DeviceRef;
import io.kerf.model.Instance;
import io.kerf.model.MemoryInventory;
import io.kerf.model.MemoryRange;
import io.kerf.model.NumaNode;
import io.kerf.model.PoolChunk;
import io.kerf.model.SystemState;
import io.kerf.model.Topology;
import io.kerf.sysfs.LoadedImage;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What {@code show} found, as data. Addresses and ids are unsigned numbers of 64 bits. */
final class ShowData {
    private ShowData() {}

    static Answer of(HostReading reading) {
        return Answer.of("show")
                .with("baseline", reading.state().map(ShowData::baseline))
                .with("total_instances", reading.instances().size())
                .with(
                        "loaded_kernels",
                        reading.instances().stream()
                                .filter(instance -> instance.image().isPresent())
                                .count())
                .with("instances", list(reading.instances(), ShowData::instance))
                .with("problems", reading.problems());
    }

    static Answer of(ReadInstance instance) {
        Answer answer = Answer.of("show-instance");
        instance(instance).forEach(answer::with);
        return answer;
    }

    private static Map<String, Object> baseline(SystemState state) {
        MemoryInventory memory = state.memory();
        return Answer.part(
                "cpus",
                Answer.part(
                        "total",
                        state.cpus().isTotalKnown() ? Optional.of(state.cpus().total()) : Optional.empty(),
                        "host_reserved",
                        ids(state.cpus().hostReserved()),
                        "available",
                        ids(state.cpus().available()),
                        "free",
                        ids(HostReading.freeCpus(state))),
                "memory",
                Answer.part(
                        "total_bytes",
                        known(memory.isTotalKnown(), memory.total()),
                        "host_reserved_bytes",
                        known(memory.isTotalKnown(), memory.hostReserved()),
                        "pool_bytes",
                        memory.pool().size().bytes(),
                        "allocated_bytes",
                        state.usedMemory().bytes(),
                        "free_bytes",
                        state.freeMemory().bytes(),
                        "largest_free_bytes",
                        BaselineSection.largestFree(state).map(ByteSize::bytes),
                        "chunks",
                        list(memory.pool().chunks(), ShowData::chunk)),
                "topology",
                topology(state.topology()),
                "devices",
                list(state.devices(), ShowData::device));
    }

    private static Optional<Long> known(boolean isKnown, ByteSize size) {
        return isKnown ? Optional.of(size.bytes()) : Optional.empty();
    }

    private static Object chunk(PoolChunk chunk) {
        return Answer.part(
                "base",
                chunk.range().map(range -> unsigned(range.base())),
                "bytes",
                chunk.size().bytes(),
                "numa_node",
                chunk.numaNode());
    }

    private static Object topology(Topology topology) {
        return Answer.part(
                "numa_nodes",
                list(topology.nodes(), node -> numaNode(node, topology)),
                "cores",
                list(topology.cores(), ShowData::core));
    }

    private static Object numaNode(NumaNode node, Topology topology) {
        Map<String, Object> distances = new LinkedHashMap<>();
        topology.nodes()
                .forEach(other -> topology.distances()
                        .stated(node.id(), other.id())
                        .ifPresent(far -> distances.put(String.valueOf(other.id()), far)));
        return Answer.part(
                "id",
                node.id(),
                "type",
                node.memoryType(),
                "cpus",
                ids(node.cpus()),
                "memory",
                list(node.memory(), ShowData::range),
                "distances",
                distances);
    }

    private static Object core(Core core) {
        return Answer.part("id", core.id(), "socket", core.socket(), "cpus", ids(core.cpus()));
    }

    private static Object device(Device device) {
        return Answer.part(
                "name",
                device.name(),
                "class",
                device.deviceClass().name().toLowerCase(Locale.ROOT),
                "type",
                device.type(),
                "compatible",
                device.compatible(),
                "pci_id",
                device.pciAddress(),
                "numa_node",
                device.numaNode(),
                "virtual_functions",
                device.virtualFunctions().map(ShowData::parts),
                "namespaces",
                device.namespaces().map(ShowData::parts));
    }

    private static Object parts(DeviceParts parts) {
        return Answer.part(
                "total",
                parts.total(),
                "host_reserved",
                List.copyOf(parts.hostReserved()),
                "available",
                List.copyOf(parts.available()));
    }

    private static Map<String, Object> instance(ReadInstance instance) {
        return Answer.part(
                "name",
                instance.name(),
                "id",
                instance.id(),
                "status",
                instance.state(),
                "resources",
                instance.resources().map(ShowData::resources),
                "numa_nodes",
                instance.numaNodes(),
                "image",
                instance.image().map(ShowData::image),
                "load_record",
                instance.record().map(ShowData::record),
                "device_tree",
                instance.tree().map(Dts::print),
                "problems",
                instance.problems());
    }

    private static Object resources(Instance instance) {
        return Answer.part(
                "cpus",
                ids(instance.cpus()),
                "memory_bytes",
                instance.memory().bytes(),
                "regions",
                list(instance.regions(), ShowData::range),
                "devices",
                list(instance.devices(), DeviceRef::text));
    }

    private static Object image(LoadedImage image) {
        return Answer.part(
                "start",
                unsigned(image.start()),
                "segments",
                image.segments(),
                "mode",
                image.mode().map(mode -> mode.name().toLowerCase(Locale.ROOT)),
                "cmdline",
                image.commandLine());
    }

    private static Object record(LoadRecord record) {
        return Answer.part(
                "kernel",
                record.kernel(),
                "format",
                record.format(),
                "compression",
                record.compression(),
                "version",
                record.version(),
                "bytes",
                record.size(),
                "sha256",
                record.sha256(),
                "initrd",
                record.initrd()
                        .map(initrd ->
                                Answer.part("path", initrd.path(), "bytes", initrd.size(), "sha256", initrd.sha256())),
                "time",
                record.time());
    }

    /** Memory in one piece. */
    static Object range(MemoryRange range) {
        return Answer.part("base", unsigned(range.base()), "bytes", range.size());
    }

    private static List<Object> ids(CpuSet cpus) {
        return cpus.stream().<Object>mapToObj(ShowData::unsigned).toList();
    }

    private static Number unsigned(long number) {
        return number >= 0 ? (Number) number : new BigInteger(Long.toUnsignedString(number));
    }

    private static <T> List<Object> list(List<T> all, Function<T, Object> data) {
        return all.stream().map(data).toList();
    }
}

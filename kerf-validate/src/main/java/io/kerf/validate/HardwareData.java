// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.model.CpuSet;
import io.kerf.model.Device;
import io.kerf.model.DeviceClass;
import io.kerf.model.DeviceParts;
import io.kerf.model.MemoryInventory;
import io.kerf.model.MemoryRange;
import io.kerf.model.NumaNode;
import io.kerf.model.PciAddress;
import io.kerf.model.PoolChunk;
import io.kerf.model.SystemState;
import java.math.BigInteger;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The key {@code hardware} of the report's data. */
final class HardwareData {
    private HardwareData() {}

    static Map<String, Object> of(SystemState state) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("cpus", cpus(state));
        data.put("memory", memory(state.memory()));
        data.put("devices", devices(state.devices()));
        data.put(
                "numa_nodes",
                state.topology().nodes().stream().map(HardwareData::node).toList());
        return data;
    }

    private static Map<String, Object> cpus(SystemState state) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("total", state.cpus().isTotalKnown() ? (Object) state.cpus().total() : ReportData.NULL);
        data.put("host_reserved", ids(state.cpus().hostReserved()));
        data.put("available", ids(state.cpus().available()));
        return data;
    }

    private static Map<String, Object> memory(MemoryInventory memory) {
        List<MemoryRange> ranges = memory.pool().ranges();
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("total_bytes", memory.isTotalKnown() ? (Object) memory.total().bytes() : ReportData.NULL);
        data.put("host_reserved_bytes", memory.hostReserved().bytes());
        data.put(
                "memory_pool_base",
                ranges.isEmpty() ? ReportData.NULL : unsigned(ranges.get(0).base()));
        data.put("memory_pool_bytes", memory.pool().size().bytes());
        data.put(
                "memory_pool_chunks",
                memory.pool().chunks().stream().map(HardwareData::chunk).toList());
        return data;
    }

    private static Object chunk(PoolChunk chunk) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put(
                "base",
                chunk.range().<Object>map(range -> unsigned(range.base())).orElse(ReportData.NULL));
        data.put("bytes", chunk.size().bytes());
        data.put("numa_node", number(chunk.numaNode()));
        return data;
    }

    private static Map<String, Object> devices(List<Device> devices) {
        OnceByName data = new OnceByName();
        devices.forEach(device -> data.put(device.name(), device(device)));
        return data.data();
    }

    private static Map<String, Object> device(Device device) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("compatible", String.join(" ", device.compatible()));
        data.put("pci_id", ReportData.text(device.pciAddress().map(PciAddress::toString)));
        data.put("sriov_vfs", total(device.virtualFunctions()));
        data.put("namespaces", total(device.namespaces()));
        data.put("available_vfs", available(device.virtualFunctions()));
        data.put("available_ns", available(device.namespaces()));
        data.put("class", word(device.deviceClass()));
        data.put("type", device.type().text());
        data.put("numa_node", number(device.numaNode()));
        return data;
    }

    static String word(DeviceClass found) {
        return found.name().toLowerCase(Locale.ROOT);
    }

    private static Object total(Optional<DeviceParts> parts) {
        return parts.<Object>map(each -> (long) each.total()).orElse(ReportData.NULL);
    }

    private static List<Object> available(Optional<DeviceParts> parts) {
        return parts.map(each -> numbers(each.available())).orElse(List.of());
    }

    private static Map<String, Object> node(NumaNode node) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("id", (long) node.id());
        data.put("cpus", ids(node.cpus()));
        data.put("memory", node.memory().stream().map(HardwareData::range).toList());
        data.put("memory_type", node.memoryType().text());
        return data;
    }

    static Object range(MemoryRange range) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("base", unsigned(range.base()));
        data.put("bytes", unsigned(range.size()));
        return data;
    }

    static List<Object> ids(CpuSet cpus) {
        return cpus.stream().mapToObj(HardwareData::unsigned).toList();
    }

    static List<Object> numbers(Collection<Integer> numbers) {
        return numbers.stream().<Object>map(Integer::longValue).toList();
    }

    private static Object number(OptionalInt number) {
        return number.isPresent() ? (Object) (long) number.getAsInt() : ReportData.NULL;
    }

    /** A 64-bit number without sign, which half of all longs are not. */
    static Object unsigned(long number) {
        return number >= 0 ? (Object) number : new BigInteger(Long.toUnsignedString(number));
    }
}

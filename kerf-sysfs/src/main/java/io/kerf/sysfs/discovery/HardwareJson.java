// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import com.fasterxml.jackson.core.JsonGenerator;
import io.kerf.diag.Diagnostic;
import io.kerf.model.PciAddress;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Writes a machine as JSON. What is not known is left out. Sizes are numbers of bytes, lists of CPUs text such as {@code "0-3,8"}, physical
 * ids decimal text, since they need all 64 bits; addresses are text as {@code /proc/iomem} has them.
 */
final class HardwareJson {
    static final int SCHEMA = 1;

    private final JsonGenerator json;

    private HardwareJson(JsonGenerator json) {
        this.json = json;
    }

    static String of(HostHardware hardware) {
        return JsonText.of(json -> new HardwareJson(json).hardware(hardware));
    }

    private void hardware(HostHardware hardware) throws IOException {
        json.writeStartObject();
        json.writeNumberField("schema", SCHEMA);
        json.writeStringField("architecture", word(hardware.architecture()));
        text("processor", hardware.processor());
        json.writeStringField("possible_cpus", hardware.possible().toString());
        json.writeArrayFieldStart("cpus");
        for (HostCpu cpu : hardware.cpus()) {
            cpu(cpu);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("caches");
        for (HostCache cache : hardware.caches()) {
            json.writeStartObject();
            json.writeNumberField("level", cache.level());
            json.writeStringField("type", word(cache.type()));
            json.writeNumberField("size", cache.size().bytes());
            json.writeStringField("cpu_numbers", cache.cpuNumbers().toString());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("nodes");
        for (HostNode node : hardware.nodes()) {
            node(hardware, node);
        }
        json.writeEndArray();
        memory(hardware.memory());
        json.writeArrayFieldStart("devices");
        for (HostDevice device : hardware.devices()) {
            device(device);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("findings");
        for (Diagnostic finding : hardware.findings()) {
            finding(finding);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private void text(String name, Optional<String> value) throws IOException {
        if (value.isPresent()) {
            json.writeStringField(name, value.get());
        }
    }

    private void number(String name, OptionalInt value) throws IOException {
        if (value.isPresent()) {
            json.writeNumberField(name, value.getAsInt());
        }
    }

    private void texts(String name, List<?> values) throws IOException {
        if (!values.isEmpty()) {
            json.writeArrayFieldStart(name);
            for (Object value : values) {
                json.writeString(value.toString());
            }
            json.writeEndArray();
        }
    }

    private void cpu(HostCpu cpu) throws IOException {
        json.writeStartObject();
        number("number", cpu.number());
        if (cpu.physicalId().isPresent()) {
            json.writeStringField(
                    "physical_id", Long.toUnsignedString(cpu.physicalId().getAsLong()));
        }
        json.writeStringField("state", word(cpu.state()));
        number("socket", cpu.socket());
        number("die", cpu.die());
        number("cluster", cpu.cluster());
        number("core", cpu.core());
        number("node", cpu.node());
        if (cpu.kind() != HostCpu.CoreKind.UNIFORM) {
            json.writeStringField("kind", word(cpu.kind()));
        }
        json.writeEndObject();
    }

    private void node(HostHardware hardware, HostNode node) throws IOException {
        json.writeStartObject();
        json.writeNumberField("id", node.id());
        json.writeStringField("cpu_numbers", node.cpuNumbers().toString());
        json.writeNumberField("total", node.total().bytes());
        json.writeNumberField("free", node.free().bytes());
        json.writeStringField("type", node.type().text());
        texts("memory", node.memory());
        json.writeArrayFieldStart("distances");
        for (HostNode other : hardware.nodes()) {
            Optional<Integer> distance = hardware.distances().stated(node.id(), other.id());
            if (distance.isPresent()) {
                json.writeNumber(distance.get());
            } else {
                json.writeNull();
            }
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void memory(HostMemory memory) throws IOException {
        json.writeObjectFieldStart("memory");
        json.writeNumberField("total", memory.total().bytes());
        json.writeNumberField("available", memory.available().bytes());
        json.writeBooleanField("addresses_visible", memory.addressesVisible());
        texts("ram", memory.ram());
        texts("pool", memory.pool());
        json.writeArrayFieldStart("regions");
        for (HostMemory.Region region : memory.regions()) {
            json.writeStartObject();
            json.writeStringField("range", region.range().toString());
            json.writeStringField("name", region.name());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeNumberField("free_in_pool", memory.freeInPool().bytes());
        text("boot_parameter", memory.bootParameter().map(PoolParameter::toString));
        json.writeEndObject();
    }

    private void device(HostDevice device) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", device.name());
        json.writeStringField("bus", device.pciAddress().isPresent() ? "pci" : "platform");
        json.writeStringField("bus_name", device.busName());
        if (device.classCode().isPresent()) {
            json.writeStringField(
                    "class",
                    String.format(Locale.ROOT, "%06x", device.classCode().getAsInt()));
        }
        identifier("vendor", device.vendorId());
        identifier("device", device.deviceId());
        text("acpi_hid", device.acpiHid());
        text("driver", device.driver());
        number("numa_node", device.numaNode());
        number("iommu_group", device.iommuGroup());
        texts("interfaces", device.interfaces());
        texts("disks", device.disks());
        if (device.virtualFunctions().isPresent()) {
            json.writeNumberField("sriov_total", device.virtualFunctions().get().total());
            texts("virtual_functions", device.virtualFunctions().get().addresses());
        }
        text("physical_function", device.physicalFunction().map(PciAddress::toString));
        if (!device.namespaces().isEmpty()) {
            json.writeArrayFieldStart("namespaces");
            for (int id : device.namespaces()) {
                json.writeNumber(id);
            }
            json.writeEndArray();
        }
        texts("in_use", device.inUse());
        json.writeEndObject();
    }

    private void identifier(String name, OptionalInt id) throws IOException {
        if (id.isPresent()) {
            json.writeStringField(name, String.format(Locale.ROOT, "%04x", id.getAsInt()));
        }
    }

    private void finding(Diagnostic finding) throws IOException {
        json.writeStartObject();
        json.writeStringField("code", finding.code());
        json.writeStringField("severity", finding.severity().word());
        json.writeStringField("message", finding.message());
        text("suggestion", finding.suggestion());
        json.writeEndObject();
    }
}

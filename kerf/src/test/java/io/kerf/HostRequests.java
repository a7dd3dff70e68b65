// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.HostOperation.Part;
import io.kerf.alloc.SmtPolicy;
import io.kerf.desired.DesiredInstance;
import io.kerf.desired.DesiredState;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuAffinity;
import io.kerf.model.CpuSet;
import io.kerf.model.InstanceName;
import io.kerf.model.InstanceOptions;
import io.kerf.model.MemoryPolicy;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Makes the requests that the parts of an operation stand for. */
final class HostRequests {
    private HostRequests() {}

    static CreateInstance.Ready creation(Host host, Part part) {
        CreateInstance begun = host.createInstance(part.name());
        Optional<String> cpus = part.wish("cpus");
        CreateInstance.NeedsMemory sized = cpus.isPresent()
                ? begun.cpus(cpus.get())
                : begun.cpuCount(Integer.parseInt(part.wish("count").orElseThrow()));
        CreateInstance.Ready ready = sized.memory(memory(part).orElseThrow());
        ready = part.wish("node").map(Integer::parseInt).map(ready::numaNodes).orElse(ready);
        ready = part.wish("affinity")
                .map(CpuAffinity::parse)
                .map(ready::affinity)
                .orElse(ready);
        ready = part.wish("smt").map(HostRequests::smt).map(ready::smt).orElse(ready);
        ready = part.wish("policy")
                .map(MemoryPolicy::parse)
                .map(ready::memoryPolicy)
                .orElse(ready);
        ready = part.wish("device").map(ready::device).orElse(ready);
        return part.wish("id").map(Integer::parseInt).map(ready::id).orElse(ready);
    }

    static UpdateInstance update(Host host, Part part) {
        UpdateInstance update = host.updateInstance(part.name());
        update = part.wish("add").map(update::addCpus).orElse(update);
        update = part.wish("remove").map(update::removeCpus).orElse(update);
        update = memory(part).map(update::memory).orElse(update);
        update = part.wish("device").map(update::addDevice).orElse(update);
        return part.wish("undevice").map(update::removeDevice).orElse(update);
    }

    static Batch batch(Host host, List<Part> parts) {
        Batch batch = host.batch();
        for (Part part : parts) {
            batch = switch (part.sign()) {
                case '+' -> batch.create(creation(host, part.unsigned()));
                case '~' -> batch.update(update(host, part.unsigned()));
                default -> batch.delete(part.unsigned().name());
            };
        }
        return batch;
    }

    static DesiredState desired(List<Part> parts) {
        return new DesiredState(parts.stream().map(HostRequests::desired).toList());
    }

    private static DesiredInstance desired(Part part) {
        InstanceName name = InstanceName.of(part.name());
        ByteSize memory = memory(part).orElseThrow();
        DesiredInstance wish = part.wish("cpus")
                .map(cpus -> DesiredInstance.withCpus(name, CpuSet.parse(cpus), memory))
                .orElseGet(() -> DesiredInstance.withCpuCount(
                        name, Integer.parseInt(part.wish("count").orElseThrow()), memory));
        wish = part.wish("node").map(Integer::parseInt).map(wish::onNumaNodes).orElse(wish);
        wish = part.wish("affinity")
                .map(CpuAffinity::parse)
                .map(wish::withAffinity)
                .orElse(wish);
        wish = part.wish("smt").map(HostRequests::smt).map(wish::withSmt).orElse(wish);
        wish = part.wish("policy")
                .map(MemoryPolicy::parse)
                .map(wish::withMemoryPolicy)
                .orElse(wish);
        wish = part.wish("device").map(wish::withDevices).orElse(wish);
        int least = wish.memoryPolicy() == MemoryPolicy.INTERLEAVE ? 2 : 1;
        wish = part.wish("regions")
                .map(most -> Math.max(least, Integer.parseInt(most)))
                .map(wish::withMemoryRegions)
                .orElse(wish);
        wish = part.wish("options")
                .map(HostRequests::options)
                .map(wish::withOptions)
                .orElse(wish);
        return part.wish("id").map(Integer::parseInt).map(wish::withId).orElse(wish);
    }

    private static InstanceOptions options(String word) {
        return switch (word) {
            case "kcore" -> InstanceOptions.none().withHostKcore();
            case "rings" -> InstanceOptions.none().withUring(new InstanceOptions.Uring(64, 128, 16));
            default -> InstanceOptions.none();
        };
    }

    private static SmtPolicy smt(String word) {
        return SmtPolicy.valueOf(word.toUpperCase(Locale.ROOT));
    }

    private static Optional<ByteSize> memory(Part part) {
        return part.wish("memory").map(Integer::parseInt).map(ByteSize::ofMiB);
    }
}

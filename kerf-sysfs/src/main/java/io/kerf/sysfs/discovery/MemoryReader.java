// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import io.kerf.diag.Diagnostic;
import io.kerf.model.ByteSize;
import io.kerf.model.MemoryRange;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads the memory of the machine and of the pool from {@code iomem}, {@code meminfo} and {@code cmdline} below procfs. */
final class MemoryReader {
    private final HostFiles files;
    private final Path proc;
    private List<MemoryRange> occupied = List.of();

    MemoryReader(HostFiles files, Path proc) {
        this.files = files;
        this.proc = proc;
    }

    HostMemory read() {
        Path file = proc.resolve("meminfo");
        Optional<String> meminfo = files.text(file);
        if (meminfo.isEmpty()) {
            files.findings()
                    .missing(
                            file.toString(),
                            "how much memory there is is not known",
                            "see whether procfs is mounted there");
        }
        Optional<ByteSize> total = meminfo.flatMap(text -> MeminfoText.find(text, "MemTotal"));
        if (meminfo.isPresent() && total.isEmpty()) {
            files.findings().malformed(file.toString(), meminfo.get(), "a text with MemTotal in kB");
        }
        Optional<ByteSize> available = meminfo.flatMap(text -> MeminfoText.find(text, "MemAvailable"));
        Optional<IomemText> iomem = iomem();
        occupied = iomem.map(IomemText::occupied).orElse(List.of());
        return new HostMemory(
                total.orElse(ByteSize.ZERO),
                available.orElse(ByteSize.ZERO),
                iomem.map(IomemText::ram).orElse(List.of()),
                iomem.map(IomemText::pool).orElse(List.of()),
                iomem.map(IomemText::regions).orElse(List.of()),
                new ByteSize(iomem.map(IomemText::freeBytes).orElse(0L)),
                bootParameter(),
                iomem.isPresent());
    }

    /** What of the memory somebody has already. Known when the memory is read. */
    List<MemoryRange> occupied() {
        return occupied;
    }

    /** The map of addresses; empty where it is hidden or not there. */
    private Optional<IomemText> iomem() {
        Path file = proc.resolve("iomem");
        Optional<String> text = files.text(file);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        IomemText iomem = IomemText.parse(text.get());
        iomem.problems()
                .forEach(line -> files.findings()
                        .malformed(file.toString(), line, "a line such as 00001000-0009ffff : System RAM"));
        if (iomem.isHidden()) {
            files.findings()
                    .add(Diagnostic.warning(
                                    Codes.PRIVILEGE,
                                    file + " shows every address as zero, because the reader lacks CAP_SYS_ADMIN: where"
                                            + " memory is, and whether there is a pool, is not known")
                            .withSubject(file.toString())
                            .withSuggestion("discover as root"));
        }
        return iomem.isHidden() || iomem.isEmpty() ? Optional.empty() : Optional.of(iomem);
    }

    private Optional<PoolParameter> bootParameter() {
        Path file = proc.resolve("cmdline");
        Optional<String> word = files.text(file).flatMap(PoolParameter::word);
        if (word.isEmpty()) {
            return Optional.empty();
        }
        Optional<PoolParameter> parameter = PoolParameter.parse(word.get());
        if (parameter.isEmpty()) {
            files.findings()
                    .malformed(
                            file.toString(),
                            "mkkernel_pool=" + word.get(),
                            "mkkernel_pool=<size>[@<start>], such as 4G@0x100000000");
        }
        return parameter;
    }
}

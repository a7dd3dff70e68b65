// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.Instance;
import io.kerf.model.MemoryRange;
import java.util.Optional;
import java.util.function.Consumer;

/** Base and size of each region, and the sum where no regions are known, are multiples of 4 KiB. */
final class MemoryAligned extends Rule {
    MemoryAligned() {
        super("MEM-006", Severity.ERROR, "the memory of an instance is made of whole pages");
    }

    @Override
    Optional<String> leftOut(Ground ground) {
        return LeftOut.unreadMemory(ground);
    }

    @Override
    void check(Ground ground, Consumer<Diagnostic> out) {
        for (Instance instance : ground.instances()) {
            for (MemoryRange region : instance.regions()) {
                base(instance, region, out);
                size(instance, region.size(), out);
            }
            if (instance.regions().isEmpty()) {
                size(instance, instance.memory().bytes(), out);
            }
        }
    }

    private void base(Instance instance, MemoryRange region, Consumer<Diagnostic> out) {
        long offset = region.base() & (MemoryRange.PAGE_SIZE - 1);
        if (offset != 0) {
            Draft.of(
                            this,
                            instance,
                            "memory",
                            "the memory base of '" + instance.name() + "', " + Words.hex(region.base())
                                    + ", is not page-aligned")
                    .now("pages are 0x1000 bytes; the base is " + Words.hex(offset) + " past one")
                    .suggest(Words.nextPage(region.base()))
                    .or("use " + Words.hex(region.base() - offset))
                    .to(out);
        }
    }

    private void size(Instance instance, long bytes, Consumer<Diagnostic> out) {
        if ((bytes & (MemoryRange.PAGE_SIZE - 1)) != 0) {
            Draft.of(
                            this,
                            instance,
                            "memory",
                            "the memory size of '" + instance.name() + "', " + Long.toUnsignedString(bytes)
                                    + " bytes, is not a whole number of pages")
                    .now("pages are 0x1000 bytes")
                    .suggest(Words.wholePages(bytes))
                    .to(out);
        }
    }
}

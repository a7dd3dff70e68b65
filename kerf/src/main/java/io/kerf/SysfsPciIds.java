// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.model.PciAddress;
import io.kerf.sysfs.KernelRoots;
import io.kerf.sysfs.PciIdLookup;
import io.kerf.sysfs.PciIds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The ids of PCI functions as sysfs has them: files {@code vendor} and {@code device}, such as {@code 0x8086}. */
record SysfsPciIds(KernelRoots roots) implements PciIdLookup {
    @Override
    public Optional<PciIds> idsAt(PciAddress address) {
        Path folder = roots.sys().resolve("bus/pci/devices").resolve(address.toString());
        Optional<Integer> vendor = number(folder.resolve("vendor"));
        Optional<Integer> device = number(folder.resolve("device"));
        return vendor.isPresent() && device.isPresent()
                ? Optional.of(new PciIds(vendor.get(), device.get()))
                : Optional.empty();
    }

    private static Optional<Integer> number(Path file) {
        try {
            String text = Files.readString(file, StandardCharsets.US_ASCII).strip();
            return text.matches("0x[0-9a-fA-F]{1,4}")
                    ? Optional.of(Integer.parseInt(text.substring(2), 16))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}

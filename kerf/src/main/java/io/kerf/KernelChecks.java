// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.Qualification.Check;
import io.kerf.Qualification.Status;
import io.kerf.sysfs.KernelRoots;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** What the files of a running system say about its kernel and about the rights of this process. Reads only. */
final class KernelChecks {
    /** A configuration has about 300 KB; what is longer than this is none. */
    private static final int LARGEST_CONFIG = 16 << 20;

    /** Linux capabilities, by their numbers in {@code capability.h}. */
    private static final Map<String, Integer> CAPABILITIES =
            Map.of("CAP_DAC_OVERRIDE", 1, "CAP_SYS_ADMIN", 21, "CAP_SYS_BOOT", 22);

    private static final List<String> REQUIRED =
            List.of("CONFIG_MULTIKERNEL", "CONFIG_KEXEC_FILE", "CONFIG_HOTPLUG_CPU");

    private final KernelRoots roots;

    KernelChecks(KernelRoots roots) {
        this.roots = roots;
    }

    List<Check> all() {
        Optional<Map<String, String>> config = config();
        return List.of(options(config), fileSystem(), lockdown(), privileges(), kexec(), signatures(config));
    }

    private Check options(Optional<Map<String, String>> config) {
        String title = "kernel options";
        if (config.isEmpty()) {
            return new Check(
                    "kernel-options",
                    title,
                    Status.UNKNOWN,
                    "neither " + roots.proc().resolve("config.gz") + " nor " + bootConfig() + " can be read",
                    "");
        }
        List<String> missing = REQUIRED.stream()
                .filter(option -> !"y".equals(config.get().get(option)))
                .toList();
        return missing.isEmpty()
                ? new Check("kernel-options", title, Status.OK, String.join(", ", REQUIRED) + " are set", "")
                : new Check(
                        "kernel-options",
                        title,
                        Status.MISSING,
                        String.join(", ", missing) + (missing.size() == 1 ? " is" : " are") + " not set",
                        "boot a multikernel kernel that has them");
    }

    private Path bootConfig() {
        return roots.proc()
                .resolveSibling("boot")
                .resolve("config-" + line("sys/kernel/osrelease").orElse("*"));
    }

    private Optional<Map<String, String>> config() {
        try (InputStream in =
                new GZIPInputStream(Files.newInputStream(roots.proc().resolve("config.gz")))) {
            return Optional.of(parsed(in));
        } catch (IOException e) {
            try (InputStream in = Files.newInputStream(bootConfig())) {
                return Optional.of(parsed(in));
            } catch (IOException none) {
                return Optional.empty();
            }
        }
    }

    private static Map<String, String> parsed(InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(LARGEST_CONFIG);
        Map<String, String> options = new HashMap<>();
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        text.lines().filter(line -> line.startsWith("CONFIG_")).forEach(line -> {
            int equals = line.indexOf('=');
            if (equals > 0) {
                options.put(line.substring(0, equals), line.substring(equals + 1));
            }
        });
        return options;
    }

    private Check fileSystem() {
        String title = "file system";
        Path point = roots.multikernel();
        boolean known = text("filesystems")
                .map(all -> all.lines().anyMatch(line -> line.strip().endsWith("multikernel")))
                .orElse(false);
        if (!Files.isDirectory(point)) {
            return new Check(
                    "file-system",
                    title,
                    Status.MISSING,
                    "there is no " + point
                            + (known
                                    ? ""
                                    : ", and " + roots.proc().resolve("filesystems") + " does not list multikernel"),
                    "boot a multikernel kernel; until then try kerf on the simulated kernel: Kerf.simulated(…)");
        }
        if (Files.exists(point.resolve("instances"))) {
            return new Check("file-system", title, Status.OK, "mounted at " + point, "");
        }
        return new Check(
                "file-system",
                title,
                Status.MISSING,
                "not mounted at " + point,
                "mount it with: mount -t multikernel none " + point);
    }

    private Check lockdown() {
        String title = "lockdown";
        Optional<String> text = text(roots.sys().resolve("kernel/security/lockdown"));
        if (text.isEmpty()) {
            return new Check("lockdown", title, Status.UNKNOWN, "the kernel does not tell of it", "");
        }
        String mode = text.get().replaceAll("(?s).*\\[(\\w+)\\].*", "$1").strip();
        return mode.equals("none")
                ? new Check("lockdown", title, Status.OK, "none", "")
                : new Check(
                        "lockdown",
                        title,
                        Status.WARNING,
                        mode + ": kernel images without a trusted signature are refused",
                        "sign the images, or boot with lockdown=none");
    }

    private Check privileges() {
        String title = "privileges";
        Optional<Long> effective = text("self/status").flatMap(KernelChecks::effective);
        if (effective.isEmpty()) {
            return new Check("privileges", title, Status.UNKNOWN, "the rights of this process cannot be read", "");
        }
        List<String> missing = CAPABILITIES.entrySet().stream()
                .filter(each -> (effective.get() >>> each.getValue() & 1) == 0)
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
        return missing.isEmpty()
                ? new Check("privileges", title, Status.OK, "CAP_DAC_OVERRIDE, CAP_SYS_ADMIN, CAP_SYS_BOOT", "")
                : new Check(
                        "privileges",
                        title,
                        Status.MISSING,
                        "this process is without " + String.join(", ", missing),
                        "run it as root in the initial user and pid namespace");
    }

    private static Optional<Long> effective(String status) {
        return status.lines()
                .filter(line -> line.startsWith("CapEff:"))
                .findFirst()
                .flatMap(line -> {
                    try {
                        return Optional.of(Long.parseUnsignedLong(
                                line.substring("CapEff:".length()).strip(), 16));
                    } catch (NumberFormatException e) {
                        return Optional.empty();
                    }
                });
    }

    private Check kexec() {
        String title = "kexec";
        Optional<String> disabled = line("sys/kernel/kexec_load_disabled");
        if (disabled.isEmpty()) {
            return new Check(
                    "kexec", title, Status.MISSING, "this kernel has no kexec", "boot a kernel with CONFIG_KEXEC_FILE");
        }
        if (!disabled.get().equals("0")) {
            return new Check(
                    "kexec",
                    title,
                    Status.MISSING,
                    "kernel.kexec_load_disabled is " + disabled.get(),
                    "reboot: it cannot be set back, and see what sets it");
        }
        List<String> found = new ArrayList<>(List.of("allowed"));
        Optional<String> limit = line("sys/kernel/kexec_load_limit_reboot");
        if (limit.isPresent() && limit.get().equals("0")) {
            return new Check(
                    "kexec",
                    title,
                    Status.MISSING,
                    "kernel.kexec_load_limit_reboot is used up",
                    "reboot: it can only be lowered, and each load and unload takes one");
        }
        boolean limited = limit.isPresent() && !limit.get().equals("-1");
        limit.ifPresent(each -> found.add(limited ? each + " loads and unloads left" : "without a limit"));
        return limited
                ? new Check(
                        "kexec",
                        title,
                        Status.WARNING,
                        String.join(", ", found),
                        "each load and unload takes one; reboot for more")
                : new Check("kexec", title, Status.OK, String.join(", ", found), "");
    }

    private static Check signatures(Optional<Map<String, String>> config) {
        String title = "image signatures";
        if (config.isEmpty()) {
            return new Check("signatures", title, Status.UNKNOWN, "the kernel's options are not known", "");
        }
        boolean forced = "y".equals(config.get().get("CONFIG_KEXEC_SIG_FORCE"));
        return forced
                ? new Check(
                        "signatures",
                        title,
                        Status.WARNING,
                        "CONFIG_KEXEC_SIG_FORCE is set",
                        "load signed images only; what is unpacked out of a bzImage has no signature")
                : new Check("signatures", title, Status.OK, "not enforced", "");
    }

    private Optional<String> line(String file) {
        return text(file).map(String::strip);
    }

    private Optional<String> text(String file) {
        return text(roots.proc().resolve(file));
    }

    private static Optional<String> text(Path file) {
        try {
            return Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.sysfs.KernelRoots;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whichever file is damaged, nothing is thrown, what is found is told usefully, and nothing in use is offered. */
class DamagedHostTest {
    @TempDir(factory = QuickTempDir.class)
    Path root;

    /** Each file in turn is gone, empty, cut, garbage, and a directory; nothing is ever thrown, and what is found is told usefully. */
    @ParameterizedTest
    @ValueSource(strings = {"vm-two-cpus", "pool-in-use"})
    void noStateOfAnyFileBreaksDiscovery(String name) throws IOException {
        KernelRoots roots = HostTrees.unpack(name, root);
        List<Path> files;
        try (Stream<Path> tree = Files.walk(root)) {
            // The files of one CPU stand for those of the others, which are of the same names.
            files = tree.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
                    .filter(path -> !path.toString().matches(".*/cpu[1-9][0-9]*/.*"))
                    .toList();
        }
        assertThat(files).hasSizeGreaterThan(15);
        Random random = new Random(8);
        int findings = 0;
        for (Path file : files) {
            byte[] whole = Files.readAllBytes(file);
            byte[] garbage = new byte[64];
            random.nextBytes(garbage);
            List<byte[]> states = List.of(
                    new byte[0],
                    Arrays.copyOf(whole, whole.length / 2),
                    garbage,
                    "-1\n".getBytes(StandardCharsets.UTF_8),
                    "99999999999999999999\n".getBytes(StandardCharsets.UTF_8));
            for (byte[] state : states) {
                Files.write(file, state);
                findings += check(roots);
            }
            Files.delete(file);
            findings += check(roots);
            Files.createDirectory(file);
            findings += check(roots);
            Files.delete(file);
            Files.write(file, whole);
        }
        assertThat(findings).isGreaterThan(100);
    }

    /** What the whole tree shows to be in use, no damaged one offers. Every kind of damage to the tables, one to each other file. */
    @ParameterizedTest
    @MethodSource("io.kerf.sysfs.discovery.HostTrees#names")
    void nothingInUseIsOfferedWhicheverFileIsDamaged(String name) throws IOException {
        EditedHost host = EditedHost.devicesOf(name, root);
        Set<String> used = host.discover().devices().stream()
                .filter(device -> !device.inUse().isEmpty())
                .map(HostDevice::busName)
                .collect(Collectors.toSet());
        assertThat(used).isNotEmpty();
        List<Path> files;
        try (Stream<Path> tree = Files.walk(root)) {
            files = tree.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .toList();
        }
        Random random = new Random(9);
        for (Path file : files) {
            byte[] whole = Files.readAllBytes(file);
            boolean isTable = file.startsWith(host.path("proc"));
            List<byte[]> states = damaged(whole, random);
            int one = random.nextInt(states.size() + 1);
            for (int i = 0; i <= states.size(); i++) {
                if (isTable || i == one) {
                    if (i == states.size()) {
                        Files.delete(file);
                    } else {
                        Files.write(file, states.get(i));
                    }
                    HostHardware damaged = host.discover();
                    assertThat(damaged.spareDevices())
                            .as(file + ", damage " + i)
                            .doesNotContainAnyElementsOf(used);
                    damaged.findings().forEach(DiscoveryHostileTest::isUseful);
                }
            }
            Files.write(file, whole);
        }
    }

    private static List<byte[]> damaged(byte[] whole, Random random) {
        byte[] garbage = new byte[64];
        random.nextBytes(garbage);
        return List.of(
                new byte[0],
                Arrays.copyOf(whole, random.nextInt(whole.length)),
                Arrays.copyOf(whole, whole.length - 1),
                garbage);
    }

    private static int check(KernelRoots roots) {
        HostHardware hardware = HostDiscovery.discover(roots);
        hardware.findings().forEach(DiscoveryHostileTest::isUseful);
        assertThat(hardware.toJson()).startsWith("{");
        assertThat(HostPicture.of(hardware.baseline().cpuCount(1).propose())).isNotEmpty();
        return hardware.findings().size();
    }
}

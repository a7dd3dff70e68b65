// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** Holds {@code docs/kernel-contract.md} to the tests: each that it names is there, and is one. */
class KernelContractPageTest {
    private static final Pattern TEST = Pattern.compile("`(\\w+Test)\\.(\\w+)`");
    private static final List<String> PACKAGES = List.of("io.kerf.sysfs.", "io.kerf.sysfs.simulated.");

    @Test
    void everyTestThatThePageNamesIsThere() throws IOException {
        Matcher named = TEST.matcher(Files.readString(Path.of("../docs/kernel-contract.md")));
        List<String> missing = new ArrayList<>();
        int count = 0;
        while (named.find()) {
            count++;
            if (!isTest(named.group(1), named.group(2))) {
                missing.add(named.group());
            }
        }
        assertThat(missing).isEmpty();
        assertThat(count).isGreaterThan(90);
    }

    private static boolean isTest(String name, String method) {
        return PACKAGES.stream().anyMatch(each -> hasTest(each + name, method));
    }

    private static boolean hasTest(String name, String method) {
        try {
            return Arrays.stream(Class.forName(name).getDeclaredMethods())
                    .filter(each -> each.getName().equals(method))
                    .anyMatch(each ->
                            each.isAnnotationPresent(Test.class) || each.isAnnotationPresent(ParameterizedTest.class));
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}

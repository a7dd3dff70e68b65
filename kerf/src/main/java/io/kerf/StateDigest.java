// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.model.Device;
import io.kerf.model.Instance;
import io.kerf.model.InstanceOptions;
import io.kerf.model.SystemState;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;

/** A digest of what a plan depends on: the pool, what of it is free, the devices, and the instances with their states. */
final class StateDigest {
    private StateDigest() {}

    static String of(SystemState state) {
        StringBuilder text = new StringBuilder()
                .append("cpus ")
                .append(state.cpus().available())
                .append(" free ")
                .append(state.kernelFreeCpus())
                .append('\n');
        state.memory()
                .pool()
                .chunks()
                .forEach(chunk -> text.append("memory ").append(chunk).append('\n'));
        state.devices().stream()
                .map(Device::name)
                .sorted()
                .forEach(name -> text.append("device ").append(name).append('\n'));
        state.instances().stream()
                .sorted(Comparator.comparing(Instance::name))
                .forEach(instance -> describe(text, instance));
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    private static void describe(StringBuilder text, Instance instance) {
        text.append("instance ")
                .append(instance.name())
                .append(" id ")
                .append(instance.id())
                .append(" state ")
                .append(instance.state())
                .append(" cpus ")
                .append(Arrays.toString(instance.cpusBootFirst()))
                .append(" memory ")
                .append(instance.memory().bytes())
                .append(' ')
                .append(instance.regions())
                .append(" devices ")
                .append(instance.devices().stream().sorted().toList())
                .append(instance.options().equals(InstanceOptions.none()) ? "" : " options " + instance.options())
                .append('\n');
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.diag.Diagnostic;
import io.kerf.model.CpuSet;
import io.kerf.model.DeviceRef;
import io.kerf.model.Instance;
import io.kerf.model.InstanceName;
import io.kerf.model.MemoryRange;
import io.kerf.model.SystemState;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** Who follows all suggestions at once has a legal state. */
class SuggestionProperties {
    private static final Pattern CPUS = Pattern.compile("use CPUs? ([0-9,-]+) instead.*");
    private static final Pattern BASE = Pattern.compile("use the base 0x([0-9a-f]+), .*");
    private static final Pattern PART = Pattern.compile("use ([a-z0-9_]+), which is free");

    @Property(tries = 500, shrinking = ShrinkingMode.OFF)
    void allSuggestionsTogetherMendTheState(@ForAll long seed) {
        SystemState state = LegalHosts.from(seed);
        Random random = new Random(~seed);
        List<Instance> broken = new ArrayList<>();
        for (Instance instance : state.instances()) {
            broken.add(random.nextBoolean() ? broken(state, instance, random.nextInt(4), broken.size()) : instance);
        }
        Report report = Validator.standard().validate(state.withInstances(broken));
        SystemState mended = state.withInstances(broken);
        for (Diagnostic finding : report.errors()) {
            InstanceName name = InstanceName.of(finding.subject().orElseThrow());
            mended = mended.withInstance(mended(mended.instance(name).orElseThrow(), finding));
        }
        assertThat(Validator.standard().validate(mended).errors()).isEmpty();
    }

    /** An instance that wants what it cannot have: a CPU of the host, its place in front of the pool, or a part of a card that is not to be had. */
    private static Instance broken(SystemState state, Instance instance, int how, int index) {
        long hostCpu = state.cpus().hostReserved().first();
        return switch (how) {
            case 0 ->
                instance.withCpus(instance.cpus()
                        .minus(CpuSet.of(instance.cpus().first()))
                        .with(hostCpu));
            case 1 ->
                instance.withRegions(
                        List.of(new MemoryRange(0, instance.regions().get(0).size())));
            case 2 -> instance.withDevices(List.of(new DeviceRef.VirtualFunction("eth0", 100 + index)));
            default -> instance.withDevices(List.of(new DeviceRef.Namespace("nvme0", 77 + index)));
        };
    }

    private static Instance mended(Instance instance, Diagnostic finding) {
        String advice = finding.suggestion().orElseThrow();
        return switch (finding.code()) {
            case "CPU-002", "CPU-003" -> {
                CpuSet host = CpuSet.of(instance.cpus().first());
                yield instance.withCpus(instance.cpus().minus(host).union(CpuSet.parse(found(CPUS, advice))));
            }
            case "MEM-003", "MEM-004" ->
                instance.withRegions(List.of(new MemoryRange(
                        Long.parseUnsignedLong(found(BASE, advice), 16),
                        instance.regions().get(0).size())));
            case "DEV-003", "DEV-004" ->
                PART.matcher(advice).matches()
                        ? instance.withDevices(List.of(part(found(PART, advice))))
                        : instance.withDevices(List.of());
            default -> throw new AssertionError("an error that was not made: " + finding);
        };
    }

    private static DeviceRef part(String text) {
        int number = Integer.parseInt(text.replaceAll(".*[a-z]", ""));
        String device = text.substring(0, text.indexOf('_'));
        return text.contains("_vf")
                ? new DeviceRef.VirtualFunction(device, number)
                : new DeviceRef.Namespace(device, number);
    }

    private static String found(Pattern pattern, String advice) {
        Matcher matcher = pattern.matcher(advice);
        assertThat(matcher.matches()).as(advice).isTrue();
        return matcher.group(1);
    }
}

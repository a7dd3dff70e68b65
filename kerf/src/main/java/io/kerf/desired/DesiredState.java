// SPDX-License-Identifier: Apache-2.0
package io.kerf.desired;

import io.kerf.model.Instance;
import io.kerf.model.InstanceName;
import io.kerf.model.InstanceOptions;
import io.kerf.model.SystemState;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * All instances that a host is to have, and no others.
 *
 * <pre>{@code
 * DesiredState wanted = DesiredState.of(
 *         DesiredInstance.withCpus("web", "4-7", "2GB"),
 *         DesiredInstance.withCpuCount("database", 8, "8GB").withDevices("nvme0"));
 * System.out.print(host.plan(wanted));
 * }</pre>
 *
 * <p>As text it is YAML or JSON:
 *
 * <pre>{@code
 * instances:
 *   web:
 *     cpus: 4-7
 *     memory: 2GB
 *   database:
 *     cpu-count: 8
 *     memory: 8GB
 *     numa-nodes: [1]
 *     devices: [nvme0]
 *     options:
 *       uring: {sq-entries: 64, cq-entries: 128, shim-data-pages: 16}
 * }</pre>
 *
 * @param instances the instances, sorted by name
 */
public record DesiredState(List<DesiredInstance> instances) {
    /**
     * Sorts the instances.
     *
     * @throws IllegalArgumentException if two have the same name
     */
    public DesiredState {
        instances = instances.stream()
                .sorted(Comparator.comparing(DesiredInstance::name))
                .toList();
        for (int i = 1; i < instances.size(); i++) {
            if (instances.get(i).name().equals(instances.get(i - 1).name())) {
                throw new IllegalArgumentException(
                        "instance '" + instances.get(i).name() + "' is said twice");
            }
        }
    }

    /**
     * Wants these instances and no others.
     *
     * @param instances the instances; none for a host without instances
     * @return the state
     * @throws IllegalArgumentException if two have the same name
     */
    public static DesiredState of(DesiredInstance... instances) {
        return new DesiredState(Arrays.asList(instances));
    }

    /**
     * Reads a file: YAML, JSON, a device tree source or a blob, told by its content.
     *
     * @param file the file; a device tree has its instances below {@code /instances}
     * @return the state
     * @throws DesiredStateException if it cannot be read, or says what no instance can have; the message tells where
     * @throws io.kerf.dts.DtsException if it is a device tree source that cannot be compiled
     * @throws io.kerf.fdt.FdtFormatException if it is a blob that is not sound
     */
    public static DesiredState read(Path file) {
        return DesiredFile.read(file);
    }

    /**
     * Reads YAML or JSON.
     *
     * @param text the text
     * @param source what messages call it, such as a file name
     * @return the state
     * @throws DesiredStateException if it cannot be read, or says what no instance can have; the message tells line and column
     */
    public static DesiredState parse(String text, String source) {
        return DesiredText.parse(text, source);
    }

    /**
     * Wants the instances of a state, with these very CPUs, sizes of memory, devices and options, and memory in no more regions where it is in
     * several. Where their memory is does not count, nor do their ids.
     *
     * @param state a state, such as that of a device tree with instances, or of a host
     * @return the state that is wanted
     * @throws DesiredStateException if an instance has no CPUs or no memory
     */
    public static DesiredState of(SystemState state) {
        return new DesiredState(
                state.instances().stream().map(DesiredState::desired).toList());
    }

    private static DesiredInstance desired(Instance instance) {
        if (instance.cpus().isEmpty() || instance.memory().isZero()) {
            throw new DesiredStateException(
                    "instance '" + instance.name() + "' has " + instance.cpus().size() + " CPUs and "
                            + instance.memory() + " of memory, and needs some of both",
                    instance.declaredAt());
        }
        DesiredInstance wanted = DesiredInstance.withCpus(instance.name(), instance.cpus(), instance.memory())
                .withDevices(instance.devices().stream().map(Object::toString).toArray(String[]::new))
                .withAffinity(instance.affinity())
                .withMemoryPolicy(instance.memoryPolicy());
        int regions = instance.regions().size();
        wanted = regions > 1 ? wanted.withMemoryRegions(regions) : wanted;
        return instance.options().equals(InstanceOptions.none()) ? wanted : wanted.withOptions(instance.options());
    }

    /**
     * Finds an instance.
     *
     * @param name its name
     * @return the instance, or empty if it is not wanted
     */
    public Optional<DesiredInstance> instance(InstanceName name) {
        return instances.stream().filter(each -> each.name().equals(name)).findFirst();
    }

    @Override
    public String toString() {
        return instances.isEmpty()
                ? "no instances"
                : String.join(
                        "; ", instances.stream().map(DesiredInstance::toString).toList());
    }
}

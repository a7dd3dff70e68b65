// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.examples.cli.MachineMap.DeviceShare;
import io.kerf.examples.cli.MachineMap.Share;
import io.kerf.model.CpuSet;
import io.kerf.model.Device;
import io.kerf.model.DeviceParts;
import io.kerf.model.DeviceRef;
import io.kerf.model.Instance;
import io.kerf.model.SystemState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Tells who has each device, or which of its virtual functions or namespaces. Orders of what {@code show} draws are compared by plain lambdas:
 * those of {@code Comparator.comparing} can be serialized, and no class archive takes such ones.
 */
final class DeviceShares {
    private final SystemState state;
    private final List<Instance> instances;

    DeviceShares(SystemState state, List<Instance> instances) {
        this.state = state;
        this.instances = instances;
    }

    List<DeviceShare> all() {
        return state.devices().stream()
                .sorted(DeviceShares::byNode)
                .map(this::share)
                .toList();
    }

    private static int byNode(Device one, Device other) {
        int order = Integer.compare(
                one.numaNode().orElse(Integer.MAX_VALUE), other.numaNode().orElse(Integer.MAX_VALUE));
        return order != 0 ? order : one.name().compareTo(other.name());
    }

    private DeviceShare share(Device device) {
        Optional<DeviceParts> functions = device.virtualFunctions();
        Optional<DeviceParts> parts = functions.isPresent() ? functions : device.namespaces();
        String called = parts.isEmpty() ? "" : functions.isPresent() ? "VF" : "NS";
        String about = device.deviceClass().name().toLowerCase(Locale.ROOT)
                + device.pciAddress().map(address -> " " + address).orElse("");
        return new DeviceShare(device.numaNode(), device.name(), about, called, shares(device, parts));
    }

    private List<Share> shares(Device device, Optional<DeviceParts> parts) {
        TreeMap<Integer, TreeSet<Integer>> held = new TreeMap<>();
        List<Integer> whole = new ArrayList<>();
        for (int i = 0; i < instances.size(); i++) {
            int owner = MachineMap.FIRST_INSTANCE + i;
            for (DeviceRef ref : instances.get(i).devices()) {
                if (ref.device().equals(device.name())) {
                    number(ref)
                            .ifPresentOrElse(
                                    part -> held.computeIfAbsent(owner, none -> new TreeSet<>())
                                            .add(part),
                                    () -> whole.add(owner));
                }
            }
        }
        List<Share> shares = new ArrayList<>();
        whole.forEach(owner -> shares.add(new Share(owner, "")));
        if (parts.isEmpty() || !whole.isEmpty()) {
            return shares.isEmpty() ? List.of(new Share(MachineMap.FREE, "")) : shares;
        }
        add(MachineMap.HOST, parts.get().hostReserved(), shares);
        Set<Integer> taken = new HashSet<>();
        held.forEach((owner, numbers) -> {
            add(owner, numbers, shares);
            taken.addAll(numbers);
        });
        add(MachineMap.FREE, parts.get().free(taken), shares);
        return shares;
    }

    private static Optional<Integer> number(DeviceRef ref) {
        if (ref instanceof DeviceRef.VirtualFunction function) {
            return Optional.of(function.index());
        }
        return ref instanceof DeviceRef.Namespace namespace ? Optional.of(namespace.id()) : Optional.empty();
    }

    private static void add(int owner, Collection<Integer> numbers, List<Share> shares) {
        if (!numbers.isEmpty()) {
            CpuSet.Builder runs = CpuSet.builder(); // any set of numbers in runs
            numbers.forEach(runs::add);
            shares.add(new Share(owner, runs.build().toString()));
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.alloc.PlacementOutcome.Cause;
import io.kerf.model.Device;
import io.kerf.model.DeviceParts;
import io.kerf.model.DeviceRef;
import io.kerf.model.Instance;
import io.kerf.model.SystemState;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/** Whether the devices of a request are there, for instances, and free. */
final class DeviceCheck {
    private final SystemState state;
    private final List<DeviceRef> wanted;

    DeviceCheck(SystemState state, List<DeviceRef> wanted) {
        this.state = state;
        this.wanted = wanted;
    }

    /** Returns the first thing that is wrong, however much is free. */
    Optional<Refusal> firstProblem() {
        for (int i = 0; i < wanted.size(); i++) {
            DeviceRef ref = wanted.get(i);
            Optional<Refusal> unknown = unknown(ref);
            if (unknown.isPresent()) {
                return unknown;
            }
            for (DeviceRef other : wanted.subList(0, i)) {
                if (ref.conflictsWith(other)) {
                    return Optional.of(Refusal.of(
                            Cause.INVALID,
                            ref.equals(other)
                                    ? "device " + ref + " is asked for twice"
                                    : "devices " + other + " and " + ref
                                            + " cannot both be had, one contains the other"));
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Refusal> unknown(DeviceRef ref) {
        Device device = state.device(ref.device()).orElse(null);
        if (device == null) {
            List<String> names = state.devices().stream()
                    .map(Device::name)
                    .sorted()
                    .limit(20)
                    .toList();
            return Optional.of(Refusal.of(
                    Cause.INVALID,
                    "there is no device '" + ref.device() + "'; the host has "
                            + (names.isEmpty() ? "none" : Words.list(names))));
        }
        if (ref instanceof DeviceRef.Whole) {
            return Optional.empty();
        }
        DeviceParts parts = parts(device, ref).orElse(DeviceParts.of(0, List.of(), List.of()));
        boolean isThere = parts.available().contains(number(ref))
                || parts.hostReserved().contains(number(ref))
                || number(ref) >= first(ref) && number(ref) < first(ref) + parts.total();
        return isThere
                ? Optional.empty()
                : Optional.of(Refusal.of(
                        Cause.INVALID, "device " + ref.device() + " has no part " + ref + "; it has " + parts.total()));
    }

    /** Returns the first device that cannot be had now. */
    Optional<Refusal> firstTaken() {
        for (DeviceRef ref : wanted) {
            Optional<String> reason = whyNotFree(ref);
            if (reason.isPresent()) {
                return Optional.of(new Refusal(
                        Cause.DEVICE_TAKEN, 1, freeParts(ref).size(), "device " + ref + " " + reason.get()));
            }
        }
        return Optional.empty();
    }

    private Optional<String> whyNotFree(DeviceRef ref) {
        for (Instance instance : state.instances()) {
            for (DeviceRef held : instance.devices()) {
                if (held.conflictsWith(ref)) {
                    return Optional.of(
                            "is held by '" + instance.name() + "'" + (held.equals(ref) ? "" : ", which has " + held));
                }
            }
        }
        boolean isForInstances = ref instanceof DeviceRef.Whole
                || parts(ref)
                        .filter(parts -> parts.available().contains(number(ref)))
                        .isPresent();
        return isForInstances ? Optional.empty() : Optional.of("is kept by the host");
    }

    /** Returns the devices with each part that cannot be had replaced by the lowest that can; empty if there is none. */
    Optional<List<DeviceRef>> withFreeParts() {
        List<DeviceRef> replaced = new ArrayList<>(wanted);
        for (int i = 0; i < wanted.size(); i++) {
            DeviceRef ref = wanted.get(i);
            if (whyNotFree(ref).isEmpty()) {
                continue;
            }
            NavigableSet<DeviceRef> free = freeParts(ref);
            replaced.forEach(free::remove);
            if (free.isEmpty()) {
                return Optional.empty();
            }
            replaced.set(i, free.first());
        }
        return Optional.of(replaced);
    }

    /** The free parts of the device that a part belongs to; none for a whole device. */
    private NavigableSet<DeviceRef> freeParts(DeviceRef ref) {
        NavigableSet<DeviceRef> free = new TreeSet<>();
        if (ref instanceof DeviceRef.Whole) {
            return free;
        }
        for (int number :
                parts(ref).orElse(DeviceParts.of(0, List.of(), List.of())).available()) {
            DeviceRef part = ref instanceof DeviceRef.VirtualFunction
                    ? new DeviceRef.VirtualFunction(ref.device(), number)
                    : new DeviceRef.Namespace(ref.device(), number);
            if (whyNotFree(part).isEmpty()) {
                free.add(part);
            }
        }
        return free;
    }

    private Optional<DeviceParts> parts(DeviceRef ref) {
        return state.device(ref.device()).flatMap(device -> parts(device, ref));
    }

    private static Optional<DeviceParts> parts(Device device, DeviceRef ref) {
        return ref instanceof DeviceRef.VirtualFunction ? device.virtualFunctions() : device.namespaces();
    }

    private static int number(DeviceRef ref) {
        if (ref instanceof DeviceRef.VirtualFunction function) {
            return function.index();
        }
        return ref instanceof DeviceRef.Namespace namespace ? namespace.id() : 0;
    }

    /** Virtual functions count from 0, namespaces from 1. */
    private static int first(DeviceRef ref) {
        return ref instanceof DeviceRef.Namespace ? 1 : 0;
    }
}

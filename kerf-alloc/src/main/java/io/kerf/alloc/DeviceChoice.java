// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.alloc.DeviceUnits.Kind;
import io.kerf.alloc.PlacementOutcome.Cause;
import io.kerf.model.Device;
import io.kerf.model.DeviceParts;
import io.kerf.model.DeviceRef;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Whether the devices of a request are there, for instances, and free; and which ones are meant where only a number was asked
 * for. Wishes for one device are met before wishes for any, so that no order of wishes is refused without need.
 */
final class DeviceChoice {
    private static final int SHOWN = 20;

    private final FreeDevices free;
    private final PlacementRequest request;

    DeviceChoice(FreeDevices free, PlacementRequest request) {
        this.free = free;
        this.request = request;
    }

    private boolean isNothingAsked() {
        return request.devices().isEmpty() && request.deviceUnits().isEmpty();
    }

    private static Optional<Refusal> invalid(String message) {
        return Optional.of(Refusal.of(Cause.INVALID, message));
    }

    /** Returns the first thing that is wrong, however much is free. */
    Optional<Refusal> firstProblem() {
        if (isNothingAsked()) {
            return Optional.empty();
        }
        List<DeviceRef> wanted = request.devices();
        for (int i = 0; i < wanted.size(); i++) {
            DeviceRef ref = wanted.get(i);
            Optional<Refusal> unknown = unknown(ref);
            if (unknown.isPresent()) {
                return unknown;
            }
            for (DeviceRef other : wanted.subList(0, i)) {
                if (ref.conflictsWith(other)) {
                    return invalid(
                            ref.equals(other)
                                    ? "device " + ref + " is asked for twice"
                                    : "devices " + other + " and " + ref
                                            + " cannot both be had, one contains the other");
                }
            }
        }
        for (DeviceUnits units : request.deviceUnits()) {
            Optional<Refusal> wrong = wrong(units);
            if (wrong.isPresent()) {
                return wrong;
            }
        }
        return Optional.empty();
    }

    private Optional<Refusal> wrong(DeviceUnits units) {
        if (units.count() < 1) {
            return invalid("at least 1 " + units.kind() + " can be asked for, not " + units.count());
        }
        String name = units.device().orElse("");
        if (units.device().isPresent() && free.device(name).isEmpty()) {
            return invalid(noDevice(name));
        }
        long there = candidates(units).stream()
                .mapToLong(device ->
                        parts(device, units.kind()).map(DeviceParts::total).orElse(0))
                .sum();
        return there >= units.count()
                ? Optional.empty()
                : Optional.of(
                        new Refusal(Cause.INVALID, units.count(), there, units + " asked for, but there are " + there));
    }

    private String noDevice(String name) {
        List<String> names =
                free.devices().stream().map(Device::name).sorted().limit(SHOWN).toList();
        return "there is no device '" + name + "'; the host has " + (names.isEmpty() ? "none" : Words.list(names));
    }

    private Optional<Refusal> unknown(DeviceRef ref) {
        if (free.device(ref.device()).isEmpty()) {
            return invalid(noDevice(ref.device()));
        }
        if (ref instanceof DeviceRef.Whole) {
            return Optional.empty();
        }
        DeviceParts parts = free.parts(ref).orElse(DeviceParts.of(0, List.of(), List.of()));
        int number = FreeDevices.number(ref);
        int first = ref instanceof DeviceRef.Namespace ? 1 : 0;
        boolean isThere = parts.available().contains(number)
                || parts.hostReserved().contains(number)
                || number >= first && number < first + parts.total();
        return isThere
                ? Optional.empty()
                : invalid("device " + ref.device() + " has no part " + ref + "; it has " + parts.total());
    }

    /** Returns the first device that cannot be had now. */
    Optional<Refusal> firstTaken() {
        if (isNothingAsked()) {
            return Optional.empty();
        }
        for (DeviceRef ref : request.devices()) {
            Optional<String> reason = free.whyNotFree(ref);
            if (reason.isPresent()) {
                return Optional.of(
                        new Refusal(Cause.DEVICE_TAKEN, 1, freeLike(ref).size(), "device " + ref + " " + reason.get()));
            }
        }
        List<DeviceRef> taken = new ArrayList<>(request.devices());
        for (DeviceUnits units : oneDeviceFirst()) {
            List<DeviceRef> found = take(units, taken, device -> 0);
            if (found.size() < units.count()) {
                return Optional.of(new Refusal(
                        Cause.DEVICE_TAKEN,
                        units.count(),
                        found.size(),
                        units + " asked for, " + found.size() + " free"));
            }
            taken.addAll(found);
        }
        return Optional.empty();
    }

    private List<DeviceUnits> oneDeviceFirst() {
        return request.deviceUnits().stream()
                .sorted(Comparator.comparing(units -> units.device().isEmpty()))
                .toList();
    }

    /** How far a device is. */
    @FunctionalInterface
    interface Nearness {
        double distance(Device device);
    }

    /** Returns everything asked for, named devices first; all of it must be free. */
    List<DeviceRef> choose(Nearness nearness) {
        if (request.deviceUnits().isEmpty()) {
            return request.devices();
        }
        List<DeviceRef> chosen = new ArrayList<>(request.devices());
        for (DeviceUnits units : oneDeviceFirst()) {
            chosen.addAll(take(units, chosen, nearness));
        }
        return chosen;
    }

    private List<DeviceRef> take(DeviceUnits units, List<DeviceRef> taken, Nearness nearness) {
        List<Device> devices = candidates(units).stream()
                .sorted(Comparator.comparingDouble((Device device) -> nearness.distance(device))
                        .thenComparingInt(device ->
                                free.freeParts(device, units.kind(), taken).size())
                        .thenComparing(Device::name))
                .toList();
        List<DeviceRef> found = new ArrayList<>();
        for (Device device : devices) {
            List<DeviceRef> parts = free.freeParts(device, units.kind(), taken);
            found.addAll(parts.subList(0, Math.min(parts.size(), units.count() - found.size())));
        }
        return found;
    }

    private List<Device> candidates(DeviceUnits units) {
        return free.devices().stream()
                .filter(device -> units.device()
                        .filter(name -> !name.equals(device.name()))
                        .isEmpty())
                .filter(device -> parts(device, units.kind()).isPresent())
                .toList();
    }

    private static Optional<DeviceParts> parts(Device device, Kind kind) {
        return kind == Kind.FUNCTION ? device.virtualFunctions() : device.namespaces();
    }

    /** Returns the request with each part that cannot be had replaced by the lowest that can; empty if there is none. */
    Optional<PlacementRequest> withFreeParts() {
        List<DeviceRef> replaced = new ArrayList<>(request.devices());
        for (int i = 0; i < replaced.size(); i++) {
            DeviceRef ref = replaced.get(i);
            if (free.whyNotFree(ref).isPresent()) {
                List<DeviceRef> parts = freeLike(ref);
                parts.removeAll(replaced);
                if (parts.isEmpty()) {
                    return Optional.empty();
                }
                replaced.set(i, parts.get(0));
            }
        }
        List<DeviceUnits> fewer = new ArrayList<>();
        List<DeviceRef> taken = new ArrayList<>(replaced);
        for (DeviceUnits units : oneDeviceFirst()) {
            List<DeviceRef> found = take(units, taken, device -> 0);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            taken.addAll(found);
            fewer.add(new DeviceUnits(units.kind(), units.device(), found.size()));
        }
        return Optional.of(
                request.toBuilder().devices(replaced).deviceUnits(fewer).build());
    }

    /** The free parts of the device that a part belongs to; none for a whole device. */
    private List<DeviceRef> freeLike(DeviceRef ref) {
        if (ref instanceof DeviceRef.Whole) {
            return new ArrayList<>();
        }
        Kind kind = ref instanceof DeviceRef.VirtualFunction ? Kind.FUNCTION : Kind.NAMESPACE;
        return free.device(ref.device())
                .map(device -> free.freeParts(device, kind, List.of()))
                .orElseGet(ArrayList::new);
    }
}

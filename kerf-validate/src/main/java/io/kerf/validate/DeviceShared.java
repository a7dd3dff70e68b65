// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.DeviceRef;
import io.kerf.model.Instance;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A device, and each part of it, belongs to at most one instance; who has the whole has every part. Reported at the later owner. */
final class DeviceShared extends Rule {
    DeviceShared() {
        super("DEV-002", Severity.ERROR, "no device belongs to two instances");
    }

    private record Claim(DeviceRef ref, Instance owner, int order) {}

    @Override
    void check(Ground ground, Consumer<Diagnostic> out) {
        Map<String, Claim> anyClaim = new HashMap<>();
        Map<DeviceRef, Claim> sameClaim = new HashMap<>();
        for (Instance instance : ground.instances()) {
            for (DeviceRef ref : instance.devices()) {
                DeviceRef whole = new DeviceRef.Whole(ref.device());
                Claim other = ref.equals(whole)
                        ? anyClaim.get(ref.device())
                        : earlier(sameClaim.get(whole), sameClaim.get(ref));
                if (other != null) {
                    report(ground, instance, ref, other, out);
                }
                Claim claim = new Claim(ref, instance, sameClaim.size());
                anyClaim.putIfAbsent(ref.device(), claim);
                sameClaim.putIfAbsent(ref, claim);
            }
        }
    }

    private static @Nullable Claim earlier(@Nullable Claim one, @Nullable Claim other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.order() < other.order() ? one : other;
    }

    private void report(Ground ground, Instance instance, DeviceRef ref, Claim other, Consumer<Diagnostic> out) {
        boolean within = other.owner().name().equals(instance.name());
        String message = within
                ? "'" + instance.name() + "' names device '" + ref.text() + "' twice"
                : "device '" + ref.text() + "' of '" + instance.name() + "' already belongs to '"
                        + other.owner().name() + "'";
        Optional<String> free =
                within ? Optional.empty() : free(ground, ref).map(part -> "use " + part.text() + ", which is free");
        Draft draft = Draft.of(this, instance, "devices", message)
                .now("'" + other.owner().name() + "' has " + other.ref().text())
                .suggest(within ? "name it once" : free.orElse("remove it from one of the two"));
        (free.isPresent() ? draft.or("remove it from one of the two") : draft)
                .also("first claimed here", other.owner().places().find("devices"))
                .to(out);
    }

    /** Another part of the device that a reference is to a part of. */
    private static Optional<DeviceRef> free(Ground ground, DeviceRef ref) {
        if (ref instanceof DeviceRef.Whole) {
            return Optional.empty();
        }
        PartsInUse parts = ground.partsInUse();
        return ground.device(ref.device())
                .flatMap(device -> ref instanceof DeviceRef.VirtualFunction
                        ? parts.takeFunction(device)
                        : parts.takeNamespace(device));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.model.Device;
import io.kerf.model.DeviceParts;
import io.kerf.model.DeviceRef;
import java.util.Optional;
import java.util.Set;

/** A namespace that an instance names is one that its controller has to give away. */
final class NamespaceInRange extends PartsInRange {
    NamespaceInRange() {
        super("DEV-004", "namespace", "/namespaces");
    }

    @Override
    Optional<DeviceParts> partsOf(Device device) {
        return device.namespaces();
    }

    @Override
    boolean isMissing(DeviceRef ref, Set<Integer> available) {
        return ref instanceof DeviceRef.Namespace namespace && !available.contains(namespace.id());
    }

    @Override
    Optional<DeviceRef> freeOf(PartsInUse parts, Device device) {
        return parts.takeNamespace(device);
    }
}

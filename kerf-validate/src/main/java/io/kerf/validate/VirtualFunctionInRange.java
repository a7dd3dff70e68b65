// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.model.Device;
import io.kerf.model.DeviceParts;
import io.kerf.model.DeviceRef;
import java.util.Optional;
import java.util.Set;

/** A virtual function that an instance names is one that its card has to give away. */
final class VirtualFunctionInRange extends PartsInRange {
    VirtualFunctionInRange() {
        super("DEV-003", "virtual function", "/virtual-functions");
    }

    @Override
    Optional<DeviceParts> partsOf(Device device) {
        return device.virtualFunctions();
    }

    @Override
    boolean isMissing(DeviceRef ref, Set<Integer> available) {
        return ref instanceof DeviceRef.VirtualFunction function && !available.contains(function.index());
    }

    @Override
    Optional<DeviceRef> freeOf(PartsInUse parts, Device device) {
        return parts.takeFunction(device);
    }
}

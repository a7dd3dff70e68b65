// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import static io.kerf.alloc.Placing.LAPTOP;
import static io.kerf.alloc.Placing.cpus;
import static io.kerf.alloc.Placing.placed;
import static io.kerf.alloc.Placing.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.alloc.PlacementOutcome.Cause;
import io.kerf.alloc.PlacementOutcome.Refused;
import io.kerf.model.Device;
import io.kerf.model.DeviceParts;
import io.kerf.model.DeviceRef;
import io.kerf.model.Instance;
import io.kerf.model.InstanceId;
import io.kerf.model.SystemState;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which devices and which id an instance gets. */
class AllocatorDevicesTest {
    private final SystemState state = LAPTOP.toBuilder()
            .device(Device.named("eth0").withVirtualFunctions(DeviceParts.of(4, List.of(0), List.of(1, 2, 3))))
            .device(Device.named("nvme0").withNamespaces(DeviceParts.of(2, List.of(1), List.of(2))))
            .instance(Instance.named("web")
                    .withId(InstanceId.of(1))
                    .withDevices(List.of(new DeviceRef.VirtualFunction("eth0", 1))))
            .instance(Instance.named("db").withId(InstanceId.of(3)))
            .build();

    @Test
    void freeDevicesAreGiven() {
        List<DeviceRef> wanted = List.of(new DeviceRef.VirtualFunction("eth0", 2), new DeviceRef.Whole("nvme0"));

        assertThat(placed(state, cpus(1).devices(wanted)).devices()).isEqualTo(wanted);
    }

    @ParameterizedTest
    @CsvSource({
        "eth0_vf1, device eth0_vf1 is held by 'web', eth0_vf2",
        "eth0_vf0, device eth0_vf0 is kept by the host, eth0_vf2",
        "nvme0_ns1, device nvme0_ns1 is kept by the host, nvme0_ns2",
    })
    void takenPartsAreRefusedWithOneThatIsFree(String wanted, String message, String nearest) {
        Refused refused = refused(state, cpus(1).devices(List.of(state.deviceRef(wanted))));

        assertThat(refused.cause()).isEqualTo(Cause.DEVICE_TAKEN);
        assertThat(refused.message()).isEqualTo(message);
        assertThat(refused.nearest().map(PlacementRequest::devices)).contains(List.of(state.deviceRef(nearest)));
    }

    @Test
    void aWholeDeviceIsNotGivenWhileAPartIsHeld() {
        Refused refused = refused(state, cpus(1).devices(List.of(new DeviceRef.Whole("eth0"))));

        assertThat(refused.cause()).isEqualTo(Cause.DEVICE_TAKEN);
        assertThat(refused.message()).isEqualTo("device eth0 is held by 'web', which has eth0_vf1");
        assertThat(refused.nearest()).isEmpty();
    }

    @Test
    void theLowestFreeIdIsGiven() {
        assertThat(placed(state, cpus(1)).id()).isEqualTo(InstanceId.of(2));
        assertThat(placed(state, cpus(1).id(InstanceId.of(2047))).id()).isEqualTo(InstanceId.of(2047));
    }

    @Test
    void aHeldIdIsRefusedWithItsOwner() {
        Refused refused = refused(state, cpus(1).id(InstanceId.of(3)));

        assertThat(refused.cause()).isEqualTo(Cause.ID_TAKEN);
        assertThat(refused.message()).isEqualTo("id 3 is held by 'db'");
        assertThat(refused.nearest().map(PlacementRequest::id).orElseThrow()).isEmpty();
    }

    @Test
    void idsRunOut() {
        SystemState full = LAPTOP.withInstances(IntStream.rangeClosed(1, 511)
                .mapToObj(id -> Instance.named("i" + id).withId(InstanceId.of(id)))
                .toList());

        assertThat(refused(full, cpus(1)).cause()).isEqualTo(Cause.NO_FREE_ID);
    }
}

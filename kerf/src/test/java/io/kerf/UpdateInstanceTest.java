// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.kerf.model.ByteSize;
import io.kerf.model.CpuSet;
import io.kerf.model.Instance;
import io.kerf.sysfs.KernelInterfaceException;
import io.kerf.validate.ValidationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UpdateInstanceTest {
    private Host host;

    @BeforeEach
    void createWeb() {
        host = SampleBaselines.initialized("numa_topology.dts");
        host.createInstance("web").cpus("32-35").memory("2GB").create();
    }

    @AfterEach
    void close() {
        host.close();
    }

    private Instance web() {
        return host.instance("web").describe();
    }

    @Test
    void cpusAndMemoryComeAndGo() {
        InstanceHandle same = host.updateInstance("web")
                .addCpus("36-37")
                .removeCpus("35")
                .memory("3GB")
                .apply();
        assertThat(same.id()).isEqualTo(host.instance("web").id());
        assertThat(web().cpus()).isEqualTo(CpuSet.parse("32-34,36-37"));
        assertThat(web().memory()).isEqualTo(ByteSize.ofGiB(3));
        host.updateInstance("web").cpus("32-33").memory("2GB").apply();
        assertThat(web().cpus()).isEqualTo(CpuSet.parse("32-33"));
        assertThat(web().memory()).isEqualTo(ByteSize.ofGiB(2));
        assertThat(host.report().errors()).isEmpty();
    }

    @Test
    void devicesComeAndGo() {
        host.updateInstance("web").addDevice("eth1").apply();
        assertThat(web().devices()).extracting(Object::toString).containsExactly("eth1");
        host.updateInstance("web").removeDevice("eth1").apply();
        assertThat(web().devices()).isEmpty();
    }

    @Test
    void aPlanSaysWhatWouldBeDoneAndDoesItOnce() {
        UpdatePlan plan = host.updateInstance("web").addCpus("36").plan();
        assertThat(plan.before()).isEqualTo(web());
        assertThat(plan.after().cpus()).isEqualTo(CpuSet.parse("32-36"));
        assertThat(plan).hasToString("change instance 'web': add CPU 36");
        assertThat(plan.source()).contains("cpu-add").contains("target-path = \"/instances/web\"");
        assertThat(web().cpus()).isEqualTo(CpuSet.parse("32-35"));
        plan.apply();
        assertThat(web().cpus()).isEqualTo(CpuSet.parse("32-36"));
        assertThatExceptionOfType(StalePlanException.class).isThrownBy(plan::apply);
    }

    @Test
    void whatIsSoAlreadyWritesNothing() {
        int before = host.transactions().size();
        host.updateInstance("web").cpus("32-35").memory("2GB").apply();
        assertThat(host.transactions()).hasSize(before);
    }

    @Test
    void aRequestThatIsHeldCanBeUsedAgain() {
        UpdateInstance more = host.updateInstance("web").addCpus("36");
        more.memory("3GB");
        more.apply();
        assertThat(web().memory()).isEqualTo(ByteSize.ofGiB(2));
        assertThat(web().cpus()).isEqualTo(CpuSet.parse("32-36"));
    }

    @Test
    void whatWouldBreakARuleOrCannotBeDoneIsRefusedBeforeAnythingIsWritten() {
        host.createInstance("db").cpus("40").memory("1GB").create();
        int before = host.transactions().size();
        assertThatExceptionOfType(ValidationException.class)
                .isThrownBy(() -> host.updateInstance("web").addCpus("40").apply())
                .withMessageContaining("already belongs to 'db'");
        assertThatExceptionOfType(KernelInterfaceException.class)
                .isThrownBy(() -> host.updateInstance("web").memory("1GB").apply())
                .withMessageContaining("whole regions");
        assertThatExceptionOfType(KernelInterfaceException.class)
                .isThrownBy(() -> host.updateInstance("web").removeCpus("32").apply())
                .withMessageContaining("boots on 32");
        assertThatExceptionOfType(KernelInterfaceException.class)
                .isThrownBy(() -> host.updateInstance("nobody").addCpus("41").plan())
                .withMessageContaining("there is no instance 'nobody'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> host.updateInstance("web").memory(ByteSize.ZERO));
        assertThat(host.transactions()).hasSize(before);
        assertThat(web().cpus()).isEqualTo(CpuSet.parse("32-35"));
    }

    @Test
    void aClosedHostChangesNothing() {
        UpdateInstance request = host.updateInstance("web").addCpus("36");
        host.close();
        assertThat(catchThrowable(request::apply)).isInstanceOf(IllegalStateException.class);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.SubjectKind;
import io.kerf.dts.Dts;
import io.kerf.model.binding.Bindings;
import org.junit.jupiter.api.Test;

/** Instances, devices and parts of the inventory may have one name, and a finding is about one of them. */
class SubjectsTest {
    private static final String HOST = """
            /multikernel-v1/;
            / {
                resources {
                    cpus { total = <7>; host-reserved = <0 1>; available = <2 3 4 5 6 7>; };
                    memory {
                        total-bytes = <0x2 0x0>;
                        host-reserved-bytes = <0x40000000>;
                        memory-pool-base = <0x40000000>;
                        memory-pool-bytes = <0x1 0xc0000000>;
                    };
                    devices {
                        eth0: ethernet@0 { pci-id = "0000:01:00.0"; sriov-vfs = <2>; available-vfs = <1 5>; };
                    };
                };
                instances {
                    cpus { id = <1>; resources { cpus = <2>; memory-base = <0x40000000>; memory-bytes = <0x40000000>; }; };
                    eth0 { id = <2>; resources { cpus = <3>; memory-base = <0x80000000>; memory-bytes = <0x40000000>; }; };
                    web { id = <3>; resources { cpus = <4>; memory-base = <0xc0000000>; memory-bytes = <0x40000000>;
                        devices = "eth0_vf3"; }; };
                };
            };
            """;

    private static Report report(String source) {
        return Validator.standard().validate(Bindings.read(Dts.compile(source, "host.dts")));
    }

    @Test
    void instancesAreNotBlamedForWhatIsWrongWithThingsOfTheirName() {
        Report report = report(HOST);
        assertThat(report.findings())
                .filteredOn(finding ->
                        finding.code().equals("CPU-005") || finding.code().equals("DEV-006"))
                .extracting(Diagnostic::subjectKind)
                .containsExactlyInAnyOrder(SubjectKind.OTHER, SubjectKind.DEVICE);
        assertThat(InstanceData.errorsByInstance(report)).containsOnlyKeys("web");
    }

    @Test
    void whatCouldNotBeReadOfAnInstanceLeavesADeviceOfItsNameChecked() {
        Report report = report(HOST.replace("eth0 { id = <2>", "eth0 { id = <9999>"));
        assertThat(report.errors())
                .anyMatch(
                        finding -> finding.code().startsWith("BIND-") && finding.isAbout(SubjectKind.INSTANCE, "eth0"))
                .anyMatch(finding -> finding.code().equals("DEV-003") && finding.isAbout(SubjectKind.INSTANCE, "web"));
    }
}

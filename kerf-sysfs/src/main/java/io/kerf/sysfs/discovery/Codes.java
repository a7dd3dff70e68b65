// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

/** The codes of the findings of this package; {@code docs/discovery.md} has a line for each. */
final class Codes {
    static final String MISSING = "discovery-missing";
    static final String UNREADABLE = "discovery-unreadable";
    static final String MALFORMED = "discovery-malformed";
    static final String PRIVILEGE = "discovery-privilege";
    static final String PHYSICAL_IDS = "discovery-physical-ids";
    static final String OFFLINE = "discovery-offline";
    static final String POOL = "discovery-pool";
    static final String DISKS = "discovery-disks";
    static final String CONTAINER = "discovery-container";
    static final String BEHIND_CONTROLLER = "discovery-behind-controller";
    static final String SHARED_BLOCKS = "discovery-shared-blocks";
    static final String MORE = "discovery-more";

    static final String BOOT_CORE = "baseline-boot-core";
    static final String HOST_CPUS = "baseline-host-cpus";
    static final String UNKNOWN_CPU = "baseline-unknown-cpu";
    static final String TOO_MANY_CPUS = "baseline-too-many-cpus";
    static final String NO_CPUS = "baseline-no-cpus";
    static final String SPLIT_CORE = "baseline-split-core";
    static final String MEMORY = "baseline-memory";
    static final String DEVICE = "baseline-device";
    static final String DEVICE_DOUBT = "baseline-device-doubt";
    static final String DEVICE_IN_USE = "baseline-device-in-use";

    private Codes() {}
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.model;

/** What a device is for, as reports count it. */
public enum DeviceClass {
    /** A network card. */
    NETWORK,
    /** A disk or a controller of disks. */
    STORAGE,
    /** A display or compute accelerator. */
    ACCELERATOR,
    /** Anything else, or nothing that tells. */
    OTHER
}

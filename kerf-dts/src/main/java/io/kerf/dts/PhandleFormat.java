// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

/** Which property holds the phandle that a node gets when something refers to it; option {@code -H} of {@code dtc}. */
public enum PhandleFormat {
    /** {@code phandle}, the property of the Devicetree Specification. */
    EPAPR,

    /** {@code linux,phandle}, which very old kernels read. */
    LEGACY,

    /** Both, {@code linux,phandle} first. */
    BOTH
}

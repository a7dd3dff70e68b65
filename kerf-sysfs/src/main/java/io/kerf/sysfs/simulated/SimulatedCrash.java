// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

/**
 * The end of a program, for tests of what the next one makes of it. An error, so that nothing that handles exceptions stands in its way.
 */
public final class SimulatedCrash extends Error {
    private static final long serialVersionUID = 1L;

    SimulatedCrash(String where) {
        super("the program ends " + where);
    }
}

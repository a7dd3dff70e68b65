// SPDX-License-Identifier: Apache-2.0
/**
 * The semantic checks of {@code dtc} as a pass over a finished tree. {@link io.kerf.dts.check.CheckRun} gathers what the
 * checks look at in one walk ({@link io.kerf.dts.check.TreeFacts}), then runs the checks of {@link io.kerf.dts.check.Checks}
 * in order, each behind its prerequisites. Not exported: {@link io.kerf.dts.Dts} is the way in.
 */
package io.kerf.dts.check;

// SPDX-License-Identifier: Apache-2.0
/**
 * A multikernel host without a multikernel kernel: the same files, the same answers, the same refusals, in memory. For
 * tests and for trying things out on any machine.
 */
@NullMarked
package io.kerf.sysfs.simulated;

import org.jspecify.annotations.NullMarked;

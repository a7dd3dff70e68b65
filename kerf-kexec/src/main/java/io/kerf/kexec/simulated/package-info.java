// SPDX-License-Identifier: Apache-2.0
/** The system calls of a simulated kernel: the same answers, and nothing of the running machine is touched. */
@NullMarked
package io.kerf.kexec.simulated;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/**
 * Kernel images, and the system calls that load, boot, halt and unload them for an instance. Native code is touched only
 * when a real call is made: reading images and working on a simulated kernel never load it.
 */
@NullMarked
package io.kerf.kexec;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/**
 * Kernel images, and the system calls that load, boot, halt and unload them for an instance. Native code is touched only
 * when a real call is made or a kernel that is packed by zstd is opened; working on a simulated kernel never loads it otherwise.
 */
@NullMarked
package io.kerf.kexec;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/**
 * The files through which a multikernel host is read and changed: the baseline, the overlays, their transactions and the
 * instances. The kernel's word is the truth; what it answered is read back and compared with what was meant.
 */
@NullMarked
package io.kerf.sysfs;

import org.jspecify.annotations.NullMarked;

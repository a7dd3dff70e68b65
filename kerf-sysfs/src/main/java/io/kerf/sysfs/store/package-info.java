// SPDX-License-Identifier: Apache-2.0
/** Files that outlive the process that writes them: replaced at once, appended to by whole records, locked between processes. */
@NullMarked
package io.kerf.sysfs.store;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/**
 * The SDK that users see: a host, its instances, and plans for changing them. Each operation reads the kernel afresh,
 * places, validates, writes, and compares what the kernel then says with what was meant.
 */
@NullMarked
package io.kerf;

import org.jspecify.annotations.NullMarked;

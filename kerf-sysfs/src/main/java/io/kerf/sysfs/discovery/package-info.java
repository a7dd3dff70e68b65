// SPDX-License-Identifier: Apache-2.0
/**
 * Reads a machine out of {@code /proc} and {@code /sys}: CPUs, NUMA nodes, memory, devices; and proposes what of it becomes the pool.
 *
 * <p>Reading files and understanding their text are apart: what understands takes text and knows no path. What cannot be read or
 * understood is a finding with the file, what is wrong with it and what to do, and is left out of the result; nothing is guessed.
 */
@NullMarked
package io.kerf.sysfs.discovery;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/**
 * Device tree to model: the one place that knows how nodes and properties are named. Absent
 * is not the same as malformed: what is malformed becomes a finding at its place, and reading goes on.
 */
@NullMarked
package io.kerf.model.binding;

import org.jspecify.annotations.NullMarked;

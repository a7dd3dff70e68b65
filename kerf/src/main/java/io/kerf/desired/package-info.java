// SPDX-License-Identifier: Apache-2.0
/**
 * What instances a host is to have, said once and brought about by {@link io.kerf.Host#plan(DesiredState)}: values, their files, and plans as
 * data.
 */
@NullMarked
package io.kerf.desired;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/**
 * What kerf says when something is wrong, and where it points: findings ({@link io.kerf.diag.Diagnostic}), places
 * ({@link io.kerf.diag.Location}), their rendering with carets, and the root of all exceptions
 * ({@link io.kerf.diag.KerfException}).
 */
@NullMarked
package io.kerf.diag;

import org.jspecify.annotations.NullMarked;

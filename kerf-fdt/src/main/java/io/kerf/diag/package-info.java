// SPDX-License-Identifier: Apache-2.0
/**
 * What kerf says when something is wrong, and where it points. {@code KerfException} is the root of everything kerf throws
 * because of bad input or a bad host; {@code Diagnostic} is one finding, the same type for source text, blobs, bindings and
 * validation rules. A finding has a stable code, a severity, a sentence, a place where one is known, and what to do.
 *
 * <p>All types here are immutable and may be shared between threads.
 */
@NullMarked
package io.kerf.diag;

import org.jspecify.annotations.NullMarked;

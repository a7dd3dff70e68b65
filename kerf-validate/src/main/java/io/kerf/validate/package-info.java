// SPDX-License-Identifier: Apache-2.0
/**
 * What a legal state is. A rule is one small class with an id, a severity and one check over the whole state; all rules
 * run, and all findings come back sorted by place. Only the validator makes a {@code ValidatedState}, and only that type can
 * be turned into something a kernel is told: checking cannot be left out.
 */
@NullMarked
package io.kerf.validate;

import org.jspecify.annotations.NullMarked;

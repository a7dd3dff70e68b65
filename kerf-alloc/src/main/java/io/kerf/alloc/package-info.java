// SPDX-License-Identifier: Apache-2.0
/**
 * Where an instance goes. CPUs, memory, devices and the id are one decision, made from a state and a request alone: the same
 * two give the same answer on every machine, in whatever order the tree lists things. A refusal says what was asked, what is
 * free, and the nearest request that would fit.
 */
@NullMarked
package io.kerf.alloc;

import org.jspecify.annotations.NullMarked;

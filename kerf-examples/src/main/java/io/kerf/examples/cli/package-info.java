// SPDX-License-Identifier: Apache-2.0
/**
 * The {@code kerf} command. {@link io.kerf.examples.cli.Main} starts it; {@code Commands} lists what it can do; each command is a
 * {@code Task} in a file of its own, which asks a {@code Shell} for the host and answers on it. {@code docs/cli.md} is its manual.
 */
@NullMarked
package io.kerf.examples.cli;

import org.jspecify.annotations.NullMarked;

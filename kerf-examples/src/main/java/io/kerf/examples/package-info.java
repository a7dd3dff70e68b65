// SPDX-License-Identifier: Apache-2.0
/**
 * One runnable class for each task. The snippets in the project's documentation are taken from here.
 */
@NullMarked
package io.kerf.examples;

import org.jspecify.annotations.NullMarked;

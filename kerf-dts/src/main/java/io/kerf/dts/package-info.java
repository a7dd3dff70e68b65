// SPDX-License-Identifier: Apache-2.0
/**
 * Device tree source text, compiled to a tree and printed from one. The language is the one that the
 * reference compiler {@code dtc} accepts, with one dialect added: sources that begin with {@code /multikernel-v1/;}. Overlays, symbols
 * and fixups are made as {@code dtc} makes them for {@code /plugin/}, {@code -@}, {@code -A}, {@code -L} and {@code -H}. All
 * mistakes of a source are reported in one run, each with file, line, column and the text it points at.
 *
 * @see <a href="https://devicetree-specification.readthedocs.io/en/stable/source-language.html">Devicetree Specification,
 *     chapter 6</a>
 */
@NullMarked
package io.kerf.dts;

import org.jspecify.annotations.NullMarked;

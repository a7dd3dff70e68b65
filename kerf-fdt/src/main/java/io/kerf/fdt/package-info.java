// SPDX-License-Identifier: Apache-2.0
/**
 * The flattened device tree, read and written. A blob is a header, a memory reservation block, a structure block and a
 * strings block, all big-endian. A blob comes from anywhere and is trusted in nothing: every offset, length and count is
 * checked before it is used, and a failure names the offset of the first byte that is wrong.
 *
 * @see <a href="https://devicetree-specification.readthedocs.io/en/stable/flattened-format.html">Devicetree Specification,
 *     chapter 5</a>
 */
@NullMarked
package io.kerf.fdt;

import org.jspecify.annotations.NullMarked;

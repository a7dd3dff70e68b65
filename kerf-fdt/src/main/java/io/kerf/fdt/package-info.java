// SPDX-License-Identifier: Apache-2.0
/**
 * The flattened device tree ("blob", "DTB"): {@link io.kerf.fdt.Fdt} decodes versions 1 to 17 and encodes versions 1, 2, 3, 16 and
 * 17.
 *
 * <p>A blob is a header, a memory reservation block, a structure block of tokens and a strings block of property names. All numbers
 * are big-endian:
 *
 * <pre>
 * blob      = header reservations structure strings
 * reservations = (address:u64 size:u64)* 0:u64 0:u64
 * structure = node 0x9
 * node      = 0x1 name NUL pad4 property* node* 0x2
 * property  = 0x3 length:u32 nameoff:u32 byte{length} pad4
 * </pre>
 *
 * <p>{@link io.kerf.fdt.Fdt#decode(byte[])} proves the whole blob before it returns a tree; every failure is a
 * {@link io.kerf.fdt.FdtFormatException} with a reason, the block, and the offset of the first bad byte. What
 * {@link io.kerf.fdt.Fdt#encode(io.kerf.tree.DeviceTree)} writes equals what {@code dtc} writes from the same tree, byte for byte.
 *
 * <p>{@link io.kerf.fdt.Overlays} applies overlays to trees or blobs, as {@code fdtoverlay} does.
 *
 * @see <a href="https://devicetree-specification.readthedocs.io/en/stable/flattened-format.html">Devicetree Specification,
 *     chapter 5</a>
 */
@NullMarked
package io.kerf.fdt;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/**
 * The device tree in memory: immutable, ordered, and free of any file format.
 *
 * <p>A {@link io.kerf.tree.DeviceTree} has a root {@link io.kerf.tree.DtNode}, memory reservations and a boot CPU id. A node has a
 * name, {@linkplain io.kerf.tree.DtProperty properties} in order and child nodes in order; a property has a name and bytes, read
 * through the typed views of {@link io.kerf.tree.PropertyValue}. Trees are made by {@link io.kerf.tree.DeviceTreeBuilder} and
 * changed by {@code with…} copies that share what did not change. A tree that was compiled from text also carries <em>source
 * facts</em> ({@link io.kerf.tree.NodeSource}, {@link io.kerf.tree.PropertySource}); they take no part in equality.
 *
 * <p>All types here are immutable and safe to share between threads, but for the builder. No method recurses over the depth of a
 * tree.
 *
 * @see <a href="https://devicetree-specification.readthedocs.io/en/stable/devicetree-basics.html">Devicetree Specification,
 *     chapter 2</a>
 */
@NullMarked
package io.kerf.tree;

import org.jspecify.annotations.NullMarked;

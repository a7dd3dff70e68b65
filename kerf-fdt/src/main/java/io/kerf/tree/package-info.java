// SPDX-License-Identifier: Apache-2.0
/**
 * The device tree in memory: immutable, ordered, and the same whether it came from source text or from a blob. A node has
 * a name, properties in order and children in order; a property has a name and bytes. What source text says beyond the bytes
 * (labels, places, elements as written) is carried beside them and takes no part in equality.
 *
 * <p>Change makes a new tree that shares what did not change. All types here may be shared between threads.
 *
 * @see <a href="https://devicetree-specification.readthedocs.io/en/stable/devicetree-basics.html">Devicetree
 *     Specification, chapter 2</a>
 */
@NullMarked
package io.kerf.tree;

import org.jspecify.annotations.NullMarked;

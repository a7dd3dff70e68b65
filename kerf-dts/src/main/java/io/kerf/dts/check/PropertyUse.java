// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts.check;

import io.kerf.tree.DtProperty;

/** A property and the node that has it. */
record PropertyUse(NodeFacts node, DtProperty property) {}

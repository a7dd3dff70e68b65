// SPDX-License-Identifier: Apache-2.0
package io.kerf.model;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class ByteSizeProperties {
    @Property
    boolean printedSizesReadBack(@ForAll @LongRange(min = 0) long bytes) {
        return ByteSize.parse(new ByteSize(bytes).toString()).bytes() == bytes;
    }
}

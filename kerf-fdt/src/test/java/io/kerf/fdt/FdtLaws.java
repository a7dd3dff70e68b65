// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import io.kerf.tree.DeviceTree;
import java.util.Arrays;

/** What holds for every tree and for all bytes, as plain predicates that any engine can drive. */
final class FdtLaws {
    private FdtLaws() {}

    static boolean decodesToItself(DeviceTree tree, FdtOptions options) {
        DeviceTree expected = options.version() == FdtVersion.V1 ? tree.withBootCpuId(0) : tree;
        return Fdt.decode(Fdt.encode(tree, options)).equals(expected);
    }

    static boolean encodesToItself(byte[] blob) {
        return Arrays.equals(Fdt.encode(Fdt.decode(blob)), blob);
    }

    /** A refusal is allowed; any other exception fails the property. */
    static boolean decodesOrRefuses(byte[] anything) {
        try {
            return Fdt.decode(anything) != null;
        } catch (FdtFormatException refusal) {
            return refusal.offset() >= 0 && !refusal.expected().isEmpty();
        }
    }
}

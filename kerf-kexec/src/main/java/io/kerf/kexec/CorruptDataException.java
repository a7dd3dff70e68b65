// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import java.io.IOException;

/** Packed data is not what its format says. Becomes a {@link KernelImageException} where the file is known. */
final class CorruptDataException extends IOException {
    private static final long serialVersionUID = 1L;

    CorruptDataException(String message) {
        super(message);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writing an overlay, and learning what the kernel made of it. The number of its transaction is not told; its marker leads there. */
final class WrittenOverlay {
    static final String FOLDER = "/sys/fs/multikernel/overlays";

    private static final Logger LOG = LoggerFactory.getLogger(WrittenOverlay.class);

    private WrittenOverlay() {}

    /**
     * Writes an overlay and finds its transaction. Others may write meanwhile, and records appear out of order, so the newest few are looked
     * through; markers are never the same twice.
     */
    static TransactionId write(MultikernelFs fs, Overlay overlay) {
        fs.writeOverlay(overlay.blob());
        LOG.debug("wrote {} bytes to {}/new", overlay.size(), FOLDER);
        List<TransactionId> all = fs.transactions();
        for (int i = all.size() - 1; i >= 0; i--) {
            if (hasMarker(fs, all.get(i), overlay.marker())) {
                return all.get(i);
            }
        }
        throw KernelInterfaceException.failed(
                FOLDER,
                "the overlay was written, and no transaction has its marker " + overlay.marker(),
                "look at the kernel log");
    }

    private static boolean hasMarker(MultikernelFs fs, TransactionId id, String marker) {
        try {
            return fs.transactionMarker(id).strip().equals(marker);
        } catch (KernelInterfaceException e) {
            if (e.reason() == KernelInterfaceException.Reason.GONE) {
                return false;
            }
            throw e;
        }
    }

    /** What the log says of a transaction, the only place where the kernel tells a reason; empty if it says nothing. */
    static String explanation(MultikernelFs fs, TransactionId id) {
        List<String> lines = fs.kernelLog().stream()
                .filter(line -> line.contains("Overlay tx" + id.number() + ":")
                        || line.contains("overlay transaction " + id.number() + ":"))
                .toList();
        return lines.isEmpty() ? "" : " (kernel log: " + String.join(" | ", lines) + ")";
    }
}

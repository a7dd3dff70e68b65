// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import io.kerf.fdt.Fdt;
import io.kerf.fdt.FdtFormatException;
import io.kerf.sysfs.Errno;
import io.kerf.sysfs.TransactionId;
import io.kerf.sysfs.TransactionStatus;
import io.kerf.sysfs.simulated.OverlayFragment.Item;
import io.kerf.tree.DeviceTree;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Applies overlays and keeps a record of each. The first item that fails ends an overlay, and what ran before it stays. Removing a
 * record of a pool kernel runs the inverse of every item of its overlay in reverse, whether the item ran or not; that, too, ends at the first failure.
 */
final class TransactionLog {
    private static final String UNKNOWN = "unknown";
    private static final int LONGEST_TARGET = 127;
    private static final int LONGEST_MARKER = 255;

    private final KernelState state;
    private final Map<Integer, Transaction> transactions = new HashMap<>();
    /** The numbers of all that are there, ascending. */
    private final List<TransactionId> ids = new ArrayList<>();

    TransactionLog(KernelState state) {
        this.state = state;
    }

    /** A record, as its directory shows it. */
    static final class Transaction {
        private final boolean flat;
        private final byte[] blob;
        private final Optional<DeviceTree> tree;
        private TransactionStatus status = TransactionStatus.APPLIED;

        private Transaction(byte[] blob, boolean flat) {
            this.flat = flat;
            this.blob = blob;
            this.tree = decode(blob);
        }

        /** A blob that was cut does not read as a tree, as its strings are at the end. */
        private static Optional<DeviceTree> decode(byte[] blob) {
            try {
                return Optional.of(Fdt.decode(blob));
            } catch (FdtFormatException e) {
                return Optional.empty();
            }
        }

        TransactionStatus status() {
            return status;
        }

        byte[] blob() {
            return blob.clone();
        }

        /** Where the first fragment goes; a flat kernel looks at the root for an instance, where nobody writes one. */
        String target() {
            if (flat) {
                return tree.flatMap(each -> KernelProperty.optionalText(each.root(), "mk,instance"))
                        .map(text -> cut(text, LONGEST_TARGET))
                        .orElse(UNKNOWN);
            }
            try {
                return OverlayFragment.of(tree())
                        .get(0)
                        .targetPath()
                        .map(path -> cut(path, LONGEST_TARGET))
                        .orElse(UNKNOWN);
            } catch (KernelError e) {
                return UNKNOWN;
            }
        }

        String marker() {
            return tree.flatMap(each -> KernelProperty.optionalText(each.root(), "mk,resources"))
                    .map(text -> cut(text, LONGEST_MARKER))
                    .orElse(UNKNOWN);
        }

        private DeviceTree tree() throws KernelError {
            return tree.orElseThrow(() -> new KernelError(Errno.EINVAL, "the blob is cut or damaged"));
        }

        private static String cut(String text, int most) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            return bytes.length <= most ? text : new String(Arrays.copyOf(bytes, most), StandardCharsets.UTF_8);
        }
    }

    /** Applies an overlay and records how that ended. */
    void apply(int number, byte[] blob) {
        Transaction transaction = new Transaction(blob, state.release().isFlat());
        try {
            apply(transaction.tree());
        } catch (KernelError e) {
            transaction.status = TransactionStatus.FAILED;
            state.log().add("Overlay tx" + number + ": " + e.line());
            state.log()
                    .add("Failed to apply overlay transaction " + number + ": -"
                            + e.errno().number());
        }
        transactions.put(number, transaction);
        TransactionId id = new TransactionId(number);
        ids.add(-1 - Collections.binarySearch(ids, id), id);
    }

    private void apply(DeviceTree overlay) throws KernelError {
        if (state.release().isFlat()) {
            FlatOverlay.apply(state, overlay);
            return;
        }
        for (OverlayFragment fragment : OverlayFragment.of(overlay)) {
            OverlayTarget target = fragment.target(state);
            for (Item item : fragment.items(target)) {
                target.apply(item.operation(), item.node());
            }
        }
    }

    /** Undoes an overlay and drops its record; a flat kernel does neither. */
    void remove(int number) throws KernelError {
        Transaction transaction = find(number);
        if (state.release().isFlat()) {
            throw new KernelError(Errno.EPERM, "transactions are not removed");
        }
        try {
            undo(transaction.tree());
        } catch (KernelError e) {
            transaction.status = TransactionStatus.FAILED;
            state.log().add("Overlay tx" + number + ": rollback: " + e.line());
            throw e;
        }
        transactions.remove(number);
        ids.remove(Collections.binarySearch(ids, new TransactionId(number)));
    }

    private void undo(DeviceTree tree) throws KernelError {
        List<OverlayFragment> fragments = OverlayFragment.of(tree);
        for (int i = fragments.size() - 1; i >= 0; i--) {
            OverlayTarget target = fragments.get(i).target(state);
            List<Item> items = fragments.get(i).items(target);
            for (int j = items.size() - 1; j >= 0; j--) {
                target.undo(items.get(j).operation(), items.get(j).node());
            }
        }
    }

    /** The numbers of all transactions, ascending; a copy. */
    List<TransactionId> ids() {
        return Collections.unmodifiableList(new ArrayList<>(ids));
    }

    /** A transaction that is in {@link #ids()}. */
    Transaction get(int number) {
        return Objects.requireNonNull(transactions.get(number));
    }

    Transaction find(int number) throws KernelError {
        Transaction transaction = transactions.get(number);
        if (transaction == null) {
            throw new KernelError(Errno.ENOENT, "there is no transaction " + number);
        }
        return transaction;
    }
}

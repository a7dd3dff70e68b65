// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import io.kerf.fdt.Fdt;
import io.kerf.fdt.FdtFormatException;
import io.kerf.model.InstanceState;
import io.kerf.tree.DeviceTree;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The transactions that a kernel records: what each did, and on pool kernels rolling one back where that is safe.
 *
 * <p>Safe for use by several threads as far as the files are. That nothing is changed while a transaction is rolled back is the caller's
 * part.
 */
public final class Transactions {
    private static final String OVERLAYS = "/sys/fs/multikernel/overlays/";
    private static final Set<String> UNDOABLE =
            Set.of(OverlayItem.CREATE, "cpu-add", "cpu-remove", "device-add", "device-remove");

    private final MultikernelFs fs;

    /**
     * Makes a view of a kernel's transactions.
     *
     * @param fs the kernel's files
     */
    public Transactions(MultikernelFs fs) {
        this.fs = Objects.requireNonNull(fs, "fs");
    }

    /**
     * Lists the transactions. Costs four reads for each.
     *
     * @return the transactions by ascending number; those that vanish meanwhile are left out
     */
    public List<Transaction> list() {
        List<Transaction> list = new ArrayList<>();
        fs.transactions().forEach(id -> find(id).ifPresent(list::add));
        return List.copyOf(list);
    }

    /**
     * Finds a transaction.
     *
     * @param id its number
     * @return the transaction, or empty if there is none
     */
    public Optional<Transaction> find(TransactionId id) {
        try {
            return Optional.of(new Transaction(
                    id,
                    fs.transactionStatus(id),
                    fs.transactionTarget(id),
                    fs.transactionMarker(id),
                    decode(id)
                            .map(tree -> OverlayItem.of(tree).stream()
                                    .map(OverlayItem::words)
                                    .toList())
                            .orElse(List.of("unreadable: the overlay is cut or damaged"))));
        } catch (KernelInterfaceException e) {
            if (e.reason() == KernelInterfaceException.Reason.GONE) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** A blob that was cut at a page cannot be decoded. */
    private Optional<DeviceTree> decode(TransactionId id) {
        try {
            return Optional.of(Fdt.decode(fs.transactionOverlay(id)));
        } catch (FdtFormatException e) {
            return Optional.empty();
        }
    }

    /**
     * Rolls a transaction back, whereupon its record is gone. The kernel undoes each item against today's state, whether it ran or not;
     * this method lets it do so only where nothing else can be hit: the transaction was applied, all its items can be undone, no later
     * transaction touches the same instance, CPU or device, and an instance it created is neither loaded nor active.
     *
     * @param id the transaction
     * @return the transaction that is no more
     * @throws KernelInterfaceException with reason {@code UNSUPPORTED}, before anything is done, if it is not safe, naming the trap and
     *     what to do instead, or if the kernel is a flat one, which rolls nothing back; {@code GONE} if there is no such transaction; {@code REFUSED} if the kernel refuses half-way
     */
    public Transaction rollback(TransactionId id) {
        Undoing undoing = requireUndoable(id);
        fs.removeTransaction(id);
        checkGone(id, undoing.items());
        return undoing.transaction();
    }

    /**
     * Makes the checks of {@link #rollback}, and rolls nothing back.
     *
     * @param id the transaction
     * @return the transaction that could be rolled back at this moment
     * @throws KernelInterfaceException as {@link #rollback} throws before anything is done
     */
    public Transaction checkRollback(TransactionId id) {
        return requireUndoable(id).transaction();
    }

    private record Undoing(Transaction transaction, List<OverlayItem> items) {}

    private Undoing requireUndoable(TransactionId id) {
        Transaction transaction = find(id).orElseThrow(
                        () -> KernelInterfaceException.refused(path(id), FileOperation.READ, Errno.ENOENT));
        if (transaction.status() == TransactionStatus.FAILED) {
            throw unsafe(
                    id,
                    "it failed, and the kernel would undo even what never ran, such as destroy an instance that was there before",
                    "leave the record, and make the opposite change if some of it is in force");
        }
        if (!transaction.target().startsWith("/")) {
            throw KernelInterfaceException.unsafeRemoval(
                    path(id),
                    "it has no target path, so the kernel is a flat one, which rolls nothing back",
                    "make the opposite change");
        }
        List<OverlayItem> items = decode(id)
                .map(OverlayItem::of)
                .orElseThrow(() -> unsafe(id, "its overlay is cut or damaged", "make the opposite change"));
        checkUndoable(id, items);
        checkLater(id, items);
        checkInstances(id, items);
        return new Undoing(transaction, items);
    }

    private static void checkUndoable(TransactionId id, List<OverlayItem> items) {
        for (OverlayItem item : items) {
            if (!UNDOABLE.contains(item.operation())) {
                throw unsafe(
                        id,
                        "the kernel cannot undo \"" + item.words() + "\": "
                                + (item.operation().equals(OverlayItem.REMOVE)
                                        ? "a removed instance does not come back"
                                        : "memory does not come back to its place"),
                        "make the opposite change");
            }
        }
    }

    private void checkLater(TransactionId id, List<OverlayItem> items) {
        Set<String> instances = new HashSet<>();
        Set<String> resources = new HashSet<>();
        items.forEach(item -> {
            item.instance().ifPresent(instances::add);
            resources.addAll(item.resources());
        });
        for (TransactionId later : fs.transactions()) {
            if (later.compareTo(id) <= 0) {
                continue;
            }
            for (OverlayItem item : decode(later).map(OverlayItem::of).orElse(List.of())) {
                boolean same = item.instance().filter(instances::contains).isPresent()
                        || item.resources().stream().anyMatch(resources::contains);
                if (same) {
                    throw unsafe(
                            id,
                            later + " touches the same things after it: " + item.words(),
                            "roll back the newer transaction first, or make the opposite change");
                }
            }
        }
    }

    private void checkInstances(TransactionId id, List<OverlayItem> items) {
        for (OverlayItem item : items) {
            String name = item.instance().orElse("");
            if (!item.operation().equals(OverlayItem.CREATE) || !fs.instances().contains(name)) {
                continue;
            }
            InstanceState state = fs.instanceState(name);
            if (state == InstanceState.LOADED || state == InstanceState.ACTIVE) {
                throw unsafe(id, "instance '" + name + "' is " + state, "halt it if it runs, and unload it");
            }
        }
    }

    /** That the kernel says it is done is not enough. */
    private void checkGone(TransactionId id, List<OverlayItem> items) {
        for (OverlayItem item : items) {
            String name = item.instance().orElse("");
            if (item.operation().equals(OverlayItem.CREATE) && fs.instances().contains(name)) {
                throw KernelInterfaceException.failed(
                        path(id),
                        "it was rolled back, but instance '" + name + "' is still there",
                        "delete the instance");
            }
        }
    }

    private static KernelInterfaceException unsafe(TransactionId id, String cause, String remedy) {
        return KernelInterfaceException.unsafeRemoval(path(id), "rolling it back is not safe: " + cause, remedy);
    }

    private static String path(TransactionId id) {
        return OVERLAYS + id.directory();
    }
}

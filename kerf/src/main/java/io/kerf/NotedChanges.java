// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.kexec.LoadRecords;
import io.kerf.model.CpuSet;
import io.kerf.model.Device;
import io.kerf.model.InstanceName;
import io.kerf.model.StateDelta;
import io.kerf.sysfs.ChangeEngine;
import io.kerf.sysfs.ChangeOutcome;
import io.kerf.sysfs.ChangePlan;
import io.kerf.sysfs.KernelInterfaceException;
import io.kerf.sysfs.TransactionId;
import io.kerf.sysfs.Transactions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Changes instances, and keeps what is noted of them true. */
final class NotedChanges {
    private static final Logger LOG = LoggerFactory.getLogger(NotedChanges.class);

    private final ChangeEngine engine;
    private final InstanceNotes notes;
    private final RequestKeys keys;
    private final Optional<LoadRecords> records;
    private final Supplier<List<Device>> known;

    NotedChanges(
            ChangeEngine engine,
            InstanceNotes notes,
            RequestKeys keys,
            Optional<LoadRecords> records,
            Supplier<List<Device>> known) {
        this.engine = engine;
        this.notes = notes;
        this.keys = keys;
        this.records = records;
        this.known = known;
    }

    /** Applies a change, after which nobody but its instances may have some CPUs that none of them has. */
    void carryOut(ChangePlan change, Map<InstanceName, CpuSet> reserved) {
        StateDelta delta = StateDelta.between(change.current(), change.next());
        notes.keep(delta, reserved, () -> {
            ChangeOutcome.Done done = engine.apply(change).requireDone();
            notes.settle(delta.created(), done.after().instances());
        });
        notes.retain(change.next().instances());
        Stream.concat(delta.removed().stream(), delta.created().stream()).forEach(another -> {
            keys.forget(another.name());
            records.ifPresent(each -> each.remove(another.name()));
        });
    }

    /** Rolls a transaction back; what was noted of instances that it created goes with them. */
    void rollBack(Transactions transactions, TransactionId id) {
        transactions.rollback(id);
        try {
            notes.retain(engine.snapshot(known.get()).instances());
        } catch (KernelInterfaceException e) {
            // The rollback is done whether or not all that is left can be read.
            LOG.warn("notes of instances that are gone by {} may stay: {}", id, e.getMessage());
        }
    }
}

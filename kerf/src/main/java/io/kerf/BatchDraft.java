// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.model.InstanceName;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A batch that is being put together. Immutable; all by name, so that the order of calls makes no difference. */
final class BatchDraft implements Batch {
    private final KernelHost host;
    private final TreeMap<InstanceName, CreateDraft> created;
    private final TreeMap<InstanceName, UpdateDraft> updated;
    private final TreeSet<InstanceName> deleted;

    BatchDraft(KernelHost host) {
        this.host = host;
        this.created = new TreeMap<>();
        this.updated = new TreeMap<>();
        this.deleted = new TreeSet<>();
    }

    private BatchDraft(BatchDraft other) {
        this.host = other.host;
        this.created = new TreeMap<>(other.created);
        this.updated = new TreeMap<>(other.updated);
        this.deleted = new TreeSet<>(other.deleted);
    }

    KernelHost host() {
        return host;
    }

    Map<InstanceName, CreateDraft> created() {
        return created;
    }

    Map<InstanceName, UpdateDraft> updated() {
        return updated;
    }

    Set<InstanceName> deleted() {
        return deleted;
    }

    @Override
    public BatchDraft create(CreateInstance.Ready instance) {
        CreateDraft draft = CreateDraft.of(host, Objects.requireNonNull(instance, "instance"));
        require(!updated.containsKey(draft.name()), "changes", draft.name());
        created.values().stream()
                .filter(other -> other.key().isPresent() && other.key().equals(draft.key()))
                .findFirst()
                .ifPresent(other -> {
                    throw new IllegalArgumentException("the batch creates instance '" + other.name()
                            + "' with the key '" + other.key().orElseThrow() + "' already: a key is of one instance");
                });
        BatchDraft more = new BatchDraft(this);
        require(more.created.put(draft.name(), draft) == null, "creates", draft.name());
        return more;
    }

    @Override
    public BatchDraft update(UpdateInstance change) {
        if (!(Objects.requireNonNull(change, "change") instanceof UpdateDraft draft) || draft.host() != host) {
            throw new IllegalArgumentException("this host did not make the request: " + change);
        }
        require(!created.containsKey(draft.name()), "creates", draft.name());
        require(!deleted.contains(draft.name()), "removes", draft.name());
        BatchDraft more = new BatchDraft(this);
        require(more.updated.put(draft.name(), draft) == null, "changes", draft.name());
        return more;
    }

    @Override
    public BatchDraft delete(String name) {
        return delete(InstanceName.of(name));
    }

    BatchDraft delete(InstanceName name) {
        require(!updated.containsKey(name), "changes", name);
        BatchDraft more = new BatchDraft(this);
        require(more.deleted.add(name), "removes", name);
        return more;
    }

    private static void require(boolean free, String verb, InstanceName name) {
        if (!free) {
            throw new IllegalArgumentException("the batch " + verb + " instance '" + name
                    + "' already: say all that is to become of an instance in one request");
        }
    }

    @Override
    public BatchPlan plan() {
        return host.batches().plan(this);
    }

    @Override
    public List<InstanceHandle> apply() {
        return host.batches().apply(this);
    }

    @Override
    public String toString() {
        return "a batch that removes " + deleted + ", changes " + updated.keySet() + " and creates " + created.keySet();
    }
}

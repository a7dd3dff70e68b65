// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import io.kerf.fdt.Fdt;
import io.kerf.model.Device;
import io.kerf.model.Dialect;
import io.kerf.model.Instance;
import io.kerf.model.InstanceId;
import io.kerf.model.SystemState;
import io.kerf.model.binding.Bindings;
import io.kerf.sysfs.JournalEntry.Step.Kind;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.DeviceTreeBuilder;
import io.kerf.tree.DtNode;
import io.kerf.tree.DtProperty;
import io.kerf.tree.PropertyValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that the next program needs to bring a change to an end: the boot it belongs to, the state before it, and for each step what is written,
 * what takes it back, and what must be the case afterwards. Kept as a device tree, which {@code dtc} shows; how the change ended is no part of the tree, as it is
 * known only later.
 */
record JournalEntry(DeviceTree tree, Optional<ChangeEnding> ending) {
    private static final String BOOT = "boot-id";
    private static final String ABI = "abi";
    private static final String BEFORE = "before";
    private static final String DESCRIPTION = "description";
    private static final String BASELINE = "baseline";
    private static final String POOL_BEFORE = "pool-before";
    private static final String POOL_AFTER = "pool-after";
    private static final String NEXT_DESCRIPTION = "next-description";

    private JournalEntry(DeviceTree tree) {
        this(tree, Optional.empty());
    }

    JournalEntry withEnding(ChangeEnding ended) {
        return new JournalEntry(tree, Optional.of(ended));
    }

    /** One step as it is remembered. */
    record Step(
            String instance,
            Kind kind,
            Optional<Instance> before,
            int id,
            String words,
            String wanted,
            String marker,
            PropertyValue takesBack) {
        /** What a step does; the names are what is stored. */
        enum Kind {
            REMOVES,
            CREATES,
            CHANGES
        }

        boolean creates() {
            return kind == Kind.CREATES;
        }

        /** Whether the step made an instance of this id, or one whose id was left to the kernel. */
        boolean madeId(int found) {
            return id == 0 || id == found;
        }
    }

    static JournalEntry ofChange(String bootId, KernelSnapshot before, ChangePlan plan, PropertyValue description) {
        Map<String, String> essence = SnapshotDifference.essence(before, plan.instances());
        DeviceTreeBuilder tree = start(bootId, plan.abi(), essence, description);
        for (int i = 0; i < plan.steps().size(); i++) {
            ChangeStep step = plan.steps().get(i);
            Optional<Instance> after = step.after();
            Kind kind = step.isUpdate() ? Kind.CHANGES : after.isPresent() ? Kind.CREATES : Kind.REMOVES;
            tree.beginNode("step@" + Integer.toHexString(i))
                    .property(
                            "instance", PropertyValue.ofStrings(step.instance().text()))
                    .property("kind", PropertyValue.ofStrings(kind.name()))
                    .property(
                            "id",
                            PropertyValue.ofU32(after.flatMap(Instance::id)
                                    .map(InstanceId::value)
                                    .orElse(0)))
                    .property("words", PropertyValue.ofStrings(step.toString()))
                    .property(
                            "wanted",
                            PropertyValue.ofStrings(
                                    after.map(SnapshotDifference::request).orElse("")))
                    .property("marker", PropertyValue.ofStrings(step.overlay().marker()))
                    .property("takes-back", PropertyValue.of(step.compensation().blob()));
            step.before().filter(was -> step.isUpdate()).ifPresent(was -> JournaledInstance.write(tree, was));
            tree.endNode();
        }
        return new JournalEntry(tree.build());
    }

    static JournalEntry ofBaseline(String bootId, Map<String, String> before, BaselinePlan plan) {
        return new JournalEntry(start(bootId, plan.abi(), before, description(plan.description()))
                .property(BASELINE, PropertyValue.of(plan.blob()))
                .build());
    }

    static JournalEntry ofPool(String bootId, Map<String, String> before, PoolPlan plan) {
        DeviceTreeBuilder tree = start(bootId, plan.abi(), before, description(plan.known()));
        JournaledPool.write(tree, POOL_BEFORE, plan.before());
        plan.description().ifPresent(next -> tree.property(NEXT_DESCRIPTION, description(next)));
        JournaledPool.write(tree, POOL_AFTER, plan.after());
        return new JournalEntry(tree.build());
    }

    private static DeviceTreeBuilder start(
            String bootId, KernelAbi abi, Map<String, String> before, PropertyValue description) {
        List<String> lines = new ArrayList<>();
        before.forEach((key, value) -> {
            lines.add(key);
            lines.add(value);
        });
        return DeviceTree.builder()
                .property(BOOT, PropertyValue.ofStrings(bootId))
                .property(ABI, PropertyValue.ofStrings(abi.name()))
                .property(BEFORE, PropertyValue.ofStrings(lines.toArray(String[]::new)))
                .property(DESCRIPTION, description);
    }

    /** The devices by whose names instances are read, as they are stored. */
    static PropertyValue description(List<Device> devices) {
        return description(SystemState.builder().devices(devices).build());
    }

    private static PropertyValue description(SystemState state) {
        return PropertyValue.of(Fdt.encode(Bindings.write(state, Dialect.INVENTORY)));
    }

    static JournalEntry of(DeviceTree tree) {
        return new JournalEntry(tree);
    }

    private static PropertyValue value(DtNode node, String name) {
        return node.property(name)
                .map(DtProperty::value)
                .orElseThrow(() -> KernelInterfaceException.malformed(
                        "journal", "no property '" + name + "'", "the entry of a change"));
    }

    String bootId() {
        return value(tree.root(), BOOT).string();
    }

    /** The generation that the change was planned for. */
    KernelAbi abi() {
        String name = value(tree.root(), ABI).string();
        return KernelAbi.named(name)
                .orElseThrow(() -> KernelInterfaceException.malformed(
                        "journal", "a change for '" + name + "'", "one for a generation that kerf speaks"));
    }

    Map<String, String> before() {
        List<String> lines = value(tree.root(), BEFORE).stringList();
        Map<String, String> before = new LinkedHashMap<>();
        for (int i = 0; i + 1 < lines.size(); i += 2) {
            before.put(lines.get(i), lines.get(i + 1));
        }
        return before;
    }

    /** The devices by whose names instances are read. */
    List<Device> devices() {
        return Bindings.read(Fdt.decode(value(tree.root(), DESCRIPTION).toBytes()))
                .devices();
    }

    Optional<DeviceTree> baseline() {
        return tree.root()
                .property(BASELINE)
                .map(property -> Fdt.decode(property.value().toBytes()));
    }

    /** What a baseline was made from. */
    Optional<SystemState> described() {
        return tree.root().property(BASELINE).isPresent()
                ? Optional.of(
                        Bindings.read(Fdt.decode(value(tree.root(), DESCRIPTION).toBytes())))
                : Optional.empty();
    }

    /** The change of a pool, as far as it takes to bring it to an end. */
    Optional<PoolPlan> pool() {
        Optional<DtNode> after = tree.root().child(POOL_AFTER);
        @Nullable
        SystemState next = tree.root()
                .property(NEXT_DESCRIPTION)
                .map(property -> Bindings.read(Fdt.decode(property.value().toBytes())))
                .orElse(null);
        return tree.root()
                .child(POOL_BEFORE)
                .flatMap(before -> after.map(each -> new PoolPlan(
                        abi(), JournaledPool.read(before), JournaledPool.read(each), devices(), next, List.of())));
    }

    List<Step> steps() {
        return tree.root().children().stream()
                .map(node -> new Step(
                        value(node, "instance").string(),
                        kindOf(node),
                        JournaledInstance.read(node, value(node, "instance").string()),
                        value(node, "id").u32(),
                        value(node, "words").string(),
                        value(node, "wanted").string(),
                        value(node, "marker").string(),
                        value(node, "takes-back")))
                .toList();
    }

    private static Kind kindOf(DtNode node) {
        String name = value(node, "kind").string();
        return Arrays.stream(Kind.values())
                .filter(kind -> kind.name().equals(name))
                .findFirst()
                .orElseThrow(() -> KernelInterfaceException.malformed(
                        "journal", "a step of kind '" + name + "'", "the entry of a change"));
    }

    List<String> words() {
        if (baseline().isPresent()) {
            return List.of("apply a baseline");
        }
        return pool().isPresent()
                ? List.of("change the pool")
                : steps().stream().map(Step::words).toList();
    }
}

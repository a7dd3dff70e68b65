// SPDX-License-Identifier: Apache-2.0
package io.kerf.model.binding;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.diag.SubjectKind;
import io.kerf.model.CpuSet;
import io.kerf.model.Device;
import io.kerf.model.DeviceRef;
import io.kerf.model.Dialect;
import io.kerf.model.Instance;
import io.kerf.model.InstanceName;
import io.kerf.model.ModelException;
import io.kerf.model.PciAddress;
import io.kerf.model.SystemState;
import io.kerf.tree.DeviceTree;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads multikernel values out of device trees, and writes them into trees.
 *
 * <pre>{@code
 * SystemState host = Bindings.read(Dts.compile(Path.of("baseline.dts")));
 * String asPool = Dts.print(Bindings.write(host, Dialect.POOL));
 * }</pre>
 *
 * <p>How a thing was written counts first, its bytes second: in {@code eth0: ethernet@0} the device is called {@code eth0}, and
 * {@code cpus = <4 5 6 7>} is four CPUs, however wide the cells. What is malformed is a finding with its place, and reading goes
 * on; what is unknown is named in a finding of severity {@code INFO} and kept in {@link SystemState#extras}. Nothing about a tree makes a method here throw, but for
 * {@link #readInstance(DeviceTree)}, which says so. Cost is one pass over the tree.
 */
public final class Bindings {
    private Bindings() {}

    /**
     * Reads the host that a tree describes, whichever dialect it is in: a baseline, or a kernel's own tree.
     *
     * @param tree the tree
     * @return the state; {@link SystemState#findings} has what could not be read
     */
    public static SystemState read(DeviceTree tree) {
        return read(tree, CpuSet.empty());
    }

    /**
     * Reads a host whose CPUs are known: that settles how wide the ids of a flat tree are, which its bytes do not always tell.
     *
     * <pre>{@code
     * SystemState host = Bindings.read(Fdt.decode(blob), CpuSet.of(0x100000000L, 0x100000001L));
     * }</pre>
     *
     * @param tree a tree of any dialect
     * @param machine the ids of all CPUs of the machine, or the empty set where they are not known
     * @return what the tree says, with findings about what could not be read
     */
    public static SystemState read(DeviceTree tree, CpuSet machine) {
        Dialect dialect = dialectOf(tree);
        Reading reading = new Reading(tree, IdWidth.of(tree, dialect, machine));
        return switch (dialect) {
            case INVENTORY -> new InventoryBinding(reading).read();
            case FLAT, POOL -> new PoolBinding(reading, dialect).read();
        };
    }

    /**
     * Writes a state as a tree, which {@link #read} reads back as {@link Dialect#held}: equal to the state but for
     * {@link Dialect#losses}, in a blob and in text printed from the tree alike.
     *
     * <pre>{@code
     * List<Loss> losses = Dialect.FLAT.losses(state);      // say so before, if there are any
     * Fdt.write(Bindings.write(state, Dialect.FLAT), Path.of("state.dtb"));
     * }</pre>
     *
     * <p>This is a record of the state, instances included, not a request to a kernel: that one comes from a validated state only.
     * Cost is proportional to the size of the state.
     *
     * @param state any state, legal or not
     * @param dialect the dialect of the tree
     * @return the tree
     */
    public static DeviceTree write(SystemState state, Dialect dialect) {
        return new StateWriter(dialect.held(state), dialect).write();
    }

    /**
     * Tells the dialect of a tree by what is in {@code /resources}; {@code compatible} says nothing about it. A node {@code cpus} or
     * {@code memory} makes an inventory; what is of another dialect than the rest is an error when the tree is read.
     *
     * @param tree the tree
     * @return the dialect; {@link Dialect#INVENTORY} for a tree that is of none, {@link Dialect#POOL} for one with nothing but
     *     CPUs, which is what a kernel without a baseline gives
     */
    public static Dialect dialectOf(DeviceTree tree) {
        return DialectMarks.dialect(tree);
    }

    /**
     * Reads a kernel's tree of one instance, {@code instances/<name>/device_tree}. The state of the instance is not in it.
     *
     * @param tree the tree
     * @return the instance; of its memory the base of the first region and the sum are known
     * @throws ModelException if the tree does not name its instance, or holds anything malformed
     */
    public static Instance readInstance(DeviceTree tree) {
        InstanceName name = nameOf(tree)
                .orElseThrow(() -> new ModelException(
                        "instance tree", tree.root().name(), "it has no 'model' and its root node has no name"));
        InstanceReading reading = readInstance(tree, name, List.of());
        for (Diagnostic finding : reading.findings()) {
            if (finding.severity() == Severity.ERROR) {
                throw new ModelException("instance tree", name.text(), finding.message());
            }
        }
        return reading.instance();
    }

    /**
     * Reads a kernel's tree of one instance, {@code instances/<name>/device_tree}, with the names that the host's devices have.
     *
     * @param tree the tree
     * @param name the instance's name, which is that of its directory
     * @param devices the devices of the host: one at the same PCI address lends its name to the instance's device; else the alias
     *     of the tree counts, else the address itself
     * @return the instance and what was found
     */
    public static InstanceReading readInstance(DeviceTree tree, InstanceName name, List<Device> devices) {
        Reading reading = new Reading(tree, IdWidth.ofInstance(tree));
        NodeReader root = NodeReader.root(reading).about(SubjectKind.INSTANCE, name.text());
        DeviceIndex index = new DeviceIndex(reading);
        Aliases.check(root);
        new PciBusBinding(reading, index).read(root);
        NodeReader holder = holder(root, name);
        Instance instance = InstanceBinding.kernel(holder, index, name);
        if (!holder.path().equals(root.path())) {
            root.ignore(Names.COMPATIBLE, Names.MODEL, Names.ID, Names.CHOSEN, Names.SYMBOLS);
            root.finish();
        }
        return new InstanceReading(
                instance.withDevices(renamed(instance.devices(), index.devices(), devices)), reading.findings());
    }

    /** The first flat kernels put the instance where it is in the tree of the host; later ones put it at the root. */
    private static NodeReader holder(NodeReader root, InstanceName name) {
        Optional<NodeReader> list =
                root.node().child(Names.RESOURCES).isPresent() ? Optional.empty() : root.child(Names.INSTANCES);
        return list.flatMap(each -> each.child(name.text()))
                .map(each -> each.about(SubjectKind.INSTANCE, name.text()))
                .orElse(root);
    }

    /** A device of the kernel's tree goes by its address there; the host may have a name for it. */
    private static List<DeviceRef> renamed(List<DeviceRef> refs, List<Device> found, List<Device> host) {
        Map<PciAddress, String> names = new HashMap<>();
        host.forEach(device -> device.pciAddress().ifPresent(at -> names.putIfAbsent(at, device.name())));
        Map<String, String> renamed = new HashMap<>();
        found.forEach(device ->
                device.pciAddress().map(names::get).ifPresent(name -> renamed.putIfAbsent(device.name(), name)));
        return refs.stream()
                .<DeviceRef>map(
                        ref -> renamed.containsKey(ref.device()) ? new DeviceRef.Whole(renamed.get(ref.device())) : ref)
                .toList();
    }

    private static Optional<InstanceName> nameOf(DeviceTree tree) {
        Optional<String> model = tree.root()
                .property(Names.MODEL)
                .filter(property -> property.value().looksLikeStrings())
                .map(property -> property.value().stringList().get(0));
        return model.or(() -> Optional.of(tree.root().name()).filter(name -> !name.isEmpty()))
                .or(() -> onlyChild(tree))
                .filter(InstanceName::isValid)
                .map(InstanceName::of);
    }

    private static Optional<String> onlyChild(DeviceTree tree) {
        return tree.root()
                .child(Names.INSTANCES)
                .filter(list -> list.children().size() == 1)
                .map(list -> list.children().get(0).name());
    }
}

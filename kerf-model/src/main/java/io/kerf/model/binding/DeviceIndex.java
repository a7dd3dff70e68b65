// SPDX-License-Identifier: Apache-2.0
package io.kerf.model.binding;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.NearestWord;
import io.kerf.diag.SourceSpan;
import io.kerf.model.Device;
import io.kerf.model.DeviceRef;
import io.kerf.model.PciAddress;
import io.kerf.tree.DtNode;
import io.kerf.tree.DtProperty;
import io.kerf.tree.NodePath;
import io.kerf.tree.Phandle;
import io.kerf.tree.PropertySource;
import io.kerf.tree.ValueElement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;

/**
 * The devices of a tree and all the ways to refer to them: by label, name, alias, path and phandle, to the device itself or to a
 * reference node (one with {@code parent} and {@code vf-id} or {@code namespace-id}) that stands for a part of it.
 */
final class DeviceIndex {
    /** Among more names, the nearest one is not looked for. */
    private static final int MOST_KNOWN = 2000;

    /** So many unknown names of a tree are compared with all that are known: each costs as much as there are devices. */
    private static final int MOST_COMPARED = 100;

    /** Of one property, so many references to nothing are reported one by one. */
    private static final int MOST_REPORTED = 100;

    private final Reading reading;
    private final Aliases aliases;
    private final Map<String, List<String>> symbols = new HashMap<>();
    private final List<Device> devices = new ArrayList<>();
    private final Set<String> names = new LinkedHashSet<>();
    private final IdentityHashMap<DtNode, DeviceRef> byNode = new IdentityHashMap<>();
    private final Map<String, DeviceRef> byLabel = new HashMap<>();
    private @Nullable Map<PciAddress, DeviceRef> byAddress;
    private int compared;
    private int danglingOfProperty;

    DeviceIndex(Reading reading) {
        this.reading = reading;
        this.aliases = new Aliases(reading);
        reading.tree().root().child(Names.SYMBOLS).ifPresent(node -> {
            for (DtProperty label : node.properties()) {
                if (label.value().looksLikeStrings()) {
                    symbols.computeIfAbsent(label.value().stringList().get(0), any -> new ArrayList<>())
                            .add(label.name());
                }
            }
        });
    }

    List<Device> devices() {
        return devices;
    }

    Set<String> names() {
        return names;
    }

    Aliases aliases() {
        return aliases;
    }

    /** The labels of a source, else the symbols of a blob that kept labels: in one order, which is {@code dtc}'s. */
    private List<String> labels(NodeReader node) {
        List<String> labels = node.node().labels();
        return labels.isEmpty() && !symbols.isEmpty() ? symbols.getOrDefault(node.path(), List.of()) : labels;
    }

    void addAll(NodeReader list) {
        list.placed("devices");
        list.mayAllRepeat();
        for (NodeReader node : list.children()) {
            List<String> labels = labels(node);
            String name = DeviceBinding.nameOf(node.node(), labels);
            add(node.node(), DeviceBinding.read(node, name));
            labels.forEach(label -> byLabel.putIfAbsent(label, new DeviceRef.Whole(name)));
        }
        list.finish();
    }

    void add(DtNode node, Device device) {
        DeviceRef whole = new DeviceRef.Whole(device.name());
        devices.add(device);
        names.add(device.name());
        byNode.put(node, whole);
        node.labels().forEach(label -> byLabel.putIfAbsent(label, whole));
    }

    /** Children of the root that have a parent are reference nodes. */
    void addReferences(NodeReader root) {
        root.childrenWith(Names.PARENT).forEach(this::addReference);
    }

    private void addReference(NodeReader node) {
        Optional<DeviceRef> parent = references(node, Names.PARENT).stream().findFirst();
        OptionalInt function = node.count(Names.VF_ID);
        OptionalInt namespace = node.count(Names.NAMESPACE_ID);
        node.finish();
        if (parent.isEmpty()) {
            return;
        }
        String device = parent.get().device();
        if (!names.contains(device)) {
            danglingOfProperty = 0;
            dangling(node, Names.PARENT, device, "there is no device " + NodeReader.quoted(device));
            return;
        }
        if (function.isPresent() == namespace.isPresent()) {
            node.nodeError(
                    Codes.MISSING,
                    node.shownPath() + " has to say which part of " + NodeReader.quoted(device)
                            + " it stands for: either " + Names.VF_ID + " or " + Names.NAMESPACE_ID,
                    "state one of the two");
            return;
        }
        DeviceRef part = function.isPresent()
                ? new DeviceRef.VirtualFunction(device, function.getAsInt())
                : new DeviceRef.Namespace(device, namespace.getAsInt());
        byNode.put(node.node(), part);
        byLabel.putIfAbsent(node.node().name(), part);
        labels(node).forEach(label -> byLabel.putIfAbsent(label, part));
    }

    /** The device that a description below an instance means: the listed one of its name or address, else one of its name. */
    DeviceRef described(Device device) {
        if (names.contains(device.name())) {
            return new DeviceRef.Whole(device.name());
        }
        return device.pciAddress()
                .flatMap(address -> Optional.ofNullable(byAddress().get(address)))
                .orElseGet(() -> new DeviceRef.Whole(device.name()));
    }

    /** Made when it is first asked for, which is when all devices are listed: only early flat trees and overlays need it. */
    private Map<PciAddress, DeviceRef> byAddress() {
        Map<PciAddress, DeviceRef> made = byAddress;
        if (made == null) {
            made = new HashMap<>();
            for (Device device : devices) {
                if (device.pciAddress().isPresent()) {
                    made.putIfAbsent(device.pciAddress().get(), new DeviceRef.Whole(device.name()));
                }
            }
            byAddress = made;
        }
        return made;
    }

    /** Reads references in any form: to labels, phandles, paths, and names in strings, one or several a string. */
    List<DeviceRef> references(NodeReader node, String name) {
        Optional<DtProperty> property = node.property(name);
        if (property.isEmpty()) {
            return List.of();
        }
        danglingOfProperty = 0;
        List<ValueElement> elements =
                property.get().source().map(PropertySource::elements).orElse(List.of());
        List<DeviceRef> refs =
                elements.isEmpty() ? fromBytes(node, property.get()) : fromElements(node, property.get(), elements);
        if (danglingOfProperty > MOST_REPORTED) {
            String more = (danglingOfProperty - MOST_REPORTED) + " more are no devices and no parts of one";
            node.error(Codes.DANGLING, name, more, "refer to what is listed");
        }
        return refs;
    }

    private List<DeviceRef> fromElements(NodeReader node, DtProperty property, List<ValueElement> elements) {
        List<DeviceRef> refs = new ArrayList<>();
        for (ValueElement element : elements) {
            if (element instanceof ValueElement.PhandleReference reference) {
                byTarget(node, property, reference.target(), element.span()).ifPresent(refs::add);
            } else if (element instanceof ValueElement.PathReference reference) {
                byTarget(node, property, reference.target(), element.span()).ifPresent(refs::add);
            } else {
                refs.addAll(fromBytes(
                        node, property.withValue(property.value().slice(element.offset(), element.length()))));
            }
        }
        return refs;
    }

    private Optional<DeviceRef> byTarget(NodeReader node, DtProperty property, String target, SourceSpan span) {
        Optional<DeviceRef> found = target.startsWith("/") ? at(target) : byName(target);
        if (found.isEmpty()) {
            dangling(
                    node,
                    property.name(),
                    target,
                    "&" + target + " at " + span.describe() + " is no device and no part of one");
        }
        return found;
    }

    private List<DeviceRef> fromBytes(NodeReader node, DtProperty property) {
        List<DeviceRef> refs = new ArrayList<>();
        if (property.value().looksLikeStrings()) {
            for (String string : property.value().stringList()) {
                StringTokenizer words = new StringTokenizer(string);
                while (words.hasMoreTokens()) {
                    refs.add(byWord(words.nextToken()));
                }
            }
            return refs;
        }
        for (long number : CpuIdCells.read(node, property, IdWidth.ONE)) {
            Optional<DeviceRef> found = byPhandle((int) number);
            found.ifPresent(refs::add);
            if (found.isEmpty()) {
                dangling(
                        node,
                        property.name(),
                        "",
                        "phandle 0x" + Long.toHexString(number) + " is no device and no part of one");
            }
        }
        return refs;
    }

    private Optional<DeviceRef> byPhandle(int number) {
        return Phandle.isValid(number)
                ? reading.tree().byPhandle(new Phandle(number)).flatMap(found -> Optional.ofNullable(byNode.get(found)))
                : Optional.empty();
    }

    /** What is at a path: a device, or a reference node of a part of one. */
    Optional<DeviceRef> at(String path) {
        try {
            return reading.tree().find(NodePath.of(path)).flatMap(found -> Optional.ofNullable(byNode.get(found)));
        } catch (IllegalArgumentException notAPath) {
            return Optional.empty();
        }
    }

    private Optional<DeviceRef> byName(String name) {
        return Optional.ofNullable(byLabel.get(name))
                .or(() -> DeviceRef.find(name, names))
                .or(() -> byAlias(name));
    }

    /** An alias stands for its device, and for parts of it. */
    private Optional<DeviceRef> byAlias(String name) {
        Map<String, String> paths = aliases.pathsByName();
        Optional<DeviceRef> named = paths.isEmpty() ? Optional.empty() : DeviceRef.find(name, paths.keySet());
        if (named.isEmpty()) {
            return named;
        }
        DeviceRef ref = named.get();
        Optional<DeviceRef> found = Optional.ofNullable(paths.get(ref.device())).flatMap(this::at);
        if (ref instanceof DeviceRef.VirtualFunction function) {
            return found.map(device -> new DeviceRef.VirtualFunction(device.device(), function.index()));
        }
        return ref instanceof DeviceRef.Namespace namespace
                ? found.map(device -> new DeviceRef.Namespace(device.device(), namespace.id()))
                : found;
    }

    /** A word that names nothing stays what it is: the rule about unknown devices says so, with the instance's name. */
    private DeviceRef byWord(String word) {
        String name = word.startsWith("&") ? word.substring(1) : word;
        Optional<DeviceRef> found = name.startsWith("/") ? at(name) : byName(name);
        return found.orElseGet(() -> new DeviceRef.Whole(name));
    }

    private void dangling(NodeReader node, String property, String wanted, String message) {
        if (++danglingOfProperty > MOST_REPORTED) {
            return;
        }
        Diagnostic finding = Diagnostic.error(
                        Codes.DANGLING, NodeReader.quoted(property) + " in " + node.shownPath() + ": " + message)
                .withPresentState("devices of the host: " + (names.isEmpty() ? "none" : Shown.first(names)));
        node.report(
                finding.withSuggestion(near(wanted)
                        .map(name -> "did you mean &" + name + "?")
                        .orElse("refer to a node below /resources/devices, or to a reference node of a part of one")),
                property);
    }

    /** The device that was probably meant; the first slips of a tree get this, and one that is full of them is another matter. */
    private Optional<String> near(String wanted) {
        return wanted.isEmpty() || names.size() > MOST_KNOWN || ++compared > MOST_COMPARED
                ? Optional.empty()
                : NearestWord.of(wanted, names);
    }
}

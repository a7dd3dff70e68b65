// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.diag.Diagnostic;
import io.kerf.dts.check.CheckLevels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The checks that {@code dtc} makes of a complete tree and that stop it: names, duplicates, {@code name} properties and explicit
 * phandles. One pass in document order; duplicates are found by marks on the names, so it is linear.
 */
final class TreeChecks {
    private final DraftTree tree;
    private final boolean plugin;
    private final ValueBuffer buffer;
    private final Findings findings;
    private final Name phandleName;
    private final Name legacyName;
    private final Name nameName;
    private final boolean refusesNodeCharacters;
    private final boolean refusesNodeFormat;
    private final boolean refusesPropertyCharacters;
    private final Map<Integer, NodeDraft> explicit = new HashMap<>();
    private final List<PropertyDraft> referring = new ArrayList<>();
    private final List<NodeDraft> omittable = new ArrayList<>();

    /** The first properties of these names in the node that is looked at. */
    private @Nullable PropertyDraft modern;

    private @Nullable PropertyDraft legacy;

    /** A body that could not be read may have defined what another one deletes. */
    private boolean bodiesMayBeLost;

    /** Of names, only what the levels make an error is reported here; the rest waits for the finished tree. */
    TreeChecks(
            DraftTree tree,
            NameTable names,
            ValueBuffer buffer,
            Findings findings,
            CheckLevels levels,
            boolean plugin) {
        this.tree = tree;
        this.plugin = plugin;
        this.buffer = buffer;
        this.findings = findings;
        this.phandleName = names.of("phandle");
        this.legacyName = names.of("linux,phandle");
        this.nameName = names.of("name");
        this.refusesNodeCharacters = TreeCheck.isError(levels, "node_name_chars");
        this.refusesNodeFormat = TreeCheck.isError(levels, "node_name_format");
        this.refusesPropertyCharacters = TreeCheck.isError(levels, "property_name_chars");
    }

    /** Nodes by the phandles that the source gives them. */
    Map<Integer, NodeDraft> explicitPhandles() {
        return explicit;
    }

    /** The properties with references, in document order; all of them if nothing was found wrong. */
    List<PropertyDraft> referring() {
        return referring;
    }

    /** The nodes that may go if nothing refers to them, in document order; all of them if nothing was found wrong. */
    List<NodeDraft> omittable() {
        return omittable;
    }

    void check(NodeDraft root) {
        bodiesMayBeLost = findings.hasErrors();
        for (NodeDraft node = root; node != null && !findings.full(); node = NodeDraft.next(node, root)) {
            checkNodeName(node);
            checkProperties(node);
            checkChildren(node);
            for (LabelDraft label = node.labels; label != null; label = label.next) {
                checkLabel(label);
            }
            checkPhandles(node);
            if (node.omitIfUnused) {
                omittable.add(node);
            }
        }
    }

    private void checkNodeName(NodeDraft node) {
        Name name = node.name;
        if (name.propertyOnly >= 0) {
            if (!refusesNodeCharacters) {
                return;
            }
            reportName(
                    Codes.NODE_NAME_CHARS,
                    node,
                    "'" + name.text.charAt(name.propertyOnly) + "' cannot be part of a node's name");
        } else if (refusesNodeFormat && name.at >= 0 && name.text.indexOf('@', name.at + 1) >= 0) {
            reportName(
                    Codes.NODE_NAME_FORMAT,
                    node,
                    "the name of a node has one '@' at most, in front of its unit address");
        }
    }

    private void reportName(String code, NodeDraft node, String message) {
        findings.add(Diagnostic.error(code, message).withSubject(node.path()), node.unit, node.nameStart, node.nameEnd);
    }

    private void checkProperties(NodeDraft node) {
        boolean nameChecked = false;
        modern = null;
        legacy = null;
        for (PropertyDraft property = node.firstProperty;
                property != null && !findings.full();
                property = property.next) {
            Name name = property.name;
            if (name == nameName && !nameChecked && !property.omitted) {
                nameChecked = true;
                checkNameProperty(node, property);
            }
            if (property.deleted) {
                continue;
            }
            if (name.seenIn == node && name.seenProperty != null) {
                report(
                        property,
                        Diagnostic.error(Codes.DUPLICATE_PROPERTY, "the property '" + name + "' is here a second time")
                                .withSubject(node.path())
                                .withRelated("it is first defined here", name.seenProperty.nameSpan()));
            } else {
                name.seenIn = node;
                name.seenProperty = property;
            }
            if (refusesPropertyCharacters && name.at >= 0) {
                report(
                        property,
                        Diagnostic.error(Codes.PROPERTY_NAME_CHARS, "'@' cannot be part of a property's name")
                                .withSubject(node.path()));
            }
            if (property.references() != null && !property.omitted) {
                referring.add(property);
            }
            if (name == phandleName && modern == null) {
                modern = property;
            } else if (name == legacyName && legacy == null) {
                legacy = property;
            }
            for (LabelDraft label = property.labels(); label != null; label = label.next) {
                checkLabel(label);
            }
            for (LabelDraft label = property.valueLabels(); label != null; label = label.next) {
                checkLabel(label);
            }
        }
    }

    /**
     * A property {@code name} must repeat the node's name without its unit address; it is then left out. As for {@code dtc}, that
     * holds for one that is deleted as well.
     */
    private void checkNameProperty(NodeDraft node, PropertyDraft property) {
        String name = node.name.text;
        String wanted = node.name.at < 0 ? name : name.substring(0, node.name.at);
        boolean same = property.length == wanted.length() + 1 && buffer.get(property.offset + wanted.length()) == 0;
        for (int i = 0; i < wanted.length() && same; i++) {
            same = buffer.get(property.offset + i) == wanted.charAt(i);
        }
        if (same) {
            property.omitted = true;
            return;
        }
        report(
                property,
                (isString(property)
                                ? Diagnostic.error(
                                        Codes.NAME_PROPERTIES,
                                        "the property 'name' is not the node's name \"" + wanted + "\"")
                                : Diagnostic.error(
                                        Codes.NAME_IS_STRING, "'name' is one string, and this is something else"))
                        .withSubject(node.path())
                        .withSuggestion("remove it: a node has its name without it"));
    }

    /** Whether a value ends in the only NUL that it has. */
    private boolean isString(PropertyDraft property) {
        int length = 0;
        while (length < property.length && buffer.get(property.offset + length) != 0) {
            length++;
        }
        return length == property.length - 1;
    }

    private void checkChildren(NodeDraft node) {
        for (NodeDraft child = node.firstChild; child != null && !findings.full(); child = child.nextSibling) {
            Name name = child.name;
            if (name.seenNode != null && name.seenNode.parent == node && name.seenNode != child) {
                if (child.deleted && bodiesMayBeLost) {
                    continue;
                }
                Diagnostic finding = child.deleted
                        ? Diagnostic.error(
                                        Codes.DUPLICATE_NODE,
                                        "the node '" + name + "' is deleted in the very body that defines it")
                                .withSuggestion("delete it in a later / { ... }; or leave it out")
                        : Diagnostic.error(Codes.DUPLICATE_NODE, "the node '" + name + "' is here a second time");
                if (child.ofReference || name.seenNode.ofReference) {
                    finding = finding.withSuggestion(
                            "&label { ... }; and &{/path} { ... }; number their fragments from 0:"
                                    + " give those that are written out other numbers");
                }
                findings.add(
                        finding.withSubject(name.seenNode.path())
                                .withRelated("it is first defined here", name.seenNode.nameSpan()),
                        child.unit,
                        child.nameStart,
                        child.nameEnd);
            } else if (!child.deleted) {
                name.seenNode = child;
            }
        }
    }

    /** A label belongs to one thing: a node, a property, or one place in a value. */
    private void checkLabel(LabelDraft label) {
        if (label.deleted) {
            return;
        }
        LabelDraft first = label.name.seenLabel;
        if (first == null) {
            label.name.seenLabel = label;
            return;
        }
        findings.add(
                Diagnostic.error(Codes.DUPLICATE_LABEL, "the label '" + label.name + "' is here a second time")
                        .withRelated("it is first used here", first.span()),
                label.unit,
                label.start,
                label.end);
    }

    private void checkPhandles(NodeDraft node) {
        if (modern == null && legacy == null) {
            return;
        }
        int phandle = phandleOf(node, modern);
        int legacyPhandle = phandleOf(node, legacy);
        if (phandle == 0 && legacyPhandle == 0) {
            return;
        }
        PropertyDraft culprit = modern != null ? modern : legacy;
        if (culprit == null) {
            return;
        }
        if (phandle != 0 && legacyPhandle != 0 && phandle != legacyPhandle) {
            reportPhandle(culprit, node, "'phandle' and 'linux,phandle' are not the same number");
        }
        int value = phandle != 0 ? phandle : legacyPhandle;
        NodeDraft other = explicit.putIfAbsent(value, node);
        if (other != null) {
            report(
                    culprit,
                    phandleError(node, "the phandle 0x" + Integer.toHexString(value) + " is taken")
                            .withRelated("the node that has it already", other.nameSpan()));
            return;
        }
        node.phandle = value;
    }

    /** The number that a property gives, or 0: there is none, it is wrong, or a reference to the node itself asks for one. */
    private int phandleOf(NodeDraft node, @Nullable PropertyDraft property) {
        if (property == null || property.omitted) {
            return 0;
        }
        if (property.length != Integer.BYTES) {
            reportPhandle(property, node, "a phandle has 4 bytes, and this has " + property.length);
            return 0;
        }
        ReferenceDraft reference = property.references();
        if (reference != null && reference.phandle) {
            NodeDraft target = tree.resolve(reference.target, reference.label);
            // Where the tree is no overlay, a reference without a target is reported as such.
            if (target != node && (target != null || plugin)) {
                reportPhandle(property, node, "a phandle cannot refer to another node");
            }
            return 0;
        }
        int value = buffer.getInt(property.offset);
        if (value == 0 || value == -1) {
            reportPhandle(property, node, "0x" + Integer.toHexString(value) + " is not a phandle");
            return 0;
        }
        return value;
    }

    private void reportPhandle(PropertyDraft property, NodeDraft node, String message) {
        report(property, phandleError(node, message));
    }

    private static Diagnostic phandleError(NodeDraft node, String message) {
        return Diagnostic.error(Codes.EXPLICIT_PHANDLE, message)
                .withSubject(node.path())
                .withSuggestion("leave it out: nodes that are referred to get a phandle by themselves");
    }

    private void report(PropertyDraft property, Diagnostic finding) {
        if (property.unit != null) {
            findings.add(finding, property.unit, property.nameStart, property.nameEnd);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.diag.SourceSpan;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.DeviceTreeBuilder;
import io.kerf.tree.DtProperty;
import io.kerf.tree.NodeSource;
import io.kerf.tree.PropertySource;
import io.kerf.tree.PropertyValue;
import io.kerf.tree.ReservedRange;
import io.kerf.tree.ValueElement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the immutable tree from a draft without errors. */
final class TreeAssembler {
    private final PropertyValue values;
    private final DeviceTreeBuilder builder = DeviceTree.builder();

    TreeAssembler(ValueBuffer buffer) {
        this.values = buffer.toValue();
    }

    DeviceTree assemble(NodeDraft root, List<ReservedRange> reservations, int bootCpuId) {
        builder.bootCpuId(bootCpuId);
        for (ReservedRange range : reservations) {
            builder.reserve(range.address(), range.size());
        }
        addProperties(root);
        NodeDraft at = root;
        for (NodeDraft node = NodeDraft.next(root, root); node != null; node = NodeDraft.next(node, root)) {
            while (at != node.parent) {
                builder.endNode();
                at = parent(at);
            }
            if (node.generated) {
                builder.beginNode(node.name.text);
            } else {
                builder.beginNode(node.name.text, source(node));
            }
            addProperties(node);
            at = node;
        }
        for (; at != root; at = parent(at)) {
            builder.endNode();
        }
        DeviceTree tree = builder.build();
        return tree.withRoot(tree.root().withSource(source(root)));
    }

    private static NodeDraft parent(NodeDraft node) {
        if (node.parent == null) {
            throw new IllegalStateException("a node of the tree lost its parent");
        }
        return node.parent;
    }

    private void addProperties(NodeDraft node) {
        for (PropertyDraft draft = node.firstProperty; draft != null; draft = draft.next) {
            if (!draft.deleted && !draft.omitted) {
                builder.property(property(draft));
            }
        }
    }

    private DtProperty property(PropertyDraft draft) {
        DtProperty prototype = draft.name.property();
        SourceUnit unit = draft.unit;
        // In one expression, so that the first copy is never made.
        return unit == null
                ? prototype.withValue(values, draft.offset, draft.length)
                : prototype.withValue(values, draft.offset, draft.length).withSource(source(draft, unit));
    }

    private PropertySource source(PropertyDraft draft, SourceUnit unit) {
        String target = draft.fragmentTarget();
        return target == null
                ? new WrittenProperty(draft, unit, labels(draft.labels()), values)
                : target(draft, target);
    }

    /** All that the source has of the property that says what a fragment extends is the reference. */
    private static PropertySource target(PropertyDraft draft, String target) {
        SourceSpan span = draft.nameSpan();
        ValueElement element = target.startsWith("/")
                ? new ValueElement.Text(0, draft.length, span)
                : new ValueElement.PhandleReference(0, target, span);
        return PropertySource.of(span, span, List.of(), List.of(element));
    }

    private static NodeSource source(NodeDraft node) {
        List<SourceSpan> also = node.alsoAt == null ? List.of() : node.alsoAt;
        return new NodeSource(node.nameSpan(), node.extent(), labels(node.labels), also);
    }

    private static List<String> labels(@Nullable LabelDraft head) {
        if (head == null) {
            return List.of();
        }
        List<String> labels = new ArrayList<>();
        for (LabelDraft label = head; label != null; label = label.next) {
            if (!label.deleted) {
                labels.add(label.name.text);
            }
        }
        return List.copyOf(labels);
    }
}

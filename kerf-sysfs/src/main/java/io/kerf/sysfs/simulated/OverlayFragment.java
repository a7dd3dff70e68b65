// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import io.kerf.sysfs.Errno;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.DtNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One fragment of an overlay: {@code fragment@<hexadecimal unit>} with a target path and the operations under it. */
final class OverlayFragment {
    private static final Pattern NAME = Pattern.compile("fragment@(?:0[xX])?([0-9A-Fa-f]{1,8})");

    private final long unit;
    private final DtNode node;

    private OverlayFragment(long unit, DtNode node) {
        this.unit = unit;
        this.node = node;
    }

    /** An operation's item. */
    record Item(OverlayOperation operation, DtNode node) {}

    /** The fragments by ascending unit; other nodes of the root do not count. */
    static List<OverlayFragment> of(DeviceTree overlay) throws KernelError {
        List<OverlayFragment> fragments = new ArrayList<>();
        for (DtNode child : overlay.root().children()) {
            if (!child.nodeName().base().equals("fragment")) {
                continue;
            }
            Matcher matcher = NAME.matcher(child.name());
            if (!matcher.matches()) {
                throw new KernelError(Errno.EINVAL, "'" + child.name() + "' has no unit");
            }
            fragments.add(new OverlayFragment(Long.parseLong(matcher.group(1), 16), child));
        }
        if (fragments.isEmpty()) {
            throw new KernelError(Errno.EINVAL, "no fragment");
        }
        fragments.sort(Comparator.comparingLong(fragment -> fragment.unit));
        return fragments;
    }

    Optional<String> targetPath() {
        return KernelProperty.optionalText(node, "target-path");
    }

    OverlayTarget target(KernelState state) throws KernelError {
        Optional<String> path = targetPath();
        if (path.isEmpty()) {
            throw new KernelError(Errno.EINVAL, node.name() + " has no target-path");
        }
        return OverlayTarget.resolve(state, path.get());
    }

    /** The items in the order in which the target's operations run; unknown nodes are passed over in silence. */
    List<Item> items(OverlayTarget target) throws KernelError {
        DtNode content = node.child("__overlay__")
                .orElseThrow(() -> new KernelError(Errno.EINVAL, node.name() + " has no __overlay__"));
        for (OverlayOperation operation : OverlayOperation.values()) {
            if (!target.order().contains(operation)
                    && content.child(operation.nodeName()).isPresent()) {
                throw OverlayTarget.misplaced(operation, targetPath().orElse(""));
            }
        }
        List<Item> items = new ArrayList<>();
        for (OverlayOperation operation : target.order()) {
            content.child(operation.nodeName()).ifPresent(found -> addItems(operation, found, items));
        }
        return items;
    }

    private static void addItems(OverlayOperation operation, DtNode node, List<Item> items) {
        if (operation.itemPrefix().isEmpty()) {
            items.add(new Item(operation, node));
            return;
        }
        for (DtNode child : node.children()) {
            if (child.name().startsWith(operation.itemPrefix())) {
                items.add(new Item(operation, child));
            }
        }
    }
}

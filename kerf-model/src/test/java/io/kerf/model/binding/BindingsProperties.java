// SPDX-License-Identifier: Apache-2.0
package io.kerf.model.binding;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.model.Dialect;
import io.kerf.model.InstanceName;
import io.kerf.model.SystemState;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.DtNode;
import io.kerf.tree.PropertyValue;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class BindingsProperties {
    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    boolean noTreeMakesReadingThrow(@ForAll("trees") DeviceTree tree) {
        SystemState state = Bindings.read(tree);
        return Bindings.readInstance(tree, InstanceName.of("web"), state.devices()) != null;
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void whateverIsReadIsWrittenAndReadAgain(@ForAll("trees") DeviceTree tree, @ForAll Dialect dialect) {
        SystemState state = Bindings.read(tree);
        SystemState again = Bindings.read(Bindings.write(state, dialect));
        assertThat(again.topology()).isEqualTo(dialect.held(state).topology());
        assertThat(again.devices()).isEqualTo(dialect.held(state).devices());
        assertThat(again.instances()).isEqualTo(dialect.held(state).instances());
        assertThat(again).isEqualTo(dialect.held(state));
    }

    /** Trees of the names that the bindings look for, in plausible places, with any bytes. */
    @Provide
    Arbitrary<DeviceTree> trees() {
        Arbitrary<DtNode> leaves = node(Arbitraries.just(List.of()));
        Arbitrary<DtNode> middle = node(leaves.list().ofMaxSize(4));
        Arbitrary<DtNode> upper = node(middle.list().ofMaxSize(4));
        Arbitrary<DtNode> resources = node(upper.list().ofMaxSize(5)).map(node -> node.withName("resources"));
        Arbitrary<DtNode> instances = node(upper.list().ofMaxSize(3)).map(node -> node.withName("instances"));
        return Combinators.combine(node(upper.list().ofMaxSize(3)), resources, instances)
                .as((root, r, i) -> DeviceTree.of(root.withName("").withChild(r).withChild(i)));
    }

    private static Arbitrary<DtNode> node(Arbitrary<List<DtNode>> children) {
        Arbitrary<String> name = Combinators.combine(
                        Arbitraries.of(names()), Arbitraries.of("", "", "@0", "@1", "@2,7", "@x"))
                .as((base, unit) -> base + unit);
        Arbitrary<PropertyValue> value = Arbitraries.oneOf(
                Arbitraries.integers().array(int[].class).ofMaxSize(6).map(PropertyValue::ofU32),
                Arbitraries.integers()
                        .between(0, 12)
                        .array(int[].class)
                        .ofMaxSize(6)
                        .map(PropertyValue::ofU32),
                Arbitraries.longs().array(long[].class).ofMaxSize(4).map(PropertyValue::ofU64),
                Arbitraries.of("eth0", "pci", "0000:01:00.0", "/resources/devices", "&a b", "")
                        .map(text -> PropertyValue.ofStrings(text)),
                Arbitraries.bytes().array(byte[].class).ofMaxSize(9).map(PropertyValue::of));
        Arbitrary<DtNode> withProperties = Combinators.combine(
                        name,
                        Arbitraries.of(names()).list().ofMaxSize(6),
                        value.list().ofSize(6))
                .as((called, keys, values) -> {
                    DtNode node = DtNode.of(called);
                    for (int i = 0; i < keys.size(); i++) {
                        node = node.withProperty(keys.get(i), values.get(i));
                    }
                    return node;
                });
        return Combinators.combine(withProperties, children).as((node, below) -> {
            DtNode full = node;
            for (DtNode child : below) {
                full = full.withChild(child);
            }
            return full;
        });
    }

    private static List<String> names() {
        return Arrays.stream(Names.class.getDeclaredFields())
                .filter(field -> Modifier.isPublic(field.getModifiers()) && field.getType() == String.class)
                .map(BindingsProperties::value)
                .sorted()
                .toList();
    }

    private static String value(Field field) {
        try {
            return (String) field.get(null);
        } catch (IllegalAccessException notPublic) {
            throw new AssertionError(notPublic);
        }
    }
}

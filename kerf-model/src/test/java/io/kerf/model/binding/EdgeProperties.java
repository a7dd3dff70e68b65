// SPDX-License-Identifier: Apache-2.0
package io.kerf.model.binding;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.diag.Diagnostic;
import io.kerf.dts.Dts;
import io.kerf.dts.DtsResult;
import io.kerf.model.Dialect;
import io.kerf.model.InstanceName;
import io.kerf.model.Loss;
import io.kerf.model.SystemState;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.DtNode;
import io.kerf.tree.DtProperty;
import io.kerf.tree.PropertyValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Good trees with a few values at the edge: what is read has findings, and nothing throws. */
class EdgeProperties {
    private static final List<PropertyValue> EDGES = List.of(
            PropertyValue.empty(),
            PropertyValue.of(new byte[] {1, 2, 3}),
            PropertyValue.ofU32(0),
            PropertyValue.ofU32(-1),
            PropertyValue.ofU32(Integer.MIN_VALUE, -1),
            PropertyValue.ofU32(new int[5000]),
            PropertyValue.ofU64(0),
            PropertyValue.ofU64(-1),
            PropertyValue.ofU64(-2, -2, -1),
            PropertyValue.ofU64(Long.MAX_VALUE),
            PropertyValue.ofU64(-4096, 4096),
            PropertyValue.ofU64(-4096, 8192),
            PropertyValue.ofStrings(""),
            PropertyValue.ofStrings("x".repeat(10_000)),
            PropertyValue.ofStrings("eth0_vf999999999 eth0_ns99999999999 &eth0 /resources/devices/eth0"));

    private static final List<String> NUMBERS = List.of(
            "0", "-1", "0xffffffff", "0xffffffffffffffff", "0x8000000000000000", "0xfffffffffffff000", "010", "99");

    @Property(tries = 800)
    void mutatedBlobsAreReadAndWrittenAgain(@ForAll long seed, @ForAll Dialect dialect) {
        Random random = new Random(seed);
        DtNode root = Bindings.write(RandomStates.legal(seed), dialect).root();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            root = mutated(root, random);
        }
        assertIsRead(DeviceTree.of(root.withName("")));
    }

    @Property(tries = 400)
    void mutatedTextsAreReadAndWrittenAgain(@ForAll long seed, @ForAll Dialect dialect) {
        Random random = new Random(seed);
        List<String> words = new ArrayList<>(List.of(
                Dts.print(Bindings.write(RandomStates.legal(seed), dialect)).split("(?=0x)|(?<=[0-9a-f])(?=[ >])")));
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            int at = random.nextInt(words.size());
            if (words.get(at).startsWith("0x")) {
                words.set(at, NUMBERS.get(random.nextInt(NUMBERS.size())));
            }
        }
        String text = String.join("", words).replace("/dts-v1/;", "/multikernel-v1/;");
        DtsResult result = Dts.parse(text, "mutated.dts");
        result.tree().ifPresent(EdgeProperties::assertIsRead);
        assertThat(result.tree().isPresent() || !result.diagnostics().isEmpty()).isTrue();
    }

    private static void assertIsRead(DeviceTree tree) {
        SystemState state = Bindings.read(tree);
        assertThat(state.findings()).allSatisfy(EdgeProperties::assertIsShort);
        for (Dialect dialect : Dialect.values()) {
            SystemState again = Bindings.read(Bindings.write(state, dialect));
            SystemState held = dialect.held(state);
            assertThat(again.cpus()).isEqualTo(held.cpus());
            assertThat(again.memory()).isEqualTo(held.memory());
            assertThat(again.topology()).isEqualTo(held.topology());
            assertThat(again.devices()).isEqualTo(held.devices());
            assertThat(again.instances()).isEqualTo(held.instances());
            assertThat(again).isEqualTo(held);
            assertThat(dialect.losses(state)).extracting(Loss::what).doesNotContain("");
        }
        InstanceReading reading = Bindings.readInstance(tree, InstanceName.of("web"), state.devices());
        assertThat(reading.findings()).allSatisfy(EdgeProperties::assertIsShort);
    }

    private static void assertIsShort(Diagnostic finding) {
        assertThat(finding.message()).isNotBlank().hasSizeLessThan(1000);
        assertThat(finding.code()).startsWith("BIND-");
    }

    /** A node with one thing changed, here or further down. */
    private static DtNode mutated(DtNode node, Random random) {
        int places = node.properties().size() + 3 * node.children().size();
        int place = places == 0 ? -1 : random.nextInt(places);
        if (place >= node.properties().size()) {
            return withMutatedChild(node, random);
        }
        if (place < 0 || random.nextInt(8) == 0) {
            return node.withName(random.nextBoolean() ? "y".repeat(10_000) : "memory@" + node.name());
        }
        DtProperty property = node.properties().get(place);
        return random.nextInt(6) == 0
                ? node.withoutProperty(property.name())
                : node.withProperty(property.name(), EDGES.get(random.nextInt(EDGES.size())));
    }

    private static DtNode withMutatedChild(DtNode node, Random random) {
        List<DtNode> children = new ArrayList<>(node.children());
        int at = random.nextInt(children.size());
        int kind = random.nextInt(12);
        if (kind == 0) {
            children.remove(at);
        } else if (kind == 1) {
            children.add(children.get(at));
        } else {
            children.set(at, mutated(children.get(at), random));
        }
        return DtNode.of(node.name(), node.properties(), children);
    }
}

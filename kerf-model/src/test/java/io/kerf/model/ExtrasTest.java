// SPDX-License-Identifier: Apache-2.0
package io.kerf.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kerf.tree.DtNode;
import io.kerf.tree.DtProperty;
import io.kerf.tree.PropertyValue;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExtrasTest {
    private static final DtProperty COLOUR = DtProperty.of("colour", PropertyValue.ofStrings("red"));

    @Test
    void thingsAreKeptWithWhatTheyWereFoundIn() {
        Extras extras = Extras.builder()
                .property("memory", COLOUR)
                .node("", DtNode.of("firmware"))
                .build();
        assertThat(extras.parts()).containsExactly("memory", "");
        assertThat(extras.properties("memory")).containsExactly(COLOUR);
        assertThat(extras.nodes("")).containsExactly(DtNode.of("firmware"));
        assertThat(extras.nodes("memory")).isEmpty();
        assertThat(extras.only(part -> part.isEmpty()).parts()).containsExactly("");
        assertThat(extras.only(part -> false)).isSameAs(Extras.none());
    }

    @Test
    void aBuilderGoesOnWithoutChangingWhatItMade() {
        Extras.Builder builder = Extras.builder().property("memory", COLOUR);
        Extras first = builder.build();
        builder.property("memory", COLOUR);
        assertThat(first.properties("memory")).hasSize(1);
        assertThat(builder.build().properties("memory")).hasSize(2);
    }

    @Test
    void extrasTakeNoPartInEquality() {
        Extras extras = Extras.builder().property("", COLOUR).build();
        assertThat(Instance.named("web").withExtras(extras)).isEqualTo(Instance.named("web"));
        assertThat(Instance.named("web")
                        .withExtras(extras)
                        .withMemory(ByteSize.ofGiB(1))
                        .extras())
                .isEqualTo(extras);
        SystemState state = SystemState.builder().extras(extras).build();
        assertThat(state).isEqualTo(SystemState.builder().build());
        assertThat(state.withInstance(Instance.named("web")).extras()).isEqualTo(extras);
        assertThat(state.toBuilder().build().extras()).isEqualTo(extras);
    }

    @Test
    void numbersThatNothingCanHaveAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Device.named("x").withVendorId(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> Device.named("x").withDeviceId(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> Device.named("x").withNumaNode(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> DeviceParts.of(1, List.of(-1), List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> DeviceParts.of(1, List.of(), List.of(-1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Core.of(0, CpuSet.empty()).onSocket(-1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Instance.named("x").withNumaNodes(List.of(-1)));
    }
}

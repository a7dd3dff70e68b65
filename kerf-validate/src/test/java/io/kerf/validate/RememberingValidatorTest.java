// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.model.Instance;
import io.kerf.model.SystemState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** A validator with a memory answers as one without. */
class RememberingValidatorTest {
    private static final Map<String, Violation> VIOLATIONS = Violations.all();

    private final SystemState state = LegalHosts.from(7);
    private final Validator validator = Validator.standard().remembering();

    private SystemState rebuilt() {
        return state.toBuilder().build();
    }

    @Example
    void whatIsMadeOfTheSamePartsIsNotCheckedAgain() {
        Report first = validator.validate(state);
        SystemState again = rebuilt();

        Report second = validator.validate(again);

        assertThat(second.findings()).isSameAs(first.findings());
        assertThat(second.notChecked()).isEqualTo(first.notChecked());
        assertThat(second.state()).isSameAs(again);
        assertThat(second.requireValid().state()).isSameAs(again);
    }

    @Example
    void anotherInstanceIsSeen() {
        assertThat(validator.validate(state).isValid()).isTrue();
        Instance copied = state.instances().get(0);
        List<Instance> twice = new ArrayList<>(state.instances());
        twice.add(copied);

        assertThat(validator.validate(state.withInstances(twice)).isValid()).isFalse();
        assertThat(validator.validate(state).isValid()).isTrue();
    }

    @Example
    void oneWithFactsHasAMemoryOfItsOwn() {
        Validator live = validator.on(LegalHosts.facts(state));
        validator.validate(state);

        assertThat(live.validate(state).notChecked())
                .hasSizeLessThan(validator.validate(state).notChecked().size());
    }

    /** Legal and broken hosts in any order, several of them again, so that the memory is used and overflows. */
    @Property(tries = 100, shrinking = ShrinkingMode.OFF)
    void itFindsWhatOneWithoutMemoryFinds(@ForAll long seed) {
        Random random = new Random(seed);
        List<String> rules = List.copyOf(VIOLATIONS.keySet());
        List<SystemState> states = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            if (i > 2 && random.nextBoolean()) {
                states.add(states.get(random.nextInt(states.size())).toBuilder().build());
            } else {
                String rule = rules.get(random.nextInt(rules.size()));
                states.add(
                        random.nextBoolean()
                                ? LegalHosts.from(random.nextLong())
                                : VIOLATIONS
                                        .get(rule)
                                        .in(new Violation.Legal(LegalHosts.from(random.nextLong()), random))
                                        .state());
            }
            SystemState state = states.get(i);
            Report plain = Validator.standard().validate(state);
            Report remembered = validator.validate(state);
            assertThat(remembered.findings()).isEqualTo(plain.findings());
            assertThat(remembered.notChecked()).hasToString(plain.notChecked().toString());
            assertThat(remembered.state()).isSameAs(state);
        }
    }
}

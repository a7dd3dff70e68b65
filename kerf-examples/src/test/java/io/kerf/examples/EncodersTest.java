// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.kerf.model.Instance;
import io.kerf.model.SystemState;
import io.kerf.sysfs.BaselinePlan;
import io.kerf.sysfs.ChangePlan;
import io.kerf.sysfs.ChangePlanner;
import io.kerf.sysfs.Overlay;
import io.kerf.tree.DeviceTree;
import io.kerf.validate.ValidatedState;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is written to a kernel is made of validated states and of nothing else: there is no second way in the public classes. */
class EncodersTest {
    private static final Set<String> WRITTEN = Set.of(
            BaselinePlan.class.getName(),
            ChangePlan.class.getName(),
            Overlay.class.getName(),
            DeviceTree.class.getName(),
            byte[].class.getName());
    private static final Set<String> UNCHECKED = Set.of(SystemState.class.getName(), Instance.class.getName());

    private static JavaClasses kerf;

    @BeforeAll
    static void readClasses() {
        kerf = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.kerf.validate", "io.kerf.sysfs", "io.kerf.kexec");
    }

    @Test
    void plansAreMadeOfValidatedStatesAlone() {
        List<JavaCodeUnit> makers = publicUnits().stream()
                .filter(unit -> returns(unit, Set.of(BaselinePlan.class.getName(), ChangePlan.class.getName())))
                .filter(unit -> unit.getOwner().isEquivalentTo(ChangePlanner.class))
                .toList();
        assertThat(makers)
                .hasSizeGreaterThanOrEqualTo(2)
                .allSatisfy(unit -> assertThat(parameters(unit))
                        .as(unit.getFullName())
                        .contains(ValidatedState.class.getName())
                        .doesNotContainAnyElementsOf(UNCHECKED));
    }

    @Test
    void nothingPublicTurnsAnUncheckedStateIntoWhatAKernelReads() {
        List<String> ways = publicUnits().stream()
                .filter(unit -> returns(unit, WRITTEN))
                .filter(unit -> parameters(unit).stream().anyMatch(UNCHECKED::contains))
                .map(JavaCodeUnit::getFullName)
                .toList();
        assertThat(ways).isEmpty();
    }

    @Test
    void plansAndOverlaysHaveNoPublicConstructor() {
        for (Class<?> type : List.of(BaselinePlan.class, ChangePlan.class, Overlay.class)) {
            assertThat(type.getConstructors()).as(type.getName()).isEmpty();
        }
    }

    private static List<JavaCodeUnit> publicUnits() {
        return kerf.stream()
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .flatMap((JavaClass type) -> type.getCodeUnits().stream())
                .filter(unit -> unit.getModifiers().contains(JavaModifier.PUBLIC))
                .toList();
    }

    private static boolean returns(JavaCodeUnit unit, Set<String> types) {
        return types.contains(unit.getRawReturnType().getName());
    }

    private static Set<String> parameters(JavaCodeUnit unit) {
        Set<String> names = new TreeSet<>();
        unit.getRawParameterTypes().forEach(type -> names.add(type.getName()));
        return names;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;
import io.kerf.diag.KerfException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleDescriptor.Requires.Modifier;
import java.net.URL;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The picture in {@code docs/architecture.md}, held against the compiled classes and module descriptors. */
class ModuleDirectionTest {
    private static final Map<String, Set<String>> ALLOWED = Map.of(
            "io.kerf.fdt", Set.of(),
            "io.kerf.dts", Set.of("io.kerf.fdt"),
            "io.kerf.model", Set.of("io.kerf.fdt"),
            "io.kerf.validate", Set.of("io.kerf.model", "com.fasterxml.jackson.core", "org.snakeyaml.engine"),
            "io.kerf.alloc", Set.of("io.kerf.model"),
            "io.kerf.sysfs", Set.of("io.kerf.validate", "com.fasterxml.jackson.core", "org.slf4j"),
            "io.kerf.kexec",
                    Set.of(
                            "io.kerf.sysfs",
                            "org.slf4j",
                            "com.fasterxml.jackson.core",
                            "com.github.luben.zstd_jni",
                            "com.sun.jna",
                            "org.tukaani.xz"),
            "io.kerf",
                    Set.of(
                            "io.kerf.fdt",
                            "io.kerf.dts",
                            "io.kerf.model",
                            "io.kerf.validate",
                            "io.kerf.alloc",
                            "io.kerf.sysfs",
                            "io.kerf.kexec",
                            "com.fasterxml.jackson.core",
                            "org.slf4j",
                            "org.snakeyaml.engine"),
            "io.kerf.examples",
                    Set.of("io.kerf", "info.picocli", "com.fasterxml.jackson.core", "org.snakeyaml.engine"));

    private static JavaClasses kerf;

    @BeforeAll
    static void readClasses() {
        kerf = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.kerf");
    }

    /** {@code ErrorsPageTest} goes by the name. */
    @Test
    void exceptionsAreNamedSo() {
        classes()
                .that()
                .areAssignableTo(KerfException.class)
                .should()
                .haveSimpleNameEndingWith("Exception")
                .check(kerf);
    }

    @Test
    void classesDependOnLowerModulesOnly() {
        Architectures.layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage("io.kerf..")
                .withOptionalLayers(true)
                .layer("fdt")
                .definedBy("io.kerf.diag..", "io.kerf.tree..", "io.kerf.fdt..")
                .layer("dts")
                .definedBy("io.kerf.dts..")
                .layer("model")
                .definedBy("io.kerf.model..")
                .layer("validate")
                .definedBy("io.kerf.validate..")
                .layer("alloc")
                .definedBy("io.kerf.alloc..")
                .layer("sysfs")
                .definedBy("io.kerf.sysfs..")
                .layer("kexec")
                .definedBy("io.kerf.kexec..")
                .layer("facade")
                .definedBy("io.kerf", "io.kerf.desired..")
                .layer("examples")
                .definedBy("io.kerf.examples..")
                .whereLayer("fdt")
                .mayNotAccessAnyLayer()
                .whereLayer("dts")
                .mayOnlyAccessLayers("fdt")
                .whereLayer("model")
                .mayOnlyAccessLayers("fdt")
                .whereLayer("validate")
                .mayOnlyAccessLayers("model", "fdt")
                .whereLayer("alloc")
                .mayOnlyAccessLayers("model", "fdt")
                .whereLayer("sysfs")
                .mayOnlyAccessLayers("validate", "model", "fdt")
                .whereLayer("kexec")
                .mayOnlyAccessLayers("sysfs", "validate", "model", "fdt")
                .whereLayer("facade")
                .mayOnlyBeAccessedByLayers("examples")
                .whereLayer("examples")
                .mayNotBeAccessedByAnyLayer()
                .ensureAllClassesAreContainedInArchitecture()
                .check(kerf);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.kerf.(**)").should().beFreeOfCycles().check(kerf);
    }

    @Test
    void onlyTheLayersThatTouchTheHostLog() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages("io.kerf", "io.kerf.sysfs..", "io.kerf.kexec..", "io.kerf.examples..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.slf4j.."));
    }

    @Test
    void onlyKexecTouchesNativeCode() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("io.kerf.kexec..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.sun.jna.."));
    }

    @Test
    void descriptorsRequireWhatTheDesignAllows() {
        Map<String, Set<String>> required = new TreeMap<>();
        for (ModuleDescriptor descriptor : kerfDescriptors()) {
            Set<String> names = new TreeSet<>();
            for (Requires requires : descriptor.requires()) {
                if (!requires.modifiers().contains(Modifier.STATIC)
                        && !requires.modifiers().contains(Modifier.MANDATED)) {
                    names.add(requires.name());
                }
            }
            required.put(descriptor.name(), names);
        }
        assertThat(required)
                .containsOnlyKeys(ALLOWED.keySet())
                .allSatisfy((module, names) -> assertThat(ALLOWED.get(module)).containsAll(names));
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(kerf);
    }

    private static List<ModuleDescriptor> kerfDescriptors() {
        try {
            List<URL> files =
                    Collections.list(ModuleDirectionTest.class.getClassLoader().getResources("module-info.class"));
            return files.stream()
                    .map(ModuleDirectionTest::read)
                    .filter(descriptor -> descriptor.name().startsWith("io.kerf"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ModuleDescriptor read(URL file) {
        try (InputStream in = file.openStream()) {
            return ModuleDescriptor.read(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

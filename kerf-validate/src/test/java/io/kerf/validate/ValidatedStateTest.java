// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.model.SystemState;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody gets a {@link ValidatedState} but from the validator, by the rules of the language and of modules. */
class ValidatedStateTest {
    private static final String DESCRIPTOR = "module user { requires io.kerf.validate; }";

    @TempDir
    Path folder;

    @Test
    void aUserCompilesThatGetsOneFromTheValidator() throws IOException {
        assertThat(compile("return Validator.standard().validate(state).requireValid();"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "return new ValidatedState(state);",
                "return new ValidatedState(state) {};",
                "return (ValidatedState) (Object) new Report(state, null, 0, java.util.List.of(), java.util.List.of());",
                "return new Validator(java.util.List.of(), null, null, null).validate(state).requireValid();",
                "return io.kerf.validate.Rules.standard().isEmpty() ? null : null;",
                "return new Rule(\"X-1\", null, \"\") {}.id() == null ? null : null;"
            })
    void noOtherWayCompiles(String body) throws IOException {
        assertThat(compile(body))
                .isNotEmpty()
                .allSatisfy(
                        error -> assertThat(error)
                                .matches(
                                        "(?s).*(not public|cannot be accessed|cannot inherit|private access|has private|abstract|cannot override).*"));
    }

    @Test
    void thePackageCannotBeEnteredFromAnotherModule() throws IOException {
        Map<String, String> sources = new LinkedHashMap<>();
        sources.put("module-info.java", DESCRIPTOR);
        sources.put(
                "io/kerf/validate/Intruder.java",
                "package io.kerf.validate; public class Intruder { Object o = new ValidatedState(null); }");
        assertThat(JavaSources.asModule(folder, sources))
                .anySatisfy(error -> assertThat(error).contains("package exists in another module: io.kerf.validate"));
    }

    @Test
    void theModuleExportsThePackageAndOpensNothing() throws URISyntaxException {
        ModuleDescriptor module = ModuleFinder.of(Path.of(ValidatedState.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI()))
                .find("io.kerf.validate")
                .orElseThrow()
                .descriptor();
        assertThat(module.exports()).singleElement().satisfies(exported -> {
            assertThat(exported.source()).isEqualTo("io.kerf.validate");
            assertThat(exported.isQualified()).isFalse();
        });
        assertThat(module.opens()).isEmpty();
        assertThat(module.isOpen()).isFalse();
    }

    @Test
    void onlyReportsHandThemOut() throws IOException, URISyntaxException, ClassNotFoundException {
        List<String> sources = new ArrayList<>();
        for (Class<?> type : types()) {
            if (!Modifier.isPublic(type.getModifiers())) {
                continue;
            }
            for (Method method : type.getMethods()) {
                if (returns(method, ValidatedState.class)) {
                    sources.add(type.getSimpleName() + "." + method.getName());
                }
            }
            assertThat(type.getConstructors())
                    .as("constructors of " + type)
                    .allSatisfy(constructor ->
                            assertThat(constructor.getParameterTypes()).doesNotContain(SystemState.class));
        }
        assertThat(sources).containsExactlyInAnyOrder("Report.valid", "Report.requireValid");
    }

    @Test
    void typesThatDecideAreFinalAndTheirConstructorsAreNobodysBusiness() {
        for (Class<?> type : List.of(ValidatedState.class, Report.class, Validator.class)) {
            assertThat(type.getDeclaredConstructors())
                    .extracting(Constructor::getModifiers)
                    .noneMatch(modifiers -> Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers));
            assertThat(Modifier.isFinal(type.getModifiers())).isTrue();
        }
    }

    private static boolean returns(Method method, Class<?> type) {
        return method.getReturnType() == type
                || method.getReturnType() == Optional.class
                        && method.getGenericReturnType().getTypeName().contains(type.getName());
    }

    private static List<Class<?>> types() throws IOException, URISyntaxException, ClassNotFoundException {
        Path classes = Path.of(ValidatedState.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        List<Class<?>> types = new ArrayList<>();
        try (Stream<Path> files = Files.list(classes.resolve("io/kerf/validate"))) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString().replace(".class", "");
                if (!name.equals("package-info")) {
                    types.add(Class.forName("io.kerf.validate." + name));
                }
            }
        }
        assertThat(types).contains(Arrays.asList(Report.class, Rule.class).toArray(new Class<?>[0]));
        return types;
    }

    private List<String> compile(String body) throws IOException {
        Map<String, String> sources = new LinkedHashMap<>();
        sources.put("module-info.java", DESCRIPTOR);
        sources.put(
                "user/User.java",
                "package user; import io.kerf.validate.*; import io.kerf.model.SystemState;"
                        + " class User { ValidatedState get(SystemState state) { " + body + " } }");
        return JavaSources.asModule(folder, sources);
    }
}

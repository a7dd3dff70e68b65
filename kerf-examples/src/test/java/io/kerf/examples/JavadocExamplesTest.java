// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.Host;
import io.kerf.alloc.Allocator;
import io.kerf.dts.Dts;
import io.kerf.fdt.Fdt;
import io.kerf.kexec.KernelImage;
import io.kerf.model.SystemState;
import io.kerf.sysfs.MultikernelFs;
import io.kerf.validate.Validator;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

/** The examples in the Javadoc of all modules compile; what they take for granted is in {@code javadoc/Given.java}. */
class JavadocExamplesTest {
    private static final Path ROOT =
            Path.of(System.getProperty("kerf.testdata")).getParent();

    /** A class of each module, which tells where its classes are, on whichever path. */
    private static final Map<String, Class<?>> MODULES = new TreeMap<>(Map.of(
            "kerf-fdt", Fdt.class,
            "kerf-dts", Dts.class,
            "kerf-model", SystemState.class,
            "kerf-validate", Validator.class,
            "kerf-alloc", Allocator.class,
            "kerf-sysfs", MultikernelFs.class,
            "kerf-kexec", KernelImage.class,
            "kerf", Host.class));

    private static final List<String> PACKAGES = List.of(
            "java.nio.file",
            "java.time",
            "java.util",
            "io.kerf",
            "io.kerf.alloc",
            "io.kerf.desired",
            "io.kerf.diag",
            "io.kerf.dts",
            "io.kerf.fdt",
            "io.kerf.kexec",
            "io.kerf.model",
            "io.kerf.model.binding",
            "io.kerf.sysfs",
            "io.kerf.sysfs.discovery",
            "io.kerf.sysfs.simulated",
            "io.kerf.tree",
            "io.kerf.validate");

    @TempDir
    Path classes;

    /** A source in memory. */
    private static final class Unit extends SimpleJavaFileObject {
        private final String text;

        private Unit(String className, String text) {
            super(URI.create("string:///" + className + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    @Test
    void everyExampleCompiles() throws IOException {
        List<JavadocExample> examples = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (String module : MODULES.keySet()) {
            List<JavadocExample> all = JavadocExample.of(ROOT.resolve(module));
            List<JavadocExample> some =
                    all.stream().filter(JavadocExample::isJava).toList();
            all.stream()
                    .filter(each -> each.isCode() && !each.isJava())
                    .forEach(each -> others.add(each.source().getFileName().toString()));
            assertThat(some).as("examples of %s", module).hasSizeGreaterThan(2);
            examples.addAll(some);
        }
        assertThat(examples).hasSizeGreaterThan(100);
        assertThat(others).as("files of examples in other languages").containsExactly("DesiredState.java");
        assertThat(faults(examples)).isEmpty();
    }

    @Test
    void anExampleOfSomethingThatIsGoneIsAFaultOfItsLine() throws IOException {
        String source = """
                package io.kerf.model;

                /**
                 * Sound.
                 *
                 * <pre>{@code
                 * ByteSize size = ByteSize.ofGiB(2);
                 * }</pre>
                 *
                 * <pre>{@code
                 * ByteSize size = ByteSize.ofNothing(2);
                 * }</pre>
                 *
                 * <pre>{@code
                 * $ kerf show
                 * }</pre>
                 *
                 * <pre>{@code
                 * try {
                 *     tryElsewhere();
                 * } finally {
                 *     log("tried");
                 * }
                 * }</pre>
                 *
                 * <pre>{@code
                 * try-me {
                 * };
                 * }</pre>
                 */
                public final class Sound {}
                """;
        List<JavadocExample> all = JavadocExample.of(Path.of("Sound.java"), source);
        assertThat(all).extracting(JavadocExample::isJava).containsExactly(true, true, false, true, false);
        assertThat(all).extracting(JavadocExample::toString).first().isEqualTo("Sound.java:6");
        assertThat(JavadocExample.of(Path.of("Hidden.java"), source.replace("public ", "")))
                .isEmpty();
        assertThat(faults(all.stream().filter(JavadocExample::isJava).toList()))
                .singleElement()
                .asString()
                .startsWith("Sound.java:10: ")
                .contains("ofNothing");
    }

    /** What the compiler has against examples, each with the place of the example. */
    private List<String> faults(List<JavadocExample> examples) throws IOException {
        Map<String, JavadocExample> byUnit = new TreeMap<>();
        List<JavaFileObject> units = new ArrayList<>();
        units.add(new Unit("Given", given()));
        for (JavadocExample example : examples) {
            String name = "Example" + units.size();
            units.add(new Unit(name, example.unit(name, "given.Given", PACKAGES)));
            byUnit.put("/" + name + ".java", example);
        }
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> options = List.of(
                "-proc:none",
                "-nowarn",
                "-Xmaxerrs",
                "1000",
                "-implicit:none",
                // nothing is written: all that can be wrong is known by then
                "--should-stop=ifNoError=FLOW",
                "-d",
                classes.toString(),
                "-cp",
                classPath());
        boolean isSound =
                compiler.getTask(null, null, found, options, null, units).call();
        List<String> faults = found.getDiagnostics().stream()
                .filter(each -> each.getKind() == Diagnostic.Kind.ERROR)
                .map(each -> place(byUnit, each.getSource()) + ": " + each.getMessage(Locale.ROOT))
                .toList();
        assertThat(faults.isEmpty()).isEqualTo(isSound);
        return faults;
    }

    private static String place(Map<String, JavadocExample> examples, @Nullable JavaFileObject unit) {
        String path = unit == null ? "" : unit.toUri().getPath();
        return examples.containsKey(path) ? examples.get(path).toString() : path;
    }

    private static String given() throws IOException {
        try (var in = Objects.requireNonNull(JavadocExamplesTest.class.getResourceAsStream("/javadoc/Given.java"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String classPath() {
        return Stream.concat(MODULES.values().stream(), Stream.of(Logger.class))
                .map(JavadocExamplesTest::location)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String location(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }
}

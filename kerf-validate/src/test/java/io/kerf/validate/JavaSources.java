// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/** Compiles Java that a test has as text. */
final class JavaSources {
    private JavaSources() {}

    /** The errors of sources compiled as a module that reads kerf's, as a user's would. */
    static List<String> asModule(Path output, Map<String, String> sources) throws IOException {
        return compile(output, List.of("--module-path", modulePath()), sources);
    }

    /** The errors of sources compiled on the class path. */
    static List<String> onClassPath(Path output, Map<String, String> sources) throws IOException {
        return compile(output, List.of("-classpath", System.getProperty("java.class.path")), sources);
    }

    private static List<String> compile(Path output, List<String> where, Map<String, String> sources)
            throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        List<String> options = new ArrayList<>(List.of("-proc:none", "--release", "17"));
        options.addAll(where);
        try (StandardJavaFileManager files = compiler.getStandardFileManager(found, Locale.ROOT, null)) {
            files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(output));
            List<Source> units = sources.entrySet().stream()
                    .map(each -> new Source(each.getKey(), each.getValue()))
                    .toList();
            compiler.getTask(new StringWriter(), files, found, options, null, units)
                    .call();
        }
        return found.getDiagnostics().stream()
                .filter(each -> each.getKind() == Diagnostic.Kind.ERROR)
                .map(each -> each.getMessage(Locale.ROOT))
                .toList();
    }

    /** Where the modules under test, and what they show in their signatures, were compiled to. */
    private static String modulePath() {
        List<String> parts = new ArrayList<>();
        for (Class<?> type : List.of(
                ValidatedState.class,
                io.kerf.model.SystemState.class,
                io.kerf.diag.Diagnostic.class,
                com.fasterxml.jackson.core.JsonFactory.class,
                org.snakeyaml.engine.v2.api.Dump.class,
                org.jspecify.annotations.NullMarked.class)) {
            try {
                parts.add(Path.of(type.getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI())
                        .toString());
            } catch (URISyntaxException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
        return String.join(System.getProperty("path.separator"), parts);
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String file, String text) {
            super(URI.create("string:///" + file), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.Kerf;
import io.kerf.alloc.Allocator;
import io.kerf.diag.KerfException;
import io.kerf.dts.Dts;
import io.kerf.kexec.KernelImage;
import io.kerf.model.CpuSet;
import io.kerf.sysfs.ChangeEngine;
import io.kerf.validate.Validator;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What users can see of all modules, against {@code docs/api.txt}: it changes on purpose only. */
class ApiSurfaceTest {
    /** A class of each module, by which its jar or folder is found. */
    private static final List<Class<?>> MODULES = List.of(
            KerfException.class,
            Dts.class,
            CpuSet.class,
            Validator.class,
            Allocator.class,
            ChangeEngine.class,
            KernelImage.class,
            Kerf.class);

    private static final String HEADER = """
            # What users see of kerf: every public class of every exported package, with its public and protected members.
            # Written by ApiSurfaceTest, which fails when it is not so. If a change is meant, write it anew and say it in CHANGELOG.md:
            #   mvn -pl kerf-examples -am verify -Dtest=ApiSurfaceTest -Dsurefire.failIfNoSpecifiedTests=false -Dkerf.api.write=true
            """;

    @Test
    void thePublicApiIsWhatThePageSays() throws Exception {
        String found = surface();
        Path page = Path.of(System.getProperty("kerf.testdata")).resolveSibling("docs/api.txt");
        if (Boolean.getBoolean("kerf.api.write")) {
            Files.writeString(page, found);
        }
        assertThat(found)
                .as("the public API; if a change is meant, run this with -Dkerf.api.write=true and commit %s", page)
                .isEqualTo(Files.readString(page));
    }

    @Test
    void thePageHoldsAllModulesAndNothingThatIsHidden() throws Exception {
        String found = surface();
        assertThat(found.lines().filter(line -> line.startsWith("module ")))
                .hasSize(MODULES.size())
                .contains("module io.kerf", "module io.kerf.fdt");
        assertThat(found)
                .contains("public abstract interface io.kerf.Host extends java.lang.AutoCloseable")
                .contains("  public static io.kerf.model.CpuSet parse(java.lang.String)")
                .doesNotContain("io.kerf.KernelHost", "io.kerf.sysfs.store");
    }

    private static String surface() throws IOException {
        StringBuilder out = new StringBuilder(HEADER);
        for (Class<?> anchor : MODULES) {
            URI place = URI.create(
                    anchor.getProtectionDomain().getCodeSource().getLocation().toString());
            Path file = Path.of(place);
            if (Files.isDirectory(file)) {
                append(out, file, anchor.getClassLoader());
            } else {
                try (FileSystem jar = FileSystems.newFileSystem(file)) {
                    append(out, jar.getPath("/"), anchor.getClassLoader());
                }
            }
        }
        return out.toString();
    }

    private static void append(StringBuilder out, Path root, ClassLoader loader) throws IOException {
        ModuleDescriptor module;
        try (InputStream in = Files.newInputStream(root.resolve("module-info.class"))) {
            module = ModuleDescriptor.read(in);
        }
        out.append("\nmodule ").append(module.name()).append('\n');
        TreeSet<String> packages = new TreeSet<>();
        module.exports().stream()
                .filter(exports -> !exports.isQualified())
                .forEach(exports -> packages.add(exports.source()));
        for (String name : packages) {
            TreeMap<String, Class<?>> classes = new TreeMap<>();
            for (String each : classNames(root.resolve(name.replace('.', '/')))) {
                load(name + "." + each, loader, classes);
            }
            classes.values().forEach(type -> append(out, type));
        }
    }

    private static List<String> classNames(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".class") && !file.equals("package-info.class"))
                    .map(file -> file.substring(0, file.length() - ".class".length()))
                    .toList();
        }
    }

    private static void load(String name, ClassLoader loader, TreeMap<String, Class<?>> into) {
        try {
            Class<?> type = Class.forName(name, false, loader);
            if (isSeen(type)) {
                into.put(name, type);
            }
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isSeen(Class<?> type) {
        Class<?> each = type;
        while (each != null) {
            if (each.isSynthetic() || each.isAnonymousClass() || !isSeen(each.getModifiers())) {
                return false;
            }
            each = each.getDeclaringClass();
        }
        return true;
    }

    private static boolean isSeen(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    private static void append(StringBuilder out, Class<?> type) {
        out.append('\n').append(head(type)).append('\n');
        List<String> members = new ArrayList<>();
        for (Field field : type.getDeclaredFields()) {
            add(members, field, field, field.toGenericString().replace(type.getTypeName() + ".", ""));
        }
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (!type.isEnum()) {
                add(members, constructor, constructor, constructor.toGenericString());
            }
        }
        for (Method method : type.getDeclaredMethods()) {
            if (!method.isBridge()) {
                add(
                        members,
                        method,
                        method,
                        method.toGenericString()
                                .replace(type.getTypeName() + "." + method.getName(), method.getName()));
            }
        }
        members.stream()
                .sorted()
                .forEach(member -> out.append("  ").append(member).append('\n'));
    }

    private static void add(List<String> members, Member member, AnnotatedElement element, String text) {
        if (isSeen(member.getModifiers()) && !member.isSynthetic()) {
            members.add((element.isAnnotationPresent(Deprecated.class) ? "@Deprecated " : "") + text);
        }
    }

    private static String head(Class<?> type) {
        String kind = type.isAnnotation()
                ? "@interface"
                : type.isInterface() ? "interface" : type.isEnum() ? "enum" : type.isRecord() ? "record" : "class";
        String modifiers = Modifier.toString(type.getModifiers() & ~Modifier.STATIC)
                .replace(" interface", "")
                .replace("interface", "");
        String parameters = type.getTypeParameters().length == 0
                ? ""
                : Arrays.stream(type.getTypeParameters())
                        .map(Object::toString)
                        .collect(Collectors.joining(", ", "<", ">"));
        List<String> above = new ArrayList<>();
        Type superclass = type.getGenericSuperclass();
        if (superclass instanceof Class<?> hidden && !Modifier.isPublic(hidden.getModifiers())) {
            superclass = hidden.getGenericSuperclass(); // of which users see nothing
        }
        if (superclass != null && superclass != Object.class && superclass != Record.class && !type.isEnum()) {
            above.add(superclass.getTypeName());
        }
        Arrays.stream(type.getGenericInterfaces()).map(Type::getTypeName).forEach(above::add);
        return modifiers + (type.isSealed() ? " sealed" : "") + " " + kind + " " + type.getTypeName() + parameters
                + (above.isEmpty() ? "" : " extends " + String.join(", ", above));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A {@code <pre>} block of the Javadoc of a public type, and the class that it is compiled in.
 *
 * @param source the file that it stands in
 * @param line the line that it begins in, from 1
 * @param imports types that the example means without saying of which package
 * @param isCode whether it is marked as code
 * @param text the example, without the stars in front
 */
record JavadocExample(Path source, int line, List<String> imports, boolean isCode, String text) {
    private static final Pattern BLOCK = Pattern.compile("<pre>(?:\\{@code)?(.*?)</pre>", Pattern.DOTALL);
    private static final Pattern STAR = Pattern.compile("(?m)^ *\\* ?");
    private static final Pattern IMPORT = Pattern.compile("(?m)^import ([\\w.]+)\\.(\\w+);$");
    private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);$");
    private static final Pattern WORD = Pattern.compile("\\b[A-Z]\\w*");
    private static final Pattern PUBLIC = Pattern.compile("(?m)^public ");

    /** What no statement of Java begins with: a header of a device tree, a node, a key of YAML or JSON, a prompt, a table. */
    private static final Pattern OTHER_LANGUAGE = Pattern.compile(
            "\\A\\s*(?:/[\\w-]+/|/ \\{|[{$#<|]|(?!(?:try|do|else|static|finally) )[\\w-]+(?:@\\w+)? \\{|[\\w-]+:(?:\\s|$))",
            Pattern.MULTILINE);

    private static final Pattern MEMBER =
            Pattern.compile("\\A\\s*(?:@\\w+|public |private |static |class |interface |record )");
    private static final Pattern REMARK = Pattern.compile("\\s*//[^\"]*$");

    /** All examples of a module's public types. */
    static List<JavadocExample> of(Path module) throws IOException {
        List<JavadocExample> examples = new ArrayList<>();
        try (Stream<Path> files = Files.walk(module.resolve("src/main/java"))) {
            for (Path file : files.filter(each -> each.toString().endsWith(".java"))
                    .sorted()
                    .toList()) {
                examples.addAll(of(file, Files.readString(file)));
            }
        }
        return examples;
    }

    /** The examples of a file; none if its type is not public. */
    static List<JavadocExample> of(Path file, String source) {
        List<JavadocExample> examples = new ArrayList<>();
        if (!PUBLIC.matcher(source).find()) {
            return examples;
        }
        Matcher block = BLOCK.matcher(source);
        while (block.find()) {
            String text = STAR.matcher(block.group(1)).replaceAll("").stripTrailing();
            boolean isCode = block.group().startsWith("<pre>{@code") && text.endsWith("}");
            text = isCode ? text.substring(0, text.length() - 1).stripTrailing() : text;
            int line = (int) source.substring(0, block.start()).lines().count();
            examples.add(new JavadocExample(file, line, imports(file, source, text), isCode, text));
        }
        return examples;
    }

    /** The types that an example names and that are beside its own, or that the file imports. */
    private static List<String> imports(Path file, String source, String text) {
        Set<String> names = WORD.matcher(text).results().map(MatchResult::group).collect(toCollection(TreeSet::new));
        List<String> imports = new ArrayList<>();
        IMPORT.matcher(source)
                .results()
                .filter(found -> names.contains(found.group(2)))
                .forEach(found -> imports.add(found.group(1) + "." + found.group(2)));
        Matcher home = PACKAGE.matcher(source);
        if (home.find()) {
            names.stream()
                    .filter(name -> Files.exists(file.resolveSibling(name + ".java")))
                    .forEach(name -> imports.add(home.group(1) + "." + name));
        }
        return imports;
    }

    boolean isJava() {
        return isCode && !OTHER_LANGUAGE.matcher(text).find();
    }

    /** A class with the example in it, whose superclass has what examples take for granted. */
    String unit(String className, String superclass, List<String> packages) {
        boolean isMember = MEMBER.matcher(text).find();
        return "package " + className.toLowerCase(Locale.ROOT) + ";\n"
                + imports.stream().map(each -> "import " + each + ";\n").collect(joining())
                + packages.stream().map(each -> "import " + each + ".*;\n").collect(joining())
                + "@SuppressWarnings(\"all\") abstract class " + className + " extends " + superclass + " {\n"
                + (isMember ? text : "void example() throws Exception {\n" + statements() + "\n}")
                + "\n}\n";
    }

    /** An example may be an expression. */
    private String statements() {
        List<String> lines = text.lines().toList();
        String last = REMARK.matcher(lines.get(lines.size() - 1)).replaceAll("").strip();
        return last.isEmpty() || last.endsWith(";") || last.endsWith("}") ? text : text + "\n;";
    }

    @Override
    public String toString() {
        return source.getFileName() + ":" + line;
    }
}

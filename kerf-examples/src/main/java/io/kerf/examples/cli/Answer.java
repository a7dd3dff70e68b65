// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/**
 * An answer as data: keys in order, with values that are texts, numbers, booleans, lists and maps of such. The first key is always
 * {@code schema}, whose schema file in {@code docs} every answer of its kind is held to.
 *
 * <pre>{@code
 * Answer.of("instance").with("name", "web").with("cpus", List.of(4L, 5L))
 * }</pre>
 */
final class Answer {
    private static final int VERSION = 1;

    private final Map<String, Object> values = new LinkedHashMap<>();

    private Answer() {}

    /** Begins an answer of a kind. */
    static Answer of(String kind) {
        return new Answer().with("schema", "kerf/" + kind + "/" + VERSION);
    }

    /** Adds a value; what is absent is null in the text. */
    Answer with(String key, Object value) {
        values.put(key, value);
        return this;
    }

    /** The keys and values, in order. */
    Map<String, Object> values() {
        return values;
    }

    /** Makes the part of an answer, which has no schema of its own. Keys and values take turns. */
    static Map<String, Object> part(Object... keysAndValues) {
        Map<String, Object> part = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            part.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return part;
    }

    /** Writes it; ends with a new line. */
    String render(Format format) {
        return format == Format.YAML ? yaml() : json();
    }

    /** Writes it as JSON in one line, which it ends. */
    String line() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            write(json, values);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text + "\n";
    }

    private String json() {
        StringWriter text = new StringWriter();
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter(Separators.createDefaultInstance()
                        .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                        .withObjectEmptySeparator("")
                        .withArrayEmptySeparator(""))
                .withObjectIndenter(new DefaultIndenter("  ", "\n"));
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.setPrettyPrinter(printer);
            write(json, values);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text + "\n";
    }

    private static void write(JsonGenerator json, Object value) throws IOException {
        Object plain = plain(value);
        if (plain instanceof Map<?, ?> map) {
            json.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                json.writeFieldName(String.valueOf(entry.getKey()));
                write(json, entry.getValue());
            }
            json.writeEndObject();
        } else if (plain instanceof List<?> list) {
            json.writeStartArray();
            for (Object element : list) {
                write(json, element);
            }
            json.writeEndArray();
        } else if (plain == NOTHING) {
            json.writeNull();
        } else if (plain instanceof Boolean truth) {
            json.writeBoolean(truth);
        } else if (plain instanceof Number number) {
            json.writeNumber(number.toString());
        } else {
            json.writeString(plain.toString());
        }
    }

    private static final Object NOTHING = new Object();

    /** What stands in the text for a value: an absent one is nothing, an unsigned id is a number, all else has its text form. */
    private static Object plain(Object value) {
        if (value instanceof Optional<?> maybe) {
            return maybe.isPresent() ? plain(maybe.get()) : NOTHING;
        }
        if (value instanceof OptionalInt maybe) {
            return maybe.isPresent() ? maybe.getAsInt() : NOTHING;
        }
        return value;
    }

    private String yaml() {
        DumpSettings settings = DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setIndent(2)
                .build();
        return new Dump(settings).dumpToString(sorted(values));
    }

    private static @Nullable Object sorted(Object value) {
        Object plain = plain(value);
        if (plain instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> copy = new TreeMap<>();
            map.forEach((key, element) -> copy.put(String.valueOf(key), sorted(element)));
            return copy;
        }
        if (plain instanceof List<?> list) {
            return list.stream().map(Answer::sorted).collect(Collectors.toList());
        }
        return plain == NOTHING ? null : plain instanceof Number || plain instanceof Boolean ? plain : plain.toString();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.desired;

import io.kerf.diag.KerfException;
import io.kerf.diag.Location;
import io.kerf.diag.SourceText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** A mapping of YAML 1.2, of which JSON is a part: keys with values, of which each tells where it stands if it is not as it should be. */
final class YamlFields {
    /** The longest text, in characters; what is read is small. */
    static final int LONGEST = 4 << 20;

    private final SourceText source;
    private final String what;
    private final Node node;
    private final Map<String, Node> values = new LinkedHashMap<>();

    /** The mapping that a node is; messages call it {@code what}. */
    private YamlFields(SourceText source, String what, Node node) {
        this.source = source;
        this.what = what;
        this.node = node;
        if (!(node instanceof MappingNode mapping)) {
            throw fault(node, what + " is not a mapping of keys to values");
        }
        for (NodeTuple each : mapping.getValue()) {
            String key = scalar(each.getKeyNode(), "a key of " + what);
            if (values.putIfAbsent(key, each.getValueNode()) != null) {
                throw fault(each.getKeyNode(), what + " says '" + key + "' twice");
            }
        }
    }

    /** The one document of a text. */
    static YamlFields document(String text, String name, String what) {
        SourceText source = SourceText.of(name, text);
        if (text.length() > LONGEST) {
            throw new DesiredStateException(what + " is longer than " + LONGEST + " characters", at(source, 0, 0));
        }
        LoadSettings settings = LoadSettings.builder()
                .setLabel(name)
                .setAllowNonScalarKeys(false)
                .setCodePointLimit(LONGEST)
                .build();
        try {
            Node root = new Composer(settings, new ParserImpl(settings, new StreamReader(settings, text)))
                    .getSingleNode()
                    .orElseThrow(() -> new DesiredStateException(what + " is empty", at(source, 0, 0)));
            return new YamlFields(source, what, root);
        } catch (MarkedYamlEngineException e) {
            Optional<Location> place = e.getProblemMark().flatMap(mark -> at(source, mark, mark));
            throw new DesiredStateException("this is neither YAML nor JSON: " + e.getProblem(), place, e);
        } catch (YamlEngineException e) {
            throw new DesiredStateException("this is neither YAML nor JSON: " + e.getMessage(), at(source, 0, 0), e);
        } catch (StackOverflowError tooDeep) {
            throw new DesiredStateException(what + " is nested too deep", at(source, 0, 0), tooDeep);
        }
    }

    /** Refuses keys that mean nothing here. */
    void requireKnown(Set<String> known) {
        values.forEach((key, value) -> {
            if (!known.contains(key)) {
                throw fault(
                        value,
                        what + " has no '" + key + "': it knows "
                                + String.join(", ", known.stream().sorted().toList()));
            }
        });
    }

    Set<String> keys() {
        return values.keySet();
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    YamlFields mapping(String key) {
        return new YamlFields(source, "'" + key + "'", value(key));
    }

    /** The mappings in a list. */
    List<YamlFields> mappings(String key) {
        List<YamlFields> all = new ArrayList<>();
        for (Node each : sequence(key)) {
            all.add(new YamlFields(source, "an entry of '" + key + "'", each));
        }
        return all;
    }

    String text(String key) {
        return scalar(value(key), "'" + key + "'");
    }

    /** A scalar, or a list of them; none where the key is not there. */
    List<String> texts(String key) {
        if (!has(key)) {
            return List.of();
        }
        if (value(key) instanceof ScalarNode) {
            return List.of(text(key));
        }
        return sequence(key).stream()
                .map(each -> scalar(each, "an entry of '" + key + "'"))
                .toList();
    }

    /** A value made of its text by something that throws if it is none. */
    <T> T read(String key, Function<String, T> reader) {
        return at(key, () -> reader.apply(text(key)));
    }

    /** As {@link #read}, where the key may be missing. */
    <T> Optional<T> readIfPresent(String key, Function<String, T> reader) {
        return has(key) ? Optional.of(read(key, reader)) : Optional.empty();
    }

    /** Makes something, and says that it failed where a key's value stands. */
    <T> T at(String key, Supplier<T> maker) {
        try {
            return maker.get();
        } catch (DesiredStateException e) {
            throw e;
        } catch (KerfException | IllegalArgumentException e) {
            throw new DesiredStateException(
                    "'" + key + "': " + Objects.requireNonNullElse(e.getMessage(), "cannot be read"),
                    place(values.getOrDefault(key, node)),
                    e);
        }
    }

    DesiredStateException fault(String key, String problem) {
        return fault(values.getOrDefault(key, node), problem);
    }

    private Node value(String key) {
        Node value = values.get(key);
        if (value == null) {
            throw fault(node, what + " needs '" + key + "'");
        }
        return value;
    }

    private List<Node> sequence(String key) {
        if (value(key) instanceof SequenceNode list) {
            return list.getValue();
        }
        throw fault(value(key), "'" + key + "' is not a list");
    }

    private String scalar(Node value, String name) {
        if (value instanceof ScalarNode scalar && !scalar.getTag().equals(Tag.NULL)) {
            return scalar.getValue();
        }
        throw fault(value, name + " is not a text or number");
    }

    private DesiredStateException fault(Node where, String problem) {
        return new DesiredStateException(problem, place(where));
    }

    private Optional<Location> place(Node where) {
        return where.getStartMark()
                .flatMap(start -> at(source, start, where.getEndMark().orElse(start)));
    }

    private static Optional<Location> at(SourceText source, Mark start, Mark end) {
        return at(source, offset(source, start), offset(source, end));
    }

    private static Optional<Location> at(SourceText source, int start, int end) {
        return Optional.of(source.span(start, Math.max(start, end)));
    }

    /** Marks count code points. */
    private static int offset(SourceText source, Mark mark) {
        String text = source.text();
        int points = text.codePointCount(0, text.length());
        return text.offsetByCodePoints(0, Math.min(mark.getIndex(), points));
    }
}

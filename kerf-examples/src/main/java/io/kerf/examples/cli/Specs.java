// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import java.lang.reflect.Constructor;
import java.util.Arrays;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Options and parameters put together by calls, for what is needed at every start: annotations take longer to be read. */
final class Specs {
    /** Makes objects for the parser, whose own factory first looks for Groovy on the class path: the jar is opened for that. */
    static final IFactory FACTORY = new IFactory() {
        @Override
        public <K> K create(Class<K> type) throws Exception {
            if (type.isInterface()) { // a list, of an option that may be repeated
                return CommandLine.defaultFactory().create(type);
            }
            Constructor<K> constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            return constructor.newInstance();
        }
    };

    private Specs() {}

    /** A command whose description is put together by calls. */
    static CommandSpec command(Object userObject, String name) {
        return CommandSpec.wrapWithoutInspection(userObject, FACTORY).name(name);
    }

    /** An option with a value. */
    static <T> OptionSpec.Builder option(
            String name, String label, Class<T> type, ITypeConverter<T> converter, Consumer<T> setter) {
        return OptionSpec.builder(name)
                .paramLabel(label)
                .type(type)
                .arity("1")
                .converters(converter)
                .setter(taking(type, setter));
    }

    /** An option without a value. */
    static OptionSpec.Builder flag(Consumer<Boolean> setter, String... names) {
        return OptionSpec.builder(names[0], Arrays.copyOfRange(names, 1, names.length))
                .type(boolean.class)
                .arity("0")
                .setter(taking(Boolean.class, setter));
    }

    /** A word that may be left out. */
    static PositionalParamSpec.Builder word(String label, Consumer<String> setter) {
        return PositionalParamSpec.builder()
                .paramLabel(label)
                .type(String.class)
                .arity("0..1")
                .setter(taking(String.class, setter));
    }

    /** The parser sets what is not on the command line to null; that leaves the field as it is. */
    private static <T> ISetter taking(Class<T> type, Consumer<T> setter) {
        return new ISetter() {
            @Override
            public <V> V set(V value) {
                if (value != null) {
                    setter.accept(type.cast(value));
                }
                return value;
            }
        };
    }
}

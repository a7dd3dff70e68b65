// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.diag.KerfException;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuSet;
import io.kerf.model.InstanceId;
import io.kerf.model.InstanceName;
import io.kerf.model.MemoryRange;
import io.kerf.sysfs.KernelAbi;
import io.kerf.sysfs.TransactionId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the words of a command line as what they mean. What cannot be read is told with the words and the reason, and exits with 2. */
final class Conversions {
    private static final Pattern TIME = Pattern.compile("(\\d{1,9})(ms|s|m|h)?");
    private static final int MOST_NODES = 1024;

    private Conversions() {}

    private static <T> T read(String text, Function<String, T> reader) {
        try {
            return reader.apply(text);
        } catch (KerfException | IllegalArgumentException wrong) {
            throw new TypeConversionException(String.valueOf(wrong.getMessage()));
        }
    }

    /** A CPU list such as {@code 4-7,10}. */
    static final class Cpus implements ITypeConverter<CpuSet> {
        @Override
        public CpuSet convert(String text) {
            return read(text, CpuSet::parse);
        }
    }

    /** An amount of memory such as {@code 2GB}: whole pages, at least one. */
    static final class Size implements ITypeConverter<ByteSize> {
        @Override
        public ByteSize convert(String text) {
            ByteSize size = read(text, ByteSize::parse);
            if (size.equals(ByteSize.ZERO)) {
                throw new TypeConversionException(
                        "memory of '" + text + "' is none: write a number above 0 and a unit, such as 2GB");
            }
            if (!size.isPageMultiple()) {
                throw new TypeConversionException("memory of '" + text
                        + "' is not a whole number of pages of 4096 bytes: write a unit, such as 2GB or 512MB");
            }
            return size;
        }
    }

    /** An address in bytes: {@code 0x…} or decimal. */
    static final class Address implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            boolean hex = text.startsWith("0x") || text.startsWith("0X");
            try {
                String digits = hex ? text.substring(2) : text;
                if (digits.startsWith("+") || digits.startsWith("-")) {
                    throw new NumberFormatException();
                }
                return Long.parseUnsignedLong(digits, hex ? 16 : 10);
            } catch (NumberFormatException wrong) {
                throw new TypeConversionException(
                        "'" + text + "' is no address: write bytes, as 0x80000000 or decimal, below 2^64");
            }
        }
    }

    /** An address at which a page begins. */
    static final class PageAddress implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            long address = new Address().convert(text);
            if (address % MemoryRange.PAGE_SIZE != 0) {
                throw new TypeConversionException(
                        "'" + text + "' is not where a page begins: use a multiple of 4096, such as 0x80000000");
            }
            return address;
        }
    }

    /** A directory; a variable that is not set must not mean the one that somebody happens to be in. */
    static final class Folder implements ITypeConverter<Path> {
        @Override
        public Path convert(String text) {
            if (text.isEmpty()) {
                throw new TypeConversionException("no directory is named; leave the option out, or write one");
            }
            return path(text);
        }
    }

    /** Here, since a converter implements a type of picocli's: no class archive takes its lambdas, and each start would make them anew. */
    private static Path path(String text) {
        return read(text, Path::of);
    }

    /** The name of a file to write. */
    static final class OutputName implements ITypeConverter<Path> {
        @Override
        public Path convert(String text) {
            return path(text);
        }
    }

    /** An instance's name. */
    static final class Name implements ITypeConverter<InstanceName> {
        @Override
        public InstanceName convert(String text) {
            return read(text, InstanceName::of);
        }
    }

    /** An instance's id. */
    static final class Id implements ITypeConverter<InstanceId> {
        @Override
        public InstanceId convert(String text) {
            return read(text, InstanceId::parse);
        }
    }

    /** The name of a file to read; {@code -} is standard input. */
    static final class InputName implements ITypeConverter<Path> {
        @Override
        public Path convert(String text) {
            return Path.of(text.equals("-") ? "/dev/stdin" : text);
        }
    }

    /** A transaction's number, with or without {@code tx_} in front. */
    static final class Transaction implements ITypeConverter<TransactionId> {
        @Override
        public TransactionId convert(String text) {
            return TransactionId.ofDirectory(text.startsWith("tx_") ? text : "tx_" + text)
                    .orElseThrow(() -> new TypeConversionException(
                            "'" + text + "' is no number of a transaction: write it as 5 or tx_5"));
        }
    }

    /** Device names or PCI addresses between commas; blanks around them and empty parts do not count. */
    static final class Words implements ITypeConverter<WordList> {
        @Override
        public WordList convert(String text) {
            return new WordList(Arrays.stream(text.split(",", -1))
                    .map(String::strip)
                    .filter(word -> !word.isEmpty())
                    .toList());
        }
    }

    /** NUMA node numbers and ranges of such between commas. */
    static final class Nodes implements ITypeConverter<NodeList> {
        @Override
        public NodeList convert(String text) {
            String list = String.join(",", new Words().convert(text).words());
            if (list.isEmpty()) {
                return new NodeList(List.of());
            }
            List<Integer> nodes = new ArrayList<>();
            read(list, CpuSet::parse).stream().forEach(node -> {
                if (node < 0 || node >= MOST_NODES) {
                    throw new TypeConversionException("'" + text + "': NUMA nodes are numbered from 0 to 1023");
                }
                nodes.add((int) node);
            });
            return new NodeList(List.copyOf(nodes));
        }
    }

    /** A time such as {@code 30s}; a number alone counts seconds. */
    static final class Time implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            Matcher matcher = TIME.matcher(text);
            if (!matcher.matches()) {
                throw new TypeConversionException("'" + text + "' is no time: write 30s, 2m, 1h or 500ms");
            }
            long number = Long.parseLong(matcher.group(1));
            String unit = matcher.group(2) == null ? "s" : matcher.group(2);
            return switch (unit) {
                case "ms" -> Duration.ofMillis(number);
                case "m" -> Duration.ofMinutes(number);
                case "h" -> Duration.ofHours(number);
                default -> Duration.ofSeconds(number);
            };
        }
    }

    /** A generation of the kernel's interface: {@code flat-u32}, {@code pool} and so on. */
    static final class Abi implements ITypeConverter<KernelAbi> {
        @Override
        public KernelAbi convert(String text) {
            return constant(text, "generation that kerf knows", KernelAbi.values());
        }
    }

    /** A form of answers. */
    static final class FormatWord implements ITypeConverter<Format> {
        @Override
        public Format convert(String text) {
            return constant(text, "form of answers", Format.values());
        }
    }

    /** When to use colours. */
    static final class ColorWord implements ITypeConverter<ColorChoice> {
        @Override
        public ColorChoice convert(String text) {
            return constant(text, "choice of colours", ColorChoice.values());
        }
    }

    /** Finds the constant that a word means, in any letter case. */
    static <E extends Enum<E>> E constant(String text, String kind, E[] constants) {
        return Arrays.stream(constants)
                .filter(constant -> word(constant).equals(text.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("'" + text + "' is no " + kind + ": "
                        + Arrays.stream(constants).map(Conversions::word).collect(Collectors.joining(", "))));
    }

    /** The words for the generations. */
    static final class AbiNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(KernelAbi.values()).map(Conversions::word).iterator();
        }
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Words between commas. */
    record WordList(List<String> words) {}

    /** Numbers of NUMA nodes. */
    record NodeList(List<Integer> nodes) {
        int[] toArray() {
            return nodes.stream().mapToInt(Integer::intValue).toArray();
        }
    }
}

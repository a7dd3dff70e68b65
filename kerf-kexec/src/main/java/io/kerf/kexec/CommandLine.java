// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The command line of a kernel ({@code Documentation/admin-guide/kernel-parameters.rst}), put together parameter by parameter. Each
 * parameter is checked when it is added.
 *
 * <pre>{@code
 * CommandLine line = CommandLine.empty()
 *         .withConsole("mktty0")
 *         .withRoot("/dev/vda1")
 *         .withAddress("10.0.0.7/24", "10.0.0.1", "eth0");
 * // console=mktty0 root=/dev/vda1 ip=10.0.0.7::10.0.0.1:255.255.255.0::eth0:off
 * }</pre>
 *
 * <p>Immutable: each {@code with…} method returns a copy.
 */
public final class CommandLine {
    /** The longest command line, in bytes with its NUL: {@value}, the usual limit of kernels. */
    public static final int LONGEST = 2048;

    private static final CommandLine EMPTY = new CommandLine("");
    private static final String ADDRESS = "ip=";
    /** Hands the rest to the init program. */
    private static final String END = "--";

    private static final byte HIDDEN_BLANK = (byte) 0xa0;

    private final String text;

    private CommandLine(String text) {
        this.text = text;
    }

    /**
     * Returns the empty command line.
     *
     * @return no parameters
     */
    public static CommandLine empty() {
        return EMPTY;
    }

    /**
     * Takes a command line that is already written.
     *
     * @param text the text, without a NUL
     * @return the command line
     * @throws IllegalArgumentException if it holds a control character other than a tab, a quote without its pair, half a surrogate pair, outside
     *     of quotes a character whose UTF-8 has the byte 0xa0, which the kernel takes for a blank, or is longer than {@value #LONGEST} bytes with its NUL
     */
    public static CommandLine of(String text) {
        if (text.chars().anyMatch(c -> Character.isISOControl(c) && c != '\t')) {
            throw new IllegalArgumentException(
                    "a kernel command line is one line without a NUL or other control characters");
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new IllegalArgumentException("a kernel command line is text, without half a surrogate pair");
        }
        if (text.chars().filter(c -> c == '"').count() % 2 != 0) {
            throw new IllegalArgumentException("a quote in a kernel command line has its pair; this one is not closed");
        }
        requireNoHiddenBlank(text);
        int bytes = text.getBytes(StandardCharsets.UTF_8).length + 1;
        if (bytes > LONGEST) {
            throw new IllegalArgumentException(
                    "a kernel command line has at most " + LONGEST + " bytes with its NUL, not " + bytes);
        }
        return new CommandLine(text);
    }

    /**
     * Adds something at the end; where a {@code --} hands the rest to the init program, before that, so that the kernel sees it.
     *
     * @param parameters one parameter or several with blanks between them
     * @return a copy with it
     * @throws IllegalArgumentException as {@link #of}
     */
    public CommandLine with(String parameters) {
        of(Objects.requireNonNull(parameters, "parameters"));
        int end = endOfKernelPart();
        String front = text.substring(0, end).stripTrailing();
        String rest = text.substring(end);
        if (parameters.isEmpty()) {
            return this;
        }
        return of((front.isEmpty() ? "" : front + " ") + parameters + (rest.isEmpty() ? "" : " " + rest));
    }

    /** Of the kernel's part: what is behind a {@code --} is the init program's. */
    private static boolean hasAddress(String text) {
        return words(text)
                .takeWhile(word -> !word.text().equals(END))
                .anyMatch(word -> word.text().startsWith(ADDRESS));
    }

    /** Where the word {@code --} begins; the whole length without one. */
    private int endOfKernelPart() {
        return words(text)
                .filter(word -> word.text().equals(END))
                .findFirst()
                .map(Word::start)
                .orElse(text.length());
    }

    /** A parameter, without the quotes around the whole of it, which the kernel strips. */
    private record Word(int start, String text) {}

    /** As next_arg in {@code lib/cmdline.c} takes them apart: quotes hide blanks, wherever they are in a word. */
    private static Stream<Word> words(String text) {
        List<Word> words = new ArrayList<>();
        boolean quoted = false;
        int start = -1;
        for (int at = 0; at <= text.length(); at++) {
            boolean ends = at == text.length() || !quoted && isBlank(text.charAt(at));
            if (ends && start >= 0) {
                words.add(new Word(start, stripped(text.substring(start, at))));
                start = -1;
            }
            if (!ends) {
                start = start < 0 ? at : start;
                quoted ^= text.charAt(at) == '"';
            }
        }
        return words.stream();
    }

    private static String stripped(String word) {
        if (!word.startsWith("\"")) {
            return word;
        }
        return word.substring(1, word.endsWith("\"") ? Math.max(1, word.length() - 1) : word.length());
    }

    /** The kernel goes by bytes, and takes 0xa0 for a blank ({@code lib/ctype.c}): in UTF-8 that is a part of other characters. */
    private static void requireNoHiddenBlank(String text) {
        boolean quoted = false;
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            quoted ^= each == '"';
            if (!quoted && each == HIDDEN_BLANK) {
                throw new IllegalArgumentException(
                        "the kernel would take the byte 0xa0 in a character such as U+00A0 or U+00E0 for a"
                                + " blank, and what follows for another parameter; put such a parameter in quotes");
            }
        }
    }

    private static boolean isBlank(char character) {
        return character == ' ' || character == '\t';
    }

    /**
     * Adds a console; the last one becomes {@code /dev/console}.
     *
     * @param device such as {@code mktty0}, the console that multikernel gives an instance, or {@code ttyS0,115200}
     * @return a copy with {@code console=…}
     * @throws IllegalArgumentException if it is empty or holds anything but printable ASCII, or a blank or a quote, or the command line gets too long
     */
    public CommandLine withConsole(String device) {
        return with("console=" + word("console", device));
    }

    /**
     * Adds the root file system.
     *
     * @param device such as {@code /dev/vda1} or {@code UUID=…}
     * @return a copy with {@code root=…}
     * @throws IllegalArgumentException if it is empty or holds anything but printable ASCII, or a blank or a quote, or the command line gets too long
     */
    public CommandLine withRoot(String device) {
        return with("root=" + word("root", device));
    }

    /**
     * Lets the kernel ask for its address on whatever network device answers.
     *
     * @return a copy with {@code ip=dhcp}
     */
    public CommandLine withDhcp() {
        return withIp(IpParameter.dhcp());
    }

    /**
     * Lets the kernel ask for its address on one network device.
     *
     * @param device such as {@code eth0}
     * @return a copy with {@code ip=:::::eth0:dhcp}
     * @throws IllegalArgumentException if there can be no device of that name
     */
    public CommandLine withDhcp(String device) {
        return withIp(IpParameter.dhcp().onDevice(device));
    }

    /**
     * Gives the kernel an address ({@code Documentation/admin-guide/nfs/nfsroot.rst}).
     *
     * @param address an IPv4 address with the length of its prefix, such as {@code 10.0.0.7/24}
     * @param gateway the gateway's address, in the same network
     * @param device such as {@code eth0}
     * @return a copy with {@code ip=10.0.0.7::10.0.0.1:255.255.255.0::eth0:off}
     * @throws IllegalArgumentException if an address is none, the prefix is not 1 to 32 bits long, the gateway is in another network or is the
     *     address itself, or there can be no device of that name
     */
    public CommandLine withAddress(String address, String gateway, String device) {
        return withIp(IpParameter.address(address).withGateway(gateway).onDevice(device));
    }

    /**
     * Gives the kernel an address and no gateway.
     *
     * @param address an IPv4 address with the length of its prefix, such as {@code 10.0.0.7/24}
     * @param device such as {@code eth0}
     * @return a copy with {@code ip=10.0.0.7:::255.255.255.0::eth0:off}
     * @throws IllegalArgumentException as {@link #withAddress(String, String, String)}
     */
    public CommandLine withAddress(String address, String device) {
        return withIp(IpParameter.address(address).onDevice(device));
    }

    /**
     * Says how the kernel gets its address, in all the ways that there are.
     *
     * <pre>{@code
     * line.withIp(IpParameter.dhcp().withHostName("web"))
     * }</pre>
     *
     * @param ip the parameter
     * @return a copy with it
     * @throws IllegalArgumentException if there is an {@code ip=} already, or the command line gets too long
     */
    public CommandLine withIp(IpParameter ip) {
        if (hasAddress(text)) {
            throw new IllegalArgumentException(
                    "the command line has an ip= already, of which the kernel would mix the fields with"
                            + " another; where the initial file system reads several, write them with(…)");
        }
        return with(ip.text());
    }

    private static String word(String what, String value) {
        if (value.isEmpty() || value.chars().anyMatch(c -> c <= ' ' || c > '~' || c == '"')) {
            throw new IllegalArgumentException("a " + what + " is one word of ASCII characters, not '" + value + "'");
        }
        return value;
    }

    /**
     * Returns the text. It may hold secrets: do not log it.
     *
     * @return the text, without a NUL
     */
    public String text() {
        return text;
    }

    /**
     * Returns how long it is for the kernel.
     *
     * @return bytes with the final NUL, at least 1
     */
    public int bytes() {
        return text.getBytes(StandardCharsets.UTF_8).length + 1;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CommandLine that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** Only how long it is, since it may hold secrets. */
    @Override
    public String toString() {
        return "command line of " + text.length() + " characters";
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Spoils sources as typing, merging and broken transfers do: the same seed gives the same sequence. */
final class SourceMutator {
    private static final String[] PIECES = {
        "{",
        "}",
        "};",
        ";",
        "<",
        ">",
        "[",
        "]",
        "(",
        ")",
        "\"",
        "'",
        "\\",
        ",",
        "=",
        ":",
        "&",
        "&{/",
        "/",
        "/*",
        "*/",
        "//",
        "#",
        "@",
        "\n",
        "\t",
        "\0",
        "\u00e9",
        "\ud83d\ude00",
        "\ufffd",
        "/dts-v1/;",
        "/plugin/;",
        "/multikernel-v1/;",
        "/memreserve/ 0 1;",
        "/include/ \"a.dtsi\"",
        "/include/ \"b.dtsi\"",
        "/include/ \"c.dtsi\"",
        "/incbin/(\"a.dtsi\")",
        "/bits/ 64",
        "/bits/ 7",
        "/delete-node/ n;",
        "/delete-property/ p;",
        "/omit-if-no-ref/ ",
        "/ {",
        "n {",
        "p = <1>;",
        "phandle = <1>;",
        "phandle = <&l>;",
        "l: ",
        "&l",
        "<&l>",
        "0xffffffffffffffff",
        "99999999999999999999",
        "09",
        "0x",
        "'ab'",
        "# 7 \"x.dts\"\n",
        "#line 9\n",
        "(1 / 0)",
        "(1 ? 2 :",
        "__symbols__ {",
        "__overlay__ {",
        "fragment@0 {"
    };

    private final Random random;

    SourceMutator(long seed) {
        this.random = new Random(seed);
    }

    /** Spoils a source in one to four places; now and then it takes a part of another. */
    byte[] spoil(String source, List<String> others) {
        StringBuilder text = new StringBuilder(source);
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            int at = random.nextInt(text.length() + 1);
            int to = Math.min(text.length(), at + 1 + random.nextInt(12));
            switch (random.nextInt(8)) {
                case 0 -> text.delete(at, to);
                case 1, 2 -> text.insert(at, PIECES[random.nextInt(PIECES.length)]);
                case 3 -> text.replace(at, to, PIECES[random.nextInt(PIECES.length)]);
                case 4 -> text.insert(at, text.substring(at, to).repeat(1 + random.nextInt(3)));
                case 5 -> text.setLength(random.nextInt(8) == 0 ? at : text.length());
                case 6 -> text.insert(at, part(others.get(random.nextInt(others.size()))));
                default -> text.insert(at, (char) random.nextInt(random.nextBoolean() ? 0x80 : 0x10000));
            }
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 0 && random.nextInt(4) == 0) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return bytes;
    }

    private String part(String source) {
        int from = random.nextInt(source.length() + 1);
        return source.substring(from, Math.min(source.length(), from + random.nextInt(40)));
    }
}

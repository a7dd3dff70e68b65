// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class IomemRegionsProperties {
    private static final int INSTANCES = 6;

    @Property
    void aTextThatChangedSaysWhatItWouldHaveSaidAtFirst(@ForAll long seed) {
        Random random = new Random(seed);
        List<String> lines = new ArrayList<>();
        IomemRegions remembered = IomemRegions.none();
        for (int i = 0; i < 12; i++) {
            change(lines, random);
            String text = String.join("\n", lines) + (random.nextBoolean() ? "\n" : "");
            remembered = remembered.changedTo(text);
            IomemRegions fresh = IomemRegions.parse(text);
            for (int id = 0; id < INSTANCES; id++) {
                assertThat(remembered.of(id, name(id))).as(text).isEqualTo(fresh.of(id, name(id)));
            }
        }
    }

    @Example
    void theSameTextIsNotReadAgain() {
        IomemRegions regions = IomemRegions.parse("00001000-00001fff : mk-instance-1-web-region-0\n");
        assertThat(regions.changedTo("00001000-00001fff : mk-instance-1-web-region-0\n"))
                .isSameAs(regions);
        assertThat(regions.of(1, "web")).hasSize(1);
        assertThat(regions.changedTo("").of(1, "web")).isEmpty();
    }

    @Example
    void aNumberWithZerosBeforeItIsNoId() {
        assertThat(IomemRegions.parse("00001000-00001fff : mk-instance-01-web-region-0")
                        .of(1, "web"))
                .isEmpty();
    }

    private static void change(List<String> lines, Random random) {
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(lines.size() + 1);
            if (at < lines.size() && random.nextInt(3) == 0) {
                lines.remove(at);
            } else {
                lines.add(at, line(random));
            }
        }
    }

    /** Also lines twice, regions of one place, lines that are none, and letters of more than one byte. */
    private static String line(Random random) {
        int id = random.nextInt(INSTANCES);
        long base = 0x1000L * random.nextInt(8);
        String range = String.format("%08x-%08x : ", base, base + 0xfff);
        return switch (random.nextInt(6)) {
            case 0 -> "00000000-00000000 : mk-instance-" + id + "-" + name(id) + "-region-0";
            case 1 -> range + "System RAM \u00e4\u20ac";
            case 2 -> "";
            default -> "  " + range + "mk-instance-" + id + "-" + name(id) + "-region-" + random.nextInt(3);
        };
    }

    private static String name(int id) {
        return List.of("a", "b", "a", "a-region-1", "\u00e9", "web").get(id);
    }
}

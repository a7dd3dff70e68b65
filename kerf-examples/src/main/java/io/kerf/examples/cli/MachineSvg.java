// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.examples.cli.MachineMap.Cpu;
import io.kerf.examples.cli.MachineMap.DeviceShare;
import io.kerf.examples.cli.MachineMap.Owner;
import io.kerf.examples.cli.MachineMap.Part;
import io.kerf.examples.cli.MachineMap.Share;
import io.kerf.examples.cli.MachineMap.Span;
import io.kerf.model.ByteSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Draws a machine as SVG that needs no font, style or script of elsewhere. The same machine gives the same bytes. What programs named is
 * escaped, and signs that XML does not have are replaced.
 */
final class MachineSvg {
    private static final int WIDTH = 960;
    private static final int LEFT = 80;
    private static final int ROOM = WIDTH - LEFT - 20;
    private static final int ROW = 22;
    /** A part with more CPUs has no lines between them. */
    private static final int MOST_LINES = 128;

    private static final String[] COLORS = {
        "#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377", "#ee7733", "#009988", "#997700", "#994455",
        "#6699cc", "#88ccaa"
    };

    private final MachineMap map;
    private final Optional<String> lifted;
    private final StringBuilder body = new StringBuilder();
    private int y = 34;

    private MachineSvg(MachineMap map, Optional<String> lifted) {
        this.map = map;
        this.lifted = lifted;
    }

    /** Draws it; where an instance is named, the others are pale. */
    static String draw(MachineMap map, Optional<String> lifted) {
        return new MachineSvg(map, lifted).draw();
    }

    private String draw() {
        text(20, "Machine" + lifted.map(name -> ": " + name).orElse(""), "bold");
        legend();
        map.parts().forEach(this::part);
        List<DeviceShare> rest = map.devices().stream()
                .filter(device -> map.parts().stream()
                        .noneMatch(
                                part -> part.node().isPresent() && part.node().equals(device.node())))
                .toList();
        if (!rest.isEmpty()) {
            y += ROW + 8;
            text(20, "Devices on no known node", "bold");
            rest.forEach(this::device);
        }
        int height = y + 20;
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + WIDTH
                + "\" height=\"" + height + "\" viewBox=\"0 0 " + WIDTH + " " + height
                + "\" font-family=\"sans-serif\" font-size=\"13\">\n<title>Machine and instances</title>\n"
                + "<rect width=\"" + WIDTH + "\" height=\"" + height + "\" fill=\"#ffffff\"/>\n" + body + "</svg>\n";
    }

    private void legend() {
        int x = 20;
        y += ROW + 4;
        for (int owner = 0; owner < map.owners().size(); owner++) {
            if (owner == MachineMap.UNKNOWN && !hasUnknown()) {
                continue;
            }
            Owner each = map.owners().get(owner);
            String words = each.name()
                    + each.instance()
                            .map(instance -> " (" + instance.state() + ")")
                            .orElse("");
            int width = 34 + 8 * words.length();
            if (x + width > WIDTH - 20 && x > 20) {
                x = 20;
                y += ROW;
            }
            rect(x, y - 11, 13, 13, owner, "");
            text(x + 19, words, "normal");
            x += width;
        }
    }

    private boolean hasUnknown() {
        return map.parts().stream()
                .flatMap(part -> part.cores().stream())
                .flatMap(List::stream)
                .anyMatch(cpu -> cpu.owner() == MachineMap.UNKNOWN);
    }

    private void part(Part part) {
        y += ROW + 12;
        long bytes = part.bytes();
        text(
                20,
                part.title() + ": " + part.cpuCount() + " CPUs" + (bytes == 0 ? "" : ", " + ByteSize.ofBytes(bytes)),
                "bold");
        cpus(part);
        memory(part);
        map.devices().stream()
                .filter(device -> part.node().isPresent() && part.node().equals(device.node()))
                .forEach(this::device);
    }

    private void cpus(Part part) {
        List<Cpu> all = part.cores().stream().flatMap(List::stream).toList();
        if (all.isEmpty()) {
            return;
        }
        y += ROW;
        text(20, "CPUs", "normal");
        double width = (double) ROOM / all.size();
        int from = 0;
        for (int i = 1; i <= all.size(); i++) {
            if (i == all.size() || all.get(i).owner() != all.get(from).owner()) {
                rect(
                        LEFT + from * width,
                        y - 13,
                        (i - from) * width,
                        17,
                        all.get(from).owner(),
                        tip(all, from, i));
                from = i;
            }
        }
        if (all.size() <= MOST_LINES) {
            lines(part, width);
        }
    }

    private String tip(List<Cpu> all, int from, int to) {
        String ids = Long.toUnsignedString(all.get(from).id())
                + (to - from > 1
                        ? " to " + Long.toUnsignedString(all.get(to - 1).id())
                        : "");
        return map.owners().get(all.get(from).owner()).name() + ": CPU " + ids;
    }

    /** Between CPUs thin ones, between cores thick ones. */
    private void lines(Part part, double width) {
        int at = 0;
        for (List<Cpu> core : part.cores()) {
            for (int i = 0; i < core.size(); i++) {
                if (at > 0) {
                    String stroke = i == 0 && part.cores().size() > 1 ? "2" : "0.5";
                    String x = number(LEFT + at * width);
                    body.append("<line x1=\"")
                            .append(x)
                            .append("\" y1=\"")
                            .append(y - 13)
                            .append("\" x2=\"")
                            .append(x);
                    body.append("\" y2=\"").append(y + 4).append("\" stroke=\"#ffffff\" stroke-width=\"");
                    body.append(stroke).append("\"/>\n");
                }
                at++;
            }
        }
    }

    private void memory(Part part) {
        if (part.memory().isEmpty()) {
            return;
        }
        y += ROW;
        text(20, "memory", "normal");
        int[] widths =
                Proportions.share(part.memory().stream().mapToLong(Span::bytes).toArray(), ROOM);
        int x = LEFT;
        for (int i = 0; i < widths.length; i++) {
            Span span = part.memory().get(i);
            String place = span.base().isPresent()
                    ? " at 0x" + Long.toHexString(span.base().getAsLong())
                    : "";
            String tip = map.owners().get(span.owner()).name() + ": " + ByteSize.ofBytes(span.bytes()) + place;
            if (widths[i] > 0) {
                rect(x, y - 13, widths[i], 17, span.owner(), tip);
            }
            x += widths[i];
        }
    }

    private void device(DeviceShare device) {
        y += ROW;
        text(20, "device", "normal");
        text(LEFT, device.name() + " " + device.about(), "normal");
        int x = LEFT + 260;
        for (Share share : device.shares()) {
            String words = map.owners().get(share.owner()).name()
                    + (share.parts().isEmpty() ? "" : " " + device.part() + " " + share.parts());
            int width = 34 + 8 * words.length();
            if (x + width > WIDTH - 20 && x > LEFT + 260) {
                x = LEFT + 260;
                y += ROW;
            }
            rect(x, y - 11, 13, 13, share.owner(), "");
            text(x + 19, words, "normal");
            x += width;
        }
    }

    private void text(int x, String words, String weight) {
        body.append("<text x=\"").append(x).append("\" y=\"").append(y).append('"');
        body.append(weight.equals("bold") ? " font-weight=\"bold\"" : "");
        body.append('>').append(escaped(words)).append("</text>\n");
    }

    private void rect(double x, int top, double width, int height, int owner, String tip) {
        body.append("<rect x=\"")
                .append(number(x))
                .append("\" y=\"")
                .append(top)
                .append("\" width=\"");
        body.append(number(width))
                .append("\" height=\"")
                .append(height)
                .append("\" fill=\"")
                .append(color(owner));
        body.append("\" stroke=\"#666666\" stroke-width=\"0.5\"");
        body.append(isPale(owner) ? " fill-opacity=\"0.25\"" : "");
        body.append(tip.isEmpty() ? "/>\n" : "><title>" + escaped(tip) + "</title></rect>\n");
    }

    private boolean isPale(int owner) {
        return owner >= MachineMap.FIRST_INSTANCE
                && lifted.filter(name -> !name.equals(map.owners().get(owner).name()))
                        .isPresent();
    }

    private static String color(int owner) {
        return switch (owner) {
            case MachineMap.HOST -> "#bbbbbb";
            case MachineMap.FREE -> "#ffffff";
            case MachineMap.UNKNOWN -> "#000000";
            default -> COLORS[(owner - MachineMap.FIRST_INSTANCE) % COLORS.length];
        };
    }

    private static String number(double value) {
        String text = String.format(Locale.ROOT, "%.2f", value);
        return text.endsWith(".00") ? text.substring(0, text.length() - 3) : text;
    }

    private static String escaped(String text) {
        List<String> signs = new ArrayList<>();
        text.codePoints().forEach(sign -> signs.add(escaped(sign)));
        return String.join("", signs);
    }

    private static String escaped(int sign) {
        return switch (sign) {
            case '&' -> "&amp;";
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            case '"' -> "&quot;";
            default -> {
                boolean inXml = sign >= 0x20 && sign < 0xd800 || sign > 0xdfff && sign < 0xfffe || sign > 0xffff;
                yield inXml ? Character.toString(sign) : "\ufffd";
            }
        };
    }
}

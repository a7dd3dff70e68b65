// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.kerf.alloc.Machines;
import io.kerf.examples.cli.MachineMap.Cpu;
import io.kerf.examples.cli.MachineMap.DeviceShare;
import io.kerf.examples.cli.MachineMap.Owner;
import io.kerf.examples.cli.MachineMap.Part;
import io.kerf.examples.cli.MachineMap.Share;
import io.kerf.examples.cli.MachineMap.Span;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

/** The picture for tickets. */
class MachineSvgTest {
    private static Document parse(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }

    /** A machine of one CPU, whose owner and device have a name. */
    private static MachineMap named(String name) {
        return new MachineMap(
                List.of(
                        new Owner("host", Optional.empty()),
                        new Owner("free", Optional.empty()),
                        new Owner("not known", Optional.empty()),
                        new Owner(name, Optional.empty())),
                List.of(new Part(
                        OptionalInt.empty(),
                        "Machine",
                        List.of(List.of(new Cpu(0, 3))),
                        List.of(new Span(3, 4096, OptionalLong.of(0))))),
                List.of(new DeviceShare(OptionalInt.empty(), name, "other", "", List.of(new Share(3, "")))));
    }

    @Test
    void namesAreEscaped() throws Exception {
        String evil = "<script>alert(\"1\")</script>&\u001b[2J\u0000\ud800";
        String svg = MachineSvg.draw(named(evil), Optional.of(evil));
        assertThat(svg).doesNotContain("<script", "\u001b", "\u0000");
        Document read = parse(svg);
        assertThat(read.getElementsByTagName("script").getLength()).isZero();
        assertThat(read.getElementsByTagName("text").item(0).getTextContent())
                .isEqualTo("Machine: <script>alert(\"1\")</script>&\ufffd[2J\ufffd\ufffd");
    }

    @Test
    void nothingIsTakenFromElsewhere() throws IOException {
        String svg = MachineSvg.draw(named("web"), Optional.empty());
        assertThat(svg).doesNotContain("href", "url(", "@import", "<style");
    }

    @Test
    void aMachineOf256CpusHasOneBoxForEachRun() throws Exception {
        String svg = MachineSvg.draw(
                MachineMapper.map(Machines.synthetic("socket:2 node:4 core:16 thread:2 mem:64GB")), Optional.empty());
        Document read = parse(svg);
        assertThat(read.getElementsByTagName("rect").getLength()).isLessThan(40);
        assertThat(svg.length()).isLessThan(60_000);
    }

    @Test
    void theInstanceThatIsNamedIsTheOneThatIsNotPale() {
        assertThat(MachineSvg.draw(named("web"), Optional.of("web"))).doesNotContain("fill-opacity");
        assertThat(MachineSvg.draw(named("web"), Optional.of("db"))).contains("fill-opacity=\"0.25\"");
    }

    @Test
    void aMachineWithoutAnythingIsDrawn() {
        MachineMap empty = MachineMapper.map(io.kerf.model.SystemState.builder().build());
        assertThatCode(() -> parse(MachineSvg.draw(empty, Optional.empty()))).doesNotThrowAnyException();
        assertThat(MachineText.draw(empty, 100)).containsExactly("  ▒ host   · free");
    }
}

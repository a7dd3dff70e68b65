// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.sysfs.LoadedImage.Mode;
import io.kerf.sysfs.LoadedImage.Type;
import io.kerf.sysfs.simulated.SimulatedImage;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class LoadedImageTest {
    @Test
    void rowsOfTheNewestKernelAreReadByWhiteSpaceNotByColumn() {
        String kimage = """
            MK_ID  Type        Start Address   Segments  Mode  Cmdline
            -----  ----------  --------------  --------  ----  -------
                0  default     0x000001000000         4  sys
                3  multikernel  0x000200000000         5  file  "console=mktty0 root=/dev/vda"
            """;
        assertThat(LoadedImage.parse(kimage))
                .containsExactly(
                        new LoadedImage(0, Type.DEFAULT, 0x100_0000, 4, Optional.of(Mode.SYS), Optional.empty()),
                        new LoadedImage(
                                3,
                                Type.MULTIKERNEL,
                                0x2_0000_0000L,
                                5,
                                Optional.of(Mode.FILE),
                                Optional.of("console=mktty0 root=/dev/vda")));
    }

    @Test
    void rowsOfOlderKernelsLackModeAndCommandLine() {
        assertThat(LoadedImage.parse("MK_ID  Type  Start Address  Segments\n   12  multikernel  0x000200000000  5\n"))
                .containsExactly(
                        new LoadedImage(12, Type.MULTIKERNEL, 0x2_0000_0000L, 5, Optional.empty(), Optional.empty()));
        assertThat(LoadedImage.parse("No kimages loaded\n")).isEmpty();
    }

    @Test
    void theCommandLineIsWhatStandsBetweenTheFirstAndTheLastQuote() {
        LoadedImage image = row("3 multikernel 0x1000 5 file \"a=\"b c\" d=\"\"");
        assertThat(image.commandLine()).contains("a=\"b c\" d=\"");
        assertThat(row("3 multikernel 0x1000 5 file \"\"").commandLine()).contains("");
    }

    @Test
    void typesAndModesThatNobodyKnowsAreKeptAsOther() {
        LoadedImage image = row("3 hibernation 0xffffffffffffffff 5 dma");
        assertThat(image.type()).isEqualTo(Type.OTHER);
        assertThat(image.mode()).contains(Mode.OTHER);
        assertThat(image.start()).isEqualTo(-1);
        assertThat(image.isOf(3)).isFalse();
        assertThat(image).hasToString("other image at 0xffffffffffffffff, 5 segments");
    }

    @Test
    void whatTheSimulatedKernelListsIsWhatWasLoaded() {
        TestHost host = new TestHost().initialized();
        host.apply(TestHost.instance("web", 3, "2-3", 64)).requireDone();
        assertThat(LoadedImage.parse(host.fs().kimage())).isEmpty();
        host.kernel().kexecLoad(3, new SimulatedImage(1 << 20, 3, "say=\"hi\" quiet"));
        List<LoadedImage> all = LoadedImage.parse(host.fs().kimage());
        assertThat(all).hasSize(1).first().satisfies(image -> {
            assertThat(image.isOf(3)).isTrue();
            assertThat(image.isOf(4)).isFalse();
            assertThat(image.segments()).isEqualTo(3);
            assertThat(image.commandLine()).contains("say=\"hi\" quiet");
            assertThat(image).asString().startsWith("multikernel image of id 3 at 0x");
        });
    }

    @Property(tries = 2000)
    void noTextIsTooStrange(@ForAll String text) {
        assertThat(LoadedImage.parse(text))
                .allSatisfy(image -> assertThat(image.type()).isNotNull());
    }

    private static LoadedImage row(String line) {
        List<LoadedImage> images = LoadedImage.parse(line);
        assertThat(images).hasSize(1);
        return images.get(0);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kerf.model.InstanceId;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadRequestTest {
    @TempDir
    private Path directory;

    private LoadRequest request;

    @BeforeEach
    void openImage() {
        request = LoadRequest.of(KernelImage.open(Elf.write(directory, Elf.executable())));
    }

    @Test
    void aCommandLineIsOneLineWithoutNulOfAtMost2047Bytes() {
        assertThat(request.withCommandLine("x".repeat(2047)).commandLine()).hasSize(2047);
        assertThatIllegalArgumentException().isThrownBy(() -> request.withCommandLine("x".repeat(2048)));
        assertThatIllegalArgumentException().isThrownBy(() -> request.withCommandLine("é".repeat(1024)));
        assertThatIllegalArgumentException().isThrownBy(() -> request.withCommandLine("a\0b"));
        assertThatIllegalArgumentException().isThrownBy(() -> request.withCommandLine("a\nb"));
    }

    @Test
    void eachKernelHasALimitOfItsOwn() {
        ByteBuffer shorter = Images.bzImage(Images.gzip(Elf.kernel(9000))).putInt(0x238, 255);
        for (ByteBuffer file : List.of(Images.riscv64(9000), shorter)) {
            int limit = file == shorter ? 256 : 1024;
            LoadRequest own = LoadRequest.of(KernelImage.open(Elf.write(directory, file)));

            assertThat(own.withCommandLine("x".repeat(limit - 1)).commandLine()).hasSize(limit - 1);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> own.withCommandLine("x".repeat(limit)))
                    .withMessageContaining("at most " + limit + " bytes with its NUL, not " + (limit + 1));
        }
    }

    @Test
    void theFlagsAreThoseOfWhatIsLoadedHoweverTheRequestWasMade() {
        InstanceId instance = InstanceId.of(3);
        Path initrd = Path.of("initrd");

        assertThat(request.flags(instance)).hasToString("0x74");
        assertThat(request.withDebug().withInitrd(initrd).flags(instance)).hasToString("0x78");
        assertThat(request.withInitrd(initrd)
                        .withDebug()
                        .withCommandLine("quiet")
                        .flags(instance))
                .hasToString("0x78");
    }

    @Test
    void theCommandLineIsNotShown() {
        assertThat(request.withCommandLine("password=secret").withInitrd(Path.of("initrd")))
                .hasToString(directory + "/vmlinux, initrd initrd, command line of 15 characters");
    }
}

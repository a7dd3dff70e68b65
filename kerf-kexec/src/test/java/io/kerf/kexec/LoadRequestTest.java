// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
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
    void theCommandLineIsNotShown() {
        assertThat(request.withCommandLine("password=secret").withInitrd(Path.of("initrd")))
                .hasToString(directory + "/vmlinux, initrd initrd, command line of 15 characters");
    }
}

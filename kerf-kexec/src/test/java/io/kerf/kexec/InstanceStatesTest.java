// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kerf.model.InstanceName;
import io.kerf.model.InstanceState;
import io.kerf.sysfs.KernelRoots;
import io.kerf.sysfs.SysfsMultikernel;
import io.kerf.sysfs.Ticker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InstanceStatesTest {
    private static final InstanceName WEB = InstanceName.of("web");

    @TempDir
    private Path directory;

    private Path status;
    private Duration waited = Duration.ZERO;
    private InstanceStates states;

    @BeforeEach
    void layOut() throws IOException {
        KernelRoots roots = KernelRoots.under(directory);
        Path web = Files.createDirectories(roots.multikernel().resolve("instances/web"));
        status = web.resolve("status");
        states = new InstanceStates(SysfsMultikernel.of(roots), new Ticker() {
            @Override
            public Duration now() {
                return waited;
            }

            @Override
            public void pause(Duration pause) {
                waited = waited.plus(pause);
                if (waited.toMillis() == 40) {
                    become(InstanceState.READY);
                }
            }
        });
    }

    private void become(InstanceState state) {
        try {
            Files.writeString(status, state + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FAILED", "EMPTY"})
    void aStateThatNothingFollowsIsNotWaitedFor(InstanceState end) {
        become(end);

        InstanceStateException refusal = catchThrowableOfType(
                InstanceStateException.class,
                () -> states.await(WEB, "it was booted", InstanceState.ACTIVE, Duration.ofSeconds(35)));

        assertThat(waited).isZero();
        assertThat(refusal.found()).isEqualTo(end);
        assertThat(refusal)
                .hasMessage("'web' did not become active after it was booted: it is " + end
                        + " and will not; delete the instance and create it again");
    }

    @Test
    void anEmptyInstanceMayStillBecomeReady() {
        become(InstanceState.EMPTY);

        states.await(WEB, "", InstanceState.READY, Duration.ofSeconds(1));

        assertThat(waited).isEqualTo(Duration.ofMillis(40));
    }
}

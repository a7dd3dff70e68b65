// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.kerf.kexec.simulated.SimulatedSyscalls;
import io.kerf.model.InstanceId;
import io.kerf.model.InstanceName;
import io.kerf.model.InstanceState;
import io.kerf.sysfs.Errno;
import io.kerf.sysfs.KernelInterfaceException;
import io.kerf.sysfs.SysfsMultikernel;
import io.kerf.sysfs.Ticker;
import io.kerf.sysfs.simulated.SimulatedImage;
import io.kerf.sysfs.simulated.SimulatedKernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Every action in every state: what kerf lets pass, and what the kernel itself answers to the bare call. */
class StateTableTest {
    private static final InstanceName NAME = InstanceName.of("i3");
    private static final InstanceId ID = InstanceId.of(3);

    @TempDir
    private Path directory;

    private SimulatedKernel kernel;
    private SysfsMultikernel fs;
    private Syscalls bare;
    private Map<InstanceAction, Runnable> careful;
    private Map<InstanceAction, Runnable> calls;

    @BeforeEach
    void boot() {
        kernel = DirectoryHost.boot(directory, List.of(3));
        fs = DirectoryHost.files(kernel);
        bare = new SimulatedSyscalls(kernel);
        LoadRequest request = LoadRequest.of(KernelImage.open(Elf.write(directory, Elf.executable())));
        KernelLoader loader = new KernelLoader(fs, bare, Ticker.system());
        InstanceBooter booter = new InstanceBooter(fs, bare, Ticker.system());
        careful = new EnumMap<>(Map.of(
                InstanceAction.LOAD, () -> loader.load(NAME, request),
                InstanceAction.UNLOAD, () -> loader.unload(NAME),
                InstanceAction.BOOT, () -> booter.boot(NAME),
                InstanceAction.HALT, () -> booter.halt(NAME),
                InstanceAction.FORCE_HALT, () -> booter.forceHalt(NAME)));
        calls = new EnumMap<>(Map.of(
                InstanceAction.LOAD, () -> bare.kexecFileLoad(request, KexecFlags.loadWithoutInitrd(ID)),
                InstanceAction.UNLOAD, () -> bare.kexecFileUnload(KexecFlags.unload(ID)),
                InstanceAction.BOOT, () -> bare.reboot(RebootCommand.BOOT, ID),
                InstanceAction.HALT, () -> bare.reboot(RebootCommand.HALT, ID),
                InstanceAction.FORCE_HALT, () -> bare.reboot(RebootCommand.FORCE_HALT, ID)));
    }

    private void bring(InstanceState state) {
        if (state != InstanceState.READY) {
            assertThat(kernel.kexecLoad(3, new SimulatedImage(4096, 3, ""))).isEmpty();
        }
        if (state == InstanceState.ACTIVE) {
            assertThat(kernel.boot(3)).isEmpty();
        }
        assertThat(fs.instanceState("i3")).isEqualTo(state);
    }

    @ParameterizedTest(name = "{1} of a {0} instance")
    @CsvSource({
        "READY, LOAD, '', LOADED",
        "READY, UNLOAD, ENOENT, READY",
        "READY, BOOT, EINVAL, READY",
        "READY, HALT, EINVAL, READY",
        "READY, FORCE_HALT, EINVAL, READY",
        "LOADED, LOAD, EBUSY, LOADED",
        "LOADED, UNLOAD, '', READY",
        "LOADED, BOOT, '', ACTIVE",
        "LOADED, HALT, EINVAL, LOADED",
        "LOADED, FORCE_HALT, '', LOADED",
        "ACTIVE, LOAD, EBUSY, ACTIVE",
        "ACTIVE, BOOT, EBUSY, ACTIVE",
        "ACTIVE, HALT, '', LOADED",
        "ACTIVE, FORCE_HALT, '', LOADED"
    })
    void theKernelAnswersAsTheTableHasItAndKerfRefusesBefore(
            InstanceState state, InstanceAction action, String errno, InstanceState after) {
        bring(state);
        if (!errno.isEmpty()) {
            assertThat(catchThrowable(careful.get(action)::run))
                    .isInstanceOfSatisfying(
                            InstanceStateException.class,
                            e -> assertThat(e.found()).isEqualTo(state));
            assertThat(catchThrowable(calls.get(action)::run)).isInstanceOfSatisfying(SyscallException.class, e -> {
                assertThat(e.errno().name()).isEqualTo(errno);
                assertThat(e.meaning()).isNotEmpty();
            });
        } else {
            careful.get(action).run();
        }
        assertThat(fs.instanceState("i3")).isEqualTo(after);
    }

    @Test
    void anActiveInstanceIsNeverUnloadedAlthoughTheKernelWould() {
        bring(InstanceState.ACTIVE);

        assertThat(catchThrowable(careful.get(InstanceAction.UNLOAD)::run))
                .isInstanceOf(InstanceStateException.class)
                .hasMessageContaining("an active instance is halted first");
        assertThat(catchThrowable(() -> guard().permit(InstanceAction.UNLOAD, ID)))
                .isInstanceOf(InstanceStateException.class);
        assertThat(fs.instanceState("i3")).isEqualTo(InstanceState.ACTIVE);
    }

    @ParameterizedTest
    @EnumSource(InstanceAction.class)
    void nothingIsDoneToAnInstanceInAStateThatTheKernelDoesNotEnter(InstanceAction action) throws IOException {
        Path status = fs.roots().multikernel().resolve("instances/i3/status");
        for (String state : new String[] {"empty", "failed"}) {
            Files.writeString(status, state + "\n");
            assertThat(catchThrowable(careful.get(action)::run)).isInstanceOf(InstanceStateException.class);
            assertThat(catchThrowable(() -> guard().permit(action, ID))).isInstanceOf(InstanceStateException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(InstanceAction.class)
    void anInstanceThatIsNotThereIsGoneForKerfAndUnknownToTheKernel(InstanceAction action) {
        InstanceId absent = InstanceId.of(77);
        assertThat(catchThrowable(() -> guard().permit(action, absent)))
                .isInstanceOfSatisfying(
                        KernelInterfaceException.class,
                        e -> assertThat(e.reason()).isEqualTo(KernelInterfaceException.Reason.GONE))
                .hasMessageContaining("no instance has the id 77");
        LoadRequest request = LoadRequest.of(KernelImage.open(directory.resolve("vmlinux")));
        Throwable answer = catchThrowable(() -> {
            switch (action) {
                case LOAD -> bare.kexecFileLoad(request, KexecFlags.loadWithoutInitrd(absent));
                case UNLOAD -> bare.kexecFileUnload(KexecFlags.unload(absent));
                case BOOT -> bare.reboot(RebootCommand.BOOT, absent);
                case HALT -> bare.reboot(RebootCommand.HALT, absent);
                case FORCE_HALT -> bare.reboot(RebootCommand.FORCE_HALT, absent);
            }
        });
        assertThat(answer)
                .isInstanceOfSatisfying(
                        SyscallException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT));
    }

    /** A directory stands for the file system. */
    private InstanceGuard guard() {
        return InstanceGuard.of(fs, folder -> FileSystemTypes.MULTIKERNEL);
    }
}

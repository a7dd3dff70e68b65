// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kerf.kexec.Elf;
import io.kerf.kexec.InstanceBooter;
import io.kerf.kexec.InstanceStateException;
import io.kerf.kexec.KernelImage;
import io.kerf.kexec.KernelImageException;
import io.kerf.kexec.KernelLoader;
import io.kerf.kexec.KexecFlags;
import io.kerf.kexec.LoadRequest;
import io.kerf.kexec.RebootCommand;
import io.kerf.kexec.SyscallException;
import io.kerf.kexec.Syscalls;
import io.kerf.model.InstanceId;
import io.kerf.model.InstanceName;
import io.kerf.model.InstanceState;
import io.kerf.sysfs.Errno;
import io.kerf.sysfs.KernelInterfaceException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LifeCycleTest {
    private static final InstanceName WEB = InstanceName.of("web");
    private static final long MIB = 1L << 20;

    @TempDir
    private Path directory;

    private final SimulatedHost host = new SimulatedHost().create("web", 3, 64 * MIB, 4, 5);
    private final Syscalls syscalls = new SimulatedSyscalls(host.kernel());
    private final KernelLoader loader = new KernelLoader(host.kernel().fs(), syscalls, host.ticker());
    private final InstanceBooter booter = new InstanceBooter(host.kernel().fs(), syscalls, host.ticker());
    private LoadRequest request;

    @BeforeEach
    void openImage() {
        request = LoadRequest.of(KernelImage.open(Elf.write(directory, Elf.executable())))
                .withCommandLine("console=mktty0");
    }

    private InstanceState state() {
        return host.kernel().fs().instanceState("web");
    }

    private void bring(InstanceState wanted) {
        if (wanted != InstanceState.READY) {
            loader.load(WEB, request);
        }
        if (wanted == InstanceState.ACTIVE) {
            booter.boot(WEB);
        }
        assertThat(state()).isEqualTo(wanted);
    }

    @Test
    void anInstanceIsLoadedBootedHaltedAndUnloaded() {
        List<InstanceState> seen = new ArrayList<>();
        List<Runnable> steps = List.of(
                () -> loader.load(WEB, request),
                () -> booter.boot(WEB),
                () -> booter.halt(WEB),
                () -> booter.boot(WEB),
                () -> booter.forceHalt(WEB),
                () -> loader.unload(WEB));
        for (Runnable step : steps) {
            step.run();
            seen.add(state());
        }

        assertThat(seen)
                .containsExactly(
                        InstanceState.LOADED,
                        InstanceState.ACTIVE,
                        InstanceState.LOADED,
                        InstanceState.ACTIVE,
                        InstanceState.LOADED,
                        InstanceState.READY);
        assertThat(host.ticker().pauses()).isZero();
    }

    @ParameterizedTest(name = "{1} of a {0} instance")
    @CsvSource({
        "READY, boot, 'loaded'",
        "READY, halt, 'active'",
        "READY, forceHalt, 'loaded or active'",
        "READY, unload, 'loaded'",
        "LOADED, load, 'ready'",
        "LOADED, halt, 'active'",
        "ACTIVE, load, 'ready'",
        "ACTIVE, boot, 'loaded'",
        "ACTIVE, unload, 'loaded'"
    })
    void aStepThatTheStateDoesNotPermitIsRefusedBeforeAnyCall(InstanceState state, String step, String wanted) {
        bring(state);
        Map<String, Runnable> steps = Map.of(
                "load", () -> loader.load(WEB, request),
                "boot", () -> booter.boot(WEB),
                "halt", () -> booter.halt(WEB),
                "forceHalt", () -> booter.forceHalt(WEB),
                "unload", () -> loader.unload(WEB));
        int logged = host.kernel().log().size();

        InstanceStateException refusal = catchThrowableOfType(
                InstanceStateException.class, () -> steps.get(step).run());

        assertThat(refusal.found()).isEqualTo(state);
        assertThat(refusal.instance()).isEqualTo(WEB);
        assertThat(refusal).hasMessageContaining("it is " + state + ", not " + wanted);
        assertThat(state()).isEqualTo(state);
        assertThat(host.kernel().log()).hasSize(logged);
    }

    @Test
    void anImageThatDoesNotFitIsRefusedBeforeAnyCall() throws IOException {
        Path initrd = Files.write(directory.resolve("initrd"), new byte[(int) (60 * MIB)]);

        KernelImageException refusal =
                catchThrowableOfType(KernelImageException.class, () -> loader.load(WEB, request.withInitrd(initrd)));

        assertThat(refusal.reason()).isEqualTo(KernelImageException.Reason.MEMORY);
        assertThat(refusal)
                .hasMessageContaining("it takes 4096 bytes of memory, the initial file system 62914560")
                .hasMessageContaining("'web' has 67108864; give it more memory");
        assertThat(state()).isEqualTo(InstanceState.READY);
    }

    /** A file without blocks, which would take minutes to read. */
    @Test
    @Timeout(30)
    void anInitialFileSystemThatDoesNotFitIsRefusedByItsSizeAlone() throws IOException {
        Path initrd = directory.resolve("initrd");
        try (RandomAccessFile file = new RandomAccessFile(initrd.toFile(), "rw")) {
            file.setLength(Integer.MAX_VALUE);
        }

        KernelImageException refusal =
                catchThrowableOfType(KernelImageException.class, () -> loader.check(WEB, request.withInitrd(initrd)));

        assertThat(refusal.reason()).isEqualTo(KernelImageException.Reason.MEMORY);
        assertThat(refusal).hasMessageContaining("the initial file system " + Integer.MAX_VALUE);
    }

    @Test
    void aCheckRefusesWhatALoadWouldRefuseAndLoadsNothing() throws IOException {
        Path initrd = Files.write(directory.resolve("initrd"), new byte[4096]);

        LoadRequest checked = loader.check(WEB, request.withInitrd(initrd));

        assertThat(state()).isEqualTo(InstanceState.READY);
        assertThat(checked).hasToString(request.withInitrd(initrd).toString());
        loader.load(WEB, checked);
        assertThat(catchThrowableOfType(InstanceStateException.class, () -> loader.check(WEB, request))
                        .found())
                .isEqualTo(InstanceState.LOADED);
    }

    @Test
    void anInitialFileSystemThatCannotBeReadIsNamed() throws IOException {
        Path absent = directory.resolve("absent");
        Path empty = Files.write(directory.resolve("empty"), new byte[0]);

        KernelImageException unreadable =
                catchThrowableOfType(KernelImageException.class, () -> loader.load(WEB, request.withInitrd(absent)));
        KernelImageException nothing =
                catchThrowableOfType(KernelImageException.class, () -> loader.load(WEB, request.withInitrd(empty)));

        assertThat(unreadable.reason()).isEqualTo(KernelImageException.Reason.UNREADABLE);
        assertThat(unreadable)
                .hasMessage(
                        "cannot load " + absent + " as an initial file system: it cannot be read: it does not exist");
        assertThat(nothing).hasMessageContaining("it has 0 bytes");
        assertThat(state()).isEqualTo(InstanceState.READY);
    }

    @Test
    void theKernelItselfRefusesAnImageThatDoesNotFit() throws IOException {
        Path initrd = Files.write(directory.resolve("initrd"), new byte[(int) (64 * MIB)]);

        SyscallException refusal = catchThrowableOfType(
                SyscallException.class,
                () -> syscalls.kexecFileLoad(request.withInitrd(initrd), KexecFlags.loadWithInitrd(InstanceId.of(3))));

        assertThat(refusal.errno()).isEqualTo(Errno.ENOMEM);
        assertThat(refusal.meaning()).contains("do not fit the instance's memory");
        assertThat(state()).isEqualTo(InstanceState.READY);
    }

    @Test
    void anInitialFileSystemIsOneMoreSegment() throws IOException {
        Path initrd = Files.write(directory.resolve("initrd"), new byte[100]);

        loader.load(WEB, request.withInitrd(initrd));

        assertThat(host.kernel().fs().kimage())
                .contains("    3  multikernel")
                .contains("         5  file  \"console=mktty0\"");
    }

    @Test
    void anInstanceThatIsNotThereIsGone() {
        KernelInterfaceException gone =
                catchThrowableOfType(KernelInterfaceException.class, () -> booter.boot(InstanceName.of("nobody")));

        assertThat(gone.reason()).isEqualTo(KernelInterfaceException.Reason.GONE);
    }

    @Test
    void anInstanceWhoseIdTheFlagsCannotHoldIsNotLoaded() {
        host.create("big", 2048, MIB, 6);

        KernelInterfaceException refusal = catchThrowableOfType(
                KernelInterfaceException.class, () -> loader.load(InstanceName.of("big"), request));

        assertThat(refusal.reason()).isEqualTo(KernelInterfaceException.Reason.UNSUPPORTED);
        assertThat(refusal).hasMessageContaining("id 2048");
    }

    @Test
    void aHungKernelIsHaltedByForce() {
        bring(InstanceState.ACTIVE);
        host.kernel().guestStopsAnswering(3);

        SyscallException refusal = catchThrowableOfType(SyscallException.class, () -> booter.halt(WEB));
        booter.forceHalt(WEB);

        assertThat(refusal.errno()).isEqualTo(Errno.ETIMEDOUT);
        assertThat(refusal.meaning()).contains("halt it by force");
        assertThat(state()).isEqualTo(InstanceState.LOADED);
    }

    @Test
    void aStateIsWaitedForUntilItComes() {
        bring(InstanceState.ACTIVE);
        host.ticker().duringPauses(() -> {
            if (host.ticker().pauses() == 3) {
                host.kernel().guestPowersOff(3);
            }
        });

        booter.await(WEB, InstanceState.LOADED, Duration.ofSeconds(1));

        assertThat(host.ticker().pauses()).isEqualTo(3);
    }

    @Test
    void aStateThatDoesNotComeIsReportedAtTheDeadline() {
        bring(InstanceState.ACTIVE);

        InstanceStateException late = catchThrowableOfType(
                InstanceStateException.class, () -> booter.await(WEB, InstanceState.LOADED, Duration.ofMillis(100)));

        assertThat(late.found()).isEqualTo(InstanceState.ACTIVE);
        assertThat(late.wanted()).containsExactly(InstanceState.LOADED);
        assertThat(late)
                .hasMessage(
                        "'web' did not become loaded within 100 ms; it is active; look at the kernel's log for the reason");
        assertThat(host.ticker().now()).isEqualTo(Duration.ofMillis(100));
    }

    /** A halt takes the kernel up to 30 seconds. */
    @Test
    void whatAStepLeadsToIsWaitedForLongerThanTheKernelDoes() {
        InstanceBooter deaf = new InstanceBooter(host.kernel().fs(), new DeafSyscalls(), host.ticker());
        bring(InstanceState.ACTIVE);

        InstanceStateException late = catchThrowableOfType(InstanceStateException.class, () -> deaf.halt(WEB));

        assertThat(late)
                .hasMessageContaining("'web' did not become loaded after it was halted within 35000 ms; it is active");
        assertThat(host.ticker().now()).isEqualTo(Duration.ofSeconds(35));
    }

    @Test
    void howLongAStateIsWaitedForCanBeSet() {
        InstanceBooter deaf = new InstanceBooter(host.kernel().fs(), new DeafSyscalls(), host.ticker())
                .withDeadline(Duration.ofMillis(250));
        bring(InstanceState.LOADED);

        assertThat(catchThrowableOfType(InstanceStateException.class, () -> deaf.boot(WEB)))
                .hasMessageContaining("'web' did not become active after it was booted within 250 ms; it is loaded");
        assertThatIllegalArgumentException().isThrownBy(() -> deaf.withDeadline(Duration.ofMillis(-1)));
    }

    /** Answers that all is well, and does nothing. */
    private static final class DeafSyscalls implements Syscalls {
        @Override
        public void kexecFileLoad(LoadRequest request, KexecFlags flags) {}

        @Override
        public void kexecFileUnload(KexecFlags flags) {}

        @Override
        public void reboot(RebootCommand command, InstanceId instance) {}

        @Override
        public void mount() {}
    }

    @Test
    void anInterruptedWaitEndsAndKeepsTheFlag() {
        Thread.currentThread().interrupt();

        Throwable ended = catchThrowable(() -> booter.await(WEB, InstanceState.ACTIVE, Duration.ofSeconds(1)));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(ended).isInstanceOf(InstanceStateException.class).hasMessageContaining("interrupted");
    }

    @Test
    void aBusyKernelIsAskedAgainButNotForEver() {
        Syscalls busy = new BusySyscalls(syscalls, 4);
        new KernelLoader(host.kernel().fs(), busy, host.ticker()).load(WEB, request);
        assertThat(host.ticker().pauses()).isEqualTo(4);

        Syscalls busier = new BusySyscalls(syscalls, 5);
        SyscallException refusal = catchThrowableOfType(
                SyscallException.class, () -> new KernelLoader(host.kernel().fs(), busier, host.ticker()).unload(WEB));

        assertThat(refusal.errno()).isEqualTo(Errno.EBUSY);
        assertThat(state()).isEqualTo(InstanceState.LOADED);
    }

    @Test
    void flagsOfTheOtherCallAreACallersMistake() {
        KexecFlags unload = KexecFlags.unload(InstanceId.of(3));

        assertThatIllegalArgumentException().isThrownBy(() -> syscalls.kexecFileLoad(request, unload));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> syscalls.kexecFileUnload(KexecFlags.loadWithInitrd(InstanceId.of(3))));
    }

    private static final class BusySyscalls implements Syscalls {
        private final Syscalls behind;
        private int refusals;

        private BusySyscalls(Syscalls behind, int refusals) {
            this.behind = behind;
            this.refusals = refusals;
        }

        private void refuse(KexecFlags flags) {
            if (refusals-- > 0) {
                throw Syscalls.refused(flags, Errno.EBUSY);
            }
        }

        @Override
        public void kexecFileLoad(LoadRequest request, KexecFlags flags) {
            refuse(flags);
            behind.kexecFileLoad(request, flags);
        }

        @Override
        public void kexecFileUnload(KexecFlags flags) {
            refuse(flags);
            behind.kexecFileUnload(flags);
        }

        @Override
        public void reboot(RebootCommand command, InstanceId instance) {
            behind.reboot(command, instance);
        }

        @Override
        public void mount() {
            behind.mount();
        }
    }
}

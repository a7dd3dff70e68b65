// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import com.sun.jna.Library;
import com.sun.jna.Native;
import io.kerf.diag.KerfException;
import io.kerf.model.InstanceId;
import io.kerf.model.InstanceName;
import io.kerf.model.InstanceState;
import io.kerf.sysfs.Errno;
import io.kerf.sysfs.KernelRoots;
import io.kerf.sysfs.SysfsMultikernel;
import io.kerf.sysfs.Ticker;
import io.kerf.sysfs.simulated.SimulatedImage;
import io.kerf.sysfs.simulated.SimulatedKernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The program that {@link InjectedCallsOracleTest} runs under {@code strace}, which answers the dangerous calls in the kernel's place. Before
 * anything else it makes sure of that: it makes calls that no kernel would answer so, and that do no harm where they are not answered for it.
 * What it says on its standard output is one line for each step.
 */
final class InjectedCalls {
    private static final int PERSONALITY = 135;
    private static final int OTHER_PERSONALITY = 92;
    private static final int NOT_INJECTED = 3;

    private final SysfsMultikernel fs;
    private final SimulatedKernel kernel;
    private final Syscalls syscalls;
    private final LoadRequest request;
    private final LoadRequest withInitrd;

    private interface LibC extends Library {
        long syscall(long number, Object... arguments);
    }

    private InjectedCalls(Path directory) {
        this.kernel = SimulatedKernel.onDirectory(directory);
        this.fs = DirectoryHost.files(kernel);
        // The calls are answered by strace, so the directory may stand for the file system.
        this.syscalls =
                JnaSyscalls.system(KernelRoots.system(), InstanceGuard.of(fs, folder -> FileSystemTypes.MULTIKERNEL));
        KernelImage image = KernelImage.open(directory.resolve("vmlinux"));
        this.request = LoadRequest.of(image).withCommandLine("console=mktty0 \"a b\"");
        this.withInitrd = request.withInitrd(directory.resolve("initrd"));
    }

    /** Arguments: the directory, and the errno that is injected or 0. */
    public static void main(String[] arguments) throws IOException {
        int errno = Integer.parseInt(arguments[1]);
        requireInjection(errno);
        say("INJECTED");
        InjectedCalls calls = new InjectedCalls(Path.of(arguments[0]));
        if (errno == 0) {
            calls.makeAll();
            calls.walkThroughStates();
        } else {
            calls.makeEach();
        }
    }

    private static void say(String line) {
        System.out.println(line);
    }

    /** Ends the program unless the calls are answered by strace: each is wrong in a way that every kernel refuses before it does anything. */
    private static void requireInjection(int errno) throws IOException {
        boolean traced = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .anyMatch(line -> line.startsWith("TracerPid:") && !line.endsWith("\t0"));
        LibC libC = Native.load("c", LibC.class);
        SyscallNumbers numbers = SyscallNumbers.of(System.getProperty("os.arch"));
        int personality = numbers.reboot() == 169 ? PERSONALITY : OTHER_PERSONALITY;
        // Asks for the personality, which never fails; flags that no kernel has; no magic; a mount point that is not
        // there.
        boolean injected = traced
                && (errno == 0 || answers(libC, errno, personality, 0xffffffffL))
                && answers(libC, errno, numbers.kexecFileLoad(), -1L, -1L, 0L, 0L, 0x70000000L)
                && answers(libC, errno, numbers.reboot(), 0L, 0L, 0L, 0L)
                && answers(libC, errno, numbers.mount(), 0L, "/nowhere/at/all", 0L, 0L, 0L);
        if (!injected) {
            say("NOT INJECTED: nothing is called");
            System.exit(NOT_INJECTED);
        }
    }

    private static boolean answers(LibC libC, int errno, int number, Object... arguments) {
        Native.setLastError(0);
        long result = libC.syscall(number, arguments);
        return errno == 0 ? result == 0 : result == -1 && Native.getLastError() == errno;
    }

    /** One of each call, which fails. The states permit each of them. */
    private void makeEach() {
        attempt("load", () -> syscalls.kexecFileLoad(request, KexecFlags.loadWithoutInitrd(InstanceId.of(1))));
        attempt("unload", () -> syscalls.kexecFileUnload(KexecFlags.unload(InstanceId.of(3))));
        attempt("boot", () -> syscalls.reboot(RebootCommand.BOOT, InstanceId.of(3)));
        attempt("halt", () -> syscalls.reboot(RebootCommand.HALT, InstanceId.of(511)));
        attempt("force halt", () -> syscalls.reboot(RebootCommand.FORCE_HALT, InstanceId.of(511)));
        attempt("mount", syscalls::mount);
    }

    private static void attempt(String what, Runnable call) {
        try {
            call.run();
            say(what + ": done");
        } catch (KerfException e) {
            say(what + ": " + e.getMessage());
        }
    }

    /** Every call for every instance; the simulated kernel brings them to the states that permit the next one. */
    private void makeAll() {
        for (int number : DirectoryHost.IDS) {
            InstanceId id = InstanceId.of(number);
            syscalls.kexecFileLoad(request, KexecFlags.loadWithoutInitrd(id));
            syscalls.kexecFileLoad(withInitrd, KexecFlags.loadWithInitrd(id));
            bring(number, InstanceState.LOADED);
            syscalls.kexecFileUnload(KexecFlags.unload(id));
            syscalls.reboot(RebootCommand.BOOT, id);
            syscalls.reboot(RebootCommand.FORCE_HALT, id);
            bring(number, InstanceState.ACTIVE);
            syscalls.reboot(RebootCommand.HALT, id);
        }
        syscalls.mount();
        say("ALL MADE");
    }

    /** Brings an instance to a state by the simulated kernel alone. */
    private void bring(int id, InstanceState wanted) {
        InstanceName name = InstanceName.of("i" + id);
        if (fs.instanceState(name.text()) == InstanceState.ACTIVE) {
            kernel.forceHalt(id);
        }
        if (fs.instanceState(name.text()) == InstanceState.LOADED && wanted == InstanceState.READY) {
            kernel.kexecUnload(id);
        }
        if (fs.instanceState(name.text()) == InstanceState.READY && wanted != InstanceState.READY) {
            kernel.kexecLoad(id, new SimulatedImage(4096, 3, ""));
        }
        if (wanted == InstanceState.ACTIVE) {
            kernel.boot(id);
        }
    }

    /** Every action in every state, by the loader and the booter and by the bare calls. */
    private void walkThroughStates() {
        Syscalls both = new Both(syscalls, kernel);
        KernelLoader loader = new KernelLoader(fs, both, Ticker.system());
        InstanceBooter booter = new InstanceBooter(fs, both, Ticker.system());
        InstanceName name = InstanceName.of("i3");
        InstanceId id = InstanceId.of(3);
        List<Consumer<Boolean>> actions = List.of(
                bare -> {
                    if (bare) {
                        both.kexecFileLoad(request, KexecFlags.loadWithoutInitrd(id));
                    } else {
                        loader.load(name, request);
                    }
                },
                bare -> {
                    if (bare) {
                        both.kexecFileUnload(KexecFlags.unload(id));
                    } else {
                        loader.unload(name);
                    }
                },
                bare -> {
                    if (bare) {
                        both.reboot(RebootCommand.BOOT, id);
                    } else {
                        booter.boot(name);
                    }
                },
                bare -> {
                    if (bare) {
                        both.reboot(RebootCommand.HALT, id);
                    } else {
                        booter.halt(name);
                    }
                },
                bare -> {
                    if (bare) {
                        both.reboot(RebootCommand.FORCE_HALT, id);
                    } else {
                        booter.forceHalt(name);
                    }
                });
        for (InstanceState state : List.of(InstanceState.READY, InstanceState.LOADED, InstanceState.ACTIVE)) {
            for (int action = 0; action < actions.size(); action++) {
                for (boolean bare : new boolean[] {false, true}) {
                    bring(3, state);
                    String result = outcome(actions.get(action), bare);
                    say("STATE " + state + " " + InstanceAction.values()[action] + " " + result + " "
                            + fs.instanceState("i3"));
                }
            }
        }
    }

    private static String outcome(Consumer<Boolean> action, boolean bare) {
        try {
            action.accept(bare);
            return "done";
        } catch (InstanceStateException e) {
            return "refused";
        }
    }

    /** The real calls, which strace answers, and then the simulated ones, so that states change as they would. */
    private record Both(Syscalls real, SimulatedKernel kernel) implements Syscalls {
        private static void require(boolean done) {
            if (!done) {
                throw new AssertionError("the simulated kernel refused what was permitted");
            }
        }

        @Override
        public void kexecFileLoad(LoadRequest request, KexecFlags flags) {
            real.kexecFileLoad(request, flags);
            require(kernel.kexecLoad(flags.instance().value(), new SimulatedImage(4096, 3, request.commandLine()))
                    .isEmpty());
        }

        @Override
        public void kexecFileUnload(KexecFlags flags) {
            real.kexecFileUnload(flags);
            require(kernel.kexecUnload(flags.instance().value()).isEmpty());
        }

        @Override
        public void reboot(RebootCommand command, InstanceId instance) {
            real.reboot(command, instance);
            Optional<Errno> refusal = switch (command) {
                case BOOT -> kernel.boot(instance.value());
                case HALT -> kernel.halt(instance.value());
                case FORCE_HALT -> kernel.forceHalt(instance.value());
            };
            require(refusal.isEmpty());
        }

        @Override
        public void mount() {
            real.mount();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import static io.kerf.SampleBaselines.initialized;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.kerf.diag.ErrorCategory;
import io.kerf.diag.KerfException;
import io.kerf.kexec.KernelImage;
import io.kerf.kexec.LoadRequest;
import io.kerf.model.InstanceState;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What comes of calls in an order that makes no sense: they do not compile, or are refused before anything is written. */
class CallOrderTest {
    @TempDir
    Path folder;

    /** Compiles statements that have a host, one a line, and answers which of them have errors, counted from 0. */
    private Map<Integer, String> errorsOf(List<String> statements) {
        String source = "class Use { void use(io.kerf.Host host) {\n" + String.join(";\n", statements) + ";\n} }";
        JavaFileObject file = new SimpleJavaFileObject(URI.create("string:///Use.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source;
            }
        };
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> findings = new DiagnosticCollector<>();
        List<String> options =
                List.of("-proc:none", "-d", folder.toString(), "-cp", System.getProperty("java.class.path"));
        compiler.getTask(null, null, findings, options, null, List.of(file)).call();
        return findings.getDiagnostics().stream()
                .filter(each -> each.getKind() == Diagnostic.Kind.ERROR)
                .collect(Collectors.toMap(
                        each -> (int) each.getLineNumber() - 2,
                        each -> each.getCode() + ": " + each.getMessage(null),
                        (one, other) -> one));
    }

    @Test
    void whatIsInOrderCompiles() {
        assertThat(errorsOf(List.of(
                        "host.createInstance(\"a\").cpuCount(1).memory(\"1GB\").id(3).create()",
                        "host.createInstance(\"a\").cpus(\"4-7\").memory(\"1GB\").plan().apply()")))
                .isEmpty();
    }

    @Test
    void whatLeavesSomethingOutOrSaysItTwiceDoesNotCompile() {
        List<String> wrong = List.of(
                "host.createInstance(\"a\").create()",
                "host.createInstance(\"a\").memory(\"1GB\")",
                "host.createInstance(\"a\").cpuCount(1).create()",
                "host.createInstance(\"a\").cpuCount(1).plan()",
                "host.createInstance(\"a\").cpuCount(1).id(3)",
                "host.createInstance(\"a\").cpuCount(1).cpus(\"4\")",
                "host.createInstance(\"a\").cpus(\"4\").cpuCount(1)",
                "host.createInstance(\"a\").cpuCount(1).memory(\"1GB\").memory(\"2GB\")",
                "host.createInstance(\"a\").cpuCount(1).memory(\"1GB\").cpus(\"4\")",
                "host.createInstance(\"a\").cpuCount(1).memory(\"1GB\").load(null)",
                "host.whatIf(host.createInstance(\"a\").cpuCount(1))",
                "host.initialize(java.nio.file.Path.of(\"a\")).plan().create()",
                "host.teardown().plan().apply()");
        Map<Integer, String> errors = errorsOf(wrong);
        for (int i = 0; i < wrong.size(); i++) {
            assertThat(errors)
                    .as(wrong.get(i))
                    .hasEntrySatisfying(
                            i,
                            error -> assertThat(error)
                                    .containsAnyOf("compiler.err.cant.resolve", "compiler.err.cant.apply.symbol"));
        }
    }

    private LoadRequest image() throws Exception {
        ByteBuffer elf = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);
        elf.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0}).position(16);
        elf.putShort((short) 2)
                .putShort((short) 62)
                .putInt(1)
                .putLong(0x1000000)
                .putLong(64);
        elf.putLong(0).putInt(0).putShort((short) 64).putShort((short) 56).putShort((short) 1);
        elf.position(64);
        elf.putInt(1).putInt(5).putLong(0).putLong(0x1000000).putLong(0x1000000).putLong(64);
        elf.putLong(64).putLong(4096);
        return LoadRequest.of(KernelImage.open(Files.write(folder.resolve("vmlinux"), elf.array())));
    }

    /** Which calls each state permits; all others are refused and change nothing. */
    @Test
    void everyStateRefusesWhatItDoesNotPermit() throws Exception {
        LoadRequest image = image();
        Map<String, Consumer<InstanceHandle>> calls = new LinkedHashMap<>();
        calls.put("load", web -> web.load(image));
        calls.put("boot", InstanceHandle::boot);
        calls.put("halt", InstanceHandle::halt);
        calls.put("forceHalt", InstanceHandle::forceHalt);
        calls.put("unload", InstanceHandle::unload);
        calls.put("delete", InstanceHandle::delete);
        Map<InstanceState, Set<String>> permitted = Map.of(
                InstanceState.READY, Set.of("load", "delete"),
                InstanceState.LOADED, Set.of("boot", "forceHalt", "unload"),
                InstanceState.ACTIVE, Set.of("halt", "forceHalt"));
        try (Host host = initialized("minimal.dts")) {
            InstanceHandle web =
                    host.createInstance("web").cpuCount(1).memory("64MB").create();
            for (InstanceState state : List.of(InstanceState.READY, InstanceState.LOADED, InstanceState.ACTIVE)) {
                if (state == InstanceState.LOADED) {
                    web.load(image);
                } else if (state == InstanceState.ACTIVE) {
                    web.boot();
                }
                calls.forEach((name, call) -> {
                    if (!permitted.get(state).contains(name)) {
                        assertThat(catchThrowable(() -> call.accept(web)))
                                .as("%s while %s", name, state)
                                .isInstanceOfSatisfying(
                                        KerfException.class,
                                        e -> assertThat(e.category()).isEqualTo(ErrorCategory.PRECONDITION))
                                .hasMessageContaining("'web'");
                        assertThat(web.status()).as("after %s", name).isEqualTo(state);
                    }
                });
            }
            assertThat(host.transactions())
                    .as("nothing but the creation was written")
                    .hasSize(1);
        }
    }

    @Test
    void oneStepThatIsHeldServesManyThreads() throws Exception {
        try (Host host = initialized("numa_topology.dts")) {
            CreateInstance.NeedsMemory held = host.createInstance("same").cpuCount(2);
            ConcurrentLinkedQueue<String> ends = new ConcurrentLinkedQueue<>();
            List<Thread> threads = IntStream.range(0, 4)
                    .mapToObj(i -> new Thread(() -> {
                        try {
                            held.memory(i + 1 + "GB").create();
                            ends.add("created");
                        } catch (InstanceExistsException e) {
                            ends.add("refused");
                        }
                    }))
                    .toList();
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(ends).containsExactlyInAnyOrder("created", "refused", "refused", "refused");
            assertThat(host.instances()).hasSize(1);
        }
    }

    @Test
    void aClosedHostAnswersNothing() {
        Host host = initialized("minimal.dts");
        CreateInstance.Ready request = host.createInstance("a").cpuCount(1).memory("64MB");
        Teardown teardown = host.teardown();
        InitializePlan initialize =
                host.initialize(SampleBaselines.file("minimal.dts")).plan();
        UpdateInstance update = host.updateInstance("a").addCpus("3");
        host.close();
        List<ThrowingCallable> calls = new ArrayList<>(List.of(
                host::capacity,
                host::qualify,
                host::metrics,
                host::events,
                host::teardown,
                () -> host.watch(event -> {}),
                () -> host.whatIf(request),
                teardown::plan,
                teardown::apply,
                initialize::apply,
                update::plan,
                update::apply,
                request.idempotencyKey("k")::create));
        assertThat(calls)
                .allSatisfy(call ->
                        assertThatIllegalStateException().isThrownBy(call).withMessage("this host was closed"));
    }

    @Test
    void refusalsTellWhatToDo() {
        try (Host host = initialized("minimal.dts")) {
            host.createInstance("web").cpuCount(1).memory("64MB").create();
            List<ThrowingCallable> calls = List.of(
                    () -> host.createInstance("web").cpuCount(1).memory("64MB").create(),
                    () -> host.createInstance("big").cpuCount(6).memory("64MB").create(),
                    () -> host.instance("none"),
                    () -> host.updateInstance("none").addCpus("3").apply(),
                    () -> host.instance("web").boot());
            String messages = calls.stream()
                    .map(call -> String.valueOf(catchThrowable(call).getMessage()))
                    .collect(Collectors.joining("\n"));
            assertThat(messages)
                    .contains("delete it, or choose another name")
                    .contains("create it, or see instances()")
                    .contains("load a kernel first");
            assertThat(host.transactions()).hasSize(1);
        }
    }
}

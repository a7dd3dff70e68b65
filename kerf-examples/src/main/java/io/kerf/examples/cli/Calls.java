// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.kexec.KexecFlags;
import io.kerf.kexec.LoadRequest;
import io.kerf.kexec.RebootCommand;
import io.kerf.model.InstanceId;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Shows, under {@code --debug}, the arguments of a system call that is about to be made. */
final class Calls {
    /** What reboot(2) wants before it believes its caller. */
    private static final String MAGIC = "0xfee1dead, 672274793";

    private Calls() {}

    static void show(Shell shell, RebootCommand command, InstanceId id) {
        show(shell, String.format(Locale.ROOT, "reboot(%s, 0x%x, {id %s})", MAGIC, command.value(), id));
    }

    static void show(Shell shell, KexecFlags flags) {
        show(shell, String.format(Locale.ROOT, "kexec_file_load(-1, -1, 0, NULL, 0x%x)", flags.value()));
    }

    static void show(Shell shell, LoadRequest request, InstanceId id) {
        String line = request.commandLine();
        show(
                shell,
                String.format(
                        Locale.ROOT,
                        "kexec_file_load('%s', %s, %d, %s, 0x%x)",
                        request.image().path(),
                        request.initrd().map(file -> "'" + file + "'").orElse("-1"),
                        line.isEmpty() ? 0 : line.getBytes(StandardCharsets.UTF_8).length + 1,
                        line.isEmpty() ? "NULL" : "'" + line + "'",
                        request.flags(id).value()));
    }

    private static void show(Shell shell, String call) {
        if (shell.isDebug()) {
            shell.terminal().error("DEBUG: " + call);
        }
    }
}

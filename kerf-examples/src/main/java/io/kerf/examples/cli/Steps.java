// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.InstanceHandle;
import java.util.List;

/** Does one step of an instance's life, or says that it would be done, and answers. */
final class Steps {
    private Steps() {}

    /** The step is permitted in the state that the instance is in. */
    static void run(Shell shell, InstanceHandle instance, String action, Runnable step, String doing, String done) {
        if (!shell.isDryRun()) {
            shell.change(doing + " instance '" + instance.name() + "'", () -> {
                step.run();
                return instance;
            });
        }
        Answer answer = InstanceAnswer.of(action, instance);
        shell.answer(InstanceAnswer.ended(answer, !shell.isDryRun(), shell.isDryRun(), List.of()), terminal -> {
            if (shell.isDryRun()) {
                terminal.done("Instance '" + instance.name() + "' is " + instance.status() + ", so that " + action
                        + " can be done (dry-run mode)");
                return;
            }
            terminal.done(done);
            if (shell.isVerbose()) {
                terminal.detail("Instance", instance.name());
                terminal.detail("Instance ID", instance.id());
                terminal.detail("Status", instance.status());
            }
        });
    }
}

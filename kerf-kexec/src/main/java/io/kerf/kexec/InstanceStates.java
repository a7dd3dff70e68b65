// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import io.kerf.model.InstanceId;
import io.kerf.model.InstanceName;
import io.kerf.model.InstanceState;
import io.kerf.sysfs.KernelInterfaceException;
import io.kerf.sysfs.MultikernelFs;
import io.kerf.sysfs.Ticker;
import java.time.Duration;
import java.util.EnumSet;

/** Reads the states of instances before each step and after it. That they can be read proves that this is a multikernel kernel. */
final class InstanceStates {
    private static final Duration POLL = Duration.ofMillis(20);

    private final MultikernelFs fs;
    private final Ticker ticker;

    InstanceStates(MultikernelFs fs, Ticker ticker) {
        this.fs = fs;
        this.ticker = ticker;
    }

    /** Refuses a step unless the state of the instance permits it, and answers its id. */
    InstanceId require(InstanceName name, InstanceAction action) {
        InstanceState found = fs.instanceState(name.text());
        action.require(name, found);
        int id = fs.instanceId(name.text());
        if (!InstanceId.isValid(id)) {
            throw KernelInterfaceException.unsupported(
                    "/sys/fs/multikernel/instances/" + name + "/id",
                    "id " + id + " cannot be passed to the kernel: it takes " + InstanceId.FIRST + " to "
                            + InstanceId.LAST,
                    "create the instance again with an id in that range");
        }
        return InstanceId.of(id);
    }

    /** Refuses as above, and where the name is no longer that of the instance with an id: what follows takes the id alone. */
    void requireStill(InstanceName name, InstanceAction action, InstanceId id) {
        InstanceId now = require(name, action);
        if (!now.equals(id)) {
            throw KernelInterfaceException.gone(
                    "/sys/fs/multikernel/instances/" + name,
                    "'" + name + "' had the id " + id + " and has " + now
                            + " now: it was created again meanwhile, and nothing is done to it",
                    "look at the instances that there are, and do it again");
        }
    }

    /** A failed instance stays so, and an empty one is made ready by its creation alone, which no step is waited for after. */
    private static boolean isDeadEnd(InstanceState found, InstanceState wanted, String step) {
        return found == InstanceState.FAILED
                || found == InstanceState.EMPTY && !(step.isEmpty() && wanted == InstanceState.READY);
    }

    /** Polls until the instance is in a state; the kernel tells nobody of changes. */
    void await(InstanceName name, String step, InstanceState wanted, Duration timeout) {
        Duration start = ticker.now();
        while (true) {
            InstanceState found = fs.instanceState(name.text());
            if (found == wanted) {
                return;
            }
            if (isDeadEnd(found, wanted, step)) {
                throw new InstanceStateException(
                        name,
                        found,
                        EnumSet.of(wanted),
                        "'" + name + "' did not become " + wanted + (step.isEmpty() ? "" : " after " + step)
                                + ": it is " + found + " and will not; delete the instance and create it again");
            }
            boolean interrupted = Thread.currentThread().isInterrupted();
            if (interrupted || ticker.now().minus(start).compareTo(timeout) >= 0) {
                throw new InstanceStateException(
                        name,
                        found,
                        EnumSet.of(wanted),
                        "'" + name + "' did not become " + wanted + (step.isEmpty() ? "" : " after " + step)
                                + (interrupted ? ": the wait was interrupted" : " within " + timeout.toMillis() + " ms")
                                + "; it is " + found + "; look at the kernel's log for the reason");
            }
            ticker.pause(POLL);
        }
    }
}

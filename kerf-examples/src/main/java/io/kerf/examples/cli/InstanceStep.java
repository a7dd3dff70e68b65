// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.InstanceHandle;
import io.kerf.model.InstanceName;
import io.kerf.model.InstanceState;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/** What is done to an instance, the states in which it may be, and the command that gets there from another. */
enum InstanceStep {
    LOAD("load a kernel for", EnumSet.of(InstanceState.READY)),
    BOOT("boot", EnumSet.of(InstanceState.LOADED)),
    HALT("halt", EnumSet.of(InstanceState.ACTIVE)),
    FORCE_HALT("halt by force", EnumSet.of(InstanceState.ACTIVE, InstanceState.LOADED)),
    UNLOAD("unload the kernel of", EnumSet.of(InstanceState.LOADED)),
    DELETE("delete", EnumSet.complementOf(EnumSet.of(InstanceState.LOADED, InstanceState.ACTIVE)));

    private final String words;
    private final Set<InstanceState> permitted;

    InstanceStep(String words, Set<InstanceState> permitted) {
        this.words = words;
        this.permitted = permitted;
    }

    /** Refuses the step on an instance in another state, in terms of commands. kerf itself looks again when it does the step. */
    void require(InstanceHandle instance) {
        InstanceState found = instance.status();
        if (!permitted.contains(found)) {
            throw CliException.failed("cannot " + words + " instance '" + instance.name() + "'\nit is " + found
                    + ", and has to be "
                    + permitted.stream().map(InstanceState::text).collect(Collectors.joining(" or ")) + "\n"
                    + remedy(instance.name(), found));
        }
    }

    private String remedy(InstanceName name, InstanceState found) {
        return switch (found) {
            case EMPTY, FAILED -> "delete it and create it again: kerf delete " + name;
            case READY -> "load a kernel first: kerf load " + name + " --kernel=FILE";
            case LOADED -> this == HALT ? "it does not run" : "unload its kernel first: kerf unload " + name;
            case ACTIVE -> this == BOOT ? "it runs already" : "halt it first: kerf kill " + name;
        };
    }
}

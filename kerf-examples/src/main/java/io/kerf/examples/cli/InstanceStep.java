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
    LOAD("load a kernel for"),
    BOOT("boot"),
    HALT("halt"),
    FORCE_HALT("halt by force"),
    UNLOAD("unload the kernel of"),
    DELETE("delete");

    private final String words;

    InstanceStep(String words) {
        this.words = words;
    }

    private Set<InstanceState> permitted() {
        return switch (this) {
            case LOAD -> EnumSet.of(InstanceState.READY);
            case BOOT, UNLOAD -> EnumSet.of(InstanceState.LOADED);
            case HALT -> EnumSet.of(InstanceState.ACTIVE);
            case FORCE_HALT -> EnumSet.of(InstanceState.ACTIVE, InstanceState.LOADED);
            case DELETE -> EnumSet.of(InstanceState.EMPTY, InstanceState.READY, InstanceState.FAILED);
        };
    }

    /** Refuses the step on an instance in another state, in terms of commands. kerf itself looks again when it does the step. */
    void require(InstanceHandle instance) {
        InstanceState found = instance.status();
        if (!permitted().contains(found)) {
            throw CliException.failed("cannot " + words + " instance '" + instance.name() + "'\nit is " + found
                    + ", and has to be "
                    + permitted().stream().map(InstanceState::text).collect(Collectors.joining(" or ")) + "\n"
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

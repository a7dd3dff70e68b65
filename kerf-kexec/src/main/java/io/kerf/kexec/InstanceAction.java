// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import io.kerf.model.InstanceName;
import io.kerf.model.InstanceState;
import java.util.EnumSet;
import java.util.Set;

/** What is done to an instance by a system call, and in which states it may be. This is the only place that says so. */
enum InstanceAction {
    LOAD("load a kernel for", "halt and unload it first"),
    UNLOAD("unload the kernel of", "an active instance is halted first"),
    BOOT("boot", "load a kernel first"),
    HALT("halt", "only a running instance is halted"),
    FORCE_HALT("force halt", "there is nothing to stop");

    private final String words;
    private final String remedy;

    InstanceAction(String words, String remedy) {
        this.words = words;
        this.remedy = remedy;
    }

    static InstanceAction of(RebootCommand command) {
        return switch (command) {
            case BOOT -> BOOT;
            case HALT -> HALT;
            case FORCE_HALT -> FORCE_HALT;
        };
    }

    Set<InstanceState> permitted() {
        return switch (this) {
            case LOAD -> EnumSet.of(InstanceState.READY);
            case UNLOAD, BOOT -> EnumSet.of(InstanceState.LOADED);
            case HALT -> EnumSet.of(InstanceState.ACTIVE);
            case FORCE_HALT -> EnumSet.of(InstanceState.LOADED, InstanceState.ACTIVE);
        };
    }

    /** Refuses the action on an instance in another state. */
    void require(InstanceName name, InstanceState found) {
        if (!permitted().contains(found)) {
            throw new InstanceStateException(
                    name,
                    found,
                    permitted(),
                    "cannot " + words + " '" + name + "': it is " + found + ", not "
                            + String.join(
                                    " or ",
                                    permitted().stream()
                                            .map(InstanceState::text)
                                            .toList())
                            + "; " + remedy);
        }
    }
}

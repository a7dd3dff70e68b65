// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import io.kerf.model.InstanceState;
import java.util.Objects;

/** Something that happened to an instance, as {@link InstanceWatch} found it out. */
public sealed interface InstanceEvent {
    /**
     * Returns which instance it was, by the name of its directory.
     *
     * @return the name
     */
    String instance();

    /**
     * Returns the id that the instance has or had.
     *
     * @return the id; an instance of another id is another one, whatever its name
     */
    int id();

    /**
     * An instance is there that was not.
     *
     * @param instance its name
     * @param id its id
     * @param state the state it was found in
     */
    record Created(String instance, int id, InstanceState state) implements InstanceEvent {
        /** Checks that all are given. */
        public Created {
            Objects.requireNonNull(instance, "instance");
            Objects.requireNonNull(state, "state");
        }

        @Override
        public String toString() {
            return named(this) + " was created, and is " + state;
        }
    }

    /**
     * An instance is in another state.
     *
     * @param instance its name
     * @param id its id
     * @param before the state it was in
     * @param after the state it is in; those between the two were not seen
     */
    record StateChanged(String instance, int id, InstanceState before, InstanceState after) implements InstanceEvent {
        /** Checks that all are given. */
        public StateChanged {
            Objects.requireNonNull(instance, "instance");
            Objects.requireNonNull(before, "before");
            Objects.requireNonNull(after, "after");
        }

        @Override
        public String toString() {
            return named(this) + " went from " + before + " to " + after;
        }
    }

    /**
     * An instance is gone, as instances go: it had no kernel loaded.
     *
     * @param instance its name
     * @param id its id
     * @param last the state it was last seen in
     */
    record Removed(String instance, int id, InstanceState last) implements InstanceEvent {
        /** Checks that all are given. */
        public Removed {
            Objects.requireNonNull(instance, "instance");
            Objects.requireNonNull(last, "last");
        }

        @Override
        public String toString() {
            return named(this) + " was removed";
        }
    }

    /**
     * An instance is gone that was loaded or active when it was last seen, which a kernel does not remove: it was halted, unloaded and
     * removed between two looks, or the host was booted anew.
     *
     * @param instance its name
     * @param id its id
     * @param last the state it was last seen in
     */
    record Vanished(String instance, int id, InstanceState last) implements InstanceEvent {
        /** Checks that all are given. */
        public Vanished {
            Objects.requireNonNull(instance, "instance");
            Objects.requireNonNull(last, "last");
        }

        @Override
        public String toString() {
            return named(this) + " vanished while it was " + last;
        }
    }

    private static String named(InstanceEvent event) {
        return "instance '" + event.instance() + "' (id " + event.id() + ")";
    }
}

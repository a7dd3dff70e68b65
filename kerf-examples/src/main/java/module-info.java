// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/** Runnable examples, each one task of a multikernel host. */
@NullMarked
@SuppressWarnings("requires-automatic")
module io.kerf.examples {
    requires static transitive org.jspecify;
    requires com.fasterxml.jackson.core;
    requires info.picocli;
    requires io.kerf;
    requires org.snakeyaml.engine;
    requires static micrometer.core;

    opens io.kerf.examples.cli to
            info.picocli;
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.model.InstanceName;
import io.kerf.sysfs.PoolPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Undoes {@link Host#initialize}: the instances go, then CPUs, devices and memory go back to the host. Immutable; nothing happens before
 * {@link #apply}.
 *
 * <pre>{@code
 * Teardown teardown = host.teardown();
 * teardown.plan().steps().forEach(System.out::println);   // delete 'web' …
 * System.out.println(teardown.apply());                   // CPUs 2-7 and 6GB of memory came back …
 * }</pre>
 */
public interface Teardown {
    /**
     * Lets active instances be halted, too. Without it a teardown is refused while an instance is active.
     *
     * @return the teardown that halts
     */
    Teardown evenIfActive();

    /**
     * Works out what {@link #apply} would do, and does nothing.
     *
     * @return the steps in order
     * @throws io.kerf.sysfs.KernelInterfaceException if there is no pool, an instance is active and may not be halted, or is another program's,
     *     or the kernel cannot give a pool back
     */
    Plan plan();

    /**
     * Takes everything down, and reads back what came of it.
     *
     * @return what was there before and after
     * @throws io.kerf.sysfs.KernelInterfaceException if there is no pool, an instance is active and may not be halted, or is another program's,
     *     or the kernel cannot give a pool back; nothing was done
     * @throws TeardownException if a step failed; it names those that were done, which are not undone
     */
    TeardownResult apply();

    /**
     * What a teardown would do.
     *
     * @param halts instances that are halted first, in order of their names
     * @param unloads instances whose image is dropped then, those among them that were halted
     * @param deletes instances that are deleted then: all
     * @param pool what then gives CPUs, devices and memory back
     */
    record Plan(List<InstanceName> halts, List<InstanceName> unloads, List<InstanceName> deletes, PoolPlan pool) {
        /** Copies the lists. */
        public Plan {
            halts = List.copyOf(halts);
            unloads = List.copyOf(unloads);
            deletes = List.copyOf(deletes);
            Objects.requireNonNull(pool, "pool");
        }

        /** {@return the steps in words, in order} */
        public List<String> steps() {
            List<String> steps = new ArrayList<>();
            halts.forEach(each -> steps.add("halt '" + each + "'"));
            unloads.forEach(each -> steps.add("unload '" + each + "'"));
            deletes.forEach(each -> steps.add("delete '" + each + "'"));
            steps.add(pool.toString());
            return List.copyOf(steps);
        }

        @Override
        public String toString() {
            return String.join("\n", steps());
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.model.SystemState;
import io.kerf.sysfs.BaselinePlan;
import io.kerf.sysfs.KernelAbi;
import io.kerf.sysfs.PoolPlan;
import java.util.Optional;

/**
 * How a host comes to the pool that a baseline describes: by that baseline, if it has none yet; else by a change of the pool that it has, while
 * instances run on. Immutable.
 *
 * <pre>{@code
 * InitializePlan plan = host.initialize(Path.of("larger.dts")).plan();
 * plan.poolChange().ifPresent(System.out::println);     // change the pool: add CPUs 12-15, add 4GB of memory
 * plan.apply();
 * }</pre>
 */
public interface InitializePlan {
    /** {@return the generation that the plan was made for} */
    KernelAbi abi();

    /** {@return the description of the host that the pool is to follow} */
    SystemState description();

    /** {@return the baseline that is written; empty if the host has a pool, which is changed instead} */
    Optional<BaselinePlan> baseline();

    /** {@return the change of the pool; empty if the host has none, and gets it by a baseline} */
    Optional<PoolPlan> poolChange();

    /** {@return whether the pool is so already} */
    boolean isAlreadySo();

    /** {@return what is written, as device tree source; empty if nothing is} */
    String source();

    /**
     * Carries the plan out, and reads back what came of it.
     *
     * @return this plan
     * @throws io.kerf.sysfs.KernelInterfaceException if the pool is no longer the one that the plan starts from, or the kernel refuses; all is
     *     as it was
     * @throws io.kerf.sysfs.PartialChangeException if something is left that could not be taken back
     */
    InitializePlan apply();
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.model.CpuSet;

/** The CPUs of the pool that no instance has, to say what could be taken instead of others. No CPU is suggested twice. */
final class FreeCpus {
    private final CpuSet all;
    private final long[] ids;
    private int given;

    FreeCpus(CpuSet all) {
        this.all = all;
        this.ids = all.toArray();
    }

    /** What to do about so many CPUs that cannot stay. */
    String instead(int wanted) {
        if (all.isEmpty()) {
            return "no CPU of the pool is free: take one from another instance first";
        }
        if (all.size() < wanted) {
            return "only " + Words.cpus(all) + " of the pool " + (all.size() == 1 ? "is" : "are")
                    + " free: ask for fewer";
        }
        if (ids.length - given < wanted) {
            return "the free CPUs of the pool are suggested to other instances: take some from one of them first";
        }
        CpuSet.Builder some = CpuSet.builder();
        for (int i = 0; i < wanted; i++) {
            some.add(ids[given++]);
        }
        return "use " + Words.cpus(some.build()) + " instead, free in the pool";
    }
}

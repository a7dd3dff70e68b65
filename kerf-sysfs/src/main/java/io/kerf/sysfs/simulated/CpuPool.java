// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import io.kerf.model.CpuSet;
import io.kerf.sysfs.Errno;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** Which CPUs are the host's, which are free in the pool, which are lent to an instance. */
final class CpuPool {
    private static final int FREE = 0;

    private final CpuSet present;
    private final long bootCpu;
    /** Pool members and who has them: {@link #FREE} or the id of an instance. Ascending by unsigned id. */
    private final Map<Long, Integer> members = new TreeMap<>(Long::compareUnsigned);
    /** CPUs that left the host and were then dropped from the pool: they are nobody's. */
    private CpuSet stranded = CpuSet.empty();

    CpuPool(SimulatedMachine machine) {
        this.present = machine.cpus();
        this.bootCpu = machine.bootCpu();
    }

    boolean isEmpty() {
        return members.isEmpty();
    }

    CpuSet members() {
        return members(true);
    }

    CpuSet free() {
        return members(false);
    }

    private CpuSet members(boolean lentToo) {
        long[] ids = new long[members.size()];
        int count = 0;
        for (Map.Entry<Long, Integer> member : members.entrySet()) {
            if (lentToo || member.getValue() == FREE) {
                ids[count++] = member.getKey();
            }
        }
        return CpuSet.of(Arrays.copyOf(ids, count));
    }

    CpuSet host() {
        return present.minus(members()).minus(stranded);
    }

    boolean isPresent(long id) {
        return present.contains(id);
    }

    /** Drops what nobody has, as a second baseline of a flat kernel does: such CPUs are offline and no longer in the pool. */
    void dropFree() {
        stranded = stranded.union(free());
        members.values().removeIf(owner -> owner == FREE);
    }

    boolean isFree(long id) {
        return Integer.valueOf(FREE).equals(members.get(id));
    }

    boolean isHeldBy(long id, int instance) {
        return Integer.valueOf(instance).equals(members.get(id));
    }

    /** Moves a CPU of the baseline; one that is in the pool stays there. */
    void takeForBaseline(long id) throws KernelError {
        if (members.containsKey(id)) {
            return;
        }
        if (!present.contains(id)) {
            throw new KernelError(Errno.ENODEV, "CPU " + Long.toUnsignedString(id) + " is not present");
        }
        if (id == bootCpu) {
            throw new KernelError(Errno.EBUSY, "CPU " + id + " is the boot CPU and cannot be moved");
        }
        members.put(id, FREE);
        stranded = stranded.minus(CpuSet.of(id));
    }

    /** {@code cpu-add} under {@code /resources}: from the host into the pool. */
    void takeFromHost(long id) throws KernelError {
        if (!present.contains(id) || id == bootCpu || members.containsKey(id)) {
            throw new KernelError(Errno.EINVAL, "CPU " + Long.toUnsignedString(id) + " is not the host's to give");
        }
        members.put(id, FREE);
    }

    /** {@code cpu-remove} under {@code /resources}: from the pool back to the host. */
    void giveToHost(long id) throws KernelError {
        if (!isFree(id)) {
            throw new KernelError(Errno.EBUSY, "CPU " + Long.toUnsignedString(id) + " is not free in the pool");
        }
        members.remove(id);
    }

    void lend(long id, int instance) throws KernelError {
        if (!isFree(id)) {
            throw new KernelError(Errno.EBUSY, "CPU " + Long.toUnsignedString(id) + " is not free in the pool");
        }
        members.put(id, instance);
    }

    void takeBack(long id, int instance) throws KernelError {
        if (!isHeldBy(id, instance)) {
            throw new KernelError(
                    Errno.EINVAL, "CPU " + Long.toUnsignedString(id) + " is not held by instance " + instance);
        }
        members.put(id, FREE);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

/**
 * What stays free on some nodes, as shares of the machine: unshared CPUs, a quarter of all CPUs, half of the memory; less is
 * tighter. It is compared without rounding, since a tie goes on to the next figure, and two equal sums of fractions may differ in
 * their last bit as floating point numbers. (Distances may be such numbers: each is one quotient of whole numbers.)
 */
final class Slack implements Comparable<Slack> {
    private final long cpus;
    private final long bytes;

    /** Quarters of CPUs: four for each unshared one, one for each that is free. */
    private long freeQuarters;

    private long freeBytes;

    /**
     * Creates the slack of no nodes.
     *
     * @param cpus the CPUs of the machine
     * @param bytes the free memory of the machine; 0 if memory does not matter
     */
    Slack(long cpus, long bytes) {
        this.cpus = cpus;
        this.bytes = Math.max(1, bytes);
    }

    void set(int unsharedCpus, int freeCpus, long bytesLeft) {
        freeQuarters = 4L * unsharedCpus + freeCpus;
        freeBytes = bytesLeft;
    }

    void set(Slack other) {
        freeQuarters = other.freeQuarters;
        freeBytes = other.freeBytes;
    }

    /** Compares {@code quarters / 4 / cpus + bytesLeft / bytes / 2} with that of another one on the same machine. */
    @Override
    public int compareTo(Slack other) {
        assert cpus == other.cpus && bytes == other.bytes : "of two machines";
        long moreQuarters = freeQuarters - other.freeQuarters;
        long fewerBytes = other.freeBytes - freeBytes;
        int order = Long.compare(Math.multiplyHigh(moreQuarters, bytes), Math.multiplyHigh(fewerBytes, 2 * cpus));
        return order != 0 ? order : Long.compareUnsigned(moreQuarters * bytes, fewerBytes * (2 * cpus));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import com.sun.management.ThreadMXBean;
import io.kerf.tree.DeviceTree;
import java.lang.management.ManagementFactory;

/**
 * Prints what a decoded tree keeps in memory and what decoding allocates, as multiples of the blob's size. What is kept is the
 * difference of the heap in use after collections; the blob itself is not in it.
 */
final class Footprint {
    private static final int COLLECTIONS = 5;

    private Footprint() {}

    /** Takes the names of inputs. */
    public static void main(String[] inputs) {
        for (String input : inputs) {
            byte[] blob = Fdt.encode(SyntheticTrees.named(input));
            for (int i = 0; i < 3; i++) {
                Fdt.decode(blob);
            }
            long usedBefore = used();
            long allocatedBefore = allocated();
            DeviceTree tree = Fdt.decode(blob);
            long allocated = allocated() - allocatedBefore;
            long kept = used() - usedBefore;
            System.out.printf("kept %s %.2f%n", input, (double) kept / blob.length);
            System.out.printf("allocated %s %.2f%n", input, (double) allocated / blob.length);
            if (tree.root().children().isEmpty()) {
                throw new IllegalStateException("the tree must outlive its measurement");
            }
        }
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    private static long used() {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

/**
 * Is told how far a change has come, on the thread that carries it out. One that throws is not listened to in that moment; the change goes on.
 *
 * <pre>{@code
 * engine.withListener(progress -> System.err.println(progress)).apply(plan).requireDone();
 * }</pre>
 */
@FunctionalInterface
public interface ChangeListener {
    /**
     * Is called at each stage of a change, in order.
     *
     * @param progress what is being done
     */
    void onProgress(ChangeProgress progress);
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Time that can be waited for, so that tests need not. Implementations are safe for use by several threads. */
public interface Ticker {
    /**
     * Returns the time since some moment in the past.
     *
     * @return a duration that never gets shorter
     */
    Duration now();

    /**
     * Waits; returns early if the thread is interrupted, whose flag stays set.
     *
     * @param pause how long
     */
    void pause(Duration pause);

    /**
     * Returns the real time.
     *
     * @return a ticker over {@link System#nanoTime}
     */
    static Ticker system() {
        return new Ticker() {
            @Override
            public Duration now() {
                return Duration.ofNanos(System.nanoTime());
            }

            @Override
            public void pause(Duration pause) {
                LockSupport.parkNanos(pause.toNanos());
            }
        };
    }
}

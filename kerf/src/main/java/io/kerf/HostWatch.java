// SPDX-License-Identifier: Apache-2.0
package io.kerf;

/**
 * A listener at work, until it is closed or its host is.
 *
 * <pre>{@code
 * try (HostWatch watch = host.watch(event -> System.out.println(event))) {
 *     Thread.sleep(60_000);
 * }
 * }</pre>
 */
public interface HostWatch extends AutoCloseable {
    /** Ends it. An event that is being handed over at the moment may still arrive. Closing twice does nothing. */
    @Override
    void close();
}

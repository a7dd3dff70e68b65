// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

/** A load whose files are in memory already, so that it can be asked for again without copying them again. */
interface PreparedLoad extends AutoCloseable {
    /** System calls that copy files before they load. */
    interface Source {
        /**
         * Looks whether the instance may be loaded, and with such a kernel.
         *
         * @throws KernelImageException if it is one for another machine
         * @throws SyscallException if there is no such call here
         */
        void check(LoadRequest request, KexecFlags flags);

        /** Looks whether the instance may be loaded, and copies the files. */
        PreparedLoad prepare(LoadRequest request, KexecFlags flags);
    }

    /**
     * Asks the kernel once, after another look at the instance.
     *
     * @throws SyscallException if it refuses
     */
    void call();

    @Override
    void close();
}

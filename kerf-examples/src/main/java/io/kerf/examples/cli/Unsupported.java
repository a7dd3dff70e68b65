// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

/** What the command line has a word for, and kerf cannot do yet. */
final class Unsupported {
    private Unsupported() {}

    static CliException yet(String what, String instead) {
        return CliException.failed(what + " is not supported yet", instead);
    }
}

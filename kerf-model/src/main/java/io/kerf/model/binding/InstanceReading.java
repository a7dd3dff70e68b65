// SPDX-License-Identifier: Apache-2.0
package io.kerf.model.binding;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.Instance;
import java.util.List;
import java.util.Objects;

/**
 * What a kernel's tree of one instance says.
 *
 * @param instance the instance, without what could not be read
 * @param findings what is malformed, doubtful or unknown in the tree, in its order
 */
public record InstanceReading(Instance instance, List<Diagnostic> findings) {
    /** Copies the list. */
    public InstanceReading {
        Objects.requireNonNull(instance, "instance");
        findings = List.copyOf(findings);
    }

    /**
     * Tells whether everything could be read.
     *
     * @return true if no finding is an error
     */
    public boolean isComplete() {
        return findings.stream().noneMatch(finding -> finding.severity() == Severity.ERROR);
    }
}

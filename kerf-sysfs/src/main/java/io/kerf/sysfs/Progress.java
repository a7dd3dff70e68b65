// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import io.kerf.sysfs.ChangeProgress.Stage;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells a listener how far a change has come. What the listener throws is logged, and the change goes on. */
record Progress(ChangeListener listener) {
    private static final Logger LOG = LoggerFactory.getLogger(Progress.class);

    Progress {
        Objects.requireNonNull(listener, "listener");
    }

    /** A step is counted from 1; 0 stands for the whole. */
    void tell(Stage stage, int step, int steps, Object what) {
        try {
            listener.onProgress(new ChangeProgress(stage, step, steps, what.toString()));
        } catch (RuntimeException e) {
            LOG.warn("a listener failed at: {} {}", stage, what, e);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples;

import static io.kerf.examples.ErrorSamples.caught;

import io.kerf.Kerf;
import io.kerf.dts.Dts;
import io.kerf.dts.DtsException;
import io.kerf.fdt.Fdt;
import io.kerf.fdt.FdtFormatException;
import io.kerf.fdt.OverlayException;
import io.kerf.fdt.Overlays;
import io.kerf.model.CpuSet;
import io.kerf.model.ModelException;
import io.kerf.tree.PropertyTypeException;
import io.kerf.tree.PropertyValue;
import io.kerf.validate.ValidationException;

/** Exceptions of trees, their sources and what they mean: kerf-fdt, kerf-dts, kerf-model, kerf-validate. */
final class TreeErrorSamples {
    private TreeErrorSamples() {}

    static void addTo(ErrorSamples samples) {
        samples.add("DtsException: always", caught(DtsException.class, () -> Dts.compile("/ {", "a.dts")));
        samples.add("FdtFormatException: always", caught(FdtFormatException.class, () -> Fdt.decode(new byte[3])));
        samples.add(
                "OverlayException: always",
                caught(
                        OverlayException.class,
                        () -> Overlays.apply(
                                Dts.compile("/dts-v1/; / { };", "base.dts"),
                                Dts.compile("/dts-v1/; / { f { __overlay__ { }; }; };", "o.dts"))));
        samples.add(
                "PropertyTypeException: always",
                caught(
                        PropertyTypeException.class,
                        () -> PropertyValue.of(new byte[3]).u32()));
        samples.add("ModelException: always", caught(ModelException.class, () -> CpuSet.parse("4-")));
        samples.add(
                "ValidationException: always",
                caught(ValidationException.class, () -> Kerf.simulated(Samples.baseline("conflict_example.dts"))));
    }
}

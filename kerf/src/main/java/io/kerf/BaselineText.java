// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.dts.Dts;
import io.kerf.dts.DtsPrintOptions;
import io.kerf.model.Dialect;
import io.kerf.model.binding.Bindings;
import io.kerf.sysfs.discovery.BaselineProposal;
import io.kerf.sysfs.discovery.BaselineRemark;
import java.util.Objects;

/**
 * Prints a proposed baseline as device tree source, with comments that say what its lines mean on the machine.
 *
 * <pre>{@code
 * BaselineProposal proposal = Kerf.discover().suggestedBaseline().propose();
 * Files.writeString(Path.of("baseline.dts"), BaselineText.of(proposal, Dialect.INVENTORY));
 * }</pre>
 */
public final class BaselineText {
    private BaselineText() {}

    /**
     * Prints a proposal. The text compiles to the tree that {@link Bindings#write} makes of {@link BaselineProposal#state(Dialect)}, and
     * {@link Host#initialize(java.nio.file.Path)} reads it. What the dialect cannot say is listed at its beginning.
     *
     * @param proposal the proposal, valid or not
     * @param dialect the dialect of the tree; an inventory begins with {@code /multikernel-v1/;}, the others with {@code /dts-v1/;}
     * @return the source text
     */
    public static String of(BaselineProposal proposal, Dialect dialect) {
        Objects.requireNonNull(dialect, "dialect");
        DtsPrintOptions options = DtsPrintOptions.defaults()
                .withDialect(dialect == Dialect.INVENTORY ? io.kerf.dts.Dialect.KERF_V1 : io.kerf.dts.Dialect.DTS_V1);
        for (BaselineRemark remark : proposal.remarks(dialect)) {
            options = remark.property().isPresent()
                    ? options.withComment(remark.node(), remark.property().get(), remark.text())
                    : options.withComment(remark.node(), remark.text());
        }
        return Dts.print(Bindings.write(proposal.state(dialect), dialect), options);
    }
}

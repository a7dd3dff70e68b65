// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.diag.Diagnostic;
import io.kerf.dts.CheckLevel;
import io.kerf.dts.Dts;
import io.kerf.dts.DtsOptions;
import io.kerf.dts.DtsResult;
import io.kerf.fdt.Fdt;
import io.kerf.model.SystemState;
import io.kerf.model.binding.Bindings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Reads a baseline from a file that holds source or a blob; the first bytes tell which. */
final class BaselineFile {
    /** Baselines number their devices by unit address whatever their header, and give them no 'reg'. */
    private static final DtsOptions OPTIONS = DtsOptions.defaults().withCheck("unit_address_vs_reg", CheckLevel.OFF);

    /** What a blob begins with (Devicetree Specification, section 5.2). */
    private static final int BLOB_MAGIC = 0xd00dfeed;

    /** The compiler's warning that a number did not fit its cells. */
    private static final String CELL_TRUNCATED = "dts-cell-truncated";

    private BaselineFile() {}

    /** A file that cannot be read is left to the source compiler, which says why. */
    static SystemState read(Path file) {
        Objects.requireNonNull(file, "file");
        try {
            if (isBlob(file)) {
                return Bindings.read(Fdt.read(file));
            }
        } catch (IOException unreadable) {
            return readSource(file);
        }
        return readSource(file);
    }

    /** What the compiler warned of goes into the report of the rules. */
    private static SystemState readSource(Path file) {
        DtsResult compiled = Dts.parse(file, OPTIONS);
        SystemState state = Bindings.read(compiled.orElseThrow());
        List<Diagnostic> findings = new ArrayList<>();
        compiled.diagnostics().forEach(warning -> findings.add(weighed(warning)));
        findings.addAll(state.findings());
        return state.toBuilder().findings(findings).build();
    }

    /** A number cut to its cells is legal source, but in a baseline it would be a pool of another size than was written. */
    private static Diagnostic weighed(Diagnostic finding) {
        if (!finding.code().equals(CELL_TRUNCATED)) {
            return finding;
        }
        Diagnostic error = Diagnostic.error(finding.code(), finding.message())
                .withSuggestion("begin the file with '/multikernel-v1/;', where such numbers are 64 bits wide");
        return finding.location().map(error::withLocation).orElse(error);
    }

    private static boolean isBlob(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] start = in.readNBytes(Integer.BYTES);
            return start.length == Integer.BYTES && ByteBuffer.wrap(start).getInt() == BLOB_MAGIC;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.diag.Diagnostic;
import io.kerf.dts.check.Check;
import io.kerf.dts.check.CheckLevels;
import io.kerf.dts.check.Checks;
import io.kerf.fdt.Fdt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares the checks with those of the reference compiler: which fail at which nodes, and where they point. */
class ChecksOracleTest {
    /** How many generated boards a run compares; raised by {@code -Dkerf.dts.generated=N}. */
    private static final int GENERATED = Integer.getInteger("kerf.dts.generated", 1000);

    private static final int FIRST = Integer.getInteger("kerf.dts.seed", 1);

    /** The status of a process that was ended by its own assertion. */
    private static final int ABORTED = 128;

    private static final DtsOptions ALL = DtsOptions.defaults().withMaxFindings(100_000);

    private static ReferenceDtc dtc;

    @BeforeAll
    static void findDtc() {
        dtc = ReferenceDtc.require();
    }

    static Stream<Path> examples() {
        return GoldenFiles.in("checks").stream();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void examplesFailTheSameChecks(Path example) throws IOException {
        compare(Files.readString(example), example.getFileName().toString(), ALL, List.of());
    }

    @Test
    void generatedBoardsFailTheSameChecks() {
        int compared = 0;
        for (int i = 0; i < GENERATED; i++) {
            int seed = FIRST + i;
            compared += compare(new BoardGenerator(seed).source(), "seed " + seed, ALL, List.of()) ? 1 : 0;
        }
        assertThat(compared).as("boards that dtc did not choke on").isGreaterThan(GENERATED * 8 / 10);
    }

    /** What the compiler adds to a source is not checked, and an overlay may refer to what it does not hold. */
    @Test
    void overlaysAndSourcesWithSymbolsAndAliasesFailTheSameChecks() {
        int compared = 0;
        for (int i = 0; i < GENERATED / 2; i++) {
            int seed = 9_000_000 + FIRST + i;
            String source = new BoardGenerator(seed).source();
            if (i % 2 == 0) {
                String overlay = source.replaceFirst("/dts-v1/;", "/dts-v1/; /plugin/;");
                compared += compare(overlay, "overlay " + seed, ALL, List.of()) ? 1 : 0;
            } else {
                DtsOptions options = ALL.withSymbols().withAliases();
                compared += compare(source, "symbols " + seed, options, List.of("-@", "-A")) ? 1 : 0;
            }
        }
        assertThat(compared).isGreaterThan(GENERATED * 4 / 10);
    }

    /** Boards whose nodes come together from several bodies and files, and partly go again. */
    @Test
    void boardsThatAreExtendedDeletedAndIncludedFailTheSameChecks(@TempDir Path folder) throws IOException {
        int compared = 0;
        for (int i = 0; i < GENERATED; i++) {
            int seed = 12_000_000 + FIRST + i;
            BoardRewriter board = new BoardRewriter(new BoardGenerator(seed).source(), seed);
            for (Map.Entry<String, String> file : board.files().entrySet()) {
                Files.writeString(folder.resolve(file.getKey()), file.getValue());
            }
            DtsOptions options = ALL.withIncludes(IncludeResolver.of(board.files()));
            List<String> arguments = List.of("-i", folder.toString());
            String name = "seed " + seed + " with " + board.files();
            compared += compare(board.source(), name, options, arguments) ? 1 : 0;
        }
        assertThat(compared).as("boards that dtc did not choke on").isGreaterThan(GENERATED * 8 / 10);
    }

    @Test
    void generatedBlobsFailTheSameChecks() {
        for (int i = 0; i < GENERATED / 4; i++) {
            int seed = 3_000_000 + FIRST + i;
            String source = new BoardGenerator(seed).source();
            byte[] blob = Fdt.encode(Dts.parse(source, "board", ALL).orElseThrow());
            ReferenceDtc.Run reference = dtc.checkBlob(blob);
            if (reference.status() < ABORTED) {
                assertThat(DtcFindings.keys(Dts.check(Fdt.decode(blob), ALL)))
                        .as("blob of seed %s%n%s%n%s", seed, source, reference.messages())
                        .isEqualTo(sorted(reference));
            }
        }
    }

    @Test
    void switchesMoveTheSameChecks() {
        for (int i = 0; i < GENERATED / 2; i++) {
            int seed = 6_000_000 + FIRST + i;
            Random random = new Random(seed);
            List<String> arguments = new ArrayList<>();
            DtsOptions options = ALL;
            List<String> names = Dts.checks().stream()
                    .map(DtsCheck::name)
                    .filter(ChecksOracleTest::canBeSwitched)
                    .toList();
            for (int n = random.nextInt(8); n >= 0; n--) {
                boolean error = random.nextInt(3) == 0;
                String option = (random.nextInt(3) == 0 ? "no-" : "") + names.get(random.nextInt(names.size()));
                arguments.add(error ? "-E" : "-W");
                arguments.add(option);
                options = error ? options.withError(option) : options.withWarning(option);
            }
            compare(new BoardGenerator(seed).source(), "seed " + seed + " " + arguments, options, arguments);
        }
    }

    /** Not those that a compilation cannot do without, nor those that tell when dtc goes by values that it did not read. */
    private static boolean canBeSwitched(String name) {
        return !TreeCheck.DONE.contains(name)
                && !name.equals("omit_unused_nodes")
                && !name.equals("ranges_format")
                && !name.endsWith("_cells_is_cell")
                && !name.equals("addr_size_cells");
    }

    /** Returns whether there was something to compare with. */
    private static boolean compare(String source, String name, DtsOptions options, List<String> arguments) {
        ReferenceDtc.Run reference = dtc.check(source, arguments);
        if (reference.status() >= ABORTED) {
            return false;
        }
        DtsResult ours = Dts.parse(source, DtcFindings.SOURCE, options);
        assertThat(ours.hasErrors())
                .as("%s%n%s%n%s%n%s", name, source, reference.messages(), ours.render())
                .isEqualTo(reference.status() != 0);
        DtsOptions unswitched = options.includes().map(ALL::withIncludes).orElse(ALL);
        if (reference.status() == 0
                || Dts.parse(source, DtcFindings.SOURCE, unswitched).tree().isPresent()) {
            // dtc ends behind the first check that is an error; we make them all.
            Set<String> made = madeByDtc(options, reference);
            List<String> found = DtcFindings.keys(ours.diagnostics()).stream()
                    .filter(key -> made.contains(key.substring(0, key.indexOf(' '))))
                    .toList();
            assertThat(found)
                    .as("%s%n%s%n%s", name, source, reference.messages())
                    .isEqualTo(sorted(reference));
        }
        if (ours.tree().isPresent()) {
            comparePlaces(source, ours, reference);
        }
        return true;
    }

    /** The checks that dtc made: in the order of its table, each behind those it stands on, up to the first that is an error. */
    private static Set<String> madeByDtc(DtsOptions options, ReferenceDtc.Run reference) {
        Set<String> failed = DtcFindings.parse(reference.messages()).stream()
                .filter(DtcFindings.Said::error)
                .map(DtcFindings.Said::check)
                .collect(Collectors.toSet());
        Set<String> made = new HashSet<>();
        CheckLevels levels = options.checkLevels(Dialect.DTS_V1);
        for (int i = 0; i < Checks.ALL.size() && Collections.disjoint(made, failed); i++) {
            if (levels.of(i).isPresent()) {
                make(Checks.ALL.get(i), made, failed);
            }
        }
        return made;
    }

    private static void make(Check check, Set<String> made, Set<String> failed) {
        for (String prerequisite : check.prerequisites()) {
            if (!made.contains(prerequisite) && Collections.disjoint(made, failed)) {
                make(Checks.ALL.get(Checks.find(prerequisite).orElseThrow()), made, failed);
            }
        }
        if (Collections.disjoint(made, failed)) {
            made.add(check.name());
        }
    }

    private static void comparePlaces(String source, DtsResult ours, ReferenceDtc.Run reference) {
        for (DtcFindings.Said said : DtcFindings.parse(reference.messages())) {
            if (said.line() == 0) {
                continue;
            }
            List<Diagnostic> same = DtcFindings.ofChecks(ours.diagnostics())
                    .filter(finding -> DtcFindings.key(finding).equals(said.key()))
                    .toList();
            assertThat(same)
                    .as("%s in line %s%n%s%n%s", said.key(), said.line(), source, reference.messages())
                    .anyMatch(finding -> DtcFindings.pointsAt(finding, said));
        }
    }

    private static List<String> sorted(ReferenceDtc.Run reference) {
        return DtcFindings.parse(reference.messages()).stream()
                .map(DtcFindings.Said::key)
                .sorted()
                .toList();
    }
}

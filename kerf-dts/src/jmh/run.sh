#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Measures kerf-dts beside the dtc program and prints each figure as a ratio. Arguments go to JMH, after its defaults:
#
#     kerf-dts/src/jmh/run.sh                     # everything as it is quoted in docs/benchmarks.md
#     kerf-dts/src/jmh/run.sh -f 1 -wi 5 -i 5     # quicker and rougher
#
# dtc is measured as a process, from source file to blob, before and after the benchmarks; the median of its runs counts, less the
# median of runs on an empty source. DTC names the program; without it the one that .ci/oracles fetched is taken. MVN names
# Maven and its options.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
inputs=(baseline board large-tenth large labels)
source kerf-fdt/src/jmh/common.sh

# run_dtc COUNT SOURCE: nanoseconds of each run, a line each.
run_dtc() {
    local i start
    for ((i = 0; i < $1; i++)); do
        start=$(date +%s%N)
        "$dtc" -q -I dts -O dtb -o /dev/null "$2" 2>/dev/null
        printf '%s\n' $(($(date +%s%N) - start))
    done
}

# runs INPUT: as many as a noisy machine needs, fewer where one takes half a minute.
runs() {
    case $1 in
        labels) echo 1 ;;
        large) echo 3 ;;
        *) echo 21 ;;
    esac
}

measure_dtc() {
    local input
    for input in empty "${inputs[@]}"; do
        run_dtc "$(runs "$input")" "$work/in/$input.dts" | sort -n |
            awk -v input="$input" '{ ns[NR] = $1 } END { print input, ns[int((NR + 1) / 2)] }'
    done
} >"$1"

dtc=${DTC:-}
if [[ -z $dtc ]]; then
    eval "$(.ci/oracles)"
    dtc=$KERF_DTC
fi
build kerf-dts kerf-fdt
java -cp "$classpath" io.kerf.dts.InputFiles "$work/in"

say "measuring dtc"
measure_dtc "$work/before"
measure 'io.kerf.dts.CompileBenchmark' "$@"
say "measuring dtc again"
measure_dtc "$work/after"

"$dtc" --version
stat -c '%n %s bytes' "$work"/in/*.dts | sed 's|.*/||'
awk -f kerf-fdt/src/jmh/csv.awk -f kerf-dts/src/jmh/ratios.awk "$work/before" "$work/after" "$work/jmh.csv"

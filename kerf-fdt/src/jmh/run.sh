#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Measures kerf-fdt beside libfdt and prints each figure as a ratio. Arguments go to JMH, after its defaults:
#
#     kerf-fdt/src/jmh/run.sh                     # everything as it is quoted in docs/benchmarks.md
#     kerf-fdt/src/jmh/run.sh -f 1 -wi 3 -i 3     # quicker and rougher
#
# Needs a C compiler and libfdt's headers (Debian: libfdt-dev). KERF_LIBFDT names the library to link with; without it the one
# that .ci/oracles fetched is taken, else the system's. MVN names Maven and its options.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
jmh=kerf-fdt/src/jmh
source "$jmh/common.sh"

find_libfdt() {
    [[ -n ${KERF_LIBFDT:-} ]] && { printf '%s' "$KERF_LIBFDT"; return; }
    [[ -n ${KERF_DTC:-} ]] || eval "$(.ci/oracles 2>/dev/null || true)"
    [[ -n ${KERF_DTC:-} ]] && find "$(dirname "$KERF_DTC")/.." -name libfdt.so.1 -print -quit 2>/dev/null
}

# beside BENCHMARKS PARAMETER PEER...: some benchmarks on one input, and behind each iteration the peer's same work (PeerTurns).
beside() {
    local benchmarks=$1 parameter=$2
    shift 2
    say "$benchmarks $parameter beside libfdt"
    KERF_PEER=$(printf '%s\n' "$work/peers" "$@") KERF_PEER_FIGURES=$work/libfdt \
        measure "$benchmarks" ${parameter:+-p "$parameter"} "${arguments[@]}"
    cat "$work/jmh.csv" >>"$work/kerf.csv"
}

arguments=("$@")
build kerf-fdt
library=$(find_libfdt || true)
if [[ -n $library ]]; then
    library=$(realpath "$library")
    "${CC:-cc}" -O2 -o "$work/peers" "$jmh/c/peers.c" "$library" -Wl,-rpath,"$(dirname "$library")"
else
    "${CC:-cc}" -O2 -o "$work/peers" "$jmh/c/peers.c" -lfdt -ldl
fi
java -cp "$classpath" io.kerf.fdt.InputFiles "$work/in"

rm -f "$work/libfdt" "$work/kerf.csv"
codec='io.kerf.fdt.CodecBenchmark'
for input in baseline board megabyte large; do
    beside "$codec.(walk|walkByNext|walkByThree|walkDirect|decode)\$" "input=$input" walk "$work/in/$input"
    beside "$codec.(encode|write)\$" "input=$input" write "$work/in/$input"
done
for place in DEEP WIDE BUS; do
    beside io.kerf.fdt.LookupBenchmark "place=$place" lookup "$work/in/large" "$place" "$(cat "$work/in/path-$place")" reg
done
beside io.kerf.fdt.OverlayBenchmark '' overlay "$work/in/board" "$work/in/overlay"
java -Xmx1500m -cp "$classpath" io.kerf.fdt.Footprint megabyte large >"$work/footprint"

"$work/peers" library
stat -c '%n %s bytes' "$work"/in/{baseline,board,megabyte,large,overlay} | sed 's|.*/||'
awk -f "$jmh/csv.awk" -f "$jmh/ratios.awk" "$work/libfdt" "$work/footprint" "$work/kerf.csv"

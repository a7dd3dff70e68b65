#!/usr/bin/env bash
#
# Measures by the processor time of the thread, which other work on the machine adds little to, what JMH measures badly or not at all:
# the hardest choice in all policies, and the first placement of a process, without and with an archive of its classes.
#
#     kerf-alloc/src/jmh/times.sh
#
# MVN names Maven and its options.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
source kerf-fdt/src/jmh/common.sh

readonly host="socket:2 node:2 core:8 thread:2 mem:64GB"
readonly processes=9

# median COLUMN: of lines of numbers.
median() {
    sort -n -k "$1" | awk -v column="$1" '{ all[NR] = $column } END { print all[int((NR + 1) / 2)] }'
}

# first OPTION...: starts a process after the other, and prints the medians of what they say.
first() {
    local lines
    lines=$(for _ in $(seq "$processes"); do java "$@" io.kerf.alloc.FirstCall "$host"; done)
    printf 'first placement: %s us, %s us of the thread, of which deciding %s us\n' \
        "$(median 1 <<<"$lines")" "$(median 2 <<<"$lines")" "$(median 3 <<<"$lines")"
}

build kerf-alloc kerf-model kerf-fdt
say "measuring the hardest choice"
java -cp "$classpath" io.kerf.alloc.HardestChoice

say "measuring the first placement of $processes processes"
jars=
for folder in kerf-alloc/target/test-classes kerf-{alloc,model,fdt}/target/classes; do
    jar --create --file "$work/${folder//\//-}.jar" -C "$folder" .
    jars+=$work/${folder//\//-}.jar:
done
first -cp "$jars"
java -XX:ArchiveClassesAtExit="$work/classes.jsa" -Xlog:cds=off -Xlog:cds+dynamic=off -cp "$jars" io.kerf.alloc.FirstCall "$host" >/dev/null
printf 'with an archive of classes, '
first -XX:SharedArchiveFile="$work/classes.jsa" -cp "$jars"

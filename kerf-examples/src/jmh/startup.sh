#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Measures a cold start, whole process, of bin/kerf show on a small simulated kernel beside two peers, in turn: python3 importing what
# the command of that language begins with, and a picocli command that does nothing, with the same options on the command line and of the Java
# machine, and a class archive of its own. Prints the median of each, as seen and in processor time, and the ratios. Needs the packaged command
# (mvn -pl kerf-examples -am package), python3 with click and yaml.
#
#     kerf-examples/src/jmh/startup.sh [ROUNDS]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
rounds=${1:-41}
dist=${KERF_DIST:-$PWD/kerf-examples/target/kerf}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export LC_ALL=C.UTF-8

host=$work/host
"$dist/bin/kerf" --simulated "$host" init --input="$dist/share/minimal.dts" >/dev/null
"$dist/bin/kerf" --simulated "$host" create web --cpus=4-5 --memory=1GB >/dev/null

flags=(-Xlog:disable -Xlog:all=error:stderr -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData)
picocli=$(find "${MAVEN_REPO:-$HOME/.m2/repository}" -name 'picocli-4*.jar' | sort -V | tail -1)
mkdir "$work/classes"
javac -proc:none -nowarn -cp "$picocli" -d "$work/classes" kerf-examples/src/jmh/peer/Nothing.java
jar cf "$work/nothing.jar" -C "$work/classes" .
path=$work/nothing.jar:$picocli
java -Xshare:off -XX:DumpLoadedClassList="$work/list" "${flags[@]}" -cp "$path" Nothing --simulated x show >/dev/null
java -Xshare:dump -Xlog:disable -XX:+UseG1GC -XX:SharedClassListFile="$work/list" -XX:SharedArchiveFile="$work/nothing.jsa" -cp "$path" >/dev/null

kerf() { "$dist/bin/kerf" --simulated "$host" show; }
nothing() { java "${flags[@]}" -XX:SharedArchiveFile="$work/nothing.jsa" -cp "$path" Nothing --simulated "$host" show; }
python() { python3 -c 'import click, yaml'; }

TIMEFORMAT='%R %U %S'
for ((round = 0; round <= rounds; round++)); do
    for what in kerf nothing python; do
        { time $what >/dev/null 2>&1; } 2>"$work/once"
        # The first round fills the caches and does not count.
        ((round == 0)) || awk '{ print $1, $2 + $3 }' "$work/once" >>"$work/$what.times"
    done
done

# median FILE COLUMN: the value in the middle.
median() { awk -v column="$2" '{ print $column }' "$1" | sort -g | awk '{ line[NR] = $1 } END { print line[int((NR + 1) / 2)] }'; }
printf '%-10s %12s %16s\n' process 'median [ms]' 'processor [ms]'
for what in kerf nothing python; do
    declare "wall_$what=$(median "$work/$what.times" 1)" "cpu_$what=$(median "$work/$what.times" 2)"
    wall=wall_$what cpu=cpu_$what
    awk -v n="$what" -v w="${!wall}" -v c="${!cpu}" 'BEGIN { printf "%-10s %12.0f %16.0f\n", n, 1000 * w, 1000 * c }'
done
awk -v k="$wall_kerf" -v n="$wall_nothing" -v p="$wall_python" -v ck="$cpu_kerf" -v cn="$cpu_nothing" -v cp="$cpu_python" 'BEGIN {
    printf "kerf / nothing %.2f (processor %.2f), kerf / python %.2f (processor %.2f)\n", k / n, ck / cn, k / p, ck / cp }'

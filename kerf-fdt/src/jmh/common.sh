# SPDX-License-Identifier: Apache-2.0
#
# What the run.sh of each module that is measured shares. Sourced from the top of the repository. MVN names Maven and its options.

maven=${MVN:-mvn}

say() { printf '%s\n' "bench: $*" >&2; }

# build MODULE BELOW...: compiles a module's benchmarks, and sets work, its folder for results, and classpath.
build() {
    local module
    work=$1/target/bench
    mkdir -p "$work"
    say "building"
    $maven -q -ntp -Pbench -pl "$1" -am -Dspotless.check.skip test-compile
    # Maven finds the modules below among those of the same run; the last one that it comes to writes the file.
    $maven -q -ntp -Pbench -pl "$(IFS=, && echo "$*")" dependency:build-classpath -Dmdep.outputFile="$PWD/$work/classpath"
    classpath=$1/target/test-classes
    for module; do
        classpath+=:$module/target/classes
    done
    classpath+=:$(cat "$work/classpath")
}

# measure PATTERN ARGUMENT...: runs the benchmarks of a name, with arguments of JMH; their figures are in jmh.csv then.
measure() {
    say "measuring kerf"
    java -cp "$classpath" org.openjdk.jmh.Main "$1" \
        -foe true -rf csv -rff "$work/jmh.csv" "${@:2}" >"$work/jmh.log" || { tail -30 "$work/jmh.log" >&2; exit 1; }
}

# table PATTERN ARGUMENT...: runs the benchmarks of a name that have no peer, and prints JMH's own table.
table() {
    measure "$@"
    sed -n '/^Benchmark /,$p' "$work/jmh.log"
}

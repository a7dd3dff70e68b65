#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Measures how long reading and writing a large host takes. Arguments go to JMH, after its defaults:
#
#     kerf-model/src/jmh/run.sh                   # everything
#     kerf-model/src/jmh/run.sh -f 1 -e write     # quicker, and reading only
#
# MVN names Maven and its options.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
maven=${MVN:-mvn}
work=kerf-model/target/bench
mkdir -p "$work"

$maven -q -ntp -Pbench -pl kerf-model -am -Dspotless.check.skip test-compile
$maven -q -ntp -Pbench -pl kerf-fdt,kerf-dts,kerf-model dependency:build-classpath -Dmdep.outputFile="$PWD/$work/classpath"
classpath=kerf-model/target/test-classes:kerf-model/target/classes:kerf-dts/target/classes:kerf-fdt/target/classes
java -cp "$classpath:$(cat "$work/classpath")" org.openjdk.jmh.Main 'io.kerf.model.binding.ReadBenchmark' -foe true "$@"

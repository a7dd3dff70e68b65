#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Measures how long decisions and the index of a host take, and what a decision allocates. Arguments go to JMH, after its defaults:
#
#     kerf-alloc/src/jmh/run.sh                              # everything
#     kerf-alloc/src/jmh/run.sh -f 1 -p cpus=4096 -e Evenly  # quicker, and one size only
#
# MVN names Maven and its options.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
source kerf-fdt/src/jmh/common.sh

build kerf-alloc kerf-model kerf-fdt
table 'io.kerf.alloc.*Benchmark' -prof gc "$@"

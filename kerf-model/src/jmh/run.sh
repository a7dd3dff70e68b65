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
source kerf-fdt/src/jmh/common.sh

build kerf-model kerf-dts kerf-fdt
table 'io.kerf.model.binding.ReadBenchmark' "$@"

#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Measures how long it takes to create an instance and to delete it again on a simulated kernel in memory, with a journal in memory, in
# /dev/shm and on the disk, and what of that is planning, encoding, and waiting for the disk. Arguments go to JMH, after its defaults:
#
#     kerf-sysfs/src/jmh/run.sh                         # everything
#     kerf-sysfs/src/jmh/run.sh -p instances=100        # one size only
#
# MVN names Maven and its options.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
source kerf-fdt/src/jmh/common.sh

build kerf-sysfs kerf-validate kerf-model kerf-fdt
table 'io.kerf.sysfs.*Benchmark' "$@"

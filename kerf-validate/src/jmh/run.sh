#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Measures how long all rules and the reports of a large host takes. Arguments go to JMH, after its defaults:
#
#     kerf-validate/src/jmh/run.sh                # everything
#     kerf-validate/src/jmh/run.sh -f 1 -e text -e json    # quicker, and the rules only
#
# MVN names Maven and its options.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
source kerf-fdt/src/jmh/common.sh

build kerf-validate kerf-model kerf-dts kerf-fdt
table 'io.kerf.validate.ValidateBenchmark' "$@"

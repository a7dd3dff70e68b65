# SPDX-License-Identifier: Apache-2.0
#
# Reads JMH's csv: each ratios.awk calls titles() on the first line and figure() on the others, and finds name, score and column set.

function unquote(text) { gsub(/["\r]/, "", text); return text }

function titles(    count, all, i) {
    count = split($0, all, ",")
    for (i = 1; i <= count; i++) { column[unquote(all[i])] = i }
}

# Sets name, the benchmark's without its class, and score.
function figure() {
    split($0, cell, ",")
    name = unquote(cell[1])
    sub(/.*\./, "", name)
    score = unquote(cell[column["Score"]])
}

# The value of a parameter in the line of figure(); empty if there is none of that name.
function param(title) { return ("Param: " title) in column ? unquote(cell[column["Param: " title]]) : "" }

# How a ratio is told beside the one that is wanted, if any is.
function verdict(ratio, wanted) { return wanted == "" ? "" : (ratio >= wanted ? "" : "missed: ") ">= " wanted }

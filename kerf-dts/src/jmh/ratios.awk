# SPDX-License-Identifier: Apache-2.0
#
# With csv.awk of kerf-fdt, joins the figures of run.sh into one table: dtc before and after (input nanoseconds), and JMH's csv.

function microseconds(input) { return (dtc[input] - dtc["empty"]) / 1000 }

function row(what, input, wanted,    ratio) {
    if (!((what, input) in kerf) || !(input in dtc)) { return }
    if (microseconds(input) <= 0) {
        printf "| %s | %s | %.0f | | lost in the noise of starting dtc | |\n", what, input, kerf[what, input]
        return
    }
    ratio = microseconds(input) / kerf[what, input]
    printf "| %s | %s | %.0f | %.0f | %.1f | %s |\n", what, input, kerf[what, input], microseconds(input), ratio,
        verdict(ratio, wanted)
}

FNR == 1 { file++ }
file <= 2 { if (!($1 in dtc) || $2 < dtc[$1]) { dtc[$1] = $2 } next }
FNR == 1 { titles(); next }
{
    figure()
    kerf[name, param("input")] = score
}

END {
    print "| kerf | input | us | dtc, us | times as fast | wanted |"
    print "|---|---|---|---|---|---|"
    row("compile", "baseline", "")
    row("compile", "board", 10)
    row("compile", "large-tenth", "")
    row("compile", "large", 15)
    row("compile", "labels", 100)
    print ""
    if (("compile", "labels") in kerf && ("compile", "large") in kerf) {
        printf "labels / large: %.2f (at most 1.3)\n", kerf["compile", "labels"] / kerf["compile", "large"]
        printf "large / large-tenth: %.1f for 10.2 times the source\n", kerf["compile", "large"] / kerf["compile", "large-tenth"]
    }
    printf "baseline: %.0f us (at most 150)\n", kerf["compile", "baseline"]
    for (i in kerf) {
        split(i, key, SUBSEP)
        if (key[1] != "compile") { printf "%s of %s: %.0f us\n", key[1], key[2], kerf[i] }
    }
}

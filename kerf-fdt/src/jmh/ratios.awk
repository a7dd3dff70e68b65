# SPDX-License-Identifier: Apache-2.0
#
# With csv.awk, joins the figures of run.sh into one table: peers (benchmark name input ns), footprint (what input multiple), and JMH's csv.

# How many times as fast as a peer in the same seconds, beside what is asked for; means of both.
function row(what, input, peer, wanted,    theirs, ratio) {
    if (!((what, input) in kerf) || !((what, peer, input) in sum)) { return }
    theirs = sum[what, peer, input] / rounds[what, peer, input]
    ratio = theirs / kerf[what, input]
    printf "| %s | %s | %.0f | %s | %.0f | %.2f | %s |\n", what, input, kerf[what, input], peer, theirs, ratio,
        verdict(ratio, wanted)
}

FNR == 1 { file++ }
file == 1 { sum[$1, $2, $3] += $4; rounds[$1, $2, $3]++; next }
file == 2 { footprint[$1, $2] = $3; next }
/^"Benchmark"/ { delete column; titles(); next }
{
    figure()
    input = param("input") param("place")
    kerf[name, input == "" ? "board" : input] = score
}

END {
    print "| kerf | input | ns | libfdt | ns | times as fast | wanted |"
    print "|---|---|---|---|---|---|---|"
    count = split("baseline board megabyte large", inputs, " ")
    for (i = 1; i <= count; i++) {
        row("walk", inputs[i], "walk", 5)
        row("walk", inputs[i], "walk-raw", "")
        row("walkByNext", inputs[i], "walk", "")
        row("walkByThree", inputs[i], "walk", "")
        row("walkDirect", inputs[i], "walk", "")
        row("decode", inputs[i], "walk", 1)
        row("encode", inputs[i], "write", 10)
        row("encode", inputs[i], "write-no-dedupe", 1)
        row("write", inputs[i], "write", "")
        row("write", inputs[i], "write-no-dedupe", "")
    }
    count = split("DEEP WIDE BUS", places, " ")
    for (i = 1; i <= count; i++) {
        row("lookup", places[i], "lookup", 100)
        row("lookupInBlob", places[i], "lookup", "")
    }
    row("overlay", "board", "overlay", 1)
    row("overlayBlobs", "board", "overlay", 1)
    print ""
    if (("decode", "megabyte") in kerf) {
        printf "decode of large / decode of megabyte: %.2f (at most 12)\n", kerf["decode", "large"] / kerf["decode", "megabyte"]
    }
    for (i in footprint) {
        split(i, what, SUBSEP)
        printf "%s by decoding %s: %s times the blob%s\n", what[1], what[2], footprint[i], what[1] == "kept" ? " (at most 6)" : ""
    }
}

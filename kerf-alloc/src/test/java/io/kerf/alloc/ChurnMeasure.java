// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

/** What allocators are judged by; less is better but for a few. */
enum ChurnMeasure {
    /** Requests that were placed as they demand. */
    ACCEPTED("accepted %", 100, 1, true),
    /** Placed against a hard demand: wrong node, memory not local, a core shared that must not be. */
    WRONG("wrong %", 100, 1, false),
    /** Placed where nothing can be: on what is held or is not there, or less than was asked for. */
    INVALID("invalid %", 100, 1, false),
    /** Refused though an answer exists. */
    FALSE_REFUSALS("false refusal %", 100, 1, false),
    /** Placements that share a core. */
    LEAKY("leaky %", 100, 1, false),
    /** Cores shared beyond the fewest possible. */
    LEAK_EXCESS("leak_exc", 1, 3, false),
    /** Cores with two owners at least, the host among them, over time. */
    SHARED("shared", 1, 2, false),
    /** Nodes of a compact placement beyond the fewest that have the CPUs. */
    NODES_EXCESS("nodes_exc", 1, 3, false),
    /** The same beyond the fewest among choices that share as few cores as can be; of placements that do. */
    NODES_EXCESS_ISOLATED("nodes_exc_iso", 1, 4, false),
    /** Sockets of a compact placement beyond the fewest that have the CPUs. */
    SOCKETS_EXCESS("socks_exc", 1, 3, false),
    /** Last-level caches beyond the fewest on the same nodes. */
    CACHES_EXCESS("llc_exc", 1, 3, false),
    /** Mean distance between the CPUs of a compact placement above the least. */
    PAIR_REGRET("pair_reg %", 100, 2, false),
    /** The same above the least among choices that share as few cores as can be; of placements that do. */
    PAIR_REGRET_ISOLATED("pair_reg_iso %", 100, 2, false),
    /** Mean distance from CPUs to memory above the least of any CPUs and any gap. */
    MEMORY_REGRET("cm_reg %", 100, 2, false),
    /** The same above the least on as few nodes; of compact and local placements that share no core on fewest nodes. */
    MEMORY_REGRET_ISOLATED("cm_reg_iso %", 100, 2, false),
    /** Bytes on nodes without a CPU of the placement. */
    REMOTE("remote %", 100, 2, false),
    /** The same beyond what every answer must have that meets the demands. */
    REMOTE_EXCESS("remote_exc %", 100, 2, false),
    /** The same beyond what every answer must have that shares fewest cores and, compact, is on fewest nodes. */
    REMOTE_EXCESS_ISOLATED("remote_exc_iso %", 100, 2, false),
    /** Bytes on other kinds of memory that were not asked for. */
    TIER("tier %", 100, 2, false),
    /** The same where ordinary memory had room. */
    TIER_EXCESS("tier_exc %", 100, 2, false),
    /** How far from equal the shares of a spread placement are. */
    SPREAD_GAP("spread_gap", 1, 3, false),
    /** The same against shares of cores that nobody is on; where these are enough, and the memory may be anywhere. */
    SPREAD_GAP_ISOLATED("spread_gap_iso", 1, 4, false),
    /** How far from equal the shares of interleaved memory are. */
    INTERLEAVE_GAP("il_gap", 1, 3, false),
    /** What the largest gap lacks of all free memory. */
    MEMORY_CUT("memfrag", 1, 3, false),
    /** What the largest gaps of all nodes lack of it. */
    NODE_MEMORY_CUT("memfrag_node", 1, 3, false),
    /** What the node with most free CPUs lacks of all, or of the largest node. */
    CPUS_CUT("cpufrag", 1, 3, false),
    /** The same in CPUs of cores that nobody is on. */
    CPUS_CUT_ISOLATED("cpufrag_iso", 1, 3, false),
    /** Free CPUs on cores in use. */
    STRANDED("strand", 1, 3, false),
    /** How evenly the nodes are used, by Jain's index. */
    BALANCE("balance", 1, 3, true),
    /** How evenly sizes of requests are accepted, by Jain's index. */
    FAIR("fair", 1, 3, true);

    final String title;
    final double scale;
    final int digits;
    final boolean isMoreBetter;

    ChurnMeasure(String title, double scale, int digits, boolean isMoreBetter) {
        this.title = title;
        this.scale = scale;
        this.digits = digits;
        this.isMoreBetter = isMoreBetter;
    }
}

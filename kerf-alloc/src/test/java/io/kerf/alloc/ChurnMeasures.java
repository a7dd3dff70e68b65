// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import java.util.Locale;

/** Sums of the measures of placements; all but acceptance are better the lower they are. */
final class ChurnMeasures {
    static final String HEADER =
            "| allocator | accepted % | wrong % | false refusal % | leaky % | leak_exc | nodes_exc | nodes_exc_iso | llc_exc "
                    + "| pair_reg % | cm_reg % | remote % | spread_gap | il_gap | memfrag | cpufrag | strand |\n"
                    + "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n";

    long requests;
    long accepted;
    long wrong;
    long falseRefusals;
    private final Mean leaky = new Mean();
    private final Mean leakExcess = new Mean();
    private final Mean nodesExcess = new Mean();
    private final Mean nodesExcessIsolated = new Mean();
    private final Mean cachesExcess = new Mean();
    private final Mean pairRegret = new Mean();
    private final Mean memoryRegret = new Mean();
    private final Mean remote = new Mean();
    private final Mean spreadGap = new Mean();
    private final Mean interleaveGap = new Mean();
    private final Mean memoryCut = new Mean();
    private final Mean cpusCut = new Mean();
    private final Mean stranded = new Mean();

    /** A weighted mean. */
    static final class Mean {
        private double sum;
        private double weight;

        void add(double value) {
            add(value, 1);
        }

        void add(double value, double itsWeight) {
            sum += value * itsWeight;
            weight += itsWeight;
        }

        private void add(Mean other) {
            sum += other.sum;
            weight += other.weight;
        }

        double value() {
            return weight == 0 ? 0 : sum / weight;
        }
    }

    Mean leaky() {
        return leaky;
    }

    Mean leakExcess() {
        return leakExcess;
    }

    Mean nodesExcess() {
        return nodesExcess;
    }

    Mean nodesExcessIsolated() {
        return nodesExcessIsolated;
    }

    Mean cachesExcess() {
        return cachesExcess;
    }

    Mean pairRegret() {
        return pairRegret;
    }

    Mean memoryRegret() {
        return memoryRegret;
    }

    Mean remote() {
        return remote;
    }

    Mean spreadGap() {
        return spreadGap;
    }

    Mean interleaveGap() {
        return interleaveGap;
    }

    Mean memoryCut() {
        return memoryCut;
    }

    Mean cpusCut() {
        return cpusCut;
    }

    Mean stranded() {
        return stranded;
    }

    double acceptedShare() {
        return requests == 0 ? 0 : (double) (accepted - wrong) / requests;
    }

    void add(ChurnMeasures other) {
        requests += other.requests;
        accepted += other.accepted;
        wrong += other.wrong;
        falseRefusals += other.falseRefusals;
        Mean[] mine = all();
        Mean[] others = other.all();
        for (int i = 0; i < mine.length; i++) {
            mine[i].add(others[i]);
        }
    }

    private Mean[] all() {
        return new Mean[] {
            leaky,
            leakExcess,
            nodesExcess,
            nodesExcessIsolated,
            cachesExcess,
            pairRegret,
            memoryRegret,
            remote,
            spreadGap,
            interleaveGap,
            memoryCut,
            cpusCut,
            stranded
        };
    }

    String row(String name) {
        return String.format(
                Locale.ROOT,
                "| %s | %.1f | %.1f | %.1f | %.1f | %.3f | %.3f | %.4f | %.3f | %.2f | %.2f | %.2f | %.3f | %.3f | %.3f | %.3f "
                        + "| %.3f |\n",
                name,
                100 * acceptedShare(),
                100.0 * wrong / requests,
                100.0 * falseRefusals / requests,
                100 * leaky.value(),
                leakExcess.value(),
                nodesExcess.value(),
                nodesExcessIsolated.value(),
                cachesExcess.value(),
                100 * pairRegret.value(),
                100 * memoryRegret.value(),
                100 * remote.value(),
                spreadGap.value(),
                interleaveGap.value(),
                memoryCut.value(),
                cpusCut.value(),
                stranded.value());
    }
}

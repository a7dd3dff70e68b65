// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Means of the measures over requests, placements or steps. */
final class ChurnMeasures {
    /** Requests of 1, 2, up to 4, 8 and 16 CPUs, and of more. */
    private static final int SIZE_CLASSES = 6;

    private final Map<ChurnMeasure, Mean> means = new EnumMap<>(ChurnMeasure.class);
    private final Mean[] acceptedOfSize = new Mean[SIZE_CLASSES];

    ChurnMeasures() {
        for (ChurnMeasure measure : ChurnMeasure.values()) {
            means.put(measure, new Mean());
        }
        Arrays.setAll(acceptedOfSize, size -> new Mean());
    }

    /** A weighted mean. */
    private static final class Mean {
        private double sum;
        private double weight;

        void add(double value, double itsWeight) {
            sum += value * itsWeight;
            weight += itsWeight;
        }

        void add(Mean other) {
            sum += other.sum;
            weight += other.weight;
        }

        double value() {
            return weight == 0 ? 0 : sum / weight;
        }
    }

    void add(ChurnMeasure measure, double value) {
        add(measure, value, 1);
    }

    void add(ChurnMeasure measure, double value, double weight) {
        means.get(measure).add(value, weight);
    }

    void add(ChurnMeasure measure, boolean isSo) {
        add(measure, isSo ? 1 : 0, 1);
    }

    /** Counts a request of so many CPUs. */
    void addRequest(int cpus, boolean isAccepted) {
        add(ChurnMeasure.ACCEPTED, isAccepted);
        int size = 32 - Integer.numberOfLeadingZeros(cpus - 1);
        acceptedOfSize[Math.min(size, SIZE_CLASSES - 1)].add(isAccepted ? 1 : 0, 1);
    }

    void add(ChurnMeasures other) {
        means.forEach((measure, mean) -> mean.add(other.means.get(measure)));
        for (int i = 0; i < acceptedOfSize.length; i++) {
            acceptedOfSize[i].add(other.acceptedOfSize[i]);
        }
    }

    double value(ChurnMeasure measure) {
        return measure == ChurnMeasure.FAIR
                ? evenness(Arrays.stream(acceptedOfSize)
                        .filter(mean -> mean.weight > 0)
                        .mapToDouble(Mean::value)
                        .toArray())
                : means.get(measure).value();
    }

    /** Returns what the mean of a measure is taken over: requests, placements, steps or bytes. */
    double weight(ChurnMeasure measure) {
        return means.get(measure).weight;
    }

    /** Returns Jain's index: 1 if all are equal, at least one over their number. */
    static double evenness(double[] values) {
        double sum = Arrays.stream(values).sum();
        double squares = Arrays.stream(values).map(value -> value * value).sum();
        return squares == 0 ? 1 : sum * sum / (values.length * squares);
    }

    /** Returns a table in Markdown with a line for each measure and a column for each allocator. */
    static String table(List<String> names, List<ChurnMeasures> columns) {
        StringBuilder out = new StringBuilder("| measure |");
        names.forEach(name -> out.append(' ').append(name).append(" |"));
        out.append("\n|---|").append("---:|".repeat(names.size())).append('\n');
        for (ChurnMeasure measure : ChurnMeasure.values()) {
            out.append("| ").append(measure.title).append(" | ");
            out.append(columns.stream().map(column -> column.text(measure)).collect(Collectors.joining(" | ")));
            out.append(" |\n");
        }
        return out.toString();
    }

    private String text(ChurnMeasure measure) {
        return String.format(Locale.ROOT, "%." + measure.digits + "f", measure.scale * value(measure));
    }
}

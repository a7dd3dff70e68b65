// SPDX-License-Identifier: Apache-2.0
package io.kerf.desired;

import io.kerf.desired.PlannedAction.Kind;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A plan without a host: to be looked at, compared, and stored until somebody has agreed to it.
 *
 * <pre>{@code
 * Files.writeString(file, host.plan(wanted).data().toJson());
 * // later, perhaps in another process
 * host.plan(PlanData.parse(Files.readString(file), "agreed plan")).apply();
 * }</pre>
 *
 * <p>A plan holds for the state of the host that it was made from. It is refused on any other.
 *
 * @param from a digest of that state, 64 hexadecimal digits
 * @param actions what becomes of each instance that is there or wanted, sorted by name
 */
public record PlanData(String from, List<PlannedAction> actions) {
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    /**
     * Sorts the actions.
     *
     * @throws IllegalArgumentException if two are about the same instance, or the digest is none
     */
    public PlanData {
        if (!DIGEST.matcher(from).matches()) {
            throw new IllegalArgumentException("a digest has 64 hexadecimal digits, and this is '" + from + "'");
        }
        actions = actions.stream()
                .sorted(Comparator.comparing(PlannedAction::name))
                .toList();
        for (int i = 1; i < actions.size(); i++) {
            if (actions.get(i).name().equals(actions.get(i - 1).name())) {
                throw new IllegalArgumentException(
                        "two actions are about '" + actions.get(i).name() + "'");
            }
        }
    }

    /**
     * Reads what {@link #toJson} wrote.
     *
     * @param json the text
     * @param source what messages call it, such as a file name
     * @return the plan, equal to the one that was written
     * @throws DesiredStateException if it is no plan; the message tells where
     */
    public static PlanData parse(String json, String source) {
        return PlanText.parse(json, source);
    }

    /**
     * Writes the plan as JSON, for {@link #parse}.
     *
     * @return an object with {@code kerf-plan}, the version of its form; {@code from}; and {@code actions}
     */
    public String toJson() {
        return PlanText.write(this);
    }

    /**
     * Tells whether all instances are as they are wanted.
     *
     * @return true if the plan does nothing
     */
    public boolean isEmpty() {
        return actions.stream().allMatch(action -> action.kind() == Kind.UNCHANGED);
    }

    /**
     * Counts actions.
     *
     * @param kind a kind of action
     * @return how many there are of it
     */
    public long count(Kind kind) {
        return actions.stream().filter(action -> action.kind() == kind).count();
    }

    /** The plan in words: how many actions of each kind, and a line for each. */
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder()
                .append(count(Kind.CREATE))
                .append(" to create, ")
                .append(count(Kind.UPDATE))
                .append(" to update, ")
                .append(count(Kind.REPLACE))
                .append(" to replace, ")
                .append(count(Kind.DELETE))
                .append(" to delete, ")
                .append(count(Kind.UNCHANGED))
                .append(" unchanged\n");
        int width = actions.stream()
                .mapToInt(action -> action.name().text().length())
                .max()
                .orElse(0);
        actions.forEach(action -> out.append(action.line(width)).append('\n'));
        return out.toString();
    }
}
